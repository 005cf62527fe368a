# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's objects, for the commands: processes, address spaces, areas, files, segments, frames.
Each function reads the memory of the stopped machine anew at each call.
"""

import struct

import gdb

from command import Failure, number
from constants import constant, names
from samepage import syscalls
from memory import (address_of, at, chain, entries, lookup_type, offset_of, read, symbol,
                    text, variable, words)

# ------------------------------------------------------------ processes


def current():
    """The task that runs now, in user mode or in the kernel."""
    return variable("cpu0")["task"].dereference()


def tasks():
    """Every process, oldest first, except the idle task, which is in no list."""
    yield from entries(variable("task_list"), variable("init_task").type, "tasks", "processes")


def find_task(word):
    """The process with this number or name. Fails if several have the name."""
    word = word.strip("'\"")
    if not word[:1].isalpha() and word[:1] != "_":
        pid = number(word, "a process number")
        for task in tasks():
            if int(task["pid"]) == pid:
                return task
        if pid == 0:
            return variable("init_task")
        raise Failure(f"there is no process {pid}; `ps` lists them.")
    found = [task for task in tasks() if text(task["comm"]) == word]
    if not found:
        raise Failure(f"there is no process called {word}; `ps` lists them.")
    if len(found) > 1:
        raise Failure(f"{word} is the name of several processes: " +
                      ", ".join(str(int(task["pid"])) for task in found) + ".")
    return found[0]


def who(task):
    """A process's number and name, to be used in sentences."""
    return f"process {int(task['pid'])} ({text(task['comm'])})"


def state(task):
    value = int(task["state"])
    if value == constant("TASK_RUNNING"):
        return "running" if address_of(task) == address_of(current()) else "ready"
    name = names("TASK_", "kernel/sched/task.h").get(value)
    return {"TASK_INTERRUPTIBLE": "sleeping", "TASK_UNINTERRUPTIBLE": "waiting",
            "TASK_KILLABLE": "waiting"}.get(
        name, name[5:].lower() if name else f"state {value}?")


def user_registers(task):
    """The struct pt_regs with which a process entered the kernel from user mode."""
    regs = lookup_type("struct pt_regs")
    return at(regs, int(task["thread"]["esp0"]) - regs.sizeof)


# ------------------------------------------------------------ address spaces


def address_space(task):
    """The mm_struct of a process; fails if it has none."""
    mm = task["mm"]
    if mm:
        return mm.dereference()
    if int(task["pid"]) == 0:
        raise Failure("process 0 (swapper) is the idle task: it has no user memory.")
    raise Failure(f"{who(task)} has no address space any more: it is {state(task)}.")


def directory(mm):
    """The physical address of an address space's page directory."""
    return address_of(mm["pgd"]) - constant("PAGE_OFFSET")


def areas(mm):
    yield from chain(mm["mmap"], "vm_next", "areas")


def find_area(mm, address):
    """The area that contains an address, or None."""
    for area in areas(mm):
        if int(area["vm_start"]) <= address < int(area["vm_end"]):
            return area
    return None


def rights(area):
    flags = int(area["vm_flags"])
    return "".join(letter if flags & constant(name) else "-" for letter, name in
                   (("r", "VM_READ"), ("w", "VM_WRITE"), ("x", "VM_EXEC"))) + (
                       "s" if flags & constant("VM_SHARED") else "p")


def has_ops(area, name):
    """
    Is the table `name` the vm_ops of this area? In a lab's tree the kernel may not have that table.
    """
    ops = symbol(name)
    table = ops.value() if ops is not None else None
    return table is not None and table.address is not None and \
        address_of(area["vm_ops"]) == address_of(table)


def segment_slot(area):
    """The slot in shm_segs of the segment that an area attaches, or None for another area."""
    if not has_ops(area, "shm_vm_ops"):
        return None
    base = address_of(variable("shm_segs"))
    slot, rest = divmod(address_of(area["vm_private_data"]) - base, 4)
    return slot if rest == 0 and 0 <= slot < constant("SHMMNI") else None


def area_file(area):
    """The inode of the file that an area maps, or None."""
    if not has_ops(area, "file_vm_ops"):
        return None
    file = area["vm_private_data"].cast(lookup_type("struct file").pointer())
    return file["f_inode"].dereference() if file else None


def backing(mm, area):
    """What the pages of an area come from, in a few words."""
    slot = segment_slot(area)
    if slot is not None:
        segment = slot_segment(slot)
        return f"segment {segment_id(segment, slot)}" if segment is not None else f"slot {slot}?"
    inode = area_file(area)
    if inode is not None:
        return path(inode)
    if area["vm_ops"]:
        return function_name(address_of(area["vm_ops"])).replace("shared_anon_ops",
                                                                 "shared anonymous memory")
    start, end = int(area["vm_start"]), int(area["vm_end"])
    if start <= int(mm["brk"]) and end > int(mm["start_brk"]) and mm["brk"] > mm["start_brk"]:
        return "[heap]"
    if start <= int(mm["start_stack"]) <= end:
        return "[stack]"
    return "anonymous memory"


def area_words(mm, area):
    """An area in words: its addresses, its rights, and what its pages come from."""
    return (f"{int(area['vm_start']):#010x}-{int(area['vm_end']):#010x} {rights(area)}: "
            f"{backing(mm, area)}")


def path(inode):
    """The name of a file, from the root down."""
    parts = []
    while inode["i_parent"] and len(parts) < 64:
        parts.append(text(inode["i_name"]) if inode["i_name"] else "?")
        inode = inode["i_parent"].dereference()
    return "/" + "/".join(reversed(parts))


def inodes():
    head = variable("all_inodes")
    yield from entries(head, lookup_type("struct inode"), "i_list", "inodes")


def address_spaces():
    """
    Every mm_struct, with the processes that use it. fork, exec and exit work on address spaces
    that no process uses yet or any more; these are found as objects of their slab cache.
    """
    users = {}
    for task in tasks():
        if task["mm"]:
            users.setdefault(address_of(task["mm"]), []).append(task)
    type_ = variable("init_task")["mm"].type.target()
    for address in slab_objects("mm_struct"):
        users.setdefault(address, [])
    for address, owners in users.items():
        yield at(type_, address), owners


def owner_words(owners):
    if not owners:
        return "an address space without a process (being made or ended)"
    return " and ".join(who(task) for task in owners)


# ------------------------------------------------------------ segments


def slot_segment(slot):
    """The shmid_kernel in a slot; None if the slot is unused, or reserved by newseg()."""
    pointer = variable("shm_segs")[slot]
    return pointer.dereference() if address_of(pointer) < constant("IPC_NOID") % 2**32 else None


def slot_state(slot):
    value = address_of(variable("shm_segs")[slot])
    return {constant("IPC_UNUSED") % 2**32: "IPC_UNUSED",
            constant("IPC_NOID") % 2**32: "IPC_NOID"}.get(value, f"{value:#010x}")


def segments():
    """(slot, segment) of every segment."""
    for slot in range(constant("SHMMNI")):
        segment = slot_segment(slot)
        if segment is not None:
            yield slot, segment


def segment_id(segment, slot):
    return int(segment["u"]["shm_perm"]["seq"]) * constant("SHMMNI") + slot


def segment_pages(segment):
    """The entries of shm_pages, as numbers."""
    count = int(segment["shm_npages"])
    if not count:
        return ()
    if count > 1 << 20:
        raise Failure(f"a segment of {count} pages? Its descriptor is broken.")
    return words(read(address_of(segment["shm_pages"]), 4 * count))


def attaches(segment):
    yield from entries(segment["attaches"], lookup_type("struct vm_area_struct"), "vm_share", "attaches")


# ------------------------------------------------------------ frames


class Frames:
    """The array mem_map, copied in one read."""

    def __init__(self):
        self.base = address_of(variable("mem_map"))
        self.count = self.how_many()
        type_ = lookup_type("struct page")
        self.size = type_.sizeof
        self.data = read(self.base, self.count * self.size)
        self._offsets = {name: offset_of(type_, name) for name in
                         ("count", "flags", "order", "slab_cache", "freelist", "inuse")}

    @staticmethod
    def how_many():
        if not variable("mem_map"):
            raise Failure("mem_map is not there yet: the kernel has not counted its memory.")
        return int(variable("max_mapnr"))

    def _field(self, pfn, name, code):
        return struct.unpack_from("<" + code, self.data, pfn * self.size + self._offsets[name])[0]

    def references(self, pfn):
        return self._field(pfn, "count", "i")

    def flags(self, pfn):
        return self._field(pfn, "flags", "I")

    def order(self, pfn):
        return self._field(pfn, "order", "B")

    def slab(self, pfn):
        """The address of the slab cache whose objects a frame holds, or 0."""
        return self._field(pfn, "slab_cache", "I") if self.flags(pfn) & constant("PG_slab") else 0

    def free_objects(self, pfn):
        """Addresses of the free objects in a slab's frame."""
        free = set()
        pointer = self._field(pfn, "freelist", "I")
        while pointer and pointer not in free and len(free) <= constant("PAGE_SIZE"):
            free.add(pointer)
            pointer = words(read(pointer, 4))[0]
        return free

    def block_of(self, pfn):
        """The first frame of the free block that a frame lies in, or None."""
        if self.flags(pfn) & constant("PG_zeroed"):
            return pfn
        for order in range(constant("MAX_ORDER")):
            first = pfn & ~((1 << order) - 1)
            if self.flags(first) & constant("PG_buddy") and self.order(first) >= order:
                return first
        return None


def slab_cache(name):
    """The slab cache of that name, or None."""
    caches = variable("caches")
    for i in range(int(variable("nr_caches"))):
        if text(caches[i]["name"]) == name:
            return caches[i]
    return None


def slab_objects(name, frames=None):
    """Addresses of all objects that a slab cache has handed out."""
    cache = slab_cache(name)
    if cache is None:
        return
    frames = frames or Frames()
    address, size, per_slab = address_of(cache), int(cache["size"]), int(cache["per_slab"])
    for pfn in range(frames.count):
        if frames.slab(pfn) == address:
            free = frames.free_objects(pfn)
            base = constant("PAGE_OFFSET") + pfn * constant("PAGE_SIZE")
            for i in range(per_slab):
                if base + i * size not in free:
                    yield base + i * size


# ------------------------------------------------------------ code


def function_name(address, offset=False):
    """The name of the function that contains an address."""
    words_ = gdb.execute(f"info symbol {address}", to_string=True).split()
    if not words_ or words_[0] == "No":
        return f"{address:#010x}"
    if offset and len(words_) > 2 and words_[1] == "+":
        return f"{words_[0]}+{words_[2]}"
    return words_[0]


def line_of(address):
    """"ipc/shm.c:212", or an empty string."""
    found = gdb.find_pc_line(address)
    if not found.symtab or not found.line:
        return ""
    return f"{found.symtab.filename.lstrip('./')}:{found.line}"


def call_name(nr):
    """The name of a system call by its number."""
    return syscalls.names().get(nr, str(nr))
