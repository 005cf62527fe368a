# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's trace (docs/trace.md) on the host: lines become events, events become the state
of the machine.

    for event in trace.read("trace.jsonl"):     dictionaries, one for each line
        model.apply(event)

    Places      the line of source behind an address of the kernel
    Recorder    the other end of COM2: writes the lines to a file, with their places
    Model       processes, page directories, tables, frames, areas and segments after each event

trace_model.py holds the model; it is imported from here.
"""

import json
import os
import re
import shutil
import subprocess
import threading

from .trace_model import Model, TraceError

__all__ = ["Model", "Places", "Recorder", "TraceError", "parse", "read"]

KERNEL_START = 0xc0000000
SOURCE = re.compile(r"(?:^|/)((?:boot|kernel|mm|ipc)/[^ ]+):(\d+)")
ADDR2LINE = ["i686-linux-gnu-addr2line", "i686-elf-addr2line", "addr2line", "llvm-addr2line"]
IP = re.compile(rb',"ip":"0x([0-9a-f]{8})"\}$')


def parse(line):
    """One line of a trace."""
    try:
        return json.loads(line)
    except ValueError:
        raise TraceError(f"not a line of a trace: {line[:200]!r}") from None


def read(path):
    """The events of a file. What a machine that was stopped has left of a last line is not one."""
    with open(path, "rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield parse(line)


class _Addr2line:
    """One of those programs, which answers as long as it is asked."""

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
    Where in the source an address of the kernel is: ("mm/memory.c:33", "do_anonymous_page").

    The address is that behind a call, and the call may stand in a function which the compiler
    has put into another one: of all these the first is meant that does not live in a header.
    (Some of the programs see only the innermost one in what another compiler made: then the
    next is asked.)
    """

    def __init__(self, kernel):
        self._known = {}
        self._kernel = kernel
        self._programs = [name for name in ADDR2LINE if shutil.which(name)]
        self._running = {}

    def find(self, ip):
        """(file:line, function), each None when it cannot be told."""
        if ip not in self._known:
            self._known[ip] = self._look(ip)
        return self._known[ip]

    def _look(self, ip):
        found = None, None
        if ip < KERNEL_START or not os.path.exists(self._kernel):
            return found
        for program in self._programs:
            if program not in self._running:
                self._running[program] = _Addr2line(program, self._kernel)
            for function, place in self._running[program].ask(ip - 1):
                match = SOURCE.search(place)
                if match:
                    found = f"{match.group(1)}:{match.group(2)}", function
                    if not match.group(1).endswith(".h"):
                        return found
        return found

    def complete(self, line):
        """A line as it came from the kernel (bytes), with "at" and "in" added to it."""
        match = IP.search(line)
        at, function = self.find(int(match.group(1), 16)) if match else (None, None)
        if not at:
            return line
        return line[:-1] + b',"at":"%s","in":"%s"}' % (at.encode(), function.encode())

    def close(self):
        for program in self._running.values():
            program.close()
        self._running = {}


class Recorder:
    """Copies the lines that come through a socket to a file, in a thread of its own."""

    def __init__(self, channel, path, kernel):
        self._channel = channel
        self._file = open(path, "wb")
        self._places = Places(kernel)
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def _copy(self):
        with self._channel.makefile("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    self._file.write(self._places.complete(line[:-1]) + b"\n")

    def close(self):
        """All that has come is in the file."""
        self._thread.join(timeout=30)
        self._file.close()
        self._places.close()
