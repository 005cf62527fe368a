# SPDX-License-Identifier: GPL-2.0-only
"""
The trace tells the truth: a random life (tests/trace_load.c) runs with `trace=all,wait`, and
after every single line, while the kernel stands still until it is answered, the state that the
lines tell (samepage.trace.Model) is held against the machine's physical memory, walked by
separate code (suite/memory.py):

    every page directory and page table, entry by entry, but for "accessed" and "dirty"
    the reference count of every frame

and after every line that changes one of them, and every sixteenth,

    processes, their areas, segments with their frames

The guest's memory is a file that QEMU maps and we map: what is read is what the machine has at
that moment. Once it is compared with what QEMU itself saves (pmemsave).
"""

import json
import mmap
import os
import random
import tempfile
import threading

import jsonschema

from samepage.guest import Guest
from samepage.trace import Model, TraceError, read
from samepage.pagetable import ENTRIES, NOTES, PAGE, PRESENT, USER_ENTRIES, frame_of
from .memory import Dump, Layout

MEMORY = 16             # MiB
ALL_NOTES = int.from_bytes(NOTES.to_bytes(4, "little") * ENTRIES, "little")    # in every entry
COMPLAINTS = 5
STRUCTURES = ("fork", "exec", "exit", "reap", "mm", "area", "seg", "attach", "shmpage")
BEGINNING = ("start", "pgd", "ram")
SECONDS = 1200
LOOK_TWICE = 3000       # the line after which the comparing itself is checked
KINDS = ["fork", "exec", "switch", "exit", "reap", "mm make", "mm leave", "mm free", "call", "ret",
         "fault handled", "fault maperr", "area add", "area remove", "area resize", "area protect",
         "pgd", "pte", "alloc", "free", "ref", "seg make", "seg set", "seg remove", "seg destroy",
         "attach attach", "attach fork", "attach split", "attach detach", "shmpage"]


class Disagreement(Exception):
    """Memory is not as the lines say."""


class Comparer:
    """Lines on one side, memory on the other."""

    def __init__(self, layout, memory):
        self.model = Model()
        self.layout = layout
        self.memory = memory
        self.dump = Dump(layout, memory)
        self.compared = 0
        self.kinds = {}
        self._equal_pages = {}          # physical address -> (as it is, as told), known to agree
        self._tables = {}               # directory as it is -> tables to which it leads

    def line(self, line):
        event = json.loads(line)
        kind = " ".join(event[key] for key in ("ev", "op", "result")
                        if key in event and (key, event["ev"]) != ("result", "ret"))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.model.apply(event)
        if event["ev"] in BEGINNING and not self.compared:
            return                      # lines that say what there was already
        try:
            self._spaces()
            self._equal("reference counts", self.dump.counts(), self.model.counts.tolist())
            if event["ev"] in STRUCTURES or event["n"] % 16 == 0:
                self._processes()
                self._segments()
        except Disagreement as error:
            raise Disagreement(f"after line {line.decode().strip()}:\n{error}") from None
        self.compared += 1

    @staticmethod
    def _equal(what, real, told):
        if real == told:
            return
        if isinstance(real, list) and len(real) == len(told):
            differences = [f"  [{i}] {r!r}, told {t!r}" for i, (r, t) in
                           enumerate(zip(real, told)) if r != t][:COMPLAINTS]
            raise Disagreement(f"{what}:\n" + "\n".join(differences))
        raise Disagreement(f"{what}:\n  in memory {real!r}\n  told      {told!r}")

    def _same_page(self, what, physical, entries):
        """A directory or table in memory against 1024 entries that were told."""
        real, told = self.memory[physical:physical + PAGE], entries.tobytes()
        if self._equal_pages.get(physical) == (real, told):
            return
        if int.from_bytes(real, "little") | ALL_NOTES != int.from_bytes(told, "little") | ALL_NOTES:
            self._equal(what, [f"{e | NOTES:#010x}" for e in self.dump.page(physical)],
                        [f"{e | NOTES:#010x}" for e in entries])
            raise Disagreement(what)
        self._equal_pages[physical] = real, told

    def _tables_of(self, pgd):
        """[(index, physical address)] of the page tables of processes, as the directory has it."""
        raw = self.memory[pgd:pgd + PAGE]
        if raw not in self._tables:
            self._tables[raw] = [(i, frame_of(pde)) for i, pde in
                                 enumerate(self.dump.page(pgd)[:USER_ENTRIES]) if pde & PRESENT]
        return self._tables[raw]

    def _spaces(self):
        """
        From each directory down, as memory leads. (That each process has one of them,
        _processes() sees; one that is being made or taken down belongs to no process.)
        """
        reached = 0
        for pgd, space in self.model.spaces.items():
            self._same_page(f"page directory {pgd:#010x}", pgd, space.directory)
            for i, physical in self._tables_of(pgd):
                reached += 1
                table = self.model.tables.get(physical)
                if table is None:
                    raise Disagreement(f"page table {physical:#010x} that nobody told of")
                self._same_page(f"page table {i} of directory {pgd:#010x}", physical, table)
        # What is left was told of as the kernel's: the table of its stacks.
        kernel = {frame_of(pde) for pde in
                  self.model.spaces[self.model.swapper].directory[USER_ENTRIES:]}
        rest = 0
        for physical, table in self.model.tables.items():
            if physical in kernel:
                self._same_page("the table of the kernel's stacks", physical, table)
                rest += 1
        self._equal("number of page tables", reached + rest, len(self.model.tables))

    def _processes(self):
        tasks = self.dump.tasks()
        real = {task.pid: (task.name, task.pgd, task.ended) for task in tasks}
        told = {p.pid: (p.name, p.space.pgd if p.space else None, p.status is not None)
                for p in self.model.processes.values() if p.pid}
        self._equal("processes", real, told)
        for task in tasks:
            if task.mm:
                self._equal(f"areas of process {task.pid}", self.dump.areas(task.mm),
                            [(a.start, a.end, a.flags)
                             for a in self.model.processes[task.pid].areas])

    def _segments(self):
        self._equal("segments", self.dump.segments(), {
            s.id: (s.slot, s.key, s.bytes, s.pages, s.mode, s.nattch, s.frames)
            for s in self.model.segments.values()})


class Watcher:
    """The other end of COM2: reads a line, compares, and only then lets the kernel go on."""

    def __init__(self, machine, layout, memory_path):
        self.machine = machine
        self.error = None
        self.saved_is_mapped = self.ring_agrees = None
        self.lines = []                 # the last few
        self.comparer = None
        self._layout, self._path = layout, memory_path
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            with open(self._path, "r+b") as file, self.machine.trace.makefile("rb") as lines:
                memory = mmap.mmap(file.fileno(), 0)
                self.comparer = Comparer(self._layout, memory)
                for number, line in enumerate(lines, 1):
                    self.lines = [*self.lines[-7:], line]
                    if not self.error:
                        self._compare(line)
                    if number == LOOK_TWICE:
                        self._look_twice(memory)
                    self.machine.trace.sendall(b"\n")
        except OSError:
            pass                        # the machine has ended

    def _compare(self, line):
        try:
            self.comparer.line(line)
        except (Disagreement, TraceError) as error:
            self.error = str(error) + "\nthe last lines:\n" + b"".join(self.lines).decode()
            self.machine.process.kill()

    def _look_twice(self, memory):
        """Is the mapped file what the machine has, and does its ring hold the last lines?"""
        self.machine.stop()
        self.saved_is_mapped = self.machine.read_physical(0, MEMORY << 20) == memory[:]
        self.machine.go_on()
        self.ring_agrees = self.comparer.dump.last_lines(len(self.lines)) == \
            [line.rstrip(b"\n") for line in self.lines]

    def close(self):
        self._thread.join(timeout=30)


def _life(group, build, seed, lives, append=""):
    """Some lives, one after the other, in one guest."""
    layout = Layout(os.path.join(build, "samepage.elf"))
    commands = [f"/tests/trace_load {seed + i} 8 60" for i in range(lives)] + ["true"]
    watchers = []
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "memory")

        def watch(machine):
            watchers.append(Watcher(machine, layout, path))
            return watchers[0]

        guest = Guest("; ".join(commands), build=build, memory=MEMORY, watch=watch,
                      append=f"trace=all,wait {append}",
                      files=[("/tests/trace_load",
                              os.path.join(build, "tests-image/tests/trace_load"))],
                      options=["-object", f"memory-backend-file,id=ram,size={MEMORY}M,"
                               f"mem-path={path},share=on", "-machine", "memory-backend=ram"])
        result = guest.run(timeout=SECONDS)
    watcher = watchers[0]
    group.ok(not watcher.error, "memory is as told after every line", watcher.error)
    if not watcher.error:
        group.equal((result.status, result.reason), (0, None), "the guest comes to a good end")
        group.ok(watcher.saved_is_mapped, "the file that was read is what QEMU saves")
        group.ok(watcher.ring_agrees, "trace_ring holds the last lines")
        missing = [kind for kind in KINDS if kind not in watcher.comparer.kinds]
        group.equal(missing, [], "every kind of event has come")
    group.note(f"seed {seed}, {watcher.comparer.compared} lines compared")


# ---- The format ---------------------------------------------------------------------------------

def _wrong_lines(events, path):
    """The events that are not as the schema says, each with the first fault."""
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    # Going straight to an event's definition is much faster than trying every one (oneOf).
    validator = jsonschema.validators.validator_for(schema)
    validators = {name: validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
                  for name in schema["$defs"]}
    for event in events:
        for error in validators[event["ev"]].iter_errors(event):
            yield event, error.message
            break


def _recorded(command, build, **options):
    """The events of a command, as tools/guest --trace would write them."""
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "trace")
        result = Guest(command, build=build, trace=path, **options).run(timeout=120)
        return result, list(read(path))


def _format(group, root, build):
    result, events = _recorded("process_a; process_b", build)
    group.equal((result.status, result.output), (0, b"Hello World\n"), "the demonstration is as ever")
    wrong = list(_wrong_lines(events, os.path.join(root, "docs/trace.schema.json")))
    group.equal(wrong[:3], [], "every line is as docs/trace.schema.json says")
    _story_of_the_page(group, events)
    _, only = _recorded("process_a", build, append="trace=shm,proc")
    group.equal({e["ev"] for e in only} - {"start", "fork", "exec", "switch", "exit", "reap", "mm",
                                           "seg", "attach", "shmpage"}, set(),
                "trace=shm,proc: nothing else is told")
    group.ok(any(e["ev"] == "seg" for e in only), "trace=shm,proc: segments are")


def _story_of_the_page(group, events):
    """A makes, attaches, touches; B attaches and finds the same frame."""
    who = {e["child"]: None for e in events if e["ev"] == "fork"}
    who.update({e["pid"]: e["name"] for e in events if e["ev"] == "exec"})
    model, story, frame = Model(), [], None
    for event in events:
        model.apply(event)
        name = who.get(event["pid"])
        if name not in ("process_a", "process_b"):
            continue
        if event["ev"] in ("seg", "attach", "shmpage"):
            story.append((name, event["ev"], event.get("op"), event.get("in")))
            frame = event.get("frame", frame)
        if event["ev"] == "pte" and frame and event["new"][:7] == frame[:7]:
            story.append((name, "pte", model.count(int(frame, 16)), event.get("in")))
    group.equal(story, [
        ("process_a", "seg", "make", "newseg"),
        ("process_a", "attach", "attach", "sys_shmat"),
        ("process_a", "shmpage", None, "shm_nopage"),
        ("process_a", "pte", 2, "do_no_page"),
        ("process_a", "attach", "detach", "shm_close"),
        ("process_b", "attach", "attach", "sys_shmat"),
        ("process_b", "pte", 2, "do_no_page"),
        ("process_b", "attach", "detach", "shm_close"),
    ], "it tells the article's story, and where in the source it happens")


class _Silence:
    """Reads COM2, and expects nothing."""

    def __init__(self, machine):
        self.machine = machine
        self.data = b""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            while data := self.machine.trace.recv(4096):
                self.data += data
        except OSError:
            pass

    def close(self):
        self._thread.join(timeout=30)


def _off(group, build):
    readers = []
    Guest("process_a", build=build,
          watch=lambda machine: readers.append(_Silence(machine)) or readers[0]).run(timeout=60)
    group.equal(readers[0].data, b"", "without the boot word COM2 stays silent")


def run(report, root, build, long=False):
    with report.group("trace/format") as group:
        _format(group, root, build)
        _off(group, build)
    with report.group("trace/against memory") as group:
        _life(group, build, 1, 2)
    if long:
        for append in ("", "yield-alloc"):
            with report.group(f"trace/against memory, long {append}") as group:
                _life(group, build, random.randrange(1, 1 << 30), 40, append)
