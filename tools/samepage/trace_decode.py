# SPDX-License-Identifier: GPL-2.0-only
"""
Records of the kernel's trace, which are numbers (docs/trace.md), become events, which are
dictionaries with names:

    decoder = Decoder()
    decoder.decode(b"10 76 18 4 c010500a 1ed000 100 0 1eb067 6d1")
        {"n": 118, "t": 24, "pid": 4, "ev": "pgd", "pgd": "0x001ed000", "index": 256, ...}

What the numbers mean stands in the kernel's own headers. table() reads them, and
tools/tracetable prints the same table as JSON, for readers in other languages.
"""

import functools
import os
import re
from urllib.parse import unquote

from . import syscalls
from .trace_model import TraceError

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../..")
JSON_VERSION = 1                # of the events, docs/trace.schema.json
IPC_64 = 0x100                  # a flag in a command of shmctl
LOWEST_ADDRESS, TASK_SIZE = 0x08000000, 0xc0000000
COMMON = 5                      # event, number, ticks, pid, ip


class Damaged(TraceError):
    """A line is not as the kernel sent it: something was lost."""


# ---- The table ----------------------------------------------------------------------------------

def _find(pattern, path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return re.findall(pattern, file.read(), re.M)


def _constants(pattern, *paths):
    """{value: name} of the #defines whose names match."""
    return {int(value): name for path in paths
            for name, value in _find(rf"^#define\s+({pattern})\s+(\d+)\b", path)}


@functools.cache
def table():
    """
    version     of the records
    classes     [[word, bit]]
    events      [[ev, op or "", [[field, kind]]]], by number; kernel/debug/trace_events.h explains
                the kinds
    calls       {number: [name, letters of the arguments]}
    ipc         {first argument of ipc: [name, which of ipc's arguments are the call's]}
    commands    {letter of the argument: {number: name}} of shmctl, semctl, msgctl
    errors      {number: name}
    """
    source = "kernel/debug/trace_events.h"
    fields, events = {}, []
    for name, text in _find(r'^TRACE_EVENT\((\w+), "([^"]*)"\)', source):
        fields[name] = fields[text[5:]] if text.startswith("like ") else \
            [field.split(":") for field in text.split()]
        ev, _, op = name.lower().partition("_")
        events.append([ev, op, fields[name]])
    calls = {call.number: [call.name, call.arguments] for call in syscalls.table()}
    ipc = _constants("(?:SHM|SEM|MSG)(?:AT|DT|GET|CTL|OP|TIMEDOP|SND|RCV)", "include/uapi/ipc.h")
    common = _constants("IPC_(?:RMID|SET|STAT|INFO)", "include/uapi/ipc.h")
    return {
        "version": int(_find(r"^#define TRACE_VERSION\s+(\d+)", source)[0]),
        "classes": [[word, int(bit, 16)] for word, bit in
                    _find(r'^TRACE_CLASS\(\w+, "(\w+)", 0x(\w+)\)', source)],
        "events": events,
        "calls": calls,
        "ipc": {number: [name.lower(), syscalls.IPC_ARGUMENTS[name.lower()]]
                for number, name in ipc.items()},
        "commands": {
            "c": common | _constants("SHM_(?:(?:UN)?LOCK|INFO|STAT|STAT_ANY)", "include/uapi/shm.h"),
            "S": common | _constants("SEM_(?:INFO|STAT|STAT_ANY)|(?:GET|SET)[A-Z]+", "include/uapi/sem.h"),
            "M": common | _constants("MSG_(?:INFO|STAT|STAT_ANY)", "include/uapi/msg.h"),
        },
        "errors": _constants(r"E\w+", "include/uapi/errno.h", "kernel/lib/errno.h"),
    }


# ---- Records ------------------------------------------------------------------------------------

def _address(value):
    return f"0x{value:08x}"


def _signed(value):
    return value - (1 << 32) if value >> 31 else value


def _string(field):
    if not field.startswith("="):
        raise ValueError(field)
    return unquote(field[1:], encoding="latin-1")


def _rights(flags):
    return "".join(letter if flags & 1 << bit else "-" for bit, letter in enumerate("rwx")) + \
        ("s" if flags & 8 else "p")


NUMBERS = {"count": int, "int": _signed, "address": _address, "octal": "{:o}".format, "flag": bool,
           "rights": _rights}


class Decoder:
    def __init__(self):
        self._table = table()
        self._names = {number: name for number, (name, _) in self._table["calls"].items()}
        self._letters = dict(self._table["calls"].values()) | syscalls.IPC_LETTERS
        self._ipc_number = next(n for n, name in self._names.items() if name == "ipc")

    def decode(self, line):
        """The event of one record, without its newline. Damaged: the line is incomplete."""
        body, _, check = line.rpartition(b" ")
        try:
            if sum(body) + ord(" ") != int(check, 16):
                raise ValueError("the sum is wrong")
            fields = body.decode("ascii").split(" ")
            return self._event([int(field, 16) for field in fields[:COMMON]], fields[COMMON:])
        except (ValueError, IndexError):
            raise Damaged(f"damaged line of the trace: {line[:200]!r}") from None

    def _event(self, common, fields):
        number, n, ticks, pid, ip = common
        ev, op, form = self._table["events"][number]
        event = {"n": n, "t": ticks, "pid": pid, "ev": ev}
        if op:
            event["op"] = op
        if ev == "start":
            self._check_version(int(fields[0], 16))
        for i, (name, kind) in enumerate(form):
            if kind == "string":
                event[name] = _string(fields[i])
            elif kind == "call":
                self._call(event, fields)
            elif kind == "return":
                self._return(event, fields)
            else:
                self._number(event, name, kind, int(fields[i], 16))
        if ev == "start":
            event["version"] = JSON_VERSION
        event["ip"] = _address(ip)
        return event

    def _check_version(self, version):
        if version != self._table["version"]:
            raise TraceError(f"this kernel's trace has version {version}; these tools read version "
                             f"{self._table['version']}")

    def _number(self, event, name, kind, value):
        if kind == "id":
            if value != 0xffffffff:
                event[name] = value
        elif kind == "classes":
            event[name] = [word for word, bit in self._table["classes"] if value & bit]
        elif "|" in kind:
            event[name] = kind.split("|")[value]
        else:
            event[name] = NUMBERS[kind](value)

    # System calls

    def _name(self, event, number, ebx):
        """Names the call; which argument registers hold its arguments, None: all in order."""
        event["nr"] = _signed(number)
        if number == self._ipc_number and ebx & 0xffff in self._table["ipc"]:
            event["name"], order = self._table["ipc"][ebx & 0xffff]
            return order
        event["name"] = self._names.get(number, "?")
        return None

    def _call(self, event, fields):
        number, *registers = (int(field, 16) for field in fields[:7])
        strings = iter(fields[7:])
        order = self._name(event, number, registers[0])
        if order:
            registers = [registers[i] for i in order]
        event["args"] = [self._argument(letter, value, strings) for letter, value in
                         zip(self._letters.get(event["name"], ""), registers)]

    def _argument(self, letter, value, strings):
        if letter == "s" and (string := next(strings, "")) != "0":
            return _string(string)
        if value & ~IPC_64 in self._table["commands"].get(letter, ()):
            return self._table["commands"][letter][value & ~IPC_64]
        if letter == "d":
            return str(_signed(value))
        if letter == "o":
            return f"0{value:o}" if value else "0"
        if letter == "k":
            return _address(value)
        return f"0x{value:x}" if value else "0"

    def _return(self, event, fields):
        number, ebx, result = (int(field, 16) for field in fields[:3])
        self._name(event, number, ebx)
        if -_signed(result) in self._table["errors"]:
            event["result"] = "-" + self._table["errors"][-_signed(result)]
        elif LOWEST_ADDRESS <= result < TASK_SIZE:
            event["result"] = _address(result)
        else:
            event["result"] = str(_signed(result))
