# SPDX-License-Identifier: GPL-2.0-only
"""
`tour`: the life of a shared page, from the call of shmget to the frame's return to the free list.

Each method of Story below continues to one moment of the demonstration (user/etc/tour.sh) and
explains the state of the machine there. The numbers in the sentences are read from the machine,
and each claim is checked before it is printed (scene.py). At a stop the user has an ordinary gdb.
With TOUR_AUTO in the environment all stops follow automatically, and gdb's exit status says
whether every sentence was true.
"""

import os

import gdb

import kernel
from command import Command, Failure, in_words, say
from constants import constant
from kernel import Frames
from memory import address_of, read_physical, read_register, text, variable
from scene import Moment, Return, Teller, by, changes, go_on_to, picture
from samepage.pagetable import frame_of, has_frame
from tables import bits_in_words, of, read_virtual
from unwind import entry_registers

A, B = "process_a", "process_b"
TEXT = b"Hello World\n"
KEY_FILE, KEY_ID = "/tmp/shm", 0x6666


class Story(Teller):
    """The stops, and what is known so far: the processes, the address, the slot, the frame."""

    def __init__(self):
        super().__init__()
        self.a = self.b = None          # task_structs
        self.id = self.slot = self.address = self.frame = None

    def show(self):
        picture([task for task in (self.a, self.b) if task is not None and self._alive(task)],
                self.address, self.slot, self.frame)

    @staticmethod
    def _alive(task):
        return any(address_of(other) == address_of(task) for other in kernel.tasks())

    # -------------------------------------------------------- facts about the machine

    def segment(self):
        return kernel.slot_segment(self.slot)

    def nattch(self):
        return int(self.segment()["u"]["shm_nattch"])

    def count(self):
        """References of the frame, as the kernel counts them."""
        return int(variable("mem_map")[self.frame >> 12]["count"])

    def entry(self, task):
        """The table entry of the shared page, 0 if there is none."""
        return of(task["mm"]).entry(self.address)[1]

    def area(self, task):
        return kernel.find_area(task["mm"].dereference(), self.address)

    def watched_entry(self, task):
        """The kernel's address of that table entry."""
        return constant("PAGE_OFFSET") + of(task["mm"]).entry_address(self.address)

    def holds_text(self):
        return read_physical(self.frame, len(TEXT)) == TEXT

    def fault_in_segment(self, name):
        start = self.address
        return by(name)() and start <= read_register("cr2") < start + 4096

    # -------------------------------------------------------- the stops

    def asks(self):
        """A calls shmget"""
        go_on_to(Moment("*sys_shmget", by(A)))
        self.a = kernel.current()
        frame = gdb.newest_frame()
        key = int(frame.read_var("key")) & 0xffffffff
        size, flags = int(frame.read_var("size")), int(frame.read_var("shmflg"))
        self.fact(f"{text(self.a['comm'])} is process {int(self.a['pid'])}. It asks for a segment "
                  f"of {size} bytes with the key {key:#010x}.", size == 128)
        inode = next((i for i in kernel.inodes() if kernel.path(i) == KEY_FILE), None)
        made = -1 if inode is None else (int(inode["i_ino"]) & 0xffff |
                                         (int(inode["i_dev"]) & 0xff) << 16 | (KEY_ID & 0xff) << 24)
        self.fact(f"ftok() has made the key from the inode number of {KEY_FILE} "
                  f"({int(inode['i_ino']) if inode is not None else 'none'}), its device and the "
                  f"id {KEY_ID & 0xff:#x}. B will do the same and get the same key.", made == key)
        wanted = constant("IPC_CREAT") | constant("IPC_EXCL") | 0o666
        self.fact("It wants a new one (IPC_CREAT | IPC_EXCL) that every user may read and write "
                  f"(0666): flags 0{flags:o}.", flags == wanted)
        self.source("user/process_a.c", "shmid = shmget(")
        nr = int(kernel.user_registers(self.a)["orig_eax"])
        self.fact(f"int 0x80 with eax = {nr}, which is ipc(), has led into the kernel:", nr == 117)
        gdb.execute("backtrace")
        say()
        self.fact("No slot of shm_segs[] is in use.",
                  not list(kernel.segments()) and int(variable("shm_ids")["in_use"]) == 0)

    def made(self):
        """newseg fills a slot"""
        self.slot = 0
        slot = address_of(variable("shm_segs"))
        changes(slot)
        reserved = kernel.slot_state(0) == "IPC_NOID"
        changes(slot, lambda: kernel.slot_segment(0) is not None)
        segment = self.segment()
        self.id = kernel.segment_id(segment, 0)
        self.fact("First newseg() has marked slot 0 with IPC_NOID: allocating memory can sleep, and "
                  "no other process may take the slot meanwhile.", reserved)
        self.fact(f"Now the slot points to a descriptor, at {address_of(segment):#010x}. Segment "
                  f"{self.id}: {int(segment['u']['shm_segsz'])} bytes are "
                  f"{int(segment['shm_npages'])} page.", int(segment["shm_npages"]) == 1)
        self.source("ipc/shm.c", "id = ipc_publish(&shm_ids, slot, shp);")
        self.fact("But the segment has no memory yet: shm_pages[0] is empty, and all segments "
                  f"together hold {int(variable('shm_rss'))} frames.",
                  kernel.segment_pages(segment) == (0,) and int(variable("shm_rss")) == 0)
        self.address = constant("TASK_SIZE") // 3
        self.show()

    def attached(self):
        """shmat creates an area, and nothing else"""
        go_on_to(Moment("*sys_shmat", by(A)))
        rss = int(self.a["mm"]["rss"])
        go_on_to(Return())
        area = next((area for area in kernel.areas(self.a["mm"].dereference())
                     if kernel.segment_slot(area) == self.slot), None)
        if area is None:
            raise Failure("shmat has created no area: A cannot continue.")
        self.address = int(area["vm_start"])
        end = int(area["vm_end"])
        self.fact(f"A has a new area, {self.address:#010x}-{end:#010x} {kernel.rights(area)}; it "
                  "begins at TASK_UNMAPPED_BASE, the first free place from 1 GiB on.",
                  self.address == constant("TASK_SIZE") // 3 and kernel.rights(area) == "rw-s")
        self.fact("It is on the segment's list of attaches, and nattch is 1.", self.nattch() == 1 and
                  [address_of(a) for a in kernel.attaches(self.segment())] == [address_of(area)])
        self.source("ipc/shm.c", "shmd->vm_ops = &shm_vm_ops;", 2)
        self.fact("The page tables are unchanged: there is no entry for the address, and "
                  f"A has as many pages in memory as before ({rss}).",
                  not self.entry(self.a) and int(self.a["mm"]["rss"]) == rss)
        self.show()

    def touches(self):
        """The first store: a page fault"""
        go_on_to(Moment("page_fault", lambda: self.fault_in_segment(A)))
        regs = entry_registers()
        error, eip = int(regs["orig_eax"]), int(regs["eip"])
        self.fact(f"A writes the first letter to {read_register('cr2'):#010x}. The processor found "
                  "no table entry, so it has put the address into CR2 and entered the kernel.",
                  read_register("cr2") == self.address)
        self.fact(f"The error code {error} says: not present (bit 0 is 0), a write (bit 1), by the "
                  "program (bit 2).", error & 7 == (constant("PF_WRITE") | constant("PF_USER")))
        say()
        gdb.execute("backtrace")
        self.source("kernel/proc/traps.c", "unsigned long address = read_cr2();", 1)
        area = self.area(self.a)
        self.fact("The address lies in the area that shmat has created, which is writable. So this is "
                  f"no error. A will repeat the instruction at {eip:#010x} without noticing.",
                  area is not None and bool(int(area["vm_flags"]) & constant("VM_WRITE"))
                  and eip < constant("TASK_SIZE"))

    def asks_the_segment(self):
        """mm/ asks the segment for a frame"""
        go_on_to(Moment("*shm_nopage", by(A)))
        area = gdb.newest_frame().read_var("shmd").dereference()
        self.fact("do_no_page() does not know what a segment is. It calls the area's "
                  "vm_ops->nopage, and that is shm_nopage().",
                  address_of(area) == address_of(self.area(self.a)))
        self.source("ipc/shm.c", "pte = shp->shm_pages[idx];", 4)
        sem = int(self.a["mm"]["mmap_sem"]["count"])
        self.fact("A's mmap_sem is held: the area stays, even if the function sleeps.", sem == 0)
        self.fact("There is a page table now, new and empty, and the segment still has no frame.",
                  of(self.a["mm"]).entry_address(self.address) is not None and not self.entry(self.a)
                  and kernel.segment_pages(self.segment()) == (0,))
        self.show()

    def frame_taken(self):
        """shm_nopage takes a frame and clears it"""
        go_on_to(Return())
        entry = kernel.segment_pages(self.segment())[0]
        self.frame = frame_of(entry) if entry else None
        if self.frame is None:
            raise Failure("shm_nopage has taken no frame: A cannot continue.")
        page = address_of(variable("mem_map")[self.frame >> 12])
        self.fact(f"shm_pages[0] names frame {self.frame:#010x}, and this is what shm_nopage() "
                  "has returned.", Return.value() == page)
        self.fact("Its 4096 bytes are 0: the frame may have held another process's data.",
                  not any(read_physical(self.frame, 4096)))
        self.fact("Its count is 2: one reference is the segment's, the other will be that of the "
                  "table entry.", self.count() == 2)
        self.source("ipc/shm.c", "get_page(page);")
        self.fact("A's table entry is still empty.", not self.entry(self.a))
        self.show()

    def entry_appears(self):
        """The table entry appears"""
        changes(self.watched_entry(self.a))
        entry = self.entry(self.a)
        self.fact(f"do_no_page() has written {entry:#010x} into A's page table: frame "
                  f"{frame_of(entry):#010x}, {bits_in_words(entry)}.",
                  frame_of(entry) == self.frame and has_frame(entry))
        self.source("mm/memory.c", "set_pte(pte, area_pte(page, vma, write));")
        self.fact("It is marked dirty at once, since the fault was a write.",
                  bool(entry & constant("_PAGE_DIRTY")))
        self.fact("From now on the processor finds the frame by itself: there are no more faults here.",
                  bool(entry & constant("_PAGE_PRESENT")) and bool(entry & constant("_PAGE_RW")))
        self.show()

    def a_is_done(self):
        """A has written, and is about to end"""
        ends = (constant("__NR_exit"), constant("__NR_exit_group"))
        go_on_to(Moment("syscall_trace", lambda: by(A)() and int(
            kernel.user_registers(kernel.current())["orig_eax"]) in ends))
        self.fact("The text is in the frame. A has used only sprintf(): shared memory is used like "
                  "any other memory.", self.holds_text())
        self.source("user/process_a.c", "sprintf(addr")
        self.fact("A is about to call exit. The program `hold` traces A and keeps it here, so that A "
                  "still exists when B runs. (In the article A has ended by then, and the segment "
                  "keeps the page.)", bool(int(self.a["ptrace"]) & constant("PT_PTRACED")))
        self.show()

    def b_attaches(self):
        """B attaches the same segment"""
        go_on_to(Moment("*sys_shmat", by(B)))
        self.b = kernel.current()
        asked = int(gdb.newest_frame().read_var("shmid"))
        go_on_to(Return())
        self.fact(f"{B} is process {int(self.b['pid'])}. The same key has given it the same id, "
                  f"{asked}.", asked == self.id)
        other = kernel.directory(self.b["mm"].dereference())
        self.fact(f"It has another page directory, at {other:#010x}.",
                  other != kernel.directory(self.a["mm"].dereference()))
        areas = list(kernel.attaches(self.segment()))
        self.fact("The segment has two attaches now, and nattch is 2.",
                  len(areas) == 2 and self.nattch() == 2)
        self.fact("B has its area, but no table entry: it has not touched it. The frame's count is "
                  "2, as before.", self.area(self.b) is not None and not self.entry(self.b)
                  and self.count() == 2)
        self.show()

    def b_touches(self):
        """B reads: the same fault, a different answer"""
        go_on_to(Moment("page_fault", lambda: self.fault_in_segment(B)))
        error = int(entry_registers()["orig_eax"])
        self.fact(f"strncpy() reads from {read_register('cr2'):#010x} and faults. The error code "
                  f"{error} says: not present, a read, by the program.",
                  error & 7 == constant("PF_USER"))
        self.source("user/process_b.c", "strncpy(buf, addr", 1)
        go_on_to(Moment("*shm_nopage", by(B)))
        self.fact("shm_nopage() is called again. This time shm_pages[0] is not empty.",
                  frame_of(kernel.segment_pages(self.segment())[0]) == self.frame)
        self.source("ipc/shm.c", "page = pte_page(pte);", 2)

    def same_frame(self):
        """Two page directories, one frame"""
        changes(self.watched_entry(self.b))
        ours, theirs = self.entry(self.a), self.entry(self.b)
        self.fact(f"A's entry is {ours:#010x}, B's is {theirs:#010x}: both name frame "
                  f"{self.frame:#010x}. This is what shared memory is.",
                  frame_of(ours) == frame_of(theirs) == self.frame and has_frame(theirs))
        self.fact("B's entry is not dirty: it has only read.", not theirs & constant("_PAGE_DIRTY"))
        self.fact(f"No other frame was taken: segments hold {int(variable('shm_rss'))}. The count "
                  "of this one is 3: the segment, A, B.",
                  int(variable("shm_rss")) == 1 and self.count() == 3)
        self.show()
        gdb.execute(f"pframe pa {self.frame:#x}")

    def b_prints(self):
        """B prints"""
        go_on_to(Moment("*sys_write", by(B)))
        frame = gdb.newest_frame()
        where, size = int(frame.read_var("buf")), int(frame.read_var("count"))
        data = read_virtual(of(self.b["mm"]), where, min(size, 64))
        self.fact(f"write({int(frame.read_var('fd'))}, {data.decode(errors='replace')!r}, {size}): "
                  "B writes to the console what A has written.",
                  data == TEXT and int(frame.read_var("fd")) == 1)
        self.source("user/process_b.c", 'printf("%s", buf);')

    def _ends(self, name, task):
        zombie = constant("TASK_ZOMBIE")
        go_on_to(Moment("notify_parent", lambda: by(name)() and
                        int(kernel.current()["state"]) == zombie))
        self.fact(f"{name} has no address space any more: exit_mmap() has closed its areas, "
                  "emptied its page tables and freed them.", not task["mm"])

    def a_ends(self):
        """A ends"""
        self._ends(A, self.a)
        self.source("mm/mm_struct.c", "vma->vm_ops->close(vma);", 2)
        self.fact("The close hook is shm_close(): nattch is 1 now.", self.nattch() == 1)
        self.fact("A's table entry was one reference to the frame, so the count is now 2.",
                  self.count() == 2)
        self.fact("B is not affected: its entry still names the frame, and the text is there.",
                  frame_of(self.entry(self.b)) == self.frame and self.holds_text())
        self.show()

    def b_ends(self):
        """B ends: no attach is left, and the segment stays"""
        self._ends(B, self.b)
        self.fact("nattch is 0.", self.nattch() == 0 and not list(kernel.attaches(self.segment())))
        self.fact("The count is 1, the segment's own reference: the frame and its text outlive all "
                  "processes that mapped them.", self.count() == 1 and self.holds_text())
        self.show()

    def gone(self):
        """The segment is removed"""
        go_on_to(Moment("*killseg"))
        who = kernel.who(kernel.current())
        go_on_to(Return())
        self.fact(f"{who} has removed the segment (IPC_RMID). It had no attach, so killseg() "
                  "destroyed it at once, and slot 0 is free again.",
                  kernel.slot_state(0) == "IPC_UNUSED" and int(variable("shm_ids")["in_use"]) == 0)
        self.source("ipc/shm.c", "put_page(pte_page(shp->shm_pages[i]));")
        frames = Frames()
        pfn = self.frame >> 12
        self.fact("The last reference is gone, too: the frame is back in a free list of the buddy "
                  "allocator.", frames.references(pfn) == 0
                  and frames.block_of(pfn) is not None)
        gdb.execute(f"pframe pa {self.frame:#x}")


STOPS = (Story.asks, Story.made, Story.attached, Story.touches, Story.asks_the_segment,
         Story.frame_taken, Story.entry_appears, Story.a_is_done, Story.b_attaches,
         Story.b_touches, Story.same_frame, Story.b_prints, Story.a_ends, Story.b_ends, Story.gone)


class Tour(Command):
    """Go on to the next stop of the guided tour (make tour).

Usage: tour

The tour shows the life of a shared page. At each stop you are in an ordinary gdb:
look around with `bt`, `ps`, `ptwalk process_a`, `shm 0`, `pframe`, `print`,
`list`. Enter goes on if `tour` was the last command; `tour` always goes on; `q`
leaves. Example:

    (gdb) tour"""

    name = "tour"
    looks = False

    def __init__(self):
        super().__init__()
        self.story = None
        self.next = 0
        self.last = False               # was `tour` the last command?

    def _prompt(self, _):
        last, self.last = self.last, False
        if self.next == 0:
            return "(type tour to begin) "
        if self.next == len(STOPS):
            return "(tour: the end) "
        return "(tour: Enter goes on) " if last else "(tour: `tour` goes on) "

    def run(self, words):
        if words:
            raise self.wrong_usage()
        if self.story is None:
            self._begin()
            if os.environ.get("TOUR_AUTO"):
                self._all()
            return
        self.last = True
        self._one()

    def _begin(self):
        if not os.environ.get("SAMEPAGE_CONSOLE"):
            raise Failure("the tour needs its own machine: leave gdb, and `make tour`.")
        self.story = Story()
        gdb.prompt_hook = self._prompt
        say()
        say("THE LIFE OF A SHARED PAGE")
        say()
        Teller.say("The machine is about to boot and to run two programs: process_a writes a line "
                   "into shared memory, process_b reads it there. You are in gdb, which stops the "
                   f"machine {len(STOPS)} times. Every sentence at a stop is checked in the machine's "
                   "memory before it is printed.")
        say()
        Teller.say("The command `tour` goes to the first stop. From there on Enter goes to the next "
                   "one (or `tour`, if you have given other commands meanwhile), q leaves. "
                   "`help user-defined` lists commands to look around with.")

    def _one(self):
        if self.next == len(STOPS):
            raise Failure("the tour is over. `q` leaves; `make tour` starts again.")
        stop = STOPS[self.next]
        say()
        say(f"{self.next + 1}/{len(STOPS)}  {stop.__doc__}".upper())
        say()
        stop(self.story)
        self.next += 1
        if self.next == len(STOPS):
            self._end()

    def _end(self):
        story = self.story
        say()
        if story.wrong:
            say(f"{len(story.wrong)} of {story.checked} sentences about this machine were NOT true:")
            for words in story.wrong:
                Teller.say("!! " + words)
        else:
            say(f"That was the tour: {story.checked} sentences about this machine, all checked, "
                "all true.")

    def _all(self):
        """All stops; gdb's exit status says whether everything was true."""
        try:
            while self.next < len(STOPS):
                self._one()
        except Exception as error:      # a bug in this file is a failure, too
            self.story.wrong.append(f"the tour could not continue: {in_words(error)}")
            say(f"!! {in_words(error)}")
        gdb.execute(f"quit {1 if self.story.wrong else 0}")


COMMANDS = (Tour,)
