# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's trace (docs/trace.md) on the host:

    for event in trace.read("trace.jsonl"):     dictionaries, one for each line
        model.apply(event)

    Decoder     the events of the records that the kernel sends (trace_decode.py)
    Places      the line of source of an address in the kernel
    Recorder    reads COM2 and writes the events to a file, with their places
    Model       the state of the machine after each event (trace_model.py)
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading

from .faults import ADDR2LINE
from .trace_decode import Damaged, Decoder
from .trace_model import Model, TraceError

__all__ = ["Addr2line", "Damaged", "Decoder", "Model", "Places", "Recorder", "TraceError", "addr2line", "parse",
           "read"]

KERNEL_START = 0xc0000000
SOURCE = re.compile(r"(?:^|/)((?:boot|kernel|mm|ipc)/[^ ]+):(\d+)")


def parse(line):
    """The event of one line of a file."""
    try:
        return json.loads(line)
    except ValueError:
        raise TraceError(f"not a line of a trace: {line[:200]!r}") from None


def read(path):
    """The events of a file. A last line without its newline is incomplete and is left out."""
    with open(path, "rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield parse(line)


def addr2line():
    """The first addr2line program that is installed, or None."""
    return next(filter(shutil.which, ADDR2LINE), None)


class Addr2line:
    """A running addr2line program, which answers one question after the other."""

    def __init__(self, program, kernel):
        self._process = subprocess.Popen(
            [program, "-a", "-f", "-i", "-e", kernel], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def ask(self, address):
        """[(function, place)], the innermost first."""
        # The answer for address 0 marks the end of the one before.
        self._process.stdin.write(b"%#x\n0\n" % address)
        self._process.stdin.flush()
        answer = self._process.stdout
        answer.readline()               # the address itself
        lines = []
        while True:
            line = answer.readline().decode().strip()
            if not line or (line.startswith("0x") and int(line, 16) == 0):
                break
            lines.append(line)
        answer.readline()               # its function and place
        answer.readline()
        return list(zip(lines[::2], lines[1::2]))

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Places:
    """
    The place in the source of an address in the kernel: ("mm/memory.c:33", "do_anonymous_page").

    The address is the return address of a call. If the compiler has inlined functions there,
    several functions belong to the address; the result is the innermost one that is not in a
    header. Each program of ADDR2LINE is tried in turn, because for kernels of another compiler
    some of them report only the innermost function.
    """

    def __init__(self, kernel):
        self._known = {}
        self._kernel = kernel
        self._programs = [name for name in ADDR2LINE if shutil.which(name)]
        self._running = {}

    def find(self, ip):
        """(file:line, function), or (None, None) if the place is unknown."""
        if ip not in self._known:
            self._known[ip] = self._look(ip)
        return self._known[ip]

    def _look(self, ip):
        found = None, None
        if ip < KERNEL_START or not os.path.exists(self._kernel):
            return found
        for program in self._programs:
            if program not in self._running:
                self._running[program] = Addr2line(program, self._kernel)
            for function, place in self._running[program].ask(ip - 1):
                match = SOURCE.search(place)
                if match:
                    found = f"{match.group(1)}:{match.group(2)}", function
                    if not match.group(1).endswith(".h"):
                        return found
        return found

    def complete(self, event):
        """Add to an event of the kernel its place: "at" and "in"."""
        at, function = self.find(int(event["ip"], 16))
        if at:
            event["at"], event["in"] = at, function
            # The frame allocator knows only that the frame is for user memory.
            if event.get("for") == "user" and at.startswith("ipc/"):
                event["for"] = "segment"
        return event

    def close(self):
        for program in self._running.values():
            program.close()
        self._running = {}


class Recorder:
    """Writes the records that come through a socket to a file as events, in a thread of its own."""

    def __init__(self, channel, path, kernel):
        self._channel = channel
        self._file = open(path, "w", encoding="utf-8")
        self._places = Places(kernel)
        self._decoder = Decoder()
        self.error = None               # the records cannot be understood at all, or not be written
        self.damaged = 0                # lines that were left out
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def _copy(self):
        with self._channel.makefile("rb") as lines:
            for line in lines:
                if not self.error:
                    self._record(line.rstrip(b"\n"))

    def _record(self, line):
        try:
            event = self._places.complete(self._decoder.decode(line))
            self._file.write(json.dumps(event, separators=(",", ":")) + "\n")
        except Damaged:
            self.damaged += 1
        except (TraceError, OSError) as error:
            self.error = error

    def close(self):
        """Wait until all records have been written to the file."""
        self._thread.join(timeout=30)
        self._places.close()
        try:
            self._file.close()
        except OSError as error:
            self.error = self.error or error
        if self.damaged:
            print(f"trace: {self.damaged} damaged lines were left out", file=sys.stderr)
        if isinstance(self.error, OSError):
            self.error.filename = self._file.name
        if self.error:
            raise self.error
