# SPDX-License-Identifier: GPL-2.0-only
#
# Run by `make tour`: the article's A and B, both still attached when B has printed, and then the
# removal of the segment. tools/gdb/tour.py explains each stop.
hold process_a process_b
ipcrm -a
