# SPDX-License-Identifier: GPL-2.0-only
"""
`pframe`: who refers to a frame of physical memory, and whether the kernel's count is right.

The kernel keeps no list of a frame's users. So these functions look through every place that can
hold a reference, as /proc/invariants does:

    the page tables of all address spaces, also of those that fork, exec or exit work on
    shm_pages[] of all segments, shared anonymous memory, the pages of files
    the kernel's own frames: directories, page tables, kernel stacks, slabs

Finding fewer references than the kernel counts means that the frame will never be freed, or that
a running function holds the missing one. Finding more means that the frame will be freed while it
is still in use.
"""

import collections

import gdb

import kernel
from command import Command, Failure, number, say
from constants import constant
from memory import address_of, entries, lookup_type, read, read_physical, symbol, variable, words
from samepage.pagetable import PAGE, PRESENT, USER_ENTRIES, split
from tables import letters, of, of_kernel

SHOWN = 12              # lines of each kind that `pframe check` prints


# ------------------------------------------------------------ references


def page_array(address, count):
    """(index, frame number) of each frame that an array of struct page pointers names."""
    if not 0 < int(count) < 1 << 20:
        return
    base, size = address_of(variable("mem_map")), lookup_type("struct page").sizeof
    for i, page in enumerate(words(read(address, 4 * int(count)))):
        if page:
            yield i, (page - base) // size


def shared_objects():
    """(name, array of struct page pointers, its length) of shared anonymous memory and files."""
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
    """(frame number, function that returns the holder in words) of every reference to a frame."""
    for slot, segment in kernel.segments():
        for i, entry in enumerate(kernel.segment_pages(segment)):
            if entry:
                yield entry >> 12, lambda: f"segment {kernel.segment_id(segment, slot)}, shm_pages[{i}]"
    for what, array, count in shared_objects():
        for i, pfn in page_array(array, count):
            yield pfn, lambda: f"{what}, page {i}"
    for mm, owners in kernel.address_spaces():
        try:
            for address, _, entry in of(mm).pages():
                yield entry >> 12, lambda: (f"{kernel.owner_words(owners)} at {address:#010x}  "
                                            f"{letters(entry)}  {_place(mm, address)}")
        except (Failure, gdb.MemoryError):
            continue            # fork or exec has not given it a page directory yet


def _place(mm, address):
    area = kernel.find_area(mm, address)
    return "(its area is being removed)" if area is None else f"in {kernel.area_words(mm, area)}"


def kernel_frames(frames):
    """The same for the frames that the kernel itself uses, as far as that can be seen."""
    for pfn in range(frames.count):
        if frames.slab(pfn):
            yield pfn, lambda: _slab(frames, pfn)
    for mm, owners in kernel.address_spaces():
        if not mm["pgd"]:
            continue
        tables = of(mm)
        yield tables.directory >> 12, lambda: f"the page directory of {kernel.owner_words(owners)}"
        for i, entry in enumerate(tables.entries[:USER_ENTRIES]):
            if entry & PRESENT:
                yield entry >> 12, lambda: f"page table {i} of {kernel.owner_words(owners)}"
    window = constant("KSTACK_BASE")
    for i, entry in enumerate(of_kernel().table(split(window)[0]) or ()):
        if entry:
            yield entry >> 12, lambda: _stack(window + i * PAGE)


def _slab(frames, pfn):
    cache = gdb.Value(frames.slab(pfn)).cast(variable("caches").type.target().pointer())
    return f"a slab of {cache['name'].string()}, {len(frames.free_objects(pfn))} of its objects free"


def _stack(address):
    for task in kernel.tasks():
        low = int(task["stack"].cast(lookup_type("unsigned long")))
        if low <= address < low + constant("KERNEL_STACK_SIZE"):
            return f"the kernel stack of {kernel.who(task)}"
    return f"a kernel stack at {address:#010x}"


# ------------------------------------------------------------ one frame


def which_frame(words_):
    """The frame number that the arguments of pframe name."""
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
                      f"{limit * PAGE:#010x}.{hint}")
    return pfn


def show(pfn):
    """Print a frame's count and all its holders, and say whether the two agree."""
    frames = kernel.Frames()
    count, reserved = frames.references(pfn), frames.flags(pfn) & constant("PG_reserved")
    say(f"frame {pfn:#x} at {pfn * PAGE:#010x}: count {count}"
        + (", reserved: not the allocator's (kernel image, ROM, hole)" if reserved else ""))
    found = 0
    for held, holder in references():
        if held == pfn:
            found += 1
            say(f"    {holder()}")
    free = frames.block_of(pfn)
    if free is not None:
        say(f"    free: in a block of {1 << frames.order(free)} frames from {free:#x} on")
        if found or count:
            say("!! but it is in use: its next owner will share it with those above")
        return
    if not found:
        found = _kernel_use(frames, pfn, count)
    if reserved or found is None:
        return
    if found == count:
        say(f"{found} reference{'s' if found > 1 else ''} found: the count agrees.")
    elif found > count:
        say(f"!! {found} references found, but the count is {count}: "
            "the frame will be freed while it is still in use")
    else:
        say(f"!! {found} references found, but the count is {count}: a function that runs now holds "
            "one\n   (`bt` shows it), or one was lost and the frame will never be freed")


def _kernel_use(frames, pfn, count):
    """Say what the kernel uses the frame for; returns the number of references, None if unknown."""
    use = next((holder() for held, holder in kernel_frames(frames) if held == pfn), None)
    if use:
        say(f"    the kernel's own: {use}")
        return 1
    if frames.flags(pfn) & constant("PG_reserved"):
        return None
    for order in range(1, constant("MAX_ORDER")):
        first = pfn & ~((1 << order) - 1)
        if frames.references(first) and frames.order(first) >= order:
            say(f"    the kernel's own: part of a block of {1 << frames.order(first)} frames "
                f"from {first:#x} on (count {frames.references(first)})")
            return None
    if count:
        say("    in no page table and no object: the kernel's own (kmalloc, a new stack), held by a "
            "function\n    that runs now, or lost")
    else:
        say("!! count 0, but it is in no free list: lost, or a function moves it right now")
    return None


# ------------------------------------------------------------ all frames


def check():
    """Compare the kernel's count of every frame with the references that can be found."""
    frames = kernel.Frames()
    found = collections.Counter(pfn for pfn, _ in references())
    ours = {pfn for pfn, _ in kernel_frames(frames)}
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
    _some("!! ", wrong, str)
    if not wrong:
        say("of every frame that is mapped, or belongs to a file or a segment, the count agrees")
    say(f"{len(unseen)} frames are in no page table and no object: the kernel's own (kmalloc), "
        "or lost")
    _some("    ", unseen, lambda pfn: _unseen(frames, pfn))


def _unseen(frames, pfn):
    data = read_physical(pfn * PAGE, 24)
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
    blocks = f", {1 << frames.order(pfn)} frames" if frames.order(pfn) else ""
    return (f"frame {pfn:#x}, count {frames.references(pfn)}{blocks}: begins with "
            f"{data[:8].hex(' ')}  {shown}")


def _some(mark, items, in_words):
    for item in items[:SHOWN]:
        say(mark + in_words(item))
    if len(items) > SHOWN:
        say(f"{mark}and {len(items) - SHOWN} more")


class PFrame(Command):
    """Show a frame of physical memory: its reference count, and everything that holds it.

Usage: pframe [pa|pfn] ADDRESS|NUMBER, or pframe check

Names every process that maps the frame, with the virtual address, the bits of the
table entry and the area, and every segment or file that keeps it. Then says whether
the kernel's count is the number of these references. A number smaller than
the number of frames is taken for the number of a frame, a larger one for a
physical address; "pa" or "pfn" before it says which. "pframe check" looks at
all frames and lists those whose count is wrong. Example:

    (gdb) pframe 0x01f08000
    (gdb) pframe pfn 0x1f08
    (gdb) pframe check"""

    name = "pframe"

    def run(self, words_):
        if not words_:
            raise self.wrong_usage()
        if words_ == ["check"]:
            check()
        else:
            show(which_frame(list(words_)))


COMMANDS = (PFrame,)
