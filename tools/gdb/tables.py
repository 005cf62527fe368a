# SPDX-License-Identifier: GPL-2.0-only
"""
`ptwalk` and `vtop`: the page tables of a process, read from physical memory as the processor
reads them (tools/samepage/pagetable.py).
"""

import kernel
from command import Command, Failure, number, say
from constants import constant
from memory import read_physical, read_register, read_word, variable, address_of
from samepage.pagetable import (ACCESSED, DIRTY, ENTRIES, GLOBAL, LETTERS, NO_ACCESS, PAGE, PRESENT,
                                TABLE_SPAN, USER, USER_ENTRIES, WRITABLE, PageTables, frame_of,
                                has_frame, split, table_from)

WORDS = {PRESENT: "present", WRITABLE: "writable", USER: "for user programs", ACCESSED: "accessed",
         DIRTY: "dirty", NO_ACCESS: "protected from every access (PROT_NONE)", GLOBAL: "global"}


def letters(entry):
    """"P W U A D", with a point for each bit that is not set."""
    shown = [letter if entry & bit else "." for bit, letter in LETTERS]
    return " ".join(shown + [letter for bit, letter in ((NO_ACCESS, "none"), (GLOBAL, "G"))
                             if entry & bit])


def bits_in_words(entry):
    """The bits of an entry that are set, in words."""
    if not has_frame(entry):
        return "not present"
    found = [word for bit, word in WORDS.items() if entry & bit]
    if entry & PRESENT and not entry & WRITABLE:
        found.insert(1, "read-only")
    return ", ".join(found)


def _at(directory):
    return PageTables(directory, lambda physical: table_from(read_physical(physical, PAGE)))


def of(mm):
    """The page tables of an address space (an mm_struct, or a pointer to one)."""
    return _at(kernel.directory(mm))


def of_kernel():
    """The page tables that the kernel uses when no process runs."""
    return _at(address_of(variable("init_mm")["pgd"]) - constant("PAGE_OFFSET"))


def of_cr3():
    """The page tables that the processor uses now."""
    return _at(frame_of(read_register("cr3")))


def read_virtual(tables, address, size):
    """Memory as an address space sees it: the bytes up to the first page without a frame."""
    data = b""
    while size > 0:
        entry = tables.entry(address)[1]
        if not has_frame(entry):
            break
        byte = split(address)[2]
        part = min(size, PAGE - byte)
        data += read_physical(frame_of(entry) + byte, part)
        address, size = address + part, size - part
    return data


# ------------------------------------------------------------ ptwalk


def _ranges(numbers):
    """Frame numbers as text, with ranges: "0x1f02 0x1f05-0x1f09"."""
    runs = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    shown = [f"{a:#x}" if a == b else f"{a:#x}-{b:#x}" for a, b in runs[:5]]
    return " ".join(shown) + (f" ... ({len(numbers)} frames)" if len(runs) > 5 else "")


class PtWalk(Command):
    """Show the page directory and the page tables of a process.

Usage: ptwalk [PID|NAME] [all]

Prints a line for each entry of the directory, and below it the entries of its
page table. Consecutive entries with the same bits share one line; with "all" each
has its own line. The bits:

    P present  W writable  U for user programs  A accessed  D dirty

Without an argument: the process that runs now. Example:

    (gdb) ptwalk process_a
    (gdb) ptwalk 4 all"""

    name = "ptwalk"

    def run(self, words_):
        unfolded = words_[-1:] == ["all"]
        words_ = words_[:-1] if unfolded else words_
        if len(words_) > 1:
            raise self.wrong_usage()
        task = kernel.find_task(words_[0]) if words_ else kernel.current()
        mm = kernel.address_space(task)
        tables = of(mm)
        active = "; CR3 points to it" if read_register("cr3") == tables.directory else ""
        say(f"{kernel.who(task)}: page directory at {tables.directory:#010x}{active}")
        for index in range(USER_ENTRIES):
            if tables.entries[index]:
                self._table(mm, tables, index, unfolded)
        self._kernel_part(tables)

    def _table(self, mm, tables, index, unfolded):
        entry = tables.entries[index]
        say(f"[{index:4}]  {entry:#010x}  page table at {frame_of(entry):#010x}   {letters(entry)}")
        try:
            table = tables.table(index)
        except Failure as failure:
            say(f"        !! {failure}")
            return
        present = [i for i in range(ENTRIES) if table and table[i]]
        if not present:
            say("        (empty)")
        for run in self._runs(mm, table, index, present, unfolded):
            self._run(mm, table, index, run)

    @staticmethod
    def _runs(mm, table, index, present, unfolded):
        """Consecutive entries with the same bits and in the same area."""
        def alike(i, j):
            address = index * TABLE_SPAN + j * PAGE
            return (j == i + 1 and not unfolded and (table[i] & 0xfff) == (table[j] & 0xfff)
                    and not any(int(area["vm_start"]) == address for area in areas))
        areas = list(kernel.areas(mm))
        runs = []
        for i in present:
            if runs and alike(runs[-1][-1], i):
                runs[-1].append(i)
            else:
                runs.append([i])
        return runs

    @staticmethod
    def _run(mm, table, index, run):
        start = index * TABLE_SPAN + run[0] * PAGE
        end = index * TABLE_SPAN + run[-1] * PAGE + PAGE - 1
        area = kernel.find_area(mm, start)
        what = kernel.backing(mm, area) if area is not None else "!! no area here"
        limit = int(variable("max_mapnr"))
        frames = [table[i] >> 12 for i in run]
        if any(frame >= limit for frame in frames):
            what += "  !! that is no memory"
        indices = f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}"
        where = f"{start:#010x}" if len(run) == 1 else f"{start:#010x}-{end:#010x}"
        value = f"{table[run[0]]:#010x}" if len(run) == 1 else f"{len(run)} pages"
        say(f"        [{indices:>9}]  {where:21}  {value:10}  {letters(table[run[0]])}  "
            f"frame {_ranges(frames)}   {what}")

    @staticmethod
    def _kernel_part(tables):
        own = tables.entries[USER_ENTRIES:]
        shared = of_kernel().entries[USER_ENTRIES:]
        used = [i for i in range(len(own)) if own[i]]
        say(f"[{USER_ENTRIES}-1023]  the kernel's: {len(used)} page tables, the same in every "
            "process")
        for i in range(len(own)):
            if own[i] != shared[i]:
                say(f"        !! entry {USER_ENTRIES + i} is {own[i]:#010x}, "
                    f"but {shared[i]:#010x} in swapper_pg_dir")


# ------------------------------------------------------------ vtop


class VToP(Command):
    """Translate a virtual address of a process, step by step, as the processor does.

Usage: vtop PID|NAME ADDRESS

Prints the two entries with the arithmetic, and what their bits mean. If there is
no frame, it prints what an access to the address would do. ADDRESS can be any C
expression. Example:

    (gdb) vtop process_a 0x40000000
    (gdb) vtop 4 $esp"""

    name = "vtop"

    def run(self, words_):
        if len(words_) < 2:
            raise self.wrong_usage()
        task = kernel.find_task(words_[0])
        address = number(" ".join(words_[1:]), "an address") & 0xffffffff
        mm = kernel.address_space(task) if task["mm"] else None
        if mm is None and address < constant("TASK_SIZE"):
            kernel.address_space(task)          # fails, and says why there is none
        self._translate(task, mm, of(mm) if mm is not None else of_kernel(), address)

    def _translate(self, task, mm, tables, address):
        i, j, byte = split(address)
        directory = tables.directory
        say(f"{kernel.who(task)}, virtual address {address:#010x}")
        say()
        say(f"    {i:010b} {j:010b} {byte:012b}      the 32 bits of the address")
        say(f"    {'directory':>10} {'table':>10} {'byte':>12}")
        say(f"    {i:>10} {j:>10} {f'{byte} ({byte:#x})':>12}")
        say()
        say(f"1.  The page directory is at {directory:#010x}"
            + (" (CR3 says so now)." if read_register("cr3") == directory else
               " (CR3 will say so when the process runs)."))
        where = directory + 4 * i
        pde = tables.entries[i]
        say(f"2.  Its entry {i}:  {directory:#010x} + 4 * {i} = {where:#010x},  there: {pde:#010x}")
        self._entry(pde, "page table")
        if not pde & PRESENT:
            self._missing(task, mm, address)
            return
        table = frame_of(pde)
        where = table + 4 * j
        pte = tables.table(i)[j]
        say(f"3.  Its entry {j}:  {table:#010x} + 4 * {j} = {where:#010x},  there: {pte:#010x}")
        self._entry(pte, "frame")
        if not pte & PRESENT:
            self._missing(task, mm, address)
            return
        physical = frame_of(pte) + byte
        say(f"4.  The byte:  {frame_of(pte):#010x} + {byte:#05x} = {physical:#010x}")
        say(f"    there: {_bytes(read_physical(physical, min(16, PAGE - byte)))}")

    @staticmethod
    def _entry(entry, of_what):
        if entry & PRESENT:
            say(f"        {entry:#010x} = {frame_of(entry):#010x} ({of_what}) "
                f"+ {entry & 0xfff:#05x} ({bits_in_words(entry)})")
        else:
            say(f"        the lowest bit is 0: {bits_in_words(entry)}")

    @staticmethod
    def _missing(task, mm, address):
        say()
        say("The way ends here: an access to the address causes a page fault.")
        area = kernel.find_area(mm, address) if mm is not None else None
        if area is None:
            below = mm is not None and address < constant("TASK_SIZE") and _grows(mm, address)
            say("    The stack's area is above and may grow down to it." if below else
                f"    {kernel.who(task)} has no area there: SIGSEGV.")
            return
        say(f"    It lies in the area {kernel.area_words(mm, area)}.")
        slot = kernel.segment_slot(area)
        if slot is not None:
            segment = kernel.slot_segment(slot)
            page = (address - int(area["vm_start"]) >> 12) + int(area["vm_pgoff"])
            entry = read_word(address_of(segment["shm_pages"]) + 4 * page) \
                if page < int(segment["shm_npages"]) else 0
            say(f"    shm_nopage() will take page {page} of the segment: " + (
                f"frame {frame_of(entry):#010x}, which is there already." if entry else
                "it has no frame yet, and gets one, all zero."))
        else:
            nopage = area["vm_ops"] and area["vm_ops"]["nopage"]
            say(f"    {kernel.function_name(address_of(nopage))}() will find the frame."
                if nopage else "    do_anonymous_page() will take a new frame, all zero.")


def _grows(mm, address):
    """Is the next area above the address a stack?"""
    above = next((area for area in kernel.areas(mm) if address < int(area["vm_start"])), None)
    return above is not None and bool(int(above["vm_flags"]) & constant("VM_GROWSDOWN"))


def _bytes(data):
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
    return " ".join(f"{byte:02x}" for byte in data) + "   " + shown


COMMANDS = (PtWalk, VToP)
