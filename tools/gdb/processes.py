# SPDX-License-Identifier: GPL-2.0-only
"""
`ps`, `vmas` and `kstack`: the processes, their areas, and where in the kernel they sleep.

A process that does not run is in switch_to(). Its kernel stack shows its callers, starting at
thread.esp and following the frame pointers (kernel/cpu/switch_stacks.asm and kernel/lib/panic.c
have drawings of both):

    thread.esp -> edi esi ebx ebp | return address        pushed by switch_stacks()
    ebp        -> [caller's ebp][return address]          the compiler's frames
"""

import gdb

import kernel
import programs
from command import Command, Failure, say
from constants import constant
from memory import lookup_type, read_word, text, variable
from tables import of

MAX_DEPTH = 400
SLEEPING = {"switch_stacks", "switch_to", "finish_switch", "schedule", "schedule_timeout"}


def stack_of(task):
    """(lowest address, first address above it) of a process's kernel stack."""
    low = int(task["stack"].cast(lookup_type("unsigned long")))
    return low, low + constant("KERNEL_STACK_SIZE")


def callers(ebp, low, high):
    """The return addresses of the frames from `ebp` up, as long as they lie between low and high."""
    found = []
    while len(found) < MAX_DEPTH and low <= ebp <= high - 8:
        found.append(read_word(ebp + 4))
        up = read_word(ebp)
        if up <= ebp:
            break
        ebp = up
    return found


def in_kernel(task):
    """Return addresses on the kernel stack of a process that does not run, innermost first."""
    low, high = stack_of(task)
    esp = int(task["thread"]["esp"])
    if not low <= esp <= high - 20:
        raise Failure(f"{kernel.who(task)}: its stack pointer {esp:#010x} is not in its kernel "
                      f"stack {low:#010x}-{high:#010x}.")
    return [read_word(esp + 16), *callers(read_word(esp + 12), low, high)]


def way_here(task, regs):
    """The backtrace of a process from these registers, as lines. Its stack is not the current one."""
    low, high = stack_of(task)
    places = [int(regs["eip"]), *callers(int(regs["ebp"]), low, high)]
    names = [kernel.function_name(place) for place in places]
    lines, i = [], 0
    while i < len(names):
        n = 1
        while i + n < len(names) and names[i + n] == names[i]:
            n += 1
        times = "" if n == 1 else f"   {n} times" + (" and more" if i + n > MAX_DEPTH else "")
        line = kernel.line_of(places[i] - bool(i))
        lines.append(f"    {places[i]:#010x}  {names[i]:24} {line}{times}")
        i += n
    return lines


def doing(task):
    """What a process is doing, in a few words."""
    state = kernel.state(task)
    if state in ("zombie", "dead"):
        return "has ended; its parent has not waited for it" if state == "zombie" else "has ended"
    if int(task["pid"]) == 0:
        return "the idle task"
    if state == "running":
        return "runs now, in user mode or in the kernel"
    names = [kernel.function_name(address) for address in in_kernel(task)]
    inside = next((name for name in names if name not in SLEEPING), "")
    if inside in ("", "child_start", "kernel_thread_start", "schedule_tail"):
        return "has not run yet"
    if inside.startswith("work_pending"):
        return "its time slice was over"
    if names[-1].startswith("common_trap"):
        return f"interrupted by a fault, asleep in {inside}()"
    regs = kernel.user_registers(task)
    if int(regs["cs"]) & 3 != 3:
        return f"in {inside}()"
    call = f"in the call {kernel.call_name(int(regs['orig_eax']))}, "
    return call + ("ready to go on" if state == "ready" else f"asleep in {inside}()")


class Ps(Command):
    """List the processes.

Usage: ps

For each: its number and its parent's, its state, how many pages it has in memory
(RSS), where its page directory lies in physical memory, its program, and what it
is doing. A star marks the process that runs now, in user mode or in the kernel.
Example:

    (gdb) ps"""

    name = "ps"

    def run(self, words):
        if words:
            raise self.wrong_usage()
        say("   PID  PPID  STATE     RSS  DIRECTORY   PROGRAM          DOING")
        running = int(kernel.current()["pid"])
        self._line(variable("init_task"), running)
        for task in kernel.tasks():
            self._line(task, running)

    @staticmethod
    def _line(task, running):
        pid = int(task["pid"])
        if task["mm"]:
            mm = task["mm"].dereference()
            memory = f"{int(mm['rss']):4}  {kernel.directory(mm):#010x}"
        else:
            memory = f"{'-':>4}  {'-':10}"
        try:
            what = doing(task)
        except (Failure, gdb.MemoryError) as error:
            what = f"!! {error}"
        parent = int(task["parent"]["pid"]) if task["parent"] else 0
        say(f"{'*' if pid == running else ' '} {pid:4}  {parent:4}  {kernel.state(task):8} "
            f"{memory}  {text(task['comm']):15}  {what}")


class Vmas(Command):
    """List the areas of a process's address space.

Usage: vmas [PID|NAME]

For each area: its addresses, its rights (r w x, and s for shared or p for
private), how many of its pages are present, and what its pages come from: a file,
a segment, or nothing (anonymous memory). Without an argument: the process that
runs now. Example:

    (gdb) vmas process_b"""

    name = "vmas"

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        task = kernel.find_task(words[0]) if words else kernel.current()
        mm = kernel.address_space(task)
        present = [address for address, _, _ in of(mm).pages()]
        say(f"{kernel.who(task)}: {int(mm['map_count'])} areas of {int(mm['total_vm'])} pages, "
            f"{int(mm['rss'])} of them in memory")
        count = pages = 0
        for area in kernel.areas(mm):
            start, end = int(area["vm_start"]), int(area["vm_end"])
            inside = sum(start <= address < end for address in present)
            count, pages = count + 1, pages + (end - start >> 12)
            offset = int(area["vm_pgoff"]) if area["vm_ops"] else 0
            say(f"    {start:#010x}-{end:#010x} {kernel.rights(area)} {inside:5} of "
                f"{end - start >> 12:5} pages   {kernel.backing(mm, area)}"
                + (f", from its page {offset}" if offset else ""))
        if count != int(mm["map_count"]) or pages != int(mm["total_vm"]):
            say(f"    !! these are {count} areas of {pages} pages: the counts do not agree")
        if len(present) != int(mm["rss"]):
            say(f"    !! {len(present)} pages are present: rss does not agree")


class KStack(Command):
    """Show where in the kernel a process sleeps or waits for the processor.

Usage: kstack PID|NAME

Lists its functions, innermost first, with source lines, and where its program
will continue. For the process that runs now, use gdb's own `bt`. Example:

    (gdb) kstack init"""

    name = "kstack"

    def run(self, words):
        if len(words) != 1:
            raise self.wrong_usage()
        task = kernel.find_task(words[0])
        if kernel.state(task) == "running":
            raise Failure(f"{kernel.who(task)} is running: `bt` shows where it is.")
        if kernel.state(task) in ("zombie", "dead"):
            raise Failure(f"{kernel.who(task)} has ended and will not run again.")
        say(f"{kernel.who(task)}, {kernel.state(task)}:")
        places = in_kernel(task)
        for address in places:
            # A return address is the one after the call.
            say(f"    {address:#010x}  {kernel.function_name(address, True):32} "
                f"{kernel.line_of(address - 1)}")
        called = not kernel.function_name(places[-1]).startswith("common_trap")
        regs = kernel.user_registers(task)
        if int(regs["cs"]) & 3 == 3:
            with programs.symbols_of(task):
                eip = int(regs["eip"])
                say("    ---- user mode")
                say(f"    {eip:#010x}  {kernel.function_name(eip, True):32} "
                    f"{kernel.line_of(eip - called)}")


COMMANDS = (Ps, Vmas, KStack)
