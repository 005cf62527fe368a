# SPDX-License-Identifier: GPL-2.0-only
"""
What the tools that boot Samepage share: qemu.py runs a machine, guest.py runs a command in a
guest, trace.py reads what a kernel tells of itself, cpio.py writes the archives that the guest finds as its root directory.
Python 3.8 or later, nothing but its standard library.
"""
