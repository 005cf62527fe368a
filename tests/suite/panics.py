# SPDX-License-Identifier: GPL-2.0-only
"""
Panics. The debugger puts a bug into a running kernel: at the entry of a system call, in the clock's
interrupt, or early in the boot. The kernel's message must name the bug, the process and the
registers, and its backtrace the functions that led there.
"""

import re
import threading
import time

import pytest

from .guests import variant_build
from .session import Session

SECONDS = 10            # from the bug to the last line of the message
CALL = "sys_uname"      # its caller is system_call
TICK = "scheduler_tick"
EIP = r"eip [0-9a-f]{8} %s\+0x"
FREE = "((struct page *)vm_area_cachep->partial.next)->freelist"

# The bug, where it is put, what the debugger sets there, words of the message, functions of the backtrace.
CASES = [
    ("a NULL pointer is read", CALL, ["$eax = 0", "$eip = strlen"],
     ["read of bad address 00000000 in the kernel", "process uname, pid", EIP % "strlen",
      r"esp f80", "cr2 00000000"], ["call"]),
    ("the kernel's own text is written to", CALL, ["$eax = memset", "$edx = 0", "$ecx = 4", "$eip = memset"],
     ["write of bad address c01", EIP % "memset"], ["call"]),
    ("a function that is not there is called", CALL, ["$eip = 0x10"],
     [r"execute of bad address 00000010", r"eip 00000010 \?"], ["call"]),
    ("a wild pointer is freed", CALL, ["$eax = 0xbadf00d", "$eip = kfree"], ["BUG at mm/slab.c"], ["kfree", "call"]),
    ("a static variable is freed", CALL, ["$eax = &jiffies", "$eip = kfree"], ["BUG at mm/"], ["__free_pages", "call"]),
    ("a free frame is freed", CALL,
     ["$eax = 0xc0000000 + ((struct page *)free_area[10].next - mem_map) * 4096", "$eip = kfree"],
     ["BUG at mm/"], ["__free_pages", "call"]),
    ("the stack is used up", CALL, ["$esp = current->stack + 8", "$eip = sys_getdents64"],
     ["kernel stack overflow", "process uname", EIP % "sys_getdents64"], []),
    ("the stack pointer is wild", CALL, ["$esp = 0x10", "$eip = sys_getdents64"],
     ["double fault", "process uname", EIP % "sys_getdents64", "esp 00000010"], []),
    ("a NULL pointer in an interrupt", TICK, ["$eax = 0"],
     ["bad address 0000002[0-9a-f] in the kernel", EIP % TICK], ["do_IRQ", "common_trap"]),
    ("exit in an interrupt", TICK, ["$eip = do_exit"],
     ["an interrupt handler called do_exit"], ["do_exit", "do_IRQ", "common_trap"]),
    ("a NULL pointer before there is memory", "trace_init", ["$eax = 0", "$eip = strlen"],
     ["read of bad address 00000000 in the kernel", EIP % "strlen"], ["kernel_main"]),
    ("a NULL pointer before the command line is read", "irq_init", ["$eax = 0", "$eip = strlen"],
     ["read of bad address 00000000 in the kernel", EIP % "strlen"], ["kernel_main"]),
    ("a NULL pointer before there are files", "fs_init", ["$eax = 0", "$eip = strlen"],
     ["read of bad address 00000000 in the kernel", EIP % "strlen"], ["kernel_main"]),
    ("a panic in panic()", CALL, ["{int}($esp + 4) = 0", "$eip = panic"], ["panic inside panic"], None),
    ("the same before there are files", "fs_init", ["{int}($esp + 4) = 0", "$eip = panic"],
     ["panic inside panic"], None),
]
DEBUG_CASES = [
    ("an object is freed twice", CALL, [f"$eax = {FREE}", "$eip = kfree"], ["freed twice"], ["kmem_cache_free", "call"]),
    ("a part of an object is freed", CALL, [f"$eax = (int){FREE} + 4", "$eip = kfree"],
     ["no object begins there"], ["kmem_cache_free", "call"]),
    ("an object is written to after it was freed", CALL,
     [f"{{char}}((int){FREE} + 8) = 1", "$eax = vm_area_cachep", "$edx = 0", "$eip = kmem_cache_alloc"],
     ["written to after it was freed"], ["kmem_cache_alloc", "call"]),
    ("a call returns with a spinlock", CALL, ["$eax = &shm_lock", "$edx = init_task.comm", "$ecx = 0", "$eip = debug_spin_lock"],
     ["return to the program with a spinlock that swapper"], ["check_return", "call"]),
    ("a call returns with a semaphore", CALL,
     ["$eax = &current->mm->mmap_sem", "$edx = init_task.comm", "$eip = debug_after_down"],
     ["return to the program with a semaphore that swapper"], ["check_return", "call"]),
    ("a semaphore is taken twice", CALL,
     ["current->mm->mmap_sem.holder = current", "current->mm->mmap_sem.taken_by = init_task.comm",
      "$eax = &current->mm->mmap_sem", "$edx = init_task.comm", "$eip = debug_before_down"],
     ["takes a semaphore that this process holds since swapper"], ["debug_before_down", "call"]),
    ("areas are searched without a lock", CALL, ["$eax = current->mm", "$edx = 0", "$eip = find_vma"],
     [r"find_vma\(\) needs mm->mmap_sem, which is not held"], ["find_vma", "call"]),
]


def _last_words(root, build, where, changes):
    """All that the kernel prints, on any line, until it halts or the time is up."""
    said = []

    def listen(machine, end):
        for _, data in machine.events(lambda: end):
            said.append(data.decode(errors="replace"))
            text = "".join(said)
            if "be switched off.\n" in text or "panic inside panic\n" in text:
                break

    with Session(root, build, "uname") as session:
        for command in ("delete", f"break *{where}", "continue", "delete",
                        *(f"set {change}" for change in changes)):
            session.gdb.ask(command)
        # QEMU drops output that is not read for too long, so start to read before the kernel prints.
        listener = threading.Thread(target=listen, args=(session.machine, time.monotonic() + SECONDS))
        listener.start()
        session.gdb.ask("detach")
        listener.join()
    return "".join(said).replace("\r", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_panic(group, root, build, case):
    _panic(group, root, build, case)


@pytest.mark.xdist_group("debug")
@pytest.mark.parametrize("case", DEBUG_CASES, ids=lambda case: case[0])
def test_debug_panic(group, root, build, case):
    _panic(group, root, variant_build(build, "debug"), case)


def _panic(group, root, build, case):
    _, where, changes, words, functions = case
    text = _last_words(root, build, where, changes)
    for word in words:
        group.ok(re.search(word, text), f"it says: {word}", text[-1500:])
    if functions is None:
        return
    group.ok("Kernel panic: " in text and "Halted." in text, "it panics and halts", text[-1500:])
    calls = re.findall(r"^  \[[0-9a-f]{8}\] (\w+)\+0x[0-9a-f]+", text, re.M)
    wanted = iter(calls)
    group.ok(all(any(function in call for call in wanted) for function in functions),
             f"the backtrace has {', '.join(functions) or 'nothing certain'}", f"{calls}\n{text[-1500:]}")
