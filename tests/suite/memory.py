# SPDX-License-Identifier: GPL-2.0-only
"""
Read the kernel's structures from a dump of physical memory, without the kernel's help: page
tables as the processor walks them, all other structures by the addresses of symbols and the
offsets of members that gdb finds in the kernel's debug information.

    layout = Layout("build/samepage.elf")
    dump = Dump(layout, memory)                 bytes, or a mapped file
    dump.tasks()                                 [Task]
    dump.walk(pgd)                               {address: (directory entry, table entry)}
"""

import subprocess
from dataclasses import dataclass

from samepage.pagetable import PAGE, PageTables, frame_of

KERNEL = 0xc0000000
ZOMBIE, DEAD = 4, 16

MEMBERS = {
    "task_struct": ["tasks", "pid", "mm", "state", "comm"],
    "mm_struct": ["pgd", "mmap"],
    "vm_area_struct": ["vm_start", "vm_end", "vm_flags", "vm_next"],
    "page": ["count"],
    "shmid_kernel": ["u.shm_perm.key", "u.shm_perm.mode", "u.shm_perm.seq", "u.shm_segsz",
                     "u.shm_nattch", "shm_npages", "shm_pages"],
}
SYMBOLS = ["task_list", "mem_map", "max_mapnr", "shm_segs", "trace_ring", "trace_last"]


class Layout:
    """Offsets of members ("page.count"), sizes of structures ("page"), addresses of symbols."""

    def __init__(self, kernel):
        self.symbols, self.offsets, self.sizes = {}, {}, {}
        questions = [(self.symbols, name, f"&{name}") for name in SYMBOLS]
        for struct, members in MEMBERS.items():
            questions.append((self.sizes, struct, f"sizeof(struct {struct})"))
            questions += [(self.offsets, f"{struct}.{member}", f"&((struct {struct} *)0)->{member}")
                          for member in members]
        questions += [(self.sizes, name, f"sizeof({expression})") for name, expression in (
            ("shm_segs", "shm_segs"), ("trace_ring", "trace_ring->text"),
            ("trace_line", "trace_ring->text[0]"))]
        command = ["gdb", "-nx", "-batch"]
        for _, _, expression in questions:
            command += ["-ex", f"output/u (unsigned long)({expression})", "-ex", r"echo \n"]
        answers = subprocess.run([*command, kernel], capture_output=True, text=True, check=True,
                                 stdin=subprocess.DEVNULL).stdout.split()
        for (where, name, _), answer in zip(questions, answers, strict=True):
            where[name] = int(answer)


@dataclass
class Task:
    pid: int
    name: str
    pgd: int | None         # None: it has no address space
    ended: bool
    mm: int


class Dump:
    def __init__(self, layout, memory):
        self.layout = layout
        self.memory = memory
        self.words = memoryview(memory).cast("I")

    def word(self, address):
        """A word at a virtual address of the kernel (of the direct map)."""
        return self.words[(address - KERNEL) >> 2]

    def member(self, address, name):
        return self.word(address + self.layout.offsets[name])

    def short(self, address, name):
        """A member of 16 bits."""
        address += self.layout.offsets[name]
        return self.word(address) >> (address & 2) * 8 & 0xffff

    def page(self, physical):
        """The 1024 words of a frame."""
        return self.words[physical >> 2:(physical + PAGE) >> 2]

    def walk(self, pgd):
        """Every page of a process that its page directory leads to."""
        return {address: (pde, pte) for address, pde, pte in PageTables(pgd, self.page).pages()}

    def tasks(self):
        """All but the idle task, which is on no list."""
        link = self.layout.offsets["task_struct.tasks"]
        head = self.layout.symbols["task_list"]
        found = []
        at = self.word(head)
        while at != head:
            task = at - link
            mm = self.member(task, "task_struct.mm")
            name = task + self.layout.offsets["task_struct.comm"] - KERNEL
            found.append(Task(
                self.member(task, "task_struct.pid"),
                bytes(self.memory[name:name + 16]).split(b"\0")[0].decode("latin-1"),
                self.member(mm, "mm_struct.pgd") - KERNEL if mm else None,
                bool(self.member(task, "task_struct.state") & (ZOMBIE | DEAD)), mm))
            at = self.word(at)
        return found

    def areas(self, mm):
        """[(start, end, flags)] as /proc/PID/maps writes flags."""
        found = []
        vma = self.member(mm, "mm_struct.mmap")
        while vma:
            flags = self.member(vma, "vm_area_struct.vm_flags")
            letters = "".join(letter if flags & 1 << bit else "-"
                              for bit, letter in enumerate("rwx"))
            found.append((self.member(vma, "vm_area_struct.vm_start"),
                          self.member(vma, "vm_area_struct.vm_end"),
                          letters + ("s" if flags & 8 else "p")))
            vma = self.member(vma, "vm_area_struct.vm_next")
        return found

    def counts(self):
        """The reference count of every frame."""
        step = self.layout.sizes["page"] // 4
        first = (self.word(self.layout.symbols["mem_map"]) - KERNEL +
                 self.layout.offsets["page.count"]) >> 2
        frames = self.word(self.layout.symbols["max_mapnr"])
        return self.words[first:first + frames * step:step].tolist()

    def last_lines(self, count):
        """The last lines of the trace, from the ring that is there for debuggers."""
        last = self.word(self.layout.symbols["trace_last"])
        ring = self.word(self.layout.symbols["trace_ring"]) - KERNEL
        size = self.layout.sizes["trace_line"]
        slots = [ring + n % (self.layout.sizes["trace_ring"] // size) * size
                 for n in range(last - count + 1, last + 1)]
        return [bytes(self.memory[slot:slot + size]).split(b"\0")[0] for slot in slots]

    def segments(self):
        """{id: (slot, key, bytes, pages, mode, nattch, {index: frame})}."""
        found = {}
        slots = self.layout.sizes["shm_segs"] // 4
        for slot in range(slots):
            shp = self.word(self.layout.symbols["shm_segs"] + 4 * slot)
            if shp >= 0xfffffffe:           # IPC_UNUSED, IPC_NOID
                continue
            get = lambda name: self.member(shp, "shmid_kernel." + name)       # noqa: E731
            pages = get("shm_npages")
            array = get("shm_pages")
            entries = {i: self.word(array + 4 * i) for i in range(pages)}
            found[self.short(shp, "shmid_kernel.u.shm_perm.seq") * slots + slot] = (
                slot, get("u.shm_perm.key"), get("u.shm_segsz"), pages,
                self.short(shp, "shmid_kernel.u.shm_perm.mode"), get("u.shm_nattch"),
                {i: frame_of(pte) for i, pte in entries.items() if pte})
        return found
