# SPDX-License-Identifier: GPL-2.0-only
"""
Run the tests of a lab in a built tree of the grader's.

Results arrive on COM4 in lines that begin with a nonce; a program of the guest can reach this line
only through /proc/lab. For some tests the host itself checks the machine's physical memory.

All tests run twice, first on a kernel that checks its locks and its use of freed memory (a DEBUG
build), then on a plain one. A test that has failed on the first is not repeated on the second.

One boot runs all tests. If a test crashes the kernel, the next tests run in a new boot. If the
kernel's own checks (/proc/invariants) fail after a test, the test has failed, and the next
tests run in a new boot, too. Time limits are in the guest's
time, which -icount derives from the number of instructions, so a slow host changes nothing. When
the kernel hangs, one of the two watchdogs of labs/lib/channel.c causes a panic. The limit is more
than ten times what the slowest test needs; after two tests that hung it is lower, to save the
host's time. CPU_LIMIT is for a kernel that disables both watchdogs; a run spends it only once.
"""

import os
import random
import re
import selectors
import shutil
import socket
import subprocess
import time

from . import cpio, findings, lab as labs
from .pagetable import PAGE, PRESENT, frame_of
from .qemu import Machine, QemuError

LIMIT, HURRY = 4, 2         # seconds of the guest's time for a test; HURRY after HANGS tests have hung
HANGS = 2
CPU_LIMIT = 30              # seconds of QEMU's CPU time without output from the guest
WALL_LIMIT = 1800           # seconds; only in case the host is suspended or overloaded
FLOOD = 1 << 16             # bytes on a channel in one test
MEMORY = 32                 # MiB
BOOTS_MORE = 4              # boots allowed beyond one a test
KERNELS = {"checked": "debug/samepage.elf", "plain": "samepage.elf"}
TARGETS = ["user/lab_init", "user/lab_test"]


def targets(lab):
    """The files that must have been built, in the directory build of a tree."""
    return TARGETS + [target for step in lab.steps for target in step.targets]


class Outcome:
    """One test: passed or not, and why."""

    def __init__(self):
        self.passed = False
        self.expected = self.happened = self.backtrace = self.kernel = ""
        self.line = 0               # of the claim that failed, in the tests' source
        self.seconds = 0.0
        self.start()

    def start(self):
        """The test is about to run on another kernel."""
        self.checks = 0
        self.ended = False          # the test's program has come to its end

    def fail(self, expected, happened, line=0):
        if not self.happened:
            self.expected, self.happened, self.line = expected, happened, line
        self.passed = False


def walk(machine, directory, address):
    """(entry, frame) of a page, read from physical memory as the CPU would; (0, None) if absent."""
    upper, entry = machine.page_tables(directory).entry(address)
    if not entry & PRESENT or frame_of(entry) > machine.memory - PAGE:
        return 0, None
    return entry & (upper | ~7), frame_of(entry)


def look(machine, words):
    """Check one page from the host: None if it is as expected, otherwise a sentence."""
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

    def __init__(self, lab, directory, ids, outcomes, seed, limit=LIMIT, gdb=None, kernel="plain"):
        self.lab = lab.number
        self.outcomes = outcomes
        self.kernel = kernel
        self.limit = limit
        self.nonce = "%016x" % random.SystemRandom().getrandbits(64)
        self.current = None
        self.left = list(ids)
        self.done = False           # the guest reported that all tests have run
        self.dirty = False
        self.hopeless = False       # another boot would take as long as this one
        self.log = ""
        self.reason = None
        self._bytes = {"console": 0, "log": 0, "lab": 0}
        self._rest = b""
        units = {test["id"] for test in lab.tests if test.get("unit")}
        path = os.path.join(directory, "build")
        with open(self._stripped(path, "user/lab_test"), "rb") as file:
            self.program = file.read()
        archive = cpio.Archive()
        archive._directories = {""}
        for guest, host in [("sbin/init", "user/lab_init"), ("labs/test", "user/lab_test"),
                            *(("bin/" + os.path.basename(t), t) for t in targets(lab)[len(TARGETS):])]:
            archive.add_host(self._stripped(path, host), guest)
        archive.add("tmp/shm", b"")
        for name in ("proc/.", "dev/."):
            archive._parents(name)
        self.arguments = dict(
            kernel=os.path.join(path, KERNELS[kernel]), modules=[archive.to_bytes()],
            memory=MEMORY, icount="shift=6,sleep=off",
            append=f"quiet log=ttyS2 lab_nonce={self.nonce} lab_seed={seed} "
                   f"lab_limit={limit} "
                   f"lab_tests={','.join(i for i in ids if i not in units)} "
                   f"lab_units={','.join(i for i in ids if i in units)}")
        self.gdb = gdb
        self.on_start = None        # called when QEMU has started (stopped if gdb is used)
        self.on_over = lambda test: None    # called when a test has ended

    @staticmethod
    def _stripped(path, program):
        """A copy without symbols, which are larger than the program itself."""
        target = os.path.join(path, program + ".stripped")
        source = os.path.join(path, program)
        if os.path.exists(target) and os.path.getmtime(target) > os.path.getmtime(source):
            return target
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
                   "-device", "isa-serial,chardev=lab,iobase=0x2e8,irq=7,index=3",
                   "-device", "ib700"]
        options += self.gdb or []
        try:
            with Machine(options=options, **self.arguments) as machine:
                self.channel, _ = listener.accept()
                machine.qmp.command("watchdog-set-action", action="inject-nmi")
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
        start = asked = time.monotonic()
        heard = cpu_seconds(machine.process.pid)
        while channels and not self.reason and not (self.dirty and self.left):
            ready = selector.select(0.5)
            if not ready and not self.gdb and self._halted(machine):
                self.reason = "the kernel hung: the processor is halted with interrupts off"
            for key, _ in ready:
                try:
                    data = key.fileobj.recv(65536, socket.MSG_DONTWAIT)
                except BlockingIOError:         # _hear_log() has read it already
                    continue
                except ConnectionResetError:
                    data = b""
                if not data:
                    selector.unregister(channels.pop(key.data))
                    continue
                self._bytes[key.data] += len(data)
                if self._bytes[key.data] > FLOOD:
                    self.reason = f"the kernel wrote more than {FLOOD >> 10} KiB to the {key.data} in one test"
                    break
                if key.data == "lab":
                    heard = None
                    self._hear_log(machine)     # what the kernel printed before this line
                    self._lab(machine, data)
                elif key.data == "log":
                    self._note(data)
                    if "Kernel panic" in self.log and "\nHalted." in self.log:
                        self.reason = self._panic()
            if self.gdb or time.monotonic() < asked + 0.5:
                continue
            asked = time.monotonic()
            heard = heard or cpu_seconds(machine.process.pid)
            if cpu_seconds(machine.process.pid) - heard > CPU_LIMIT:
                self.reason = f"the kernel hung: no output in {CPU_LIMIT} s of CPU time"
                self.hopeless = True
            elif asked - start > WALL_LIMIT:
                self.reason = "the machine made no progress (the host may have been suspended)"
                self.hopeless = True
        if not self.reason and not self.done and not self.dirty:
            machine.process.wait()
            why = machine.qmp.drain()
            self.reason = {"guest-reset": "the machine reset itself (a triple fault)",
                           "guest-shutdown": "the machine powered off before the test ended"
                           }.get(why, f"the machine ended ({why}) {machine.errors().strip()[:200]}")
        if self.reason:
            self._died()

    def _note(self, data):
        self.log += data.decode(errors="replace").replace("\r", "")

    def _hear_log(self, machine):
        try:
            self._note(machine.log.recv(65536, socket.MSG_DONTWAIT))
        except (BlockingIOError, ConnectionResetError):
            pass

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
        if line.startswith("non-maskable interrupt"):       # only the watchdog of the machine sends one
            place = re.search(r"^eip \S+ (.*)", self.log[self.log.index(line):], re.M)
            return "the kernel hung with interrupts off" + (f", in {place.group(1)}" if place else "")
        words = findings.panic(line)
        return "the kernel panicked: " + line + (f" ({words})" if words else "")

    def _died(self):
        """The current test has failed; if none had begun, all that are left."""
        missing = self._missing()
        reason = f"{missing} (then {self.reason})" if missing else self.reason
        backtrace = self.log[self.log.index("Kernel panic"):] if "Kernel panic" in self.log else ""
        victims = [self.current] if self.current else self.left[:]
        for test in victims:
            outcome = self.outcomes[test]
            outcome.kernel = self.kernel
            outcome.fail("the kernel survives the test" if self.current else
                         "the kernel boots and starts the test", reason)
            outcome.backtrace = backtrace
            if test in self.left:
                self.left.remove(test)
            self.on_over(test)
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
            self._look_at_programs(machine)
            self.channel.sendall(b"g")
        elif kind == "begin":
            self.current = rest if rest in self.left else None
            self.started = time.monotonic()
            self._bytes = dict.fromkeys(self._bytes, 0)
        elif not self.current:
            return
        elif kind == "missing":
            self.log += rest + "\n"
        elif kind == "bad":
            expected, happened, line = (rest.split("\t") + ["", ""])[:3]
            happened = findings.complaint(happened) if expected.startswith("all counts are right") else happened
            self.outcomes[self.current].fail(expected, happened, int(line) if line.isdigit() else 0)
        elif kind == "look":
            words, expected, at = (rest.rstrip(" ?").split("\t") + ["", ""])[:3]
            machine.stop()
            try:
                found = look(machine, words.split(" "))
            except (ValueError, IndexError):
                found = "the test asked the host for a check that makes no sense"
            machine.go_on()
            self.outcomes[self.current].checks += 1
            if found:
                self.outcomes[self.current].fail(expected, found + " (seen by the host)",
                                                 int(at) if at.isdigit() else 0)
            self.channel.sendall(b"g")
        elif kind == "end":
            self.outcomes[self.current].checks += int(rest or 0)
            self.outcomes[self.current].ended = True
        elif kind == "over":
            self._over(rest)

    def _over(self, rest):
        test, checks, status, invariants = (rest.split(" ", 3) + [""] * 4)[:4]
        if test != self.current:
            return
        outcome = self.outcomes[test]
        outcome.kernel = self.kernel
        outcome.seconds += time.monotonic() - self.started
        if checks.isdigit():            # a test inside the kernel
            outcome.checks += int(checks)
            outcome.ended = True
        if status == "late":
            outcome.fail("the test ends", f"it was still waiting after {self.limit} s" + self._sleepers())
        elif status == "unstarted":
            outcome.fail("the kernel can start the test program",
                         "fork or exec failed" + self._last_word())
        elif status == "killed":
            outcome.fail("the test program runs to its end",
                         "a signal killed it" + self._last_word())
        elif not outcome.checks or not outcome.ended:
            outcome.fail("the test program runs to its end",
                         "it ended before its last check" + self._last_word())
        if invariants != "ok":
            outcome.fail("when the test has ended, nothing is lost and all counts are right",
                         findings.complaint(invariants))
            self.dirty = True           # the next tests get a new boot
        if outcome.happened and self._missing():
            outcome.happened = self._missing()
        self.left.remove(test)
        self.current = None
        self.on_over(test)

    def _look_at_programs(self, machine):
        """
        Is the test program in memory still the one that was loaded? Each of its pages must be there. (The
        kernel frees the module that it came in, and unpacks a copy.)
        """
        machine.stop()
        memory = machine.read_physical(0, machine.memory)
        machine.go_on()
        frames = {memory[at:at + PAGE] for at in range(0, len(memory), PAGE)}
        whole = len(self.program) // PAGE
        if any(self.program[n * PAGE:(n + 1) * PAGE] not in frames for n in range(whole)):
            for outcome in self.outcomes.values():
                outcome.fail("the test program is in memory as it was loaded", "the kernel has changed it")

    def _own_log(self):
        """What the kernel has printed since the current test began; labs/lib/channel.c prints a line then."""
        return self.log.rpartition(f"lab: test {self.current}\n")[2].partition("lab: test ")[0]

    def _missing(self):
        """"not implemented: function (step 2.1)", if the current test has called such a function."""
        said = re.findall(rf"^not implemented: .* \(step {self.lab}\..*$", self._own_log(), re.M)
        return said[0] if said else ""

    def _sleepers(self):
        """The processes of the test and where they sleep, as labs/lib/channel.c prints them."""
        found = re.findall(r"^stuck: (.*)$", self._own_log(), re.M)
        return "".join(f"; {line}" for line in found)

    def _last_word(self):
        """The last line that the kernel has printed since the test began."""
        lines = [line for line in self._own_log().splitlines() if line.strip()]
        return f" ({lines[-1]})" if lines else ""


def run_tests(lab, directory, seed, ids=None, report=None, broken=None):
    """
    (id -> Outcome of every test or of `ids`, number of boots), in as few boots as possible. The tests of
    steps in `broken` (label -> why) fail. report(id, outcome) is called as soon as the result of a
    test is known.
    """
    wanted = list(ids or [test["id"] for test in lab.tests])
    outcomes = {test: Outcome() for test in wanted}
    boots = hangs = 0
    for test in lab.tests:
        why = (broken or {}).get(f"{lab.number}.{lab.step(test)}")
        if why and test["id"] in outcomes:
            outcomes[test["id"]].fail(f"{lab.function(test)} (step {lab.number}.{lab.step(test)}) compiles", why)
            if report:
                report(test["id"], outcomes[test["id"]])
    for kernel in KERNELS:
        left = [test for test in wanted if not outcomes[test].happened]
        for test in left:
            outcomes[test].start()
        final = kernel == list(KERNELS)[-1]

        def over(test):
            outcomes[test].passed = final and not outcomes[test].happened
            if report and (final or outcomes[test].happened):
                report(test, outcomes[test])
        more, hangs = _run_on(kernel, lab, directory, seed, left, outcomes, hangs, over)
        boots += more
    return outcomes, boots


def _run_on(kernel, lab, directory, seed, wanted, outcomes, hangs, over):
    """Run the tests on one kernel; returns (number of boots, number of tests that have hung so far)."""
    # Tests inside the kernel leak frames, so they have a boot of their own.
    units = [test["id"] for test in lab.tests if test.get("unit") and test["id"] in wanted]
    first = [test["id"] for test in lab.tests if test.get("first")]     # needs a new boot
    wanted = sorted(wanted, key=lambda test: test not in first)
    boots = 0
    for left in (units, [test for test in wanted if test not in units]):
        allowed = boots + len(left) + BOOTS_MORE
        while left and boots < allowed:
            boot = Boot(lab, directory, left, outcomes, seed, HURRY if hangs >= HANGS else LIMIT, kernel=kernel)
            boot.on_over = over
            boots += 1
            try:
                boot.run()
            except QemuError as error:
                raise labs.LabError(str(error)) from None
            if len(boot.left) == len(left) or boot.hopeless:
                break                   # no test made progress, or the next boot would take as long
            left = boot.left[:]
            hangs += "hung" in (boot.reason or "")
        for test in boot.left if left else []:
            outcomes[test].fail("the test runs", "the machine ended before it could start")
            over(test)
    return boots, hangs
