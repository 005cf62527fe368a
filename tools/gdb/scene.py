# SPDX-License-Identifier: GPL-2.0-only
"""
The building blocks of the tour: continue to a certain moment, print sentences that are checked,
show lines of source, and draw the tables as text.

    process_a (pid 4)   directory 0x01f10000
        [256] 0x01f0e067 -> table 0x01f0e000
            [0] 0x01f08067  P W U A D            --+
    shm_segs[0]   segment 0, nattch 1              |
        shm_pages[0] 0x01f08067                  --+--> frame 0x01f08000, count 2: "Hello World."
"""

import os
import textwrap

import gdb

import kernel
import programs
from command import Failure, say
from constants import ROOT
from memory import read_physical, read_register, read_word, text, variable
from samepage.pagetable import frame_of, split
from tables import letters, of

WIDTH = 78
COLUMN = 52                     # of the arrows in the drawing


class Moment(gdb.Breakpoint):
    """A breakpoint of the tour; `info breakpoints` does not show it."""

    def __init__(self, location, test=None, **options):
        super().__init__(location, internal=True, **options)
        self.silent = True
        self.test = test
        self.reached = False

    def stop(self):
        try:
            self.reached = self.test is None or bool(self.test())
        except (gdb.error, Failure):
            self.reached = False
        return self.reached


class Return(Moment):
    """The return of the function at whose first instruction the machine stands now."""

    def __init__(self):
        esp = read_register("esp")
        super().__init__(f"*{read_word(esp):#x}", lambda: read_register("esp") == esp + 4)

    @staticmethod
    def value():
        """The function's result, while the machine stands at its return."""
        return read_register("eax")


def go_on_to(moment):
    """Let the machine run until it reaches the moment."""
    try:
        gdb.execute("continue", to_string=True)
        if not moment.reached:
            raise Failure("the machine has stopped elsewhere (at a breakpoint of yours, or at its end). "
                          "`tour` continues from here if the next stop is still ahead; "
                          "`make tour` starts again.")
    finally:
        if moment.is_valid():
            moment.delete()
    programs.follow()


def changes(address, test=lambda: True):
    """Let the machine run until the word at this kernel address has changed and test() holds."""
    go_on_to(Moment(f"*(unsigned long *){address:#x}", test, type=gdb.BP_WATCHPOINT,
                    wp_class=gdb.WP_WRITE))


def by(name):
    """A test: has the process that runs this name?"""
    return lambda: text(kernel.current()["comm"]) == name


class Teller:
    """Prints sentences, and counts those that are not true."""

    def __init__(self):
        self.checked = 0
        self.wrong = []

    @staticmethod
    def say(words):
        for line in textwrap.wrap(words, WIDTH):
            say(line)

    def fact(self, words, true):
        """Print a sentence about the machine as it is now. If it is not true, mark it."""
        self.checked += 1
        if true:
            self.say(words)
        else:
            self.wrong.append(words)
            self.say(f"!! NOT SO, on this machine: {words}")

    @staticmethod
    def source(path, start, count=1):
        """Print `count` lines of a file, from the line that contains `start` on."""
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        first = next((i for i, line in enumerate(lines) if start in line), None)
        if first is None:
            raise Failure(f"{path} has no line with {start!r}: the tour and the source disagree.")
        say()
        say(f"    {path}")
        for i in range(first, min(first + count, len(lines))):
            say(f"    {i + 1:4}  {lines[i].expandtabs(8)}"[:100])
        say()


def _leads_to(entry, frame):
    return bool(entry) and frame is not None and frame_of(entry) == frame


def process_rows(task, address, frame):
    """The tables of a process as rows: (text, does it lead to the frame?)."""
    name = f"{text(task['comm'])} (pid {int(task['pid'])})"
    if not task["mm"]:
        return [(f"{name}   has no address space any more", False)]
    tables = of(task["mm"])
    i, j, _ = split(address)
    pde, pte = tables.entry(address)
    rows = [(f"{name}   directory {tables.directory:#010x}", False)]
    if not pde:
        return rows + [(f"    [{i}] {pde:#010x}  (no page table)", False)]
    rows.append((f"    [{i}] {pde:#010x} -> table {frame_of(pde):#010x}", False))
    shown = letters(pte) if pte else "(empty)"
    row = f"        [{j}] {pte:#010x}  {shown}"
    return rows + [(row, _leads_to(pte, frame))]


def segment_rows(slot, frame):
    segment = kernel.slot_segment(slot)
    if segment is None:
        return [(f"shm_segs[{slot}]   {kernel.slot_state(slot)}", False)]
    rows = [(f"shm_segs[{slot}]   segment {kernel.segment_id(segment, slot)}, "
             f"nattch {int(segment['u']['shm_nattch'])}", False)]
    for i, entry in enumerate(kernel.segment_pages(segment)[:4]):
        rows.append((f"    shm_pages[{i}] {entry:#010x}" + ("" if entry else "  (empty)"),
                     _leads_to(entry, frame)))
    return rows


def picture(processes, address, slot, frame):
    """Draw the tables of the processes and the segment, and the frame to which they lead."""
    rows = []
    for task in processes[:1]:
        rows += process_rows(task, address, frame)
    rows += segment_rows(slot, frame)
    for task in processes[1:]:
        rows += process_rows(task, address, frame)
    leading = [i for i, (_, leads) in enumerate(rows) if leads]
    say()
    for i, (line, leads) in enumerate(rows):
        mark = "--+" if leads else "  |" if leading and leading[0] < i < leading[-1] else ""
        if leading and i == leading[-1]:
            mark += f"--> frame {frame:#010x}"
        say(f"    {line:{COLUMN}}{mark}".rstrip())
    if frame is not None:
        count = int(variable("mem_map")[frame >> 12]["count"])
        say(f"    frame {frame:#010x}: count {count}, {contents(frame)}")
    say()


def contents(frame):
    data = read_physical(frame, 4096)
    if not any(data):
        return "4096 zeros"
    if 0 < len(data.split(b"\0")[0]) < 64:
        return "it holds " + repr(data.split(b"\0")[0].decode(errors="replace")).replace("'", '"')
    return "it holds other data"
