# SPDX-License-Identifier: GPL-2.0-only
"""
Run one command in a guest: boot, run, power off, and report how it ended.

    result = Guest("process_a; process_b", files=[...]).run()
    result.status       the command's exit status, or one of the numbers below
    result.output       what it wrote, byte for byte
    result.log          the kernel's messages
    result.reason       why there is no status of the command, in words

A second archive is unpacked over the guest's root directory. It contains the added files and
/run/command; the boot words rc=/run/command make init run it with the shell. init writes to the
kernel's log when the command starts and how it ended:

    init: running rc
    init: rc exited with status 0
    reboot: Power down

A line of the kernel that begins with "boot: " says that it could not use all that was passed to it:
a file did not fit into memory, an archive is damaged, there were too many boot words. The command
is then not run, because without its files it would do something else.
"""

import os
import re
import shlex
import sys
import threading
import time

from . import cpio, remains, trace as kernel_trace
from .debugger import TO_THE_KERNEL, Debugger
from .faults import Faults
from .qemu import CONSOLE, LOG, Machine, QemuError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build")

TIMED_OUT, CRASHED, NO_BOOT = 124, 125, 126
MEMORY = 32             # MiB, if that is enough for the files
SPARE = 16              # MiB for the kernel and its programs, besides the files
MOST_MEMORY = 896       # MiB: the kernel maps no more, and uses no more
OUR_WORDS = {"rc", "first", "log"}      # boot words that decide what init runs, and where the log goes
BOOT_LIMIT = 60         # seconds until init must have started the command
PANIC_LIMIT = 5         # seconds for a panic to print its message
DEBUG_LIMIT = 7 * 24 * 3600
END_OF_FILE = b"\x04"   # Ctrl-D

LEFT_OUT = re.compile(r"initramfs: .*(left out$|bad archive)")
INCOMPLETE = "boot: "   # begins the kernel's messages about what it could not use
RUNNING = "init: running rc"
NO_COMMAND = "init: rc or its shell is missing"
EXITED = re.compile(r"init: rc exited with status (\d+)")
POWER_DOWN = "reboot: Power down"
RESTART = "reboot: Restarting system"
PANIC = "Kernel panic"
HALTED = "Halted."      # the last line of a panic


def command_line(words):
    """
    The shell line for the words of a command. A single word is a complete line, as for `sh -c`.
    Several words are a program and its arguments, and are passed unchanged; only words that
    consist of operators (; | & < >) are left to the shell.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(word if re.fullmatch("[;|&<>]+", word) else shlex.quote(word)
                    for word in words)


class Result:
    def __init__(self):
        self.status = None
        self.reason = None
        self.output = b""
        self.log = ""


class Guest:
    """
    files    a list of (guest path, host path as str, or contents as bytes)
    memory   in MiB; by default as much as the files need
    append   more boot words, "name=value" for the command's environment
    tests    whether /tests is there
    stdin    a file object whose bytes are typed at the console, then Ctrl-D;
             without it the command's standard input is empty
    build    the directory whose samepage.elf, initrd.cpio and tests.cpio are used
    trace    a file for the kernel's trace (docs/trace.md)
    watch    or a function that gets the machine and reads its trace; its result is closed at
             the end
    options  more arguments for QEMU
    cdrom    a disc to boot instead, which has the command and the boot words on it
    partial  run the command although the kernel could not use all files (for tests of that)
    """

    def __init__(self, command=None, files=(), memory=None, append="", tests=False, stdin=None,
                 build=BUILD, kernel=None, initrd=None, cpu=None, icount=None, trace=None,
                 watch=None, options=(), cdrom=None, partial=False):
        self.stdin = stdin
        self.deadline = None
        self.machine = None
        self.remains = []               # a description of a machine that has reset itself
        self.command, self._files, self._tests = command, list(files), tests
        self._append = append
        self.kernel = kernel or os.path.join(build, "samepage.elf")
        self.partial = partial
        self.images = [initrd or os.path.join(build, "initrd.cpio")]
        if tests:
            self.images.append(os.path.join(build, "tests.cpio"))
        self.programs = [content for _, content in self._files if isinstance(content, str)]
        self._watch = watch
        self.faults = Faults(build, [pair for pair in self._files if isinstance(pair[1], str)])
        if trace:
            self._watch = lambda machine: kernel_trace.Recorder(
                machine.trace, trace, self.kernel)
        if trace and not re.search(r"(^|\s)trace(=|\s|$)", append):
            append += " trace"
        self.append = f"rc=/run/command log=ttyS2 quiet {append}".strip()
        self.overlay = None if cdrom else self._archive(command)
        self.memory = memory or max(MEMORY, min(self.needed_memory(), MOST_MEMORY))
        self._options = dict(memory=self.memory, cpu=cpu, icount=icount, trace=bool(self._watch), options=options)
        if cdrom:
            self._options["cdrom"] = cdrom
        else:
            self._options.update(kernel=self.kernel, append=self.append,
                                 modules=[*self.images, self.overlay])

    @property
    def files(self):
        """The files that were added: [(path in the guest, path on the host or contents)]."""
        return self._files

    def add_options(self, options):
        """Give QEMU more options, which may depend on the memory that the guest has."""
        self._options["options"] = [*self._options["options"], *options]

    def needed_memory(self):
        """MiB for the files: an archive, and what is unpacked from it, are in memory together."""
        size = sum(os.path.getsize(image) for image in self.images if os.path.exists(image))
        return SPARE + (2 * (size + len(self.overlay or b"")) >> 20)

    def _archive(self, command):
        overlay = cpio.Archive()
        for path, content in self._files:
            if isinstance(content, bytes):
                overlay.add(path, content)
            else:
                overlay.add_host(content, path)
        if self.stdin is None:
            overlay.add("run/line", command.encode() + b"\n")
            command = "sh /run/line < /dev/null"
        overlay.add("run/command", command.encode() + b"\n")
        return overlay.to_bytes()

    def time_limit(self, seconds):
        """Give the command this many seconds from now. For callbacks of run()."""
        self.deadline = time.monotonic() + seconds

    def check_images(self):
        """Raise QemuError if one of the files that the machine boots from does not exist."""
        cdrom = self._options.get("cdrom")
        for image in [cdrom] if cdrom else [self.kernel, *self.images]:
            if not os.path.exists(image):
                raise QemuError(f"{image} is not there: run `make {'demo' if cdrom else 'all'}`")

    def run(self, timeout=60, on_output=None, on_log=None):
        """
        Boot, run, and return a Result. `timeout` is in seconds from the start of the command.
        on_output(bytes) and on_log(line) are called as data arrives; the result does not contain
        what a callback got.
        """
        run = _Run(self, timeout, on_output, on_log)
        watcher = None
        try:
            self.check_images()
            with Machine(on_reset=self._look_at_remains, **self._options) as machine:
                self.machine = machine
                if self._watch:
                    watcher = self._watch(machine)
                run.follow(machine)
        except QemuError as error:
            run.end(NO_BOOT, str(error))
        finally:
            self.machine = None
            if watcher:
                watcher.close()
        return run.result

    def _look_at_remains(self):
        self.remains = remains.describe(self.machine.monitor, self.kernel)

    def debug(self, arguments=()):
        """
        Boot, stopped before the first instruction, with gdb in this terminal. Returns gdb's exit
        status. Until then, the guest's output is in a file, whose name is printed at the start.
        """
        self.check_images()
        with Debugger(self.kernel, self.programs) as debugger, \
                open(os.path.join(debugger.directory, "guest.log"), "wb", buffering=0) as log:
            self._options.update(trace=False, options=[*self._options["options"],
                                                       *debugger.qemu_options()])
            with Machine(detached=True, **self._options) as machine:
                print(f"What the guest writes: {log.name}", flush=True)
                threading.Thread(target=_copy, args=(machine, log), daemon=True).start()
                return debugger.run(machine.process, TO_THE_KERNEL, arguments)

    def reproduce(self):
        """The command that runs the same in the debugger, or None if there is none."""
        words = ["tools/guest", "--gdb"]
        for path, content in self._files:
            if not isinstance(content, str):
                return None
            words += ["--add", f"{content}:{path}"]
        build = os.path.dirname(os.path.abspath(self.kernel))
        if build != BUILD:
            words += ["--build", os.path.relpath(build)]
        if self.memory != MEMORY:
            words += ["--memory", str(self.memory)]
        if self._tests:
            words.append("--tests")
        for name in ("cpu", "icount"):
            if self._options[name] is not None:
                words += ["--" + name, str(self._options[name])]
        if self._append:
            words += ["--append", self._append]
        return shlex.join([*words, "--", self.command])


def _copy(machine, log):
    """Copy the guest's output to a file. Runs in a thread of its own beside gdb."""
    try:
        end = time.monotonic() + DEBUG_LIMIT
        for _, data in machine.events(lambda: end):
            log.write(data)
    except (OSError, ValueError, QemuError):
        pass                            # gdb and the machine have ended


def _type(file, machine):
    """Copy a file to the guest's console. Runs in a thread of its own, since both ends can block."""
    try:
        data = True
        while data:
            data = os.read(file.fileno(), 4096)
            machine.type(data or END_OF_FILE)
    except OSError:
        pass                            # the guest has ended


class _Run:
    """The state of one run, which follows the lines of the kernel's log."""

    def __init__(self, guest, timeout, on_output, on_log):
        self.guest = guest
        self.timeout = timeout
        self.result = Result()
        self.on_output = on_output or self._keep_output
        self.on_log = on_log or self._keep_log
        self.running = self.powered_down = self.restarted = self.no_command = False
        self.status = None
        self.panic = None
        self.left_out = ""
        self._line = b""
        self._stray = b""

    def _keep_output(self, data):
        self.result.output += data

    def _keep_log(self, line):
        self.result.log += line + "\n"

    def end(self, status, reason=None):
        self.result.status, self.result.reason = status, reason

    def follow(self, machine):
        self.guest.time_limit(BOOT_LIMIT)
        for source, data in machine.events(lambda: self.guest.deadline):
            if source == LOG:
                self._log(data)
            elif source == CONSOLE:
                self._console(data)
            else:
                self._time_is_up()
                return
            if self.result.status is not None:      # a panic is complete
                self._console(machine.rest_of_console())
                return
        if self._line:
            self._log(b"\n")
        self._ended(machine)

    def _console(self, data):
        if self.running:
            self.on_output(data)
            return
        self._stray += data             # a kernel may die before its log is set up
        *lines, self._stray = self._stray.split(b"\n")
        for line in lines:
            self._log_line(line.decode(errors="replace").rstrip("\r"))

    def _log(self, data):
        *lines, self._line = (self._line + data).split(b"\n")
        for line in lines:
            self._log_line(line.decode(errors="replace").rstrip("\r"))

    def _log_line(self, line):
        if line.startswith(RUNNING):
            self.running = True
            self.guest.time_limit(self.timeout)
            if self.guest.stdin is not None:
                threading.Thread(target=_type, args=(self.guest.stdin, self.guest.machine),
                                 daemon=True).start()
        self._look_for_loss(line)
        self.no_command |= line.startswith(NO_COMMAND)
        exited = EXITED.match(line)
        if exited and self.running:
            self.status = int(exited.group(1))
            self.guest.time_limit(BOOT_LIMIT)
        self.powered_down |= line.startswith(POWER_DOWN)
        self.restarted |= line.startswith(RESTART)
        if line.startswith(PANIC) and not self.panic:
            self.panic = line
            self.guest.time_limit(PANIC_LIMIT)
        self.on_log(line)
        explanation = self.guest.faults.explain(line)
        if explanation:
            self.on_log(explanation)
        if self.panic and line.startswith(HALTED):
            self.end(CRASHED, self.panic)

    def _look_for_loss(self, line):
        """End the run if the kernel says, before the command runs, that it could not use everything."""
        if self.running or self.guest.partial:
            return
        if LEFT_OUT.match(line) and not self.left_out:
            self.left_out = f" ({line})"
        if line.startswith(INCOMPLETE):
            self.end(NO_BOOT, f"the command was not run: {line}{self.left_out}")

    def _time_is_up(self):
        if self.panic:
            self.end(CRASHED, self.panic)
        elif not self.running:
            self.end(NO_BOOT, f"the guest did not start the command within {BOOT_LIMIT} s")
        elif self.status is not None:
            self.end(CRASHED, "the guest did not power off")
        else:
            self.end(TIMED_OUT, "time limit reached")

    def _ended(self, machine):
        """QEMU has ended by itself: find out why."""
        if self.panic:
            self.end(CRASHED, self.panic)
        elif self.powered_down and self.status is not None:
            self.end(self.status)
        elif self.powered_down and self.no_command:
            self.end(NO_BOOT, NO_COMMAND)
        elif self.powered_down or self.restarted:
            self.end(CRASHED, "the guest shut down before the command had ended")
        elif machine.ended == "guest-reset":
            for line in self.guest.remains:
                self.on_log(line)
            self.end(CRASHED, "triple fault (the processor reset itself)")
        elif machine.process.returncode:
            self.end(NO_BOOT, "QEMU failed: " + machine.errors().strip())
        else:
            self.end(CRASHED, f"the machine went off without a message ({machine.ended})")


def complain(message, status=None):
    """Print a message of the tool, with the tool's own exit status if there is one."""
    number = f"{status}: " if status else ""
    print(f"{os.path.basename(sys.argv[0])}: {number}{message}", file=sys.stderr)
