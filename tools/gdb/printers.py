# SPDX-License-Identifier: GPL-2.0-only
"""
Print the kernel's main structures in gdb: first a summary of one line, then, for the larger
structures, every member. `print/r` prints a value without these printers.

    (gdb) print *current->mm->mmap
    $1 = area 0x08048000-0x0804d000 r-xp of process 4 (process_a): /bin/process_a = {vm_mm = ...
"""

import gdb
import gdb.printing

import kernel
from command import Failure
from constants import constant
from memory import address_of, text
from samepage.pagetable import frame_of, has_frame
from tables import letters


# Members that are addresses or bits; these are printed in hexadecimal.
HEXADECIMAL = {"vm_start", "vm_end", "vm_flags", "brk", "key", "shm_key", "eip", "esp", "ebp",
               "eflags", "cs", "ds", "es", "ss", "eax", "ebx", "ecx", "edx", "esi", "edi"}


class _Summary:
    """A summary of a structure, without its members."""

    def __init__(self, value):
        self.value = value

    def summary(self):
        raise NotImplementedError

    def to_string(self):
        try:
            return self.summary()
        except (Failure, gdb.error, UnicodeError) as error:
            return f"(unreadable: {error})"


class _Whole(_Summary):
    """A summary with all members."""

    def children(self):
        for field in self.value.type.fields():
            if not field.name:
                continue
            value = self.value[field]
            if field.name in HEXADECIMAL or field.name.startswith(("start_", "end_", "arg_", "env_")):
                yield field.name, f"{int(value):#x}"
            else:
                yield field.name, value


class Task(_Whole):
    def summary(self):
        return f"{kernel.who(self.value)}, {kernel.state(self.value)}"


class AddressSpace(_Whole):
    def summary(self):
        mine = address_of(self.value)
        owners = [task for task in kernel.tasks() if address_of(task["mm"]) == mine]
        return (f"address space of {kernel.owner_words(owners)}, directory at "
                f"{kernel.directory(self.value):#010x}, {int(self.value['rss'])} pages in memory")


class Area(_Whole):
    def summary(self):
        return "area " + kernel.area_words(self.value["vm_mm"].dereference(), self.value)


class Page(_Whole):
    def summary(self):
        from memory import lookup_type, variable
        pfn = (address_of(self.value) - address_of(variable("mem_map"))) // \
            lookup_type("struct page").sizeof
        flags = int(self.value["flags"])
        marks = "".join(f", {name[3:]}" for name in ("PG_reserved", "PG_buddy", "PG_slab", "PG_zeroed")
                        if flags & constant(name))
        return f"frame {pfn:#x} at {pfn * 4096:#010x}, count {int(self.value['count'])}{marks}"


class Segment(_Whole):
    def summary(self):
        fields = self.value["u"]
        return (f"segment of {int(fields['shm_segsz'])} bytes, key "
                f"{int(fields['shm_perm']['key']) & 0xffffffff:#010x}, "
                f"nattch {int(fields['shm_nattch'])}")


class Permissions(_Whole):
    def summary(self):
        return (f"{int(self.value['mode']) & 0o777:04o} of {int(self.value['uid'])}:"
                f"{int(self.value['gid'])}, key {int(self.value['key']) & 0xffffffff:#010x}, "
                f"seq {int(self.value['seq'])}")


class Registers(_Whole):
    def summary(self):
        mode = "user" if int(self.value["cs"]) & 3 else "kernel"
        return f"registers at the entry from {mode} mode, eip {int(self.value['eip']):#010x}"


class Inode(_Whole):
    def summary(self):
        return f"inode {int(self.value['i_ino'])}, {kernel.path(self.value)}"


class TableEntry(_Summary):
    member = "pte_low"

    def summary(self):
        entry = int(self.value[self.member])
        if not entry:
            return "0 (empty)"
        if not has_frame(entry):
            return f"{entry:#010x} (not present)"
        return f"{entry:#010x} -> frame {frame_of(entry):#010x}  {letters(entry)}"


class DirectoryEntry(TableEntry):
    member = "pgd"


class Protection(_Summary):
    def summary(self):
        bits = int(self.value["pgprot"])
        return f"{bits:#05x}  {letters(bits)}"


class Semaphore(_Summary):
    def summary(self):
        import locks
        asleep = [kernel.who(task) for task in locks.waiters(self.value["wait"])]
        count = int(self.value["count"])
        return (f"semaphore, count {count} ({locks.state(self.value)})"
                + (", waiting: " + ", ".join(asleep) if asleep else ""))


class Spinlock(_Summary):
    def summary(self):
        fields = [field.name for field in self.value.type.strip_typedefs().fields()]
        if "holder" not in fields:
            return "spinlock (holder not recorded)"
        holder = self.value["holder"]
        return f"spinlock, held by {text(holder)}()" if holder else "spinlock, free"


PRINTERS = (
    ("task_struct", Task), ("mm_struct", AddressSpace), ("vm_area_struct", Area), ("page", Page),
    ("shmid_kernel", Segment), ("kern_ipc_perm", Permissions), ("pt_regs", Registers),
    ("inode", Inode), ("pte_t", TableEntry), ("pgd_t", DirectoryEntry), ("pgprot_t", Protection),
    ("semaphore", Semaphore), ("spinlock_t", Spinlock))


def register():
    collection = gdb.printing.RegexpCollectionPrettyPrinter("samepage")
    for name, printer in PRINTERS:
        collection.add_printer(name, f"^{name}$", printer)
    gdb.printing.register_pretty_printer(None, collection, replace=True)
