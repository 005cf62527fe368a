# SPDX-License-Identifier: GPL-2.0-only
#
# Run by "the demonstration" in the boot menu and by make demo: see user/proof.c. The status of the
# last command is the status of the script.
proof
