# SPDX-License-Identifier: GPL-2.0-only
"""
Load our commands into gdb: `make gdb` runs gdb -nx -x tools/gdb/init.py build/samepage.elf. The
other files of this directory define the commands; `help user-defined` in gdb lists them.
"""

import os
import sys

import gdb

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
sys.dont_write_bytecode = True

import command
import constants
import events
import frames
import locks
import printers
import processes
import replay
import segments
import sleepers
import stops
import tables
import tour
import unwind

SETTINGS = """
set confirm off
set pagination off
set height 0
set width 0
set print pretty on
set disassembly-flavor intel
set breakpoint pending off
set python print-stack none
"""


def start():
    for line in SETTINGS.strip().splitlines():
        gdb.execute(line)
    gdb.execute(f"directory {constants.ROOT}", to_string=True)
    # `step` skips the functions that write the trace or stop for a tracer.
    gdb.execute("skip -gfi kernel/debug/trace*.c", to_string=True)
    gdb.execute("skip -fu syscall_trace", to_string=True)
    constants.define_macros()
    rooms = (processes, tables, segments, sleepers, frames, locks, events, stops, tour, replay)
    command.define(*(each for room in rooms for each in room.COMMANDS))
    printers.register()
    unwind.register()
    replay.register()
    stops.watch_for_panics()
    gdb.events.stop.connect(stops.always_stop)


try:
    start()
except command.Failure as failure:      # gdb was started without the kernel
    print(failure)
