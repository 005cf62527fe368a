# SPDX-License-Identifier: GPL-2.0-only
"""
Read the oracle's log (tests/oracle).

    kernel arena=40000000 stack=bffff000 ...              once for each start of the program
    scenario 17 shmmax=33554432 ...
    23 p2 ipc.shmat(s1, +5000, RND) [used] = EINVAL       step, process, what, notes, result
    24 p1 shmget(0, 100, CREAT|600) = s2 ~id=259 ; s2 size=100 mode=600
    end used=0 tot=0 rss=0

After the semicolon come the changes of each segment. Words with ~ are raw numbers that each kernel
chooses for itself; they need not agree.
"""

import re

_STEP = re.compile(r"(\d+) (p\d+) (.*)")
_RAW = re.compile(r" ~(\w+)=(\S+)")
_NOTE = re.compile(r"\[([^]]*)\]")


class Step:
    """
    number, process
    name     "shmat", "STAT", "fork" ...; door is "ipc", "old" or "" (a direct call)
    args     words in the brackets
    notes    what the scenario knows: "used", "cuts s1 s2", "owner" ...
    result   text
    changes  {segment: {field: value}}; {"gone": True} for a destroyed one
    raw      {name: text}
    """

    def __init__(self, line):
        self.line = line
        self.raw = dict(_RAW.findall(line))
        line, _, changes = _RAW.sub("", line).partition(" ;")
        self.number, self.process, what = _STEP.match(line).groups()
        what, _, self.result = what.partition(" = ")
        self.notes = _NOTE.findall(what)
        what = _NOTE.sub("", what).strip()
        self.limited = what.startswith("limited ")
        head, bracket, inner = what.removeprefix("limited ").partition("(")
        words = head.split()
        head = words[0] if words else ""
        self.words = dict(word.split("=") for word in words[1:] if "=" in word)
        self.door, _, self.name = head.rpartition(".")
        self.args = inner.rstrip(")").split(", ") if bracket else []
        self.changes = self._changes(changes)
        self.text = (self.process, self.door, self.name, self.args, self.notes, self.words,
                     self.limited)

    @staticmethod
    def _changes(text):
        changes = {}
        for part in text.split(", "):
            words = part.split()
            if words:
                changes[words[0]] = {"gone": True} if words[1:] == ["gone"] else dict(
                    word.split("=") for word in words[1:])
        return changes


class Scenario:
    """One scenario on one kernel: the lines `head` and `end`, and the `lines` of its steps."""

    def __init__(self, seed, head, kernel):
        self.seed, self.head, self.kernel = seed, head, kernel
        self.lines = []
        self.end = None


def scenarios(lines):
    """Yield every Scenario of the log. The last may be incomplete: its end is None."""
    kernel, current = None, None
    for line in lines:
        if line.startswith("kernel "):
            kernel = dict(word.split("=") for word in line.split()[1:])
        elif line.startswith("scenario "):
            if current:
                yield current
            current = Scenario(int(line.split()[1]), line, kernel)
        elif current and line.startswith("end "):
            current.end = line
            yield current
            current = None
        elif current:
            current.lines.append(line)
    if current:
        yield current
