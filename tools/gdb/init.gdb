# SPDX-License-Identifier: GPL-2.0-only
#
# What `make gdb` tells gdb once it is connected to the machine, which stands before
# the BIOS's first instruction. -batch and friends may add their own commands.
set confirm off
set pagination off
set disassembly-flavor intel
break kernel_main
echo \nThe machine stands before its first instruction. `continue` goes to kernel_main.\n
