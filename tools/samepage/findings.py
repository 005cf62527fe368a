# SPDX-License-Identifier: GPL-2.0-only
"""
What the kernel's own checks report, in the words of a student: complaints of /proc/invariants, and
panics. What is not known here is passed on as the kernel has said it.
"""

import re

OBJECTS = {"vm_area_struct": "area", "mm_struct": "address space", "inode": "inode", "file": "open file"}
FREED = "6b6b6b"                # a DEBUG kernel fills freed memory with this byte (mm/page_alloc.h)


def _by(where):
    return f", allocated in {where}," if where else ""


def _slab(found):
    cache, used, named, where = found.group(1), int(found.group(2)), int(found.group(3)), found.group(4)
    what = OBJECTS.get(cache, "block of " + cache.partition("-")[2] + " bytes" if "-" in cache else cache)
    if named > used:
        return f"the kernel still uses an object ({what}) that it has freed"
    count = used - named
    return f"one {what}{_by(where)} is never freed" if count == 1 else \
        f"{count} objects ({what}) are never freed" + (f"; one is allocated in {where}" if where else "")


def _frame(found):
    count, named, where = int(found.group(1)), int(found.group(2)), found.group(3)
    if count < named:
        return f"a frame has {named} users, but its count is {count}: it will be freed while it is in use"
    return f"a frame{_by(where)} is never freed: its count is {count}, and {named} users were found"


def _attaches(found):
    return (f"a segment has {found.group(3)} areas in its list of attaches, but its nattch is "
            f"{found.group(2)}")


COMPLAINTS = [
    (r"slab (\S+): (\d+) objects in use, but (\d+) were found(?: \(allocated by (\w+).*\))?", _slab),
    (r"frame \w+ \(order \d+\): count is (-?\d+), but (\d+) references were found(?: \(allocated by (\w+).*\))?",
     _frame),
    (r"frame \w+ is free, but (\d+) references", lambda found: "a frame is freed while it is still in use"),
    (r"slot (\d+): nattch (\d+), but (?:at least )?(\d+) areas", _attaches),
    (r"slot \d+: removed and without attaches, but still there",
     lambda found: "a removed segment that no process has attached is still there"),
    (r"shm_tot (\d+), but the segments have (\d+) pages",
     lambda found: f"shm_tot is {found.group(1)}, but all segments together have {found.group(2)} pages"),
    (r"shm_rss (\d+), but the segments hold (\d+) frames",
     lambda found: f"shm_rss is {found.group(1)}, but all segments together hold {found.group(2)} frames"),
    (r"pid \d+: rss is (\d+), but (\d+) pages", lambda found: f"the rss of a process is {found.group(1)}, "
     f"but {found.group(2)} of its pages are present"),
    (r"pid \d+: (\d+) areas of (\d+) pages, counted as (\d+) of (\d+)", lambda found:
     f"an address space has {found.group(1)} areas of {found.group(2)} pages, but it has counted "
     f"{found.group(3)} areas (map_count) of {found.group(4)} pages (total_vm)"),
    (r"pid \d+: the page table for (\w+) is left over", lambda found: "a page table is left over: no area "
     f"needs the one for address 0x{found.group(1)}"),
]


def complaint(line):
    """A line of /proc/invariants as a sentence."""
    for pattern, words in COMPLAINTS:
        found = re.search(pattern, line)
        if found:
            return words(found)
    return "the kernel's check of itself says: " + line


def panic(text):
    """What a panic message means, or "" when it says enough."""
    if FREED in text:
        return f"memory was used after it had been freed (freed memory is filled with the byte 0x{FREED[:2]})"
    found = re.search(r"deadlock: (\w+)\(\) takes a spinlock that (\w+)\(\) holds", text)
    if found:
        return f"{found.group(1)} takes a spinlock that is already held: {found.group(2)} has taken it"
    if "sleeping function called under a spinlock" in text or "schedule() under a spinlock" in text:
        return "a function that may sleep was called while a spinlock was held"
    return ""
