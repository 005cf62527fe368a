# SPDX-License-Identifier: GPL-2.0-only
"""
Breakpoints for one process, at system calls and at page faults, and what gdb prints at a stop.

A process is given by its number or name; a name also fits a process that does not exist yet. The
breakpoints are gdb's own (`info breakpoints`, `delete`, `disable`, `condition` work) and test
which process runs. A location in a program is turned into an address at once, because gdb may
have the symbols of another program later (programs.py).
"""

import itertools
import os
import re

import gdb

import doors
import kernel
import processes
import programs
import unwind
from command import Command, Failure, say
from constants import ROOT, constant
from memory import lookup_type, read_register, read_word, symbol, text
from samepage import syscalls

USER_END = 0xc0000000


class Who:
    """The process that a command names as PID|NAME; without it, any process."""

    def __init__(self, word=None):
        self.pid = self.name = None
        if word is None:
            return
        if word.isdigit():
            self.pid = int(word)
        elif word[0].isalpha() or word[0] == "_":
            self.name = word
        else:
            self.pid = int(kernel.find_task(word)["pid"])

    def is_current(self):
        task = kernel.current()
        if self.pid is not None:
            return int(task["pid"]) == self.pid
        return self.name is None or text(task["comm"]) == self.name[:15]

    def __str__(self):
        if self.pid is not None:
            return f"process {self.pid}"
        return self.name or "any process"


class Stop(gdb.Breakpoint):
    """A breakpoint that stops only if a test holds, and then prints a sentence."""

    def __init__(self, location, who, purpose, **options):
        super().__init__(location, **options)
        self.who = who
        self.purpose = purpose
        self.silent = True              # said() prints, after it has loaded the symbols

    def stop(self):
        try:
            return self.who.is_current() and self.applies()
        except Exception:               # if in doubt, stop
            return True

    def applies(self):
        return True

    def words(self):
        """What has happened, in a sentence."""
        return f"{kernel.who(kernel.current())} is at breakpoint {self.number}: {self.purpose}."


class SyscallStop(Stop):
    """A stop at the function of a system call. If nr is None, every call of the function counts."""

    def __init__(self, location, who, name, nr):
        super().__init__(location, who, name)
        self.nr = nr

    def applies(self):
        if self.nr is None:
            return True
        return int(kernel.user_registers(kernel.current())["orig_eax"]) == self.nr

    def words(self):
        return f"{kernel.who(kernel.current())} makes the system call {self.purpose}."


class FaultStop(Stop):
    """A stop at the entry of the kernel's page fault handler."""

    def words(self):
        return fault_words()


def fault_words():
    """The page fault that the kernel is about to handle, in words."""
    address = read_register("cr2")
    regs = unwind.entry_registers()
    error = int(regs["orig_eax"])
    what = "a write to" if error & constant("PF_WRITE") else (
        "a jump to" if address == int(regs["eip"]) else "a read of")
    why = "the page is present, but does not allow that" if error & constant("PF_PROT") else \
        "no page is present there"
    mode = "" if error & constant("PF_USER") else ", by the kernel itself,"
    task = kernel.current()
    line = (f"Page fault of {kernel.who(task)}: {what} {address:#010x}{mode} at eip "
            f"{int(regs['eip']):#010x}; {why} (error code {error}).")
    area = kernel.find_area(task["mm"].dereference(), address) if task["mm"] else None
    if area is None:
        return line + "\nThere is no area at that address."
    return f"{line}\nIt lies in the area {kernel.area_words(task['mm'].dereference(), area)}."


# ------------------------------------------------------------ what is said at a stop


def show_place():
    """Print the place, as gdb does at a stop; for a function's first instruction, its first line."""
    frame = gdb.newest_frame()
    if not doors.at_entry(frame):
        gdb.execute("frame")
        return
    gdb.execute("backtrace 1")
    function = frame.function()
    gdb.execute(f"list {function.symtab.filename}:{function.line},{function.line}")


def said(event):
    """At every stop, load the symbols of the program that runs, and print the place."""
    changed = programs.follow()
    try:
        # gdb names every breakpoint of the place, also those whose test does not hold.
        stops = [b for b in getattr(event, "breakpoints", ())
                 if isinstance(b, Stop) and b.visible and b.stop()]
        if stops:
            say()
            for stop in stops:
                say(stop.words())
            show_place()
        elif changed and read_register("eip") < USER_END and programs.loaded():
            say(f"[{kernel.who(kernel.current())} runs: symbols of "
                f"{os.path.relpath(programs.loaded(), ROOT)}]")
            gdb.execute("frame")
    except (Failure, gdb.error, ValueError):
        pass                            # gdb has printed its own message


# ------------------------------------------------------------ locations


def _resolve(location):
    """The addresses of a location, after the prologue, with the symbols that gdb has now."""
    try:
        probe = gdb.Breakpoint(location, internal=True)
    except gdb.error as error:
        raise Failure(str(error)) from None
    try:
        if probe.pending:
            return []
        return _addresses(probe)
    finally:
        probe.delete()


def _addresses(probe):
    if hasattr(probe, "locations"):
        return [location.address for location in probe.locations]
    listing = gdb.execute(f"maint info breakpoints {probe.number}", to_string=True)
    return [int(word, 16) for line in listing.splitlines() for word in line.split()
            if word.startswith("0x") and len(word) >= 10]


def break_in(who, location, **options):
    """Set breakpoints for one process at a location of the kernel or of its program."""
    made = []
    path = _program_of(who)
    addresses = []
    if path:
        with programs.symbols_in(path):
            addresses = _resolve(location)
    else:
        addresses = _resolve(location)
    if not addresses:
        raise Failure(f"there is no {location} in the kernel"
                      + (f" or in {os.path.basename(path)}." if path else
                         f"; and no program is known for {who}." if who.pid is None else "."))
    for address in addresses:
        if address < USER_END:
            made.append(Stop(f"*{address:#x}", who, f"{location} in {who}", **options))
    if any(address >= USER_END for address in addresses):
        made.append(Stop(location, who, location, **options))
    return made


def _program_of(who):
    """The file with the symbols of a process, which may not exist yet; or None."""
    if who.name:
        try:
            for task in kernel.tasks():
                if text(task["comm"]) == who.name[:15] and programs.file_of(task):
                    return programs.file_of(task)
        except (Failure, gdb.MemoryError):
            pass                        # the kernel has no processes yet
        return programs.file_named(who.name)
    if who.pid is None:
        return programs.loaded()
    return programs.file_of(kernel.find_task(str(who.pid)))


class BreakIn(Command):
    """Set a breakpoint that stops for one process only.

Usage: break-in PID|NAME LOCATION

LOCATION is a function, FILE:LINE or *ADDRESS, in the kernel or in the program of
the process. A program NAME need not run yet: the breakpoint stops every process
with that name. `info breakpoints` lists the breakpoint, `delete` removes it. Example:

    (gdb) break-in process_a shmat
    (gdb) break-in process_b do_no_page
    (gdb) break-in 4 ipc/shm.c:300"""

    name = "break-in"
    looks = False

    def run(self, words):
        if len(words) < 2:
            raise self.wrong_usage()
        who = Who(words[0])
        location = " ".join(words[1:])
        break_in(who, location)
        say(f"It stops for {who} only.")


# ------------------------------------------------------------ system calls


class CatchSyscall(Command):
    """Stop when a process makes a certain system call.

Usage: catch-syscall NAME [PID|PROGRAM]

NAME is Linux's name of a call (read, fork, exit_group ...), or one of the calls
that use ipc(): shmget, shmat, shmdt, shmctl. The machine stops in the kernel's
function of that call. `finish` shows the result, `bt` shows how the program got
there. Without a process, every process is stopped. Example:

    (gdb) catch-syscall shmat
    (gdb) catch-syscall exit process_a"""

    name = "catch-syscall"
    looks = False
    IPC = {"shmget": "sys_shmget", "shmat": "sys_shmat", "shmdt": "sys_shmdt",
           "shmctl": "sys_shmctl"}

    def run(self, words):
        if not 1 <= len(words) <= 2:
            raise self.wrong_usage()
        name, who = words[0], Who(*words[1:])
        if name in self.IPC:
            SyscallStop("*" + self.IPC[name], who, name, None)
        else:
            calls = {call.name: call for call in syscalls.table()}
            if name not in calls:
                raise Failure(f"the kernel has no system call {name}.{self._like(name, calls)}")
            SyscallStop("*" + calls[name].function, who, name, calls[name].number)
        say(f"It stops when {who} calls {name}.")

    @staticmethod
    def _like(name, calls):
        near = sorted(call for call in calls if name[:4] in call or call in name)[:6]
        return f" Did you mean {' or '.join(near)}?" if near else ""


class CatchFault(Command):
    """Stop at every page fault, before the kernel does anything about it.

Usage: catch-fault [PID|NAME]

Prints which address was accessed, how, and in which area it lies. `bt` shows
where the program was, `finish` runs to the end of the handler. Example:

    (gdb) catch-fault process_a"""

    name = "catch-fault"
    looks = False

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        who = Who(*words)
        FaultStop("page_fault", who, "page fault")
        say(f"It stops at page faults of {who}.")


# ------------------------------------------------------------ the end of the kernel


class PanicStop(Stop):
    """A stop at the first instruction of panic(), or of die(), which has the registers of a fault."""

    def words(self):
        stack = read_register("esp")
        dying = gdb.newest_frame().name() == "die"
        message = formatted(stack + (8 if dying else 4))
        lines = [f'The kernel panics: "{message}". `bt` shows how it came to that.']
        if dying:
            pointer = lookup_type("struct pt_regs").pointer()
            regs = gdb.Value(read_word(stack + 4)).cast(pointer).dereference()
            eip = int(regs["eip"])
            lines.append(f"The instruction that caused it: {kernel.function_name(eip, True)} "
                         f"({kernel.line_of(eip) or hex(eip)}).")
            if gdb.newest_frame().older().name() == "double_fault":
                # A double fault has a stack of its own, so `bt` does not show how it came to this.
                lines += ["The backtrace from there:", *processes.way_here(kernel.current(), regs)]
        return "\n".join(lines)


def formatted(address):
    """What printk() would make of a format and its arguments, which lie at that address."""
    fmt = text(gdb.Value(read_word(address)).cast(gdb.lookup_type("char").pointer()))
    types = {"s": "char *", "p": "void *", "d": "int", "i": "int", "c": "int"}
    arguments, places = "", itertools.count(address + 4, 4)
    for kind in re.findall(r"%[-0 #+\d]*[lhz]*([a-z])", fmt.replace("%%", "")):
        arguments += f", *({types.get(kind, 'unsigned')} *){next(places):#x}"
    fmt = re.sub(r"(%[-0 #+\d]*)[lhz]+", r"\1", fmt)
    escaped = fmt.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return gdb.execute(f'printf "{escaped}"{arguments}', to_string=True)


def watch_for_panics():
    """Stop at panic() and die(); `info breakpoints` does not show these breakpoints."""
    for function in ("panic", "die"):
        if symbol(function) is not None:
            PanicStop("*" + function, Who(), function, internal=True)


def always_stop(event):
    """The handler of every stop: panics and the end of the machine, otherwise said()."""
    panics = [b for b in getattr(event, "breakpoints", ()) if isinstance(b, PanicStop)]
    if panics:
        programs.follow()
        say()
        for stop in panics:
            say(stop.words())
        show_place()
    elif getattr(event, "stop_signal", "") == "SIGQUIT":    # QEMU sends it when the machine has ended
        programs.follow()
        say(end_words())
    else:
        said(event)


def end_words():
    frame = gdb.newest_frame()
    for _ in range(3):
        if frame is not None and frame.name() in ("machine_power_off", "machine_restart"):
            return "The machine has been switched off, and cannot go on."
        frame = frame and frame.older()
    return ("The processor has reset itself: it could not deliver a fault, nor the double fault after "
            "it (a triple fault).\ngdb shows the state at this moment. CR2 "
            f"({read_register('cr2'):#010x}) may be the address of the access that failed.")


COMMANDS = (BreakIn, CatchSyscall, CatchFault)
