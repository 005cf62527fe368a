# SPDX-License-Identifier: GPL-2.0-only
"""
Record a run for the pages (tools/web/README.md): the trace, and after each event what the trace does
not have, namely the bytes of the segments' frames, what came on the console, and where the program is.

    run = SightRecorder(build)
    guest = Guest(..., append=BOOT_WORDS, watch=run.watch)
    guest.add_options(run.options(guest.memory))
    guest.run(on_output=run.output)
    run.recorded(title, command)        the object that becomes run.json

The kernel stops after each event (`trace=all,wait`) until it is answered, so what is read from the
machine's memory in between belongs to that event. The memory is a file that QEMU maps, too.

Where the program is: the CPU pushes the program's registers at the top of the process's kernel stack,
whose address is in the task state segment (`tss.esp0`). Kernel stacks have page
table entries of their own. The program's stack leads from one function to its caller by the saved values
of ebp.

    tss.esp0 ->  | ss esp eflags cs eip ... ebp ... ebx |    struct pt_regs (kernel/cpu/ptregs.h)
    [ebp + 4]    where the function returns to, in its caller;    [ebp]    the caller's ebp
"""

import fcntl
import glob
import mmap
import os
import re
import struct
import tempfile
import termios
import threading
import time

from .elf import Elf, ElfError
from .faults import Faults
from .guest import ROOT
from .pagetable import PAGE, PRESENT, PageTables, frame_of, table_from
from .trace import Addr2line, Damaged, Decoder, Places, TraceError, addr2line

BOOT_WORDS = "trace=all,wait"
VERSION = 1
KERNEL = 0xc0000000
REGISTERS = 60                          # size of struct pt_regs; words of it by their index:
EBP, EIP, CS, ESP = 5, 10, 11, 13
TSS_ESP0 = 4                            # offset of esp0 in the task state segment
INT_0X80 = b"\xcd\x80"
PUSHED = 16                             # bytes that syscall() of user/lib/syscall.asm pushes, ebp last
FIRST = "main", "__libc_start", "_start"        # nothing of interest calls these
CALLERS = 12                            # functions of a program to look for
LATE_OUTPUT = 0.2                       # seconds to wait for what the guest has written
SOURCES = ("boot/", "kernel/", "mm/", "ipc/", "user/", "tests/")
SHOWN_CALLS = ("write",)               # calls that a page shows at their function, and not at an event
LIBRARY = ("user/lib/", "user/sh/")     # too much for a page; it shows the functions that call these


class Program:
    """An ELF file with its lines: the function and the place of an address."""

    def __init__(self, path):
        self._elf = Elf(path)
        self._path = path
        self._known = {}

    def place(self, address):
        """{"function", "file", "line"} of an address, as far as the file tells; or None."""
        if address not in self._known:
            self._known[address] = self._look(address)
        return self._known[address]

    def calls_kernel(self, address):
        """Does `int 0x80` stand before this address?"""
        return self._elf.read(address - len(INT_0X80), len(INT_0X80)) == INT_0X80

    def _look(self, address):
        if not self._elf.read(address, 1):
            return None
        function = self._elf.label(address)
        program = addr2line()
        found = {"function": function} if function else None
        if program:
            asked = Addr2line(program, self._path)
            lines = asked.ask(address)
            asked.close()
            name, place = lines[0] if lines else ("", "")
            match = re.match(r"(.+):(\d+)", place)
            if match and not match[1].startswith("?"):
                found = {"function": function or name, "file": shown(match[1]), "line": int(match[2])}
        return found


def shown(path):
    """The name of a source file on the page: as it is in the tree, or without its directory."""
    path = os.path.normpath(os.path.join(ROOT, path))
    return os.path.relpath(path, ROOT) if path.startswith(ROOT + os.sep) else os.path.basename(path)


class SightRecorder:
    """`build` is the directory of the kernel and the programs."""

    def __init__(self, build):
        self._build = build
        self._kernel = os.path.join(build, "samepage.elf")
        self.know(())
        self._tss = next((address for name, address, _ in Elf(self._kernel).symbols() if name == "tss"), None)
        self._directory = tempfile.TemporaryDirectory(prefix="samepage-")
        self._path = os.path.join(self._directory.name, "memory")
        self._decoder, self._places = Decoder(), Places(self._kernel)
        self._programs = {}             # path in the guest -> Program, or None
        self._running = {}              # pid -> path of its program
        self._directories = {}          # pid -> its page directory
        self._frames = {}               # frame of a segment -> its bytes as last seen
        self._last = {}                 # pid -> where its program was, as last seen
        self._console, self._lock = b"", threading.Lock()
        self._memory = self._machine = None
        self.events, self.sights = [], []
        self.error = None
        self.damaged = 0

    def know(self, files):
        """Programs that were added: [(path in the guest, path on the host or contents)]."""
        self._faults = Faults(self._build, [pair for pair in files if isinstance(pair[1], str)])

    def options(self, memory):
        """QEMU's options for a memory (in MiB) that is a file."""
        return ["-object", f"memory-backend-file,id=ram,size={memory}M,mem-path={self._path.replace(',', ',,')},share=on",
                "-machine", "memory-backend=ram"]

    def watch(self, machine):
        """For Guest(watch=...): reads the trace and answers it, in a thread of its own."""
        self._machine = machine
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def output(self, data):
        """For Guest.run(on_output=...)."""
        with self._lock:
            self._console += data

    def close(self):
        self._thread.join(timeout=30)
        self._places.close()
        self._directory.cleanup()
        if self.error:
            raise self.error

    # ---- the trace ----------------------------------------------------------------------------

    def _run(self):
        try:
            with open(self._path, "r+b") as file, self._machine.trace.makefile("rb") as lines:
                self._memory = mmap.mmap(file.fileno(), 0)
                for line in lines:
                    if not self.error:
                        self._line(line.rstrip(b"\n"))
                    self._machine.trace.sendall(b"\n")
        except OSError:
            pass                        # the machine has ended

    def _line(self, line):
        try:
            event = self._places.complete(self._decoder.decode(line))
        except Damaged:
            self.damaged += 1
            return
        except TraceError as error:
            self.error = error
            return
        self.events.append(event)
        self._follow(event)
        sight = {**self._bytes(), **self._output_of(event), **self._program(event)}
        if sight:
            self.sights.append({"n": event["n"], **sight})

    def _follow(self, event):
        """Note which process has which program and directory, and which frames belong to segments."""
        kind, pid = event["ev"], event["pid"]
        if kind == "fork":
            self._running[event["child"]] = self._running.get(pid)
            self._directories[event["child"]] = int(event["pgd"], 16)
        elif kind == "exec":
            self._running[pid], self._directories[pid] = event["path"], int(event["pgd"], 16)
            self._last.pop(pid, None)
        elif kind == "exit" or kind == "mm" and event["op"] == "leave":
            self._running.pop(pid, None)
        elif kind == "shmpage":
            self._frames[event["frame"]] = bytes(PAGE)
        elif kind == "free":
            self._frames.pop(event["frame"], None)

    # ---- the machine --------------------------------------------------------------------------

    def _bytes(self):
        changed = {}
        for frame, known in self._frames.items():
            start = int(frame, 16)
            now = self._memory[start:start + PAGE]
            if now != known:
                self._frames[frame] = now
                changed[frame] = now.rstrip(b"\0").hex()
        return {"bytes": changed} if changed else {}

    def _output_of(self, event):
        """What came on the console. The guest writes to the device before write() returns."""
        end = time.monotonic() + LATE_OUTPUT
        while event["ev"] == "ret" and event["name"] == "write" and self._waiting() and time.monotonic() < end:
            time.sleep(0.001)
        if event["ev"] == "ret" and event["name"] == "write":
            time.sleep(0.002)           # the other thread has read it, and is about to call output()
        with self._lock:
            text, self._console = self._console, b""
        return {"console": text.decode(errors="replace").replace("\r", "")} if text else {}

    def _waiting(self):
        """How many bytes the guest has written that nobody has read."""
        count = fcntl.ioctl(self._machine.console, termios.FIONREAD, b"\0" * 4)
        return struct.unpack("i", count)[0]

    def _program(self, event):
        pid = event["pid"]
        program = self._program_of(self._running.get(pid))
        if not program or not self._tss or event["ev"] in ("exec", "exit", "mm", "free"):
            return {}
        try:
            places = self._callers(program, pid)
        except (struct.error, IndexError, ValueError):
            return {}                   # the process has not been in user mode yet
        if not places or places == self._last.get(pid):
            return {}
        self._last[pid] = places
        return {"program": places}

    def _program_of(self, path):
        if path not in self._programs:
            self._programs[path] = None
            for host in self._faults.candidates(path) if path else ():
                try:
                    self._programs[path] = Program(host)
                    break
                except (ElfError, OSError):
                    continue
        return self._programs[path]

    def _callers(self, program, pid):
        """Where the process was in user mode, the innermost function first."""
        top, = struct.unpack_from("<I", self._memory, self._tss - KERNEL + TSS_ESP0)
        tables = PageTables(self._directories[pid], lambda at: table_from(self._memory[at:at + PAGE]))
        registers = [self._word(tables, top - REGISTERS + 4 * i) for i in range(REGISTERS // 4)]
        if registers[CS] & 3 != 3:
            return []
        eip, ebp = registers[EIP], registers[EBP]
        found = [program.place(eip)]
        if found[0] and found[0]["function"] == "syscall" and program.calls_kernel(eip):
            ebp = self._word(tables, registers[ESP])
            eip = self._word(tables, registers[ESP] + PUSHED)
            found.append(program.place(eip - 1))
        while ebp and found[-1] and found[-1]["function"] not in FIRST and len(found) < CALLERS:
            eip, ebp = self._word(tables, ebp + 4), self._word(tables, ebp)
            found.append(program.place(eip - 1) if eip else None)
        return [place for place in found if place]

    def _word(self, tables, address):
        """A word at a virtual address of the process; 0 if nothing is mapped there."""
        _, entry = tables.entry(address)
        if not entry & PRESENT or address % PAGE > PAGE - 4:
            return 0
        return struct.unpack_from("<I", self._memory, frame_of(entry) + address % PAGE)[0]

    # ---- the result ---------------------------------------------------------------------------

    def recorded(self, title, command, more=()):
        """The run as tools/web/README.md describes it. more: further source files that a page needs."""
        places = {place["file"] for sight in self.sights for place in sight.get("program", ())
                  if "file" in place}
        return {**from_trace(self.events, title, {*more, *places}), "command": command, "sights": self.sights}


def _definitions(function):
    """The files of the kernel that define a function."""
    head = re.compile(rf"^\w[\w \*]*\b{function}\([^;]*$", re.M)
    for path in glob.glob(os.path.join(ROOT, "kernel/**/*.c"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as file:
            if head.search(file.read()):
                yield os.path.relpath(path, ROOT)


def from_trace(events, title, more=()):
    """A run without sights, with the source files that its events name and `more`."""
    files = {event["at"].rpartition(":")[0] for event in events if "at" in event}
    files |= {path for name in SHOWN_CALLS for path in _definitions(f"sys_{name}")}
    sources = {}
    for name in sorted({*files, *more}):
        path = os.path.join(ROOT, name)
        if name.startswith(SOURCES) and not name.startswith(LIBRARY) and os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                sources[name] = file.read()
    return {"version": VERSION, "title": title, "events": events, "sights": [], "sources": sources}
