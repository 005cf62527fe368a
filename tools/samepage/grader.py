# SPDX-License-Identifier: GPL-2.0-only
"""
Grade one submission of one lab: build, boot, listen, look.

The submission gives its marked regions and nothing else; they go into a tree of our own, with
tests of our own (labs/lib, labs/N-name). Results come on COM4, which no program of the guest
can reach but through /proc/lab, in lines that begin with a nonce; the host does the last part
of some tests itself, in the machine's physical memory.

One boot runs all tests. When the kernel does not survive one, or its books (/proc/invariants)
are in disorder afterwards, the next tests run in a new boot. Limits count the guest's time,
which -icount makes a matter of instructions, or QEMU's CPU time: a slow host changes nothing.
"""

import fcntl
import os
import random
import re
import selectors
import shutil
import socket
import struct
import subprocess
import time

from . import cpio, lab as labs
from .guest import ROOT
from .qemu import Machine, QemuError

CPU_LIMIT = 30              # seconds of QEMU's CPU time without a word from the guest
WALL_LIMIT = 1800           # seconds; only against a host that stands still
FLOOD = 1 << 18             # bytes on a channel in one boot
MEMORY = 32                 # MiB
BOOTS_MORE = 4              # boots allowed beyond one a test
TARGETS = ["samepage.elf", "user/lab_init", "user/lab_test"]
BASE_PARTS = ("boot/", "kernel/", "mm/", "ipc/", "include/", "user/", "tools/setup", "tools/ksyms",
              "Makefile", "linker.ld")


class BuildError(Exception):
    """The submission does not compile; the message is the compiler's."""


# ---- trees and builds --------------------------------------------------------------------------

def _put(path, text):
    """Write a file only when it changes: make looks at dates."""
    if os.path.exists(path) and labs._read(path) == text:
        return
    labs.write_file(path, text)


def _flags(tree):
    """What the Makefile says about compiling; make itself does not notice when it changes."""
    return re.findall(r"^(?:COMMON|KERNEL_CFLAGS|USER_CFLAGS|ASFLAGS) :=(?:.*\\\n)*.*$",
                      labs._read(os.path.join(tree, "Makefile")), re.M)


def base_tree(lab, directory, root=ROOT):
    """
    The grader's own tree for a lab, up to date and built, in `directory`: the sources of `root`
    with the tests built in. Several processes may ask for it at a time.
    """
    parent = os.path.dirname(directory)
    os.makedirs(parent, exist_ok=True)
    with open(os.path.join(parent, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_base_tree(lab, directory, root)


def _make_base_tree(lab, directory, root):
    siblings = [os.path.join(os.path.dirname(directory), name) for name in
                (os.listdir(os.path.dirname(directory))
                 if os.path.isdir(os.path.dirname(directory)) else [])]
    built = [path for path in siblings if os.path.exists(f"{path}/build/samepage.elf") and
             _flags(path) == _flags(root)]
    if not os.path.exists(directory) and built:
        shutil.copytree(built[0], directory, symlinks=True)    # most objects are the same
    wanted = {}
    for path in labs.sources(root):
        if path.startswith(BASE_PARTS):
            wanted[path] = os.path.join(root, path)
    mine = os.path.join(root, "labs", lab.directory)
    lib = os.path.join(root, "labs", "lib")
    units = os.path.join(mine, "units.c")
    wanted.update({
        "kernel/lab/channel.c": f"{lib}/channel.c", "kernel/lab/lab.h": f"{lib}/channel.h",
        "kernel/lab/units.c": units if os.path.exists(units) else f"{lib}/no_units.c",
        "user/lab_init.c": f"{lib}/init.c", "user/include/lab.h": f"{lib}/lab.h",
        "user/lab_test.c": f"{mine}/tests.c"})
    if os.path.exists(f"{directory}/Makefile") and _flags(directory) != _flags(root):
        shutil.rmtree(os.path.join(directory, "build"), ignore_errors=True)    # other flags
    for path, source in wanted.items():
        text = labs._read(source)
        if path == "kernel/main.c":
            text = text.replace("\tkernel_thread(init", "\tlab_init();\n\tkernel_thread(init")
            text = text.replace('#include "kernel/irq.h"', '#include "kernel/irq.h"\n'
                                '#include "kernel/lab/lab.h"')
            if text.count("lab_init") != 1:
                raise labs.LabError("kernel/main.c: no place for the grader's hook")
        _put(os.path.join(directory, path), text)
        if os.access(source, os.X_OK):
            os.chmod(os.path.join(directory, path), 0o755)
    _put(os.path.join(directory, "LAB"), f"{lab.number}\n")
    for parent, _, names in os.walk(directory):
        if "/build" in parent[len(directory):]:
            continue
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), directory)
            if path not in wanted and path != "LAB":
                os.remove(os.path.join(directory, path))
    build(lab, directory)


def targets(lab):
    return TARGETS + [target for step in lab.steps for target in step.get("targets", [])]


def build(lab, directory):
    """Returns what the compiler said (warnings). Raises BuildError."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "CI", "CC")}
    try:
        done = subprocess.run(
            ["make", "-s", "-j2", *sorted({"build/" + t for t in targets(lab)})], cwd=directory,
            env=environment, capture_output=True, text=True, errors="replace", timeout=WALL_LIMIT)
    except subprocess.TimeoutExpired:
        raise BuildError("the compiler did not come to an end") from None
    said = "\n".join(line for line in (done.stdout + done.stderr).splitlines()
                     if not re.match(r"  (CC|NASM|LINK|AR|CPIO)\s", line))
    if done.returncode:
        raise BuildError(said.strip())
    return said


def adopt(lab, directory, submission, steps=None):
    """Put the submission's regions of this lab into the grader's tree."""
    for path in lab.files:
        theirs = os.path.join(submission, path)
        if not os.path.isfile(theirs) or os.path.islink(theirs):
            raise labs.LabError(f"{path} is not in the submission")
        if os.path.getsize(theirs) > 1 << 20:
            raise labs.LabError(f"{path} is larger than 1 MiB")
        ours = os.path.join(directory, path)
        text = labs.transplant(path, labs._read(ours), labs._read(theirs),
                               lambda r: r.lab == lab.number and (steps is None or r.step in steps))
        _put(ours, text)


# ---- one machine -------------------------------------------------------------------------------

class Outcome:
    """One test: passed or not, and why."""

    def __init__(self):
        self.passed = False
        self.expected = self.happened = self.backtrace = ""
        self.checks = 0
        self.over = False
        self.invariants = ""        # what the kernel's own books said afterwards

    def fail(self, expected, happened):
        if not self.happened:
            self.expected, self.happened = expected, happened
        self.passed = False


def _word(machine, address):
    return struct.unpack("<I", machine.read_physical(address, 4))[0]


def walk(machine, directory, address):
    """(entry, frame) of a page as the CPU would find it, in physical memory; (0, None) if absent."""
    limit = MEMORY << 20
    if not 0 <= directory <= limit - 4096:
        return 0, None
    upper = _word(machine, directory + 4 * (address >> 22))
    if not upper & 1 or (upper & ~0xfff) > limit - 4096:
        return 0, None
    entry = _word(machine, (upper & ~0xfff) + 4 * (address >> 12 & 1023))
    if not entry & 1 or (entry & ~0xfff) > limit - 4096:
        return 0, None
    return entry & (upper | ~7), entry & ~0xfff


def look(machine, words):
    """What the host finds: None when it is as it should be, else a sentence."""
    directory, address, what = int(words[0], 0), int(words[1], 0), words[2]
    entry, frame = walk(machine, directory, address)
    where = f"the page at {address:#010x}"
    if what == "absent":
        return f"{where} has frame {frame:#010x}" if frame is not None else None
    if frame is None:
        return f"{where} has no frame"
    if what in ("ro", "rw"):
        return None if bool(entry & 2) == (what == "rw") else \
            f"{where} is {'writable' if entry & 2 else 'read-only'}"
    if what.startswith("bytes="):
        bytes_wanted = bytes.fromhex(what[6:])
        found = machine.read_physical(frame + (address & 4095), len(bytes_wanted))
        return None if found == bytes_wanted else \
            f"{where} is frame {frame:#010x}, which holds {found!r}"
    _, other = walk(machine, int(words[3], 0), int(words[4], 0))
    if what == "same" and other != frame:
        return f"one is frame {frame:#010x}, the other " + \
            (f"frame {other:#010x}" if other is not None else "has none")
    if what == "differ" and other == frame:
        return f"both are frame {frame:#010x}"
    return None


def cpu_seconds(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return time.monotonic()


class Boot:
    """One boot with a list of tests; fills the outcomes of those that ran."""

    def __init__(self, lab, directory, ids, outcomes, seed, gdb=None):
        self.outcomes = outcomes
        self.nonce = "%016x" % random.SystemRandom().getrandbits(64)
        self.current = None
        self.left = list(ids)
        self.done = False           # the machine said that all tests have run
        self.dirty = False
        self.log = ""
        self.begun = 0              # where in the log the current test began
        self.reason = None
        self._bytes = {"console": 0, "log": 0, "lab": 0}
        self._rest = b""
        units = {test["id"] for test in lab.tests if test.get("unit")}
        path = os.path.join(directory, "build")
        archive = cpio.Archive()
        archive._directories = {""}
        for guest, host in [("sbin/init", "user/lab_init"), ("labs/test", "user/lab_test"),
                            *(("bin/" + os.path.basename(t), t) for t in targets(lab)[3:])]:
            archive.add_host(self._stripped(path, host), guest)
        archive.add("tmp/shm", b"")
        for name in ("proc/.", "dev/."):
            archive._parents(name)
        self.arguments = dict(
            kernel=os.path.join(path, "samepage.elf"), modules=[archive.to_bytes()],
            memory=MEMORY, icount="shift=6,sleep=off",
            append=f"quiet log=ttyS2 lab_nonce={self.nonce} lab_seed={seed} "
                   f"lab_tests={','.join(i for i in ids if i not in units)} "
                   f"lab_units={','.join(i for i in ids if i in units)}")
        self.gdb = gdb
        self.on_start = None        # called when the machine is there (stopped, with gdb)

    @staticmethod
    def _stripped(path, program):
        """The symbols of a static program are larger than the program."""
        target = os.path.join(path, program + ".stripped")
        source = os.path.join(path, program)
        tool = next((t for t in ("i686-linux-gnu-strip", "i686-elf-strip", "llvm-strip", "strip")
                     if shutil.which(t)), None)
        if not tool:
            return source
        subprocess.run([tool, "-o", target, source], check=True)
        return target

    def run(self):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        place = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"lab-{self.nonce}")
        listener.bind(place)
        listener.listen(1)
        options = ["-chardev", f"socket,id=lab,path={place}",
                   "-device", "isa-serial,chardev=lab,iobase=0x2e8,irq=7,index=3"]
        options += self.gdb or []
        try:
            with Machine(options=options, **self.arguments) as machine:
                self.channel, _ = listener.accept()
                if self.on_start:
                    self.on_start()
                try:
                    self._follow(machine)
                finally:
                    self.channel.close()
        finally:
            listener.close()
            os.unlink(place)

    def _follow(self, machine):
        selector = selectors.DefaultSelector()
        channels = {"console": machine.console, "log": machine.log, "lab": self.channel}
        for name, channel in channels.items():
            selector.register(channel, selectors.EVENT_READ, name)
        start, heard = time.monotonic(), cpu_seconds(machine.process.pid)
        while channels and not self.reason and not (self.dirty and self.left):
            ready = selector.select(2)
            if not ready and not self.gdb and self._halted(machine):
                self.reason = "the kernel hung: the processor stands still with interrupts off"
            for key, _ in ready:
                try:
                    data = key.fileobj.recv(65536)
                except ConnectionResetError:
                    data = b""
                if not data:
                    selector.unregister(channels.pop(key.data))
                    continue
                if key.data == "lab":
                    heard = cpu_seconds(machine.process.pid)
                self._bytes[key.data] += len(data)
                if self._bytes[key.data] > FLOOD:
                    self.reason = f"the kernel flooded the {key.data} with more than {FLOOD >> 10} KiB"
                    break
                if key.data == "lab":
                    self._lab(machine, data)
                elif key.data == "log":
                    self.log += data.decode(errors="replace").replace("\r", "")
                    if "Kernel panic" in self.log and "\nHalted." in self.log:
                        self.reason = self._panic()
            if self.gdb:
                continue
            if cpu_seconds(machine.process.pid) - heard > CPU_LIMIT:
                self.reason = f"the kernel hung: no sign of life in {CPU_LIMIT} s of CPU time"
            elif time.monotonic() - start > WALL_LIMIT:
                self.reason = "the machine made no progress (the host may have stood still)"
        if not self.reason and not self.done and not self.dirty:
            machine.process.wait()
            why = machine.qmp.drain()
            self.reason = {"guest-reset": "the machine reset itself (a triple fault)",
                           "guest-shutdown": "the machine was switched off before the test ended"
                           }.get(why, f"the machine ended ({why}) {machine.errors().strip()[:200]}")
        if self.reason:
            self._died()

    @staticmethod
    def _halted(machine):
        try:
            registers = machine.monitor("info registers")
            flags = int(re.search(r"EFL=([0-9a-f]+)", registers).group(1), 16)
            return "HLT=1" in registers and not flags & 0x200
        except (QemuError, OSError, AttributeError):
            return False

    def _panic(self):
        line = re.search(r"Kernel panic: (.*)", self.log).group(1)
        if line.startswith("lab: "):
            return "the kernel hung: " + line[5:]
        return "the kernel panicked: " + line

    def _died(self):
        """Whoever ran has failed; before the first test it is all of them."""
        said = re.findall(r"^not implemented: .*$", self.log, re.M)
        reason = self.reason + (f" ({said[-1]})" if said else "")
        backtrace = self.log[self.log.index("Kernel panic"):] if "Kernel panic" in self.log else ""
        victims = [self.current] if self.current else self.left[:]
        for test in victims:
            outcome = self.outcomes[test]
            outcome.over = True
            outcome.fail("the kernel survives the test" if self.current else
                         "the kernel boots and starts the test", reason)
            outcome.backtrace = backtrace
            if test in self.left:
                self.left.remove(test)
        self.dirty = True

    def _lab(self, machine, data):
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-4096:]
        for line in lines:
            nonce, _, rest = line.decode(errors="replace").partition(" ")
            if nonce == self.nonce:
                self._line(machine, rest)

    def _line(self, machine, line):
        kind, _, rest = line.partition(" ")
        if kind == "done":
            self.done = True
        elif kind == "begin":
            self.current = rest if rest in self.left else None
            self.begun = len(self.log)
        elif not self.current:
            return
        elif kind == "bad":
            expected, _, happened = rest.partition("\t")
            self.outcomes[self.current].fail(expected, happened)
        elif kind == "look":
            words, _, expected = rest.rstrip(" ?").partition("\t")
            machine.stop()
            try:
                found = look(machine, words.split(" "))
            except (ValueError, IndexError):
                found = "it asked the host for something that makes no sense"
            machine.go_on()
            self.outcomes[self.current].checks += 1
            if found:
                self.outcomes[self.current].fail(expected, found + " (seen from outside)")
            self.channel.sendall(b"g")
        elif kind == "end":
            self.outcomes[self.current].checks += int(rest or 0)
        elif kind == "over":
            self._over(rest)

    def _over(self, rest):
        test, checks, status, invariants = (rest.split(" ", 3) + [""] * 4)[:4]
        if test != self.current:
            return
        outcome = self.outcomes[test]
        if checks.isdigit():
            outcome.checks += int(checks)
        if status == "late":
            outcome.fail("the test ends", "it was still waiting after 10 seconds")
        elif status == "unstarted":
            outcome.fail("the kernel can start the test program",
                         "fork or exec failed" + self._last_word())
        elif status == "killed":
            outcome.fail("the test program runs to its end",
                         "a signal killed it" + self._last_word())
        elif not outcome.checks:
            outcome.fail("the test program runs to its end",
                         "it ended before its last check" + self._last_word())
        outcome.passed = not outcome.happened
        outcome.over = True
        self.left.remove(test)
        self.current = None
        outcome.invariants = invariants
        if invariants != "ok":
            self.dirty = True           # what comes next shall not suffer from it

    def _last_word(self):
        """What the kernel has said since the test began, the last line of it."""
        lines = [line for line in self.log[self.begun:].splitlines() if line.strip()]
        return f" ({lines[-1]})" if lines else ""


def run_tests(lab, directory, seed, ids=None):
    """Id -> Outcome of every test (or of `ids`), in as few boots as it takes."""
    wanted = list(ids or [test["id"] for test in lab.tests])
    outcomes = {test: Outcome() for test in wanted}
    # What runs inside the kernel leaves frames behind that are nobody's: a boot of its own.
    units = [test["id"] for test in lab.tests if test.get("unit") and test["id"] in wanted]
    first = [test["id"] for test in lab.tests if test.get("first")]     # wants a fresh machine
    wanted.sort(key=lambda test: test not in first)
    boots = 0
    for group in (units, [test for test in wanted if test not in units]):
        boots += _run_group(lab, directory, group, outcomes, seed)
    return outcomes, boots


def _run_group(lab, directory, ids, outcomes, seed):
    left, boots = ids, 0
    while left and boots < len(ids) + BOOTS_MORE:
        boot = Boot(lab, directory, left, outcomes, seed)
        boots += 1
        try:
            boot.run()
        except QemuError as error:
            raise labs.LabError(str(error)) from None
        if len(boot.left) == len(left):
            break                       # no progress: a kernel that says nothing at all
        left = boot.left[:]
    for test in left:
        outcomes[test].fail("the test runs", "the machine ended before its turn came")
    return boots


def grade(lab, submission, work, seed, base=None, ids=None, prepared=False):
    """
    A dictionary with everything there is to say about one submission. `work` becomes a copy of
    `base`, a built tree (base_tree); when it is `prepared`, it is one already.
    """
    started = time.monotonic()
    result = {"schema": "samepage/lab-result/v1", "lab": lab.number, "title": lab.title,
              "seed": seed, "error": None, "warnings": "", "boots": 0, "tests": []}
    outcomes = {}
    try:
        if not prepared:
            shutil.copytree(base, work, symlinks=True)
        adopt(lab, work, submission)
        result["warnings"] = build(lab, work)
        outcomes, result["boots"] = run_tests(lab, work, seed, ids)
    except labs.LabError as error:
        result["error"] = str(error)
    except BuildError as error:
        first = next((line for line in str(error).splitlines() if "error" in line), str(error)[:200])
        result["error"] = "it does not compile: " + first
        result["warnings"] = str(error)
    return _with_tests(lab, result, outcomes, ids, started)


def grade_nothing(lab, seed, reason):
    """The result when nothing could be tried at all."""
    result = {"schema": "samepage/lab-result/v1", "lab": lab.number, "title": lab.title,
              "seed": seed, "error": reason, "warnings": "", "boots": 0, "tests": []}
    return _with_tests(lab, result, {}, None, time.monotonic())


def _with_tests(lab, result, outcomes, ids, started):
    seed = result["seed"]
    for test in lab.tests:
        if ids and test["id"] not in ids:
            continue
        outcome = outcomes.get(test["id"])
        if not outcome:
            outcome = Outcome()
            outcome.fail("the submission can be built and started", result["error"])
        result["tests"].append({
            "id": test["id"], "step": lab.step(test), "title": test["title"],
            "passed": outcome.passed, "points": test["points"] if outcome.passed else 0,
            "max-points": test["points"], "expected": outcome.expected,
            "happened": outcome.happened, "backtrace": outcome.backtrace,
            "reproduce": f"tools/grade --lab {lab.number} --test {test['id']} --seed {seed} --gdb"})
    result["points"] = sum(test["points"] for test in result["tests"])
    result["max-points"] = sum(test["max-points"] for test in result["tests"])
    result["seconds"] = round(time.monotonic() - started, 1)
    return result
