# SPDX-License-Identifier: GPL-2.0-only
"""
The host's side of the tests. tests/run picks jobs and runs them, two at a time; each job is a
function that gets a Report:

    report.py   what passed, failed and was skipped, and how that is printed
    tap.py      what tap_run (the guest's side) printed, program by program
    guests.py   test programs in guests: the plain boot, yield-alloc, little and much memory
    glibc.py    programs built with the cross compiler's own C library, in a guest and on Linux
    tool.py     tools/guest itself: exit statuses, bytes, crashes
    shell.py    scripts, what they must print and how they must end
    console.py  somebody types at the console
    demo.py     make demo and what it shows
    debug.py    the debugger's commands, held against QEMU's monitor and a dump of memory
    session.py  gdb and a machine for it
    tours.py    the guided tour, a recording that goes backwards, a crash found again
    docs.py     what the documents say about the source is true

Python 3.8 or later, nothing but its standard library.
"""
