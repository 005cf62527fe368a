# SPDX-License-Identifier: GPL-2.0-only
"""
`events`: the last events of the kernel's trace (docs/trace.md), from the ring that the kernel
keeps in memory for debuggers, with the source line of each.
"""

from samepage.trace import Decoder, Places, TraceError

from command import Command, Failure, number, say
from memory import kernel_file, text, variable

COMMON = {"n", "t", "pid", "ev", "ip", "at", "in"}


def last_events(count):
    """The newest events, oldest first, as dictionaries; an incomplete record is left out."""
    ring = variable("trace_ring")
    if not ring and not text(variable("saved_command_line")):
        raise Failure("no event has happened: the kernel has not begun to boot. Let it run first: for "
                      "example `tbreak sys_shmget`, `continue`, and type process_a at the console.")
    if not ring:
        raise Failure("this machine does not trace: it needs the boot word `trace`. `make gdb` "
                      "gives it; with tools/guest --gdb, add --append trace.")
    lines = ring["text"]
    size = lines.type.range()[1] + 1
    newest = int(variable("trace_last"))
    decoder, found = Decoder(), []
    for n in range(max(1, newest - min(count, size) + 1), newest + 1):
        try:
            event = decoder.decode(text(lines[n % size]).encode())
        except TraceError:
            continue                    # being written, or from before the ring was there
        if event["n"] == n:
            found.append(event)
    return found


def describe(event):
    """The fields that only this kind of event has."""
    def shown(value):
        if isinstance(value, list):
            return "(" + ", ".join(map(str, value)) + ")"
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return " ".join(f"{name}={shown(value)}" for name, value in event.items() if name not in COMMON)


class Events(Command):
    """Show the last events of the kernel's trace.

Usage: events [COUNT]

The newest is the last. Without COUNT, 16 are shown; the kernel keeps 64. Each line
has the event's number, the process, what happened, and the place in the source.
docs/trace.md explains the events. Example:

    (gdb) events
    (gdb) events 40"""

    name = "events"
    places = None               # of the source, by address

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        count = number(words[0], "a number of events") if words else 16
        found = last_events(count)
        if not found:
            say("nothing has happened yet")
        if self.places is None:
            self.places = Places(kernel_file().filename)
        for event in found:
            where = self.places.complete(event).get("at", "")
            line = f"{event['n']:6}  pid {event['pid']:<3} {event['ev']:8} {describe(event)}"
            say(f"{line:100}  {where}".rstrip())


COMMANDS = (Events,)
