# SPDX-License-Identifier: GPL-2.0-only
"""
The modules that the tools of the host share. They need Python 3.9 and only its standard library.

    machines    qemu.py, guest.py (a command in a guest), debugger.py, recording.py, cpio.py
    reading     pagetable.py, syscalls.py, trace.py
    measuring   bench.py, bench_plot.py, linux.py
    comparing   oracle_compare.py, oracle_log.py, oracle_model.py, oracle_rules.py
    teaching    lab.py, grader.py, testrun.py and the modules that they use
"""
