# SPDX-License-Identifier: GPL-2.0-only
"""Describe events in words."""

import glob
import os
import re
import signal
from functools import lru_cache

from samepage.guest import ROOT

from .view import flags, hexa

IPC_FLAGS = [(0o1000, "IPC_CREAT"), (0o2000, "IPC_EXCL"), (0o4000, "IPC_NOWAIT")]
SHMAT_FLAGS = [(0o10000, "SHM_RDONLY"), (0o20000, "SHM_RND"), (0o40000, "SHM_REMAP"),
               (0o100000, "SHM_EXEC")]
TELLING = re.compile(r"\s*(trace_\w+\(|if \(tracing|[{}]*\s*$|/?\*)")
SHM = ("shmget", "shmat", "shmdt", "shmctl")
COMMANDS = {0: "IPC_RMID", 1: "IPC_SET", 2: "IPC_STAT"}


def value(text):
    """The value of a number of the trace: 0x1000, 128, 01666 (octal). None for a word."""
    if isinstance(text, int):
        return text
    try:
        octal = len(text) > 1 and text[0] == "0" and text[1] not in "xX"
        return int(text, 8 if octal else 0)
    except ValueError:
        return None


def named_bits(number, names, rest=True):
    words = [name for bit, name in names if number & bit]
    left = number & ~sum(bit for bit, _ in names)
    if rest and (left or not words):
        words.append(f"0{left:o}" if left else "0")
    return "|".join(words)


def arguments(name, args):
    """The arguments of a call as in source code."""
    made = list(args)
    numbers = [value(arg) for arg in args]
    if name == "shmget" and len(args) == 3:
        made[0] = "IPC_PRIVATE" if numbers[0] == 0 else args[0]
        made[2] = named_bits(numbers[2] or 0, IPC_FLAGS)
    elif name == "shmat" and len(args) >= 3:
        made = [args[0], "NULL" if numbers[1] == 0 else hexa(numbers[1]),
                named_bits(numbers[2] or 0, SHMAT_FLAGS)]
    elif name == "shmdt" and args:
        made = [hexa(numbers[0]) if numbers[0] is not None else args[0]]
    elif name == "shmctl" and len(args) >= 2:
        made = [args[0], COMMANDS.get(None if numbers[1] is None else numbers[1] & 0xff, args[1])]
        if made[1] != "IPC_RMID":
            made.append("...")
    return ", ".join(made)


def listed(names):
    """The names as "A, B and C"."""
    *most, last = sorted(names)
    return f"{', '.join(most)} and {last}" if most else last


def call(event):
    return f"{event['name']}({arguments(event['name'], event['args'])})"


def ended(status):
    """A wait status in words."""
    if status & 0x7f:
        try:
            return f"is killed by {signal.Signals(status & 0x7f).name}"
        except ValueError:
            return f"is killed by signal {status & 0x7f}"
    return "ends" if status == 0 else f"ends with status {status >> 8 & 0xff or status}"


VERBS = {"read": "reads", "write": "writes to", "execute": "executes"}
VERDICTS = {"maperr": "there is no area: SIGSEGV", "accerr": "the area forbids it: SIGSEGV",
            "sigbus": "there is nothing behind the area: SIGBUS", "oom": "no memory is left"}


def anything(event):
    """Any event, for the pictures of every event."""
    kind = event["ev"]
    if kind == "start":
        return f"The trace starts: {event['frames']} frames of memory"
    if kind == "fork":
        return f"fork: process {event['child']}, page directory {event['pgd']}"
    if kind == "exec":
        return f"exec: {event['path']}, page directory {event['pgd']}"
    if kind == "switch":
        return f"The processor goes to process {event['to']}, page directory {event['pgd']}"
    if kind == "exit":
        return f"It {ended(event['status'])}"
    if kind == "reap":
        return f"Process {event['child']} is forgotten"
    if kind == "call":
        return f"{call(event)} ..."
    if kind == "ret":
        return f"{event['name']} returns {event['result']}"
    if kind == "fault":
        return f"Page fault: {event['access']} at {event['va']}: {event['result']}"
    if kind == "area":
        return (f"area {event['op']}: {event['start']}-{event['end']} "
                f"{event.get('flags', '')} {event.get('name', '')}").rstrip()
    if kind in ("pgd", "pte"):
        what, where = ("directory", event.get("pgd")) if kind == "pgd" else ("table", event.get("table"))
        return (f"page {what} {where}: entry {event['index']} = {event['new']} "
                f"({flags(value(event['new']))})")
    if kind in ("alloc", "free"):
        return f"{kind} of frame {event['frame']}" + (f" for {event['for']}" if "for" in event else "")
    if kind == "ref":
        return f"frame {event['frame']}: count {event['count']}"
    if kind == "seg":
        return f"segment {event['id']}: {event['op']}"
    if kind == "attach":
        return f"segment {event['id']}: {event['op']} at {event['va']}, nattch {event['nattch']}"
    if kind == "shmpage":
        return f"segment {event['id']}: shm_pages[{event['index']}] = frame {event['frame']}"
    return kind


@lru_cache(maxsize=None)
def _lines(path):
    try:
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            return file.read().splitlines()
    except OSError:
        return []


@lru_cache(maxsize=None)
def definition(function):
    """The place of a function: "ipc/shm.c:63" for sys_shmget."""
    pattern = re.compile(rf"^\w[\w \*]*\b{re.escape(function)}\(")
    for directory in ("ipc", "mm", "kernel"):
        for path in sorted(glob.glob(f"{ROOT}/{directory}/**/*.c", recursive=True)):
            path = os.path.relpath(path, ROOT)
            for number, line in enumerate(_lines(path), 1):
                if pattern.match(line) and not line.rstrip().endswith(";"):
                    return f"{path}:{number}"
    return ""


def place(at):
    """
    The place "mm/memory.c:63" and the text of that line. A line that only writes the trace is
    replaced by the one before it, which does what the trace reports.
    """
    path, _, line = at.rpartition(":")
    lines = _lines(path) if path and not os.path.isabs(path) and line.isdigit() else []
    line = int(line or 0)
    if not 0 < line <= len(lines):
        return at, ""
    first = line
    while line > 1 and TELLING.match(lines[line - 1]):
        line -= 1
    if not re.search(r"\w", lines[line - 1]):
        line = first
    return f"{path}:{line}", lines[line - 1].strip()
