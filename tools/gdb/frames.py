# SPDX-License-Identifier: GPL-2.0-only
"""
`pframe`: one frame of physical memory, and everyone who reaches it.

The question is asked from the frame's side, and the kernel keeps no way back from a frame to its
users. So every place that can hold a reference is looked through, as /proc/invariants does:

    the page tables of all address spaces, also of those that are being made or ended
    shm_pages[] of all segments, shared anonymous memory, the pages of files
    what the kernel uses itself: directories, tables, stacks, slabs
"""

import gdb

import census
import kernel
from command import Command, Failure, number, say
from constants import constant
from memory import lookup_type, variable
from samepage.pagetable import USER_ENTRIES
from tables import letters, of, of_kernel


def which_frame(words_):
    """The frame number that PA|PFN means."""
    kind = words_.pop(0) if words_ and words_[0] in ("pa", "pfn") else None
    if not words_:
        raise Failure("which frame? Give a physical address, or the number of a frame.")
    value = number(" ".join(words_), "a physical address or frame number") & 0xffffffff
    limit = kernel.Frames.how_many()
    pfn = value if kind == "pfn" or (kind is None and value < limit) else value >> 12
    if pfn >= limit:
        hint = ""
        if value >= constant("PAGE_OFFSET"):
            hint = " It looks like a virtual address: `vtop` translates those."
        raise Failure(f"{value:#010x} is beyond this machine's memory, which ends at "
                      f"{limit * 4096:#010x}.{hint}")
    return pfn


def mappings(pfn):
    """(mm, its processes, address, entry) for every table entry that names the frame."""
    for mm, owners in kernel.address_spaces():
        try:
            for address, _, entry in of(mm).pages():
                if entry >> 12 == pfn:
                    yield mm, owners, address, entry
        except (Failure, gdb.MemoryError):
            continue            # an address space in the making, without a directory yet


def objects(pfn):
    """In words: every object that keeps frames for others, and holds this one."""
    for slot, segment in kernel.segments():
        for i, entry in enumerate(kernel.segment_pages(segment)):
            if entry and entry >> 12 == pfn:
                yield f"segment {kernel.segment_id(segment, slot)}, shm_pages[{i}]"
    for what, array, count in census.shared_objects():
        for i, held in census.page_array(array, count):
            if held == pfn:
                yield f"{what}, page {i}"


def kernel_use(frames, pfn):
    """What the kernel itself uses the frame for, in words, or None."""
    if frames.slab(pfn):
        cache = variable("caches").type.target()
        name = gdb.Value(frames.slab(pfn)).cast(cache.pointer())["name"].string()
        free = len(frames.free_objects(pfn))
        return f"a slab of {name}, {free} of its objects free"
    for mm, owners in kernel.address_spaces():
        if not mm["pgd"]:
            continue
        if kernel.directory(mm) >> 12 == pfn:
            return f"the page directory of {kernel.owner_words(owners)}"
        for index, entry in enumerate(of(mm).entries[:USER_ENTRIES]):
            if entry and entry >> 12 == pfn:
                return f"page table {index} of {kernel.owner_words(owners)}"
    window = constant("KSTACK_BASE")
    for i, entry in enumerate(of_kernel().table(window >> 22) or ()):
        if entry and entry >> 12 == pfn:
            return _stack(window + i * 4096)
    return None


def _stack(address):
    for task in kernel.tasks():
        low = int(task["stack"].cast(lookup_type("unsigned long")))
        if low <= address < low + constant("KERNEL_STACK_SIZE"):
            return f"the kernel stack of {kernel.who(task)}"
    return f"a kernel stack at {address:#010x}"


def describe(mm, address, entry):
    """A mapping's entry, area and what stands behind it."""
    area = kernel.find_area(mm, address)
    if area is None:
        return f"{address:#010x}  {letters(entry)}  (its area is going)"
    return (f"{address:#010x}  {letters(entry)}  in {int(area['vm_start']):#010x}-"
            f"{int(area['vm_end']):#010x} {kernel.rights(area)}: {kernel.backing(mm, area)}")


class PFrame(Command):
    """Show a frame of physical memory: its reference count, and everyone who holds it.

Usage: pframe [pa|pfn] ADDRESS|NUMBER, or pframe check

Names every process that maps the frame, with the virtual address, the bits of the
table entry and the area, and every segment or file that keeps it; then says
whether that makes as many references as the kernel counts. A number smaller than
the number of frames there are is taken for a frame's number, a larger one for a
physical address; "pa" or "pfn" before it says which. "pframe check" goes through
all frames and says of which the count does not agree. Example:

    (gdb) pframe 0x01f08000
    (gdb) pframe pfn 0x1f08
    (gdb) pframe check"""

    name = "pframe"

    def run(self, words_):
        if not words_:
            raise self.wrong_usage()
        if words_ == ["check"]:
            census.check()
            return
        pfn = which_frame(list(words_))
        frames = kernel.Frames()
        count, flags = frames.references(pfn), frames.flags(pfn)
        say(f"frame {pfn:#x} at {pfn * 4096:#010x}: count {count}" + (
            ", reserved: not the allocator's (kernel image, ROM, hole)"
            if flags & constant("PG_reserved") else ""))
        found = 0
        for holder in objects(pfn):
            found += 1
            say(f"    {holder}")
        for mm, owners, address, entry in mappings(pfn):
            found += 1
            say(f"    {kernel.owner_words(owners)} at {describe(mm, address, entry)}")
        self._verdict(frames, pfn, count, found)

    @staticmethod
    def _verdict(frames, pfn, count, found):
        free = frames.block_of(pfn)
        if free is not None:
            say(f"    free: in a block of {1 << frames.order(free)} frames from {free:#x} on")
            if found or count:
                say("!! but it is in use: whoever gets it next shares it with those above")
            return
        use = None if found else kernel_use(frames, pfn)
        if use:
            say(f"    the kernel's own: {use}")
            found = 1
        if frames.flags(pfn) & constant("PG_reserved"):
            return
        if found == count and count:
            say(f"{found} reference{'s' if found > 1 else ''} found: the count agrees.")
        elif found > count:
            say(f"!! {found} references found, but the count is {count}: "
                "the frame will be freed while somebody still has it")
        elif not found:
            _unexplained(frames, pfn, count)
        else:
            say(f"!! {found} references found, but the count is {count}: a function at work now "
                "has one in its hands\n   (`bt` shows), or one was lost, and the frame will never "
                "be free again")


def _unexplained(frames, pfn, count):
    """Nobody of those who are asked holds it."""
    for order in range(1, constant("MAX_ORDER")):
        first = pfn & ~((1 << order) - 1)
        if frames.references(first) and frames.order(first) >= order:
            say(f"    the kernel's own: part of a block of {1 << frames.order(first)} frames "
                f"from {first:#x} on (count {frames.references(first)})")
            return
    if count and frames.order(pfn):
        say(f"    the kernel's own: a block of {1 << frames.order(pfn)} frames")
    elif count:
        say("    in no page table and no object: the kernel's own (kmalloc, a stack being made), "
            "in the hands\n    of a function at work, or lost")
    else:
        say("!! count 0, but it is in no free list: lost, or between two owners just now")


COMMANDS = (PFrame,)
