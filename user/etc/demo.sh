# SPDX-License-Identifier: GPL-2.0-only
#
# What "the demonstration" in the boot menu, and make demo, run: see user/proof.c. The status of
# the last command is the status of it all.
proof
