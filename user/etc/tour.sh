# SPDX-License-Identifier: GPL-2.0-only
#
# What `make tour` watches: A and B as in the article, both still there at the end, and then the
# segment's removal. The sentences are told by tools/gdb/tour.py.
hold process_a process_b
ipcrm -a
