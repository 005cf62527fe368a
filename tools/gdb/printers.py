# SPDX-License-Identifier: GPL-2.0-only
"""
Print the kernel's main structures in gdb: first a summary of one line, then, for the larger
structures, every member. `print/r` prints a value without these printers.

    (gdb) print *current->mm->mmap
    $1 = area 0x08048000-0x0804d000 r-xp of process 4 (process_a): /bin/process_a = {vm_mm = ...
"""

import functools

import gdb
import gdb.printing

import kernel
import locks
from command import Failure
from constants import constant
from memory import address_of, text, variable
from samepage.pagetable import PAGE, frame_of, has_frame
from tables import letters


# Members that are addresses or bits; these are printed in hexadecimal.
HEXADECIMAL = {"vm_start", "vm_end", "vm_flags", "brk", "key", "shm_key", "eip", "esp", "ebp",
               "eflags", "cs", "ds", "es", "ss", "eax", "ebx", "ecx", "edx", "esi", "edi"}


class Printer:
    """The summary of a structure. `summary` is a function that returns it."""

    def __init__(self, value, summary):
        self.value = value
        self.summary = summary

    def to_string(self):
        try:
            return self.summary(self.value)
        except (Failure, gdb.error, UnicodeError) as error:
            return f"(unreadable: {error})"


class WholePrinter(Printer):
    """The summary and all members."""

    def children(self):
        for field in self.value.type.fields():
            if not field.name:
                continue
            value = self.value[field]
            if field.name in HEXADECIMAL or field.name.startswith(("start_", "end_", "arg_", "env_")):
                yield field.name, f"{int(value):#x}"
            else:
                yield field.name, value


def task(value):
    return f"{kernel.who(value)}, {kernel.state(value)}"


def address_space(value):
    owners = [task for task in kernel.tasks() if address_of(task["mm"]) == address_of(value)]
    return (f"address space of {kernel.owner_words(owners)}, directory at "
            f"{kernel.directory(value):#010x}, {int(value['rss'])} pages in memory")


def area(value):
    return "area " + kernel.area_words(value["vm_mm"].dereference(), value)


def page(value):
    pfn = (address_of(value) - address_of(variable("mem_map"))) // value.type.sizeof
    flags = int(value["flags"])
    marks = "".join(f", {name[3:]}" for name in ("PG_reserved", "PG_buddy", "PG_slab", "PG_zeroed")
                    if flags & constant(name))
    return f"frame {pfn:#x} at {pfn * PAGE:#010x}, count {int(value['count'])}{marks}"


def segment(value):
    fields = value["u"]
    return (f"segment of {int(fields['shm_segsz'])} bytes, key "
            f"{int(fields['shm_perm']['key']) & 0xffffffff:#010x}, nattch {int(fields['shm_nattch'])}")


def permissions(value):
    return (f"{int(value['mode']) & 0o777:04o} of {int(value['uid'])}:{int(value['gid'])}, "
            f"key {int(value['key']) & 0xffffffff:#010x}, seq {int(value['seq'])}")


def registers(value):
    mode = "user" if int(value["cs"]) & 3 else "kernel"
    return f"registers at the entry from {mode} mode, eip {int(value['eip']):#010x}"


def inode(value):
    return f"inode {int(value['i_ino'])}, {kernel.path(value)}"


def table_entry(value):
    entry = int(value[value.type.strip_typedefs().fields()[0]])
    if not entry:
        return "0 (empty)"
    if not has_frame(entry):
        return f"{entry:#010x} (not present)"
    return f"{entry:#010x} -> frame {frame_of(entry):#010x}  {letters(entry)}"


def protection(value):
    return f"{int(value['pgprot']):#05x}  {letters(int(value['pgprot']))}"


def semaphore(value):
    asleep = [kernel.who(task) for task in locks.waiters(value["wait"])]
    return (f"semaphore, count {int(value['count'])} ({locks.state(value)})"
            + (", waiting: " + ", ".join(asleep) if asleep else ""))


def spinlock(value):
    if not any(field.name == "holder" for field in value.type.strip_typedefs().fields()):
        return "spinlock (holder not recorded)"
    holder = value["holder"]
    return f"spinlock, held by {text(holder)}()" if holder else "spinlock, free"


WHOLE = {"task_struct": task, "mm_struct": address_space, "vm_area_struct": area, "page": page,
         "shmid_kernel": segment, "kern_ipc_perm": permissions, "pt_regs": registers, "inode": inode}
SHORT = {"pte_t": table_entry, "pgd_t": table_entry, "pgprot_t": protection, "semaphore": semaphore,
         "spinlock_t": spinlock}


def register():
    collection = gdb.printing.RegexpCollectionPrettyPrinter("samepage")
    for printer, summaries in ((WholePrinter, WHOLE), (Printer, SHORT)):
        for name, summary in summaries.items():
            collection.add_printer(name, f"^{name}$", functools.partial(printer, summary=summary))
    gdb.printing.register_pretty_printer(None, collection, replace=True)
