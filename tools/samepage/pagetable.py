# SPDX-License-Identifier: GPL-2.0-only
"""
The page tables of the i386, as the processor walks them.

     31         22 21         12 11          0
    [ directory   | table       | byte        ]    a virtual address: two indexes and an offset

    directory[1024] --> page table[1024] --> frame

    entry   [ frame's address, bits 31..12 | ... D A . . U W P ]

Every tool that looks at page tables uses this walker: gdb, the demonstration, the trace, the
pictures, the grader and the tests. They differ in where the memory is that they read, so each
gives the walker a function that fetches one table.
"""

PAGE = 4096
ENTRIES = 1024
TABLE_SPAN = PAGE * ENTRIES     # bytes that one page table maps
USER_ENTRIES = 768              # of a directory; the rest belongs to the kernel

# Bits of an entry (mm/pgtable.h). NO_ACCESS marks a page with PROT_NONE: the kernel keeps its
# frame, but the processor does not see it, because PRESENT is not set.
PRESENT, WRITABLE, USER, ACCESSED, DIRTY = 0x001, 0x002, 0x004, 0x020, 0x040
NO_ACCESS, GLOBAL = 0x080, 0x100
NOTES = ACCESSED | DIRTY        # the processor sets these two by itself
LETTERS = ((PRESENT, "P"), (WRITABLE, "W"), (USER, "U"), (ACCESSED, "A"), (DIRTY, "D"))


def frame_of(entry):
    """The physical address of the frame that an entry names."""
    return entry & -PAGE


def has_frame(entry):
    """Does the entry name a frame? The kernel's pte_present()."""
    return bool(entry & (PRESENT | NO_ACCESS))


def split(address):
    """(index in the directory, index in the table, byte in the page) of a virtual address."""
    return address >> 22, address >> 12 & ENTRIES - 1, address & PAGE - 1


def table_from(data):
    """The entries in a page of bytes."""
    return memoryview(data).cast("I")


class PageTables:
    """
    One address space. `directory` is the physical address of its page directory; fetch(address)
    returns the 1024 entries of the table at that physical address, or None if there is no memory.
    """

    def __init__(self, directory, fetch):
        self.directory = directory
        self._fetch = fetch
        self._fetched = {}

    def _at(self, physical):
        if physical not in self._fetched:
            self._fetched[physical] = self._fetch(physical)
        return self._fetched[physical]

    @property
    def entries(self):
        """The entries of the directory."""
        return self._at(self.directory) or (0,) * ENTRIES

    def table(self, index):
        """The entries of the page table that a directory entry names, or None."""
        entry = self.entries[index]
        return self._at(frame_of(entry)) if entry & PRESENT else None

    def entry(self, address):
        """(directory entry, table entry) of a virtual address; 0 where there is no page table."""
        i, j, _ = split(address)
        table = self.table(i)
        return self.entries[i], table[j] if table else 0

    def entry_address(self, address):
        """The physical address of the table entry of a virtual address; None without a table."""
        i, j, _ = split(address)
        return frame_of(self.entries[i]) + 4 * j if self.table(i) else None

    def pages(self, first=0, last=USER_ENTRIES):
        """(address, directory entry, table entry) of every page that has a frame."""
        for i in range(first, last):
            for j, entry in enumerate(self.table(i) or ()):
                if has_frame(entry):
                    yield i * TABLE_SPAN + j * PAGE, self.entries[i], entry
