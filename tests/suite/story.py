# SPDX-License-Identifier: GPL-2.0-only
"""
The trace is true: random processes (tests/trace_load.c) run with `trace=all,wait`. The kernel
stops after every record until it is answered; meanwhile the state that the records describe
(samepage.trace.Model) is compared with physical memory, which separate code reads (suite/memory.py):

    every page directory and page table, entry by entry, except for "accessed" and "dirty"
    the reference count of every frame

and, after every record that changes one of them and after every sixteenth,

    processes, their areas, segments with their frames

The guest's memory is a file that both QEMU and this program map, so what is read is what the
machine has at that moment. Once, it is compared with what QEMU itself saves (pmemsave).
"""

import contextlib
import io
import json
import mmap
import os
import random
import re
import socket
import subprocess
import tempfile
import threading

import jsonschema
import pytest

from samepage.guest import Guest
from samepage.trace import Damaged, Decoder, Model, Recorder, TraceError, read
from samepage.trace_decode import table
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
         "attach attach", "attach fork", "attach split", "attach detach", "shmpage",
         "sem make", "sem set", "sem remove", "sem value", "sem sleep", "sem wake",
         "msg make", "msg set", "msg remove", "msg send", "msg receive"]

pytestmark = pytest.mark.xdist_group("trace")


class Disagreement(Exception):
    """Memory differs from what the trace says."""


class Comparer:
    """Compares the state that the lines of the trace describe with memory."""

    def __init__(self, layout, memory):
        self.decoder, self.model = Decoder(), Model()
        self.layout = layout
        self.memory = memory
        self.dump = Dump(layout, memory)
        self.compared = 0
        self.kinds = {}
        self._equal_pages = {}          # physical address -> (bytes in memory, bytes in the trace)
        self._tables = {}               # bytes of a page directory -> its page tables

    def line(self, line):
        event = self.decoder.decode(line.rstrip(b"\n"))
        kind = " ".join(event[key] for key in ("ev", "op", "result")
                        if key in event and (key, event["ev"]) != ("result", "ret"))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.model.apply(event)
        if event["ev"] in BEGINNING and not self.compared:
            return                      # the first lines describe what existed before
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
            differences = [f"  [{i}] {r!r}, in the trace {t!r}" for i, (r, t) in
                           enumerate(zip(real, told)) if r != t][:COMPLAINTS]
            raise Disagreement(f"{what}:\n" + "\n".join(differences))
        raise Disagreement(f"{what}:\n  in memory    {real!r}\n  in the trace {told!r}")

    def _same_page(self, what, physical, entries):
        """Compare a page directory or page table in memory with the 1024 entries of the trace."""
        real, told = self.memory[physical:physical + PAGE], entries.tobytes()
        if self._equal_pages.get(physical) == (real, told):
            return
        if int.from_bytes(real, "little") | ALL_NOTES != int.from_bytes(told, "little") | ALL_NOTES:
            self._equal(what, [f"{e | NOTES:#010x}" for e in self.dump.page(physical)],
                        [f"{e | NOTES:#010x}" for e in entries])
            raise Disagreement(what)
        self._equal_pages[physical] = real, told

    def _tables_of(self, pgd):
        """[(index, physical address)] of the user page tables that a page directory in memory names."""
        raw = self.memory[pgd:pgd + PAGE]
        if raw not in self._tables:
            self._tables[raw] = [(i, frame_of(pde)) for i, pde in
                                 enumerate(self.dump.page(pgd)[:USER_ENTRIES]) if pde & PRESENT]
        return self._tables[raw]

    def _spaces(self):
        """
        Compare each page directory and the page tables that it names in memory. (_processes()
        checks which process has which; fork and exit work on some that belong to no process.)
        """
        reached = 0
        for pgd, space in self.model.spaces.items():
            self._same_page(f"page directory {pgd:#010x}", pgd, space.directory)
            for i, physical in self._tables_of(pgd):
                reached += 1
                table = self.model.tables.get(physical)
                if table is None:
                    raise Disagreement(f"page table {physical:#010x} that is not in the trace")
                self._same_page(f"page table {i} of directory {pgd:#010x}", physical, table)
        # The only other page table in the trace is that of the kernel's stacks.
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
    """The other end of COM2: reads a line, compares, and only then lets the kernel continue."""

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
        """Does the mapped file agree with QEMU's dump, and does the trace ring hold the last lines?"""
        self.machine.stop()
        self.saved_is_mapped = self.machine.read_physical(0, MEMORY << 20) == memory[:]
        self.machine.go_on()
        self.ring_agrees = self.comparer.dump.last_lines(len(self.lines)) == \
            [line.rstrip(b"\n") for line in self.lines]

    def close(self):
        self._thread.join(timeout=30)


def _life(group, build, seed, lives, append=""):
    """Run trace_load several times in one guest, and compare after every line of the trace."""
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
    group.ok(not watcher.error, "memory agrees with the trace after every line", watcher.error)
    if not watcher.error:
        group.equal((result.status, result.reason), (0, None), "the guest powers off with status 0")
        group.ok(watcher.saved_is_mapped, "the mapped file agrees with QEMU's dump of memory")
        group.ok(watcher.ring_agrees, "trace_ring holds the last lines")
        missing = [kind for kind in KINDS if kind not in watcher.comparer.kinds]
        group.equal(missing, [], "every kind of event has occurred")
    group.note(f"seed {seed}, {watcher.comparer.compared} lines compared")


def test_against_memory(group, build):
    _life(group, build, 1, 2)


@pytest.mark.long
@pytest.mark.parametrize("append", ["", "yield-alloc"], ids=["against memory, long", "against memory, long, yield-alloc"])
def test_long_against_memory(group, build, append):
    _life(group, build, random.randrange(1, 1 << 30), 40, append)


# ---- The format ---------------------------------------------------------------------------------

def _wrong_lines(events, path):
    """The events that the schema does not allow, each with the first reason."""
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


def test_format(group, root, build):
    result, events = _recorded("process_a; process_b", build)
    group.equal((result.status, result.output), (0, b"Hello World\n"), "with the trace the demonstration prints the same")
    wrong = list(_wrong_lines(events, os.path.join(root, "docs/trace.schema.json")))
    group.equal(wrong[:3], [], "every line matches docs/trace.schema.json")
    _story_of_the_page(group, events)
    result, only = _recorded("process_a; cat /proc/invariants", build, append="trace=shm,proc")
    group.equal(result.output, b"ok\n", "the kernel's check of itself knows the frames of the trace")
    group.equal({e["ev"] for e in only} - {"start", "fork", "exec", "switch", "exit", "reap", "mm",
                                           "seg", "attach", "shmpage"}, set(),
                "trace=shm,proc: there are no events of other classes")
    group.ok(any(e["ev"] == "seg" for e in only), "trace=shm,proc: there are events of segments")
    group.equal(_raw("process_a", build), b"", "without the boot word COM2 stays silent")


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
        ("process_a", "attach", "attach", "insert_attach"),
        ("process_a", "shmpage", None, "shm_nopage"),
        ("process_a", "pte", 2, "do_no_page"),
        ("process_a", "attach", "detach", "remove_attach"),
        ("process_b", "attach", "attach", "insert_attach"),
        ("process_b", "pte", 2, "do_no_page"),
        ("process_b", "attach", "detach", "remove_attach"),
    ], "the events are those of the article, each with its function in the source")


# ---- The records --------------------------------------------------------------------------------

STRANGE = 'a b%41="\\\x7f'           # the name of a file that is not there


class _Reader:
    """Keeps what comes through COM2 as it is."""

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


def _raw(command, build, append=""):
    """The bytes that the kernel sends."""
    readers = []
    Guest(command, build=build, append=append,
          watch=lambda machine: readers.append(_Reader(machine)) or readers[0]).run(timeout=60)
    return readers[0].data


def _is_damaged(line):
    try:
        Decoder().decode(line)
        return False
    except Damaged:
        return True


def _through_recorder(data):
    """The events in the file that a Recorder makes of these bytes, and the Recorder."""
    ours, its = socket.socketpair()
    with tempfile.TemporaryDirectory() as scratch, ours, its:
        path = os.path.join(scratch, "trace")
        recorder = Recorder(its, path, kernel="")
        ours.sendall(data)
        ours.shutdown(socket.SHUT_WR)
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                recorder.close()
        except TraceError:
            pass                        # the recorder keeps it
        return list(read(path)), recorder


def test_records(group, root, build):
    lines = _raw(f"cat '/{STRANGE}'", build, "trace").split(b"\n")[:-1]
    decoder = Decoder()
    events = [decoder.decode(line) for line in lines]
    start = lines[0].split(b" ")
    group.equal((start[0], start[1], start[5]), (b"0", b"1", b"2"),
                "the first record is number 1, a START, and its first field is the version")
    group.equal([event["n"] for event in events], list(range(1, len(lines) + 1)),
                "the records are numbered without gaps")
    group.ok(any(event["ev"] == "call" and event["name"] == "open" and event["args"][0] == "/" + STRANGE
                 for event in events), "any character in a string comes through")
    one_of_each = list({event["ev"]: line for event, line in zip(events, lines)}.values())
    group.ok(all(_is_damaged(line[:i] + line[i + 1:]) for line in one_of_each
                 for i in range(len(line))), "one lost byte, whichever it is, is noticed")
    group.ok(all(_is_damaged(line[:i]) for line in one_of_each for i in range(len(line))),
             "a line that ends early is noticed")
    # Lost: a byte of line 10, the newline of line 20, the end of line 30; and the last newline.
    data = b"".join(line[1:] + b"\n" if n == 10 else line if n == 20 else line[:9] + b"\n" if n == 30
                    else line + b"\n" for n, line in enumerate(lines, 1))[:-1]
    found, recorder = _through_recorder(data)
    group.equal([event["n"] for event in found],
                [n for n in range(1, len(lines) + 1) if n not in (10, 20, 21, 30)],
                "after each of them the reader goes on with the next line")
    group.equal(recorder.damaged, 3, "the reader counts the damaged lines")
    start[5], check = b"3", int(start[-1], 16) + 1
    found, recorder = _through_recorder(b" ".join([*start[:-1], b"%x" % check]) + b"\n" + lines[1])
    group.ok(not found and "version 3" in str(recorder.error),
             "records of another version are refused", recorder.error)
    with open(os.path.join(root, "docs/trace.md"), encoding="utf-8") as file:
        example = re.search(r"^    (11 [0-9a-f ]+)$", file.read(), re.M)[1]
    group.equal(decoder.decode(example.encode())["n"], 1508, "the record in docs/trace.md is one")
    printed = subprocess.run([os.path.join(root, "tools/tracetable")], capture_output=True, check=True)
    group.equal(json.loads(printed.stdout), json.loads(json.dumps(table())),
                "tools/tracetable prints the table by which the records were read")
