# SPDX-License-Identifier: GPL-2.0-only
"""
The state of the machine that the events of a trace (docs/trace.md) describe.

    model = Model()
    for event in trace.read("trace.jsonl"):
        model.apply(event)
        model.processes[5].space.areas ...

    Model.processes     {pid: Process}, from fork to reap
    Model.spaces        {pgd: Space}: page directory and areas, from "mm make" to "mm free"
    Model.tables        {physical address: 1024 entries} of every page table
    Model.counts        reference count of every frame, by frame number
    Model.uses          {frame number: (what for, order)} of every block in use
    Model.segments      {id: Segment}
    Model.sets          {id: SemaphoreSet}
    Model.queues        {id: MessageQueue}
    Model.current       the pid of the running process

Addresses and entries are numbers here. Each event is checked against the state that it changes:
what is impossible (an entry that had another value before, a frame that is allocated twice) raises
TraceError. Classes that were not traced are not checked and stay empty.
"""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

from .pagetable import ENTRIES, NOTES, PAGE, PRESENT, USER_ENTRIES, PageTables, frame_of

SHM_DEST = 0o1000


class TraceError(Exception):
    """The trace contradicts itself, or cannot be read."""


@dataclass
class Area:
    start: int
    end: int
    flags: str              # "rw-s"
    name: str
    pgoff: int = 0
    segment: int | None = None


@dataclass
class Space:
    """One address space."""
    pgd: int
    directory: array
    areas: list = field(default_factory=list)       # by address

    def area_at(self, va):
        """The area in which an address lies, or None."""
        i = bisect_right([area.start for area in self.areas], va)
        return self.areas[i - 1] if i and va < self.areas[i - 1].end else None


@dataclass
class Process:
    pid: int
    name: str
    parent: int
    space: Space | None     # None: it is the kernel's, or has ended
    pgd: int                # what CR3 holds while it runs
    path: str = ""
    status: int | None = None       # a zombie's
    call: str | None = None         # the name of the system call it is in
    args: list = field(default_factory=list)

    @property
    def areas(self):
        return self.space.areas if self.space else []


@dataclass
class Segment:
    id: int
    slot: int
    key: int
    bytes: int
    pages: int
    mode: int
    uid: int
    nattch: int
    frames: dict = field(default_factory=dict)      # {index: physical address}

    @property
    def removed(self):
        return bool(self.mode & SHM_DEST)


@dataclass
class SemaphoreSet:
    values: list                # of its semaphores
    sleepers: dict              # pid -> the semaphore that blocks it


@dataclass
class MessageQueue:
    messages: int
    bytes: int
    sleepers: dict              # pid -> "message" or "room"


def number(text):
    return int(text, 16)


class Model:
    def __init__(self):
        self.n = 0
        self.hz = 100
        self.classes = frozenset()
        self.swapper = None
        self.processes, self.spaces, self.tables = {}, {}, {}
        self.counts = array("i")
        self.uses, self.segments, self.sets, self.queues = {}, {}, {}, {}
        self.ram = []                   # [(start, end)] of the allocator's memory
        self.current = 0

    # ---- Looking ------------------------------------------------------------------------------

    def page_tables(self, space):
        """The page tables of a space, to be walked."""
        return PageTables(space.pgd, lambda physical: space.directory if physical == space.pgd
                          else self.tables.get(physical))

    def pages(self, space):
        """(address, directory entry, table entry) of every page that is present in a space."""
        return self.page_tables(space).pages()

    def count(self, frame):
        return self.counts[frame // PAGE]

    def mappers(self, frame):
        """Every mapping of a frame: (space, address, table entry)."""
        for space in self.spaces.values():
            for va, _, pte in self.pages(space):
                if frame_of(pte) == frame:
                    yield space, va, pte

    def holders(self, frame):
        """Every segment that holds a frame: (segment, index)."""
        for segment in self.segments.values():
            for index, held in segment.frames.items():
                if held == frame:
                    yield segment, index

    def free_frames(self):
        given = sum(end - start for start, end in self.ram) // PAGE
        return given - sum(1 << order for _, order in self.uses.values())

    # ---- Changing -----------------------------------------------------------------------------

    def apply(self, event):
        """Change the state as the next event says."""
        n = event["n"]
        if n != self.n + 1:
            raise TraceError(f"line {n} follows line {self.n}")
        self.n = n
        method = getattr(self, "_" + event["ev"], None)
        if not method:
            raise TraceError(f"line {n}: unknown event {event['ev']!r}")
        method(event)
        return self

    def _check(self, good, event, why):
        if not good:
            raise TraceError(f"line {event['n']} ({event['ev']}): {why}")

    def _has(self, name):
        return name in self.classes

    def _start(self, event):
        self._check(event["version"] == 1, event, f"version {event['version']} is not known here")
        self.hz = event["hz"]
        self.classes = frozenset(event["classes"])
        self.counts = array("i", bytes(4 * event["frames"]))
        self.swapper = number(event["swapper"])
        self.spaces[self.swapper] = Space(self.swapper, self._empty())
        self.processes[0] = Process(0, "swapper", 0, None, self.swapper)

    @staticmethod
    def _empty():
        return array("I", bytes(4 * ENTRIES))

    # Processes

    def _fork(self, event):
        pid, pgd = event["child"], number(event["pgd"])
        self._check(pid not in self.processes, event, f"there is a process {pid}")
        self.processes[pid] = Process(pid, event["name"], event["pid"], self._space(pgd), pgd)

    def _space(self, pgd):
        return self.spaces.get(pgd) if pgd != self.swapper else None

    def _process(self, pid, event):
        self._check(pid in self.processes, event, f"there is no process {pid}")
        return self.processes[pid]

    def _exec(self, event):
        process = self._process(event["pid"], event)
        process.name, process.path = event["name"], event["path"]
        process.pgd = number(event["pgd"])
        process.space = self._space(process.pgd)
        self._check(process.space, event, "the new address space was not made")

    def _switch(self, event):
        to = self._process(event["to"], event)
        self._check(to.pgd == number(event["pgd"]), event, "that is not its page directory")
        self.current = event["to"]

    def _exit(self, event):
        self._process(event["pid"], event).status = event["status"]

    def _reap(self, event):
        process = self._process(event["child"], event)
        self._check(process.status is not None, event, "it has not ended")
        del self.processes[process.pid]

    def _mm(self, event):
        pgd = number(event["pgd"])
        if event["op"] == "make":
            self._check(pgd not in self.spaces, event, "it is there already")
            space = Space(pgd, self._empty())
            space.directory[USER_ENTRIES:] = self.spaces[self.swapper].directory[USER_ENTRIES:]
            self.spaces[pgd] = space
        elif event["op"] == "leave":
            process = self._process(event["pid"], event)
            self._check(process.pgd == pgd, event, "it is not in that address space")
            process.space, process.pgd = None, self.swapper
        else:
            space = self.spaces.pop(pgd, None)
            self._check(space, event, "it is not there")
            self._check(not any(space.directory[:USER_ENTRIES]) and not space.areas, event,
                        "it is not empty")

    def _call(self, event):
        process = self._process(event["pid"], event)
        process.call, process.args = event["name"], event["args"]

    def _ret(self, event):
        self._process(event["pid"], event).call = None

    def _fault(self, event):
        pass

    # Areas

    def _area(self, event):
        pgd, start, end = (number(event[name]) for name in ("pgd", "start", "end"))
        space = self.spaces.get(pgd)
        if not space:
            self._check(not self._has("proc"), event, "there is no such address space")
            space = self.spaces[pgd] = Space(pgd, self._empty())
        areas, op = space.areas, event["op"]
        if op == "add":
            i = bisect_right([area.start for area in areas], start)
            self._check((i == 0 or areas[i - 1].end <= start) and
                        (i == len(areas) or end <= areas[i].start), event, "it lies in another one")
            areas.insert(i, Area(start, end, event["flags"], event["name"], event["pgoff"],
                                 event.get("segment")))
            return
        old = number(event["old_start"]) if op == "resize" else start
        area = space.area_at(old)
        self._check(area and area.start == old, event, "there is no such area")
        if op == "resize":
            self._check(area.end == number(event["old_end"]), event, "it ended elsewhere")
            area.pgoff = max(0, area.pgoff + (start - area.start) // PAGE)    # a stack grows below 0
            area.start, area.end = start, end
        elif op == "remove":
            self._check(area.end == end, event, "it ends elsewhere")
            areas.remove(area)
        else:
            area.flags = event["flags"]

    # Tables

    def _change(self, entries, event):
        i, old, new = event["index"], number(event["old"]), number(event["new"])
        self._check(entries[i] | NOTES == old | NOTES, event, f"it was {entries[i]:#010x}")
        entries[i] = new
        return old, new

    def _pgd(self, event):
        pgd, i = number(event["pgd"]), event["index"]
        if pgd not in self.spaces:
            self._check(not self._has("proc"), event, "there is no such page directory")
            self.spaces[pgd] = Space(pgd, self._empty())
        old, new = self._change(self.spaces[pgd].directory, event)
        if i >= USER_ENTRIES:
            return
        if old & PRESENT:
            table = self.tables.pop(frame_of(old), None)
            self._check(table is None or not any(table), event, "the page table is not empty")
        if new & PRESENT:
            self.tables[frame_of(new)] = self._empty()

    def _pte(self, event):
        # A table that no directory entry announced is the kernel's, for its stacks. It began empty.
        self._change(self.tables.setdefault(number(event["table"]), self._empty()), event)

    # Frames

    def _ram(self, event):
        self.ram.append((number(event["start"]), number(event["end"])))

    def _alloc(self, event):
        pfn = number(event["frame"]) // PAGE
        self._check(self.counts[pfn] == 0, event, f"its count is {self.counts[pfn]}")
        self.counts[pfn] = 1
        self.uses[pfn] = event["for"], event["order"]

    def _free(self, event):
        pfn = number(event["frame"]) // PAGE
        self._check(self.counts[pfn] == 1, event, f"its count is {self.counts[pfn]}")
        self.counts[pfn] = 0
        del self.uses[pfn]

    def _ref(self, event):
        pfn = number(event["frame"]) // PAGE
        self._check(abs(event["count"] - self.counts[pfn]) == 1 and event["count"] > 0, event,
                    f"its count was {self.counts[pfn]}")
        self.counts[pfn] = event["count"]

    # Segments

    def _seg(self, event):
        op, id = event["op"], event["id"]
        if op == "make":
            self._check(id not in self.segments, event, "there is such a segment")
            self.segments[id] = Segment(id, event["slot"], number(event["key"]), event["bytes"],
                                        event["pages"], int(event["mode"], 8), event["uid"],
                                        event["nattch"])
            return
        segment = self._segment(event)
        self._check(segment.nattch == event["nattch"], event, f"nattch was {segment.nattch}")
        if op == "destroy":
            self._check(segment.nattch == 0, event, "a process is attached")
            del self.segments[id]
        else:
            segment.key, segment.mode = number(event["key"]), int(event["mode"], 8)
            segment.uid = event["uid"]

    # Semaphore sets and message queues

    def _sem(self, event):
        if event["op"] == "make":
            self._check(event["id"] not in self.sets, event, "there is such a set")
            self.sets[event["id"]] = SemaphoreSet([0] * event["nsems"], {})
            return
        self._check(event["id"] in self.sets, event, "there is no such set")
        found = self.sets[event["id"]]
        if event["op"] == "value":
            found.values[event["num"]] = event["value"]
        elif event["op"] == "remove":
            self._check(not found.sleepers, event, "processes sleep there")
            del self.sets[event["id"]]
        elif event["op"] != "set":
            self._sleeper(event, found.sleepers, event.get("num"))

    def _msg(self, event):
        if event["op"] == "make":
            self._check(event["id"] not in self.queues, event, "there is such a queue")
            self.queues[event["id"]] = MessageQueue(0, 0, {})
            return
        self._check(event["id"] in self.queues, event, "there is no such queue")
        found = self.queues[event["id"]]
        if event["op"] in ("send", "receive"):
            step = -1 if event["op"] == "receive" else 0 if event["to"] else 1
            self._check((found.messages + step, found.bytes + step * event["bytes"]) ==
                        (event["qnum"], event["cbytes"]), event,
                        f"it had {found.messages} messages with {found.bytes} bytes")
            found.messages, found.bytes = event["qnum"], event["cbytes"]
        elif event["op"] == "remove":
            self._check(not found.sleepers, event, "processes sleep there")
            del self.queues[event["id"]]
        elif event["op"] != "set":
            self._sleeper(event, found.sleepers, event.get("for"))

    def _sleeper(self, event, sleepers, reason):
        """A process begins to sleep for a reason, or has slept."""
        who = event["pid"] if event["op"] == "sleep" else event["who"]
        self._check((who in sleepers) == (event["op"] == "wake"), event, f"the sleepers were {sleepers}")
        if event["op"] == "sleep":
            sleepers[who] = reason
        else:
            del sleepers[who]

    # Attaches

    def _segment(self, event):
        self._check(event["id"] in self.segments, event, "there is no such segment")
        return self.segments[event["id"]]

    def _attach(self, event):
        segment = self._segment(event)
        step = -1 if event["op"] == "detach" else 1
        self._check(segment.nattch + step == event["nattch"], event,
                    f"nattch was {segment.nattch}")
        segment.nattch = event["nattch"]

    def _shmpage(self, event):
        segment = self._segment(event)
        self._check(event["index"] not in segment.frames, event, "it has a frame already")
        segment.frames[event["index"]] = number(event["frame"])
