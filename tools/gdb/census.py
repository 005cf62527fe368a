# SPDX-License-Identifier: GPL-2.0-only
"""
`pframe check`: every frame at once. For each, the references that can be seen are counted, as
/proc/invariants does in the kernel, and held against the kernel's own count:

    more than counted    the frame will be freed while somebody still uses it
    fewer than counted   it will never be freed, or a function at work has one in its hands
    none at all          the kernel's own (kmalloc), or lost: nobody can say which
"""

import collections

import gdb

import kernel
from command import Failure, say
from constants import constant
from memory import address_of, entries, lookup_type, read, read_physical, symbol, variable, words
from samepage.pagetable import PRESENT, USER_ENTRIES
from tables import of, of_kernel

SHOWN = 12


def page_array(address, count):
    """Frame numbers of the struct pages to which an array of the kernel points."""
    if not 0 < int(count) < 1 << 20:
        return
    base, size = address_of(variable("mem_map")), lookup_type("struct page").sizeof
    for i, page in enumerate(words(read(address, 4 * int(count)))):
        if page:
            yield i, (page - base) // size


def shared_objects():
    """(what it is, array of pages, how many) of all that keeps frames by their struct pages."""
    for object_ in entries(variable("all_objects"), lookup_type("struct shared_anon"), "list",
                           "shared anonymous memory"):
        yield (f"shared anonymous memory at {address_of(object_):#010x}",
               address_of(object_["page"]), object_["npages"])
    iops = address_of(symbol("ramfs_file_iops").value())
    for inode in kernel.inodes():
        data = inode["u"]["data"]
        if address_of(inode["i_op"]) == iops and data["nr_slots"]:
            yield f"the file {kernel.path(inode)}", address_of(data["pages"]), data["nr_slots"]


def references():
    """{frame number: references found}"""
    found = collections.Counter()
    for _, segment in kernel.segments():
        found.update(entry >> 12 for entry in kernel.segment_pages(segment) if entry)
    for _, array, count in shared_objects():
        found.update(pfn for _, pfn in page_array(array, count))
    for mm, _ in kernel.address_spaces():
        try:
            found.update(entry >> 12 for _, _, entry in of(mm).pages())
        except (Failure, gdb.MemoryError):
            continue                    # in the making
    return found


def kernel_frames(frames):
    """Frames that the kernel is seen to use itself: directories, tables, stacks, slabs."""
    found = {pfn for pfn in range(frames.count) if frames.slab(pfn)}
    for mm, _ in kernel.address_spaces():
        if mm["pgd"]:
            tables = of(mm)
            found.add(tables.directory >> 12)
            found.update(entry >> 12 for entry in tables.entries[:USER_ENTRIES]
                         if entry & PRESENT)
    stacks = of_kernel().table(constant("KSTACK_BASE") >> 22) or ()
    found.update(entry >> 12 for entry in stacks if entry)
    return found


def check():
    """Say what does not agree."""
    frames, found = kernel.Frames(), references()
    ours = kernel_frames(frames)
    wrong, unseen = [], []
    used = 0
    for pfn in range(frames.count):
        if frames.flags(pfn) & constant("PG_reserved"):
            if found[pfn]:
                wrong.append(f"frame {pfn:#x}: reserved, but {found[pfn]} references were found")
            continue
        count = frames.references(pfn)
        used += bool(count)
        if found[pfn] and count != found[pfn]:
            wrong.append(f"frame {pfn:#x}: count {count}, but {found[pfn]} references were found"
                         + ("" if count else ": it is free, and still in use"))
        elif count and not found[pfn] and pfn not in ours:
            unseen.append(pfn)
    say(f"{used} of {frames.count} frames are in use (blocks are counted once)")
    for line in wrong[:SHOWN]:
        say("!! " + line)
    if len(wrong) > SHOWN:
        say(f"!! and {len(wrong) - SHOWN} more")
    if not wrong:
        say("of every frame that is mapped, or belongs to a file or a segment, the count agrees")
    say(f"{len(unseen)} frames are in no page table and no object: the kernel's own (kmalloc), "
        "or lost")
    for pfn in unseen[:SHOWN]:
        data = read_physical(pfn * 4096, 24)
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
        blocks = f", {1 << frames.order(pfn)} frames" if frames.order(pfn) else ""
        say(f"    frame {pfn:#x}, count {frames.references(pfn)}{blocks}: begins with "
            f"{data[:8].hex(' ')}  {shown}")
    if len(unseen) > SHOWN:
        say(f"    and {len(unseen) - SHOWN} more")
