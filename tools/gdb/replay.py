# SPDX-License-Identifier: GPL-2.0-only
"""
Commands for going backwards in a recording (make gdb-replay). gdb's own reverse-step,
reverse-next, reverse-finish and reverse-continue work there; `who-wrote` finds the last write of
a variable.

QEMU goes backwards by running forwards again from the beginning of the recording, so each step
back takes as long as the run so far. If QEMU does not answer within a time limit, it is killed,
because gdb would wait for it forever.
"""

import os
import signal
import threading

import gdb

import kernel
import programs
from command import Command, Failure, say
from constants import constant
from memory import address_of, connected, read, read_register
from tables import of, of_cr3

LIMIT = int(os.environ.get("SAMEPAGE_REVERSE_LIMIT", 60))       # seconds for one command that goes back


def recorded():
    """Is the machine the replay of a recording?"""
    return "SAMEPAGE_REPLAY" in os.environ


_timer = None


def _expired():
    """Kill QEMU. Runs in a thread of its own, since gdb waits for QEMU."""
    os.write(2, (f"\nGoing backwards took more than {LIMIT} seconds: QEMU has been ended. "
                 "`q`, and `make gdb-replay` plays the recording anew.\n"
                 "The forward way: a watchpoint (`watch EXPRESSION`) from the start, and "
                 "`continue` until the value is wrong.\n").encode())
    try:
        os.kill(int(os.environ["SAMEPAGE_QEMU"]), signal.SIGKILL)
    except (KeyError, ValueError, ProcessLookupError):
        pass


def _going(_):
    global _timer
    _stopped(None)
    if "everse" in gdb.execute("show exec-direction", to_string=True):
        _timer = threading.Timer(LIMIT, _expired)
        _timer.daemon = True
        _timer.start()


def _stopped(_):
    global _timer
    if _timer is not None:
        _timer.cancel()
        _timer = None


class StartReplay(Command):
    """Show what can be done with a recording (make gdb-replay does so at its start).

Usage: start-replay

Example:

    (gdb) start-replay"""

    name = "start-replay"
    looks = False
    repeats = False

    def run(self, words):
        if not recorded():
            raise Failure("this is not a recording: `make gdb-replay` makes one.")
        say()
        say("This is a recording: it can run forwards and backwards.")
        say("    continue, step, next, finish, break, watch    as always")
        say("    reverse-continue, reverse-step, reverse-next  the same, backwards")
        say("    who-wrote EXPRESSION                          back to the last write of a variable")
        say("For example:  break-in process_b sys_write, continue, who-wrote shm_segs[0]")


class WhoWrote(Command):
    """Go back to the instruction that wrote a variable or a word of memory last.

Usage: who-wrote EXPRESSION

EXPRESSION is a variable, a member of a structure, or *(int *)ADDRESS. In a recording
(make gdb-replay) the machine goes back to just before the write, and the command
shows the source line and the process. It watches the frame at all its virtual
addresses: in the kernel's direct map and in every process that maps it. `stepi`
executes the write again. Example:

    (gdb) who-wrote shm_segs[0]
    (gdb) who-wrote *(char *)0x40000000"""

    name = "who-wrote"
    repeats = False

    def run(self, words):
        if not words:
            raise self.wrong_usage()
        if not recorded():
            raise Failure("only a recording can go backwards: `make gdb-replay`. "
                          "To wait for the next write, use `watch EXPRESSION`.")
        expression = " ".join(words)
        value = gdb.parse_and_eval(expression)
        if value.address is None:
            raise Failure(f"{expression} is not in memory.")
        address, size = address_of(value.address), min(int(value.type.sizeof), 4096)
        after = read(address, size)
        places = aliases(address)
        self._go_back(places, size, after)

    def _go_back(self, places, size, after):
        enabled = [b for b in gdb.breakpoints() if b.enabled]
        for breakpoint in enabled:
            breakpoint.enabled = False
        for address in places:
            gdb.execute(f"maintenance packet Z2,{address:x},{size:x}", to_string=True)
        try:
            gdb.execute("reverse-continue", to_string=True)
        finally:
            if connected():
                for address in places:
                    gdb.execute(f"maintenance packet z2,{address:x},{size:x}", to_string=True)
            for breakpoint in enabled:
                breakpoint.enabled = True
        if not connected():
            raise Failure("QEMU did not answer in time and was ended.")
        if not read_register("cr0") >> 31:
            raise Failure("nothing in this recording has written it: this is the beginning. "
                          "`continue` goes on from here.")
        gdb.execute("reverse-stepi", to_string=True)
        programs.follow()
        here = self._seen_from_here(places)
        before = read(here, size) if here is not None else None
        say(f"{kernel.who(kernel.current())} is about to write it, in "
            f"{kernel.function_name(read_register('eip'))}():")
        if before is not None:
            say(f"    before {_shown(before)}\n    in the end {_shown(after)}")
        gdb.execute("frame")
        gdb.execute("x/i $pc")

    @staticmethod
    def _seen_from_here(places):
        for address in places:
            try:
                read(address, 1)
                return address
            except gdb.MemoryError:
                continue
        return None


def aliases(address):
    """All virtual addresses of the byte at this address, in every address space."""
    offset = constant("PAGE_OFFSET")
    if address >= offset:
        frame = address - offset >> 12
    else:
        entry = of_cr3().entry(address)[1]
        if not entry:
            raise Failure(f"no page is mapped at {address:#010x} now.")
        frame = entry >> 12
    found = [offset + frame * 4096 + (address & 0xfff)]
    for mm, _ in kernel.address_spaces():
        for page, _, entry in of(mm).pages():
            if entry >> 12 == frame and page + (address & 0xfff) not in found:
                found.append(page + (address & 0xfff))
    return found


def _shown(data):
    if len(data) <= 4:
        return f"{int.from_bytes(data, 'little'):#x}"
    return " ".join(f"{byte:02x}" for byte in data[:16]) + (" ..." if len(data) > 16 else "")


def register():
    gdb.events.cont.connect(_going)
    gdb.events.stop.connect(_stopped)
    gdb.events.exited.connect(_stopped)


COMMANDS = (StartReplay, WhoWrote)
