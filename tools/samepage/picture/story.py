# SPDX-License-Identifier: GPL-2.0-only
"""
Choose the moments of a run that get a picture, and describe them.

These are the start of a process; a call of the shm family and its effect; the first page fault of
a process on a segment in three or four steps (the fault, perhaps a new page table, the frame, the
entry), and later faults summed up ("five more pages"); fork and exit; a refused access. All other
events happen between two pictures. With `every=True` each event gets a picture.

A step covers events[begin:end]; its picture shows the machine after the last of them.
"""

from collections import Counter
from dataclasses import dataclass

from samepage.pagetable import ENTRIES, PAGE, frame_of, split

from . import words
from .view import area_name, hexa, plural
from .words import value

LESSONS = 1                 # faults of each kind that are described in detail
COPIES = 6                  # copies on write that are described for each process


@dataclass
class Step:
    end: int                    # number of events up to the picture
    title: str
    detail: str
    at: str                     # "mm/memory.c:63"
    focus: tuple = ()           # keys of objects to mark in the picture
    number: int = 0
    source: str = ""            # the text of that line


class Acts:
    """
    Events grouped into acts: each system call, page fault and exit of a process is an act, from
    its first event to its last. A fault within a call is an act of its own.
    """

    def __init__(self, events):
        self.fault_of = {}              # number of an event -> number of the fault to which it belongs
        self.first = {}                 # number of a fault -> number of its first event
        self._open = {}
        for number, event in enumerate(events):
            kind, pid = event["ev"], event["pid"]
            mine = self._open.setdefault(pid, [])
            if kind in ("pgd", "alloc", "shmpage", "ref", "pte", "free"):
                mine.append(number)
            elif kind == "fault":
                self._close(events, number, mine)
            elif kind != "switch":
                mine.clear()

    def _close(self, events, number, mine):
        """Decide which of the preceding events, `mine`, belong to the fault `number`."""
        own = []
        page = value(events[number]["va"]) // PAGE
        for candidate in reversed(mine):
            event = events[candidate]
            if event["ev"] == "pte" and (own and any(events[n]["ev"] == "pte" for n in own)
                                         or event["index"] != page % ENTRIES):
                break
            own.append(candidate)
            if event["ev"] == "pgd" and event["index"] != page >> 10:
                break
        for candidate in own:
            self.fault_of[candidate] = number
        self.first[number] = min(own, default=number)
        mine.clear()


class Story:
    def __init__(self, events, cast, every=False):
        self.events, self.cast, self.every = events, cast, every
        self.acts = Acts(events)
        self.steps = []
        self._calls = {}                # pid -> its unfinished call event, and what happened in it
        self._touched_before = set()    # (pid, "segment 0" or "its stack")
        self._copies = Counter()        # pid -> copies on write so far
        self._lessons = Counter()       # kind -> faults described in detail: frame found, frame taken
        self._detailed = set()          # the faults that are described in detail
        self._batch = None              # faults that are summed up in one step
        self._begun = {}                # number of the first event of a fault -> the fault
        for fault, first in self.acts.first.items():
            self._begun.setdefault(first, fault)

    # ---- telling ----------------------------------------------------------------------------

    def tell(self, models):
        """
        Return the steps. `models(number)` is the model before that event; it is called with
        rising numbers.
        """
        for number, event in enumerate(self.events):
            self.model = models(number)
            if self.every:
                if not self.cast.begin <= number <= self.cast.end:
                    continue
                who = self._who(event["pid"], number)
                self._step(number + 1, f"{who}: {words.anything(event)}",
                           f"event {event.get('n', number + 1)} of {len(self.events)}", event)
            else:
                self._event(number, event)
        self._flush()
        for count, step in enumerate(self.steps, 1):
            step.number = count
            step.at, step.source = words.place(step.at)
        return self.steps

    def _step(self, end, title, detail, event, focus=()):
        self._flush()
        at = event.get("at", "")
        if event["ev"] == "fault":      # its line comes after the loop that handled the fault
            at = words.definition("do_page_fault")
        elif event["ev"] in ("call", "ret"):
            at = at or words.definition("sys_" + event["name"])
        self.steps.append(Step(end, title, detail, at, tuple(focus)))

    def _flush(self):
        """Add the step for the faults that are summed up."""
        if not self._batch:
            return
        batch, self._batch = self._batch, None
        pages, new = batch["pages"], batch["new"]
        who, what = words.listed(batch["who"]), words.listed(batch["what"])
        if pages == 1:
            title = f"{who} {words.VERBS[batch['access']]} {batch['va']}: page fault" \
                + ("" if new else ", the same frame")
            detail = "Its entry leads to " + ("a new frame." if new else batch["had"] + ".")
        else:
            verb = "touches" if len(batch["who"]) == 1 else "touch"
            title = f"{who} {verb} {pages}{batch['more']} pages of {what}"
            found = pages - new
            said = [plural(new, "new frame")] * bool(new) + \
                [f"{plural(found, 'frame')} that were there already"] * bool(found)
            detail = "A page fault each: " + " and ".join(said) + "."
        self.steps.append(Step(batch["end"], title, detail, batch["at"]))

    def _who(self, pid, number):
        part = self.cast.part(pid, number)
        if part and part.letter:
            return part.letter
        process = self.model.processes.get(pid)
        return f"{process.name} (pid {pid})" if process else f"Process {pid}"

    def _event(self, number, event):
        kind, pid = event["ev"], event["pid"]
        if number in self._begun:
            self._fault_begins(number, self.events[self._begun[number]])
        handler = getattr(self, "_on_" + kind, None)
        if handler:
            handler(number, event, pid)
        if pid in self._calls and kind in ("seg", "attach", "area"):
            self._calls[pid][1].append(event)

    # ---- processes --------------------------------------------------------------------------

    def _on_exec(self, number, event, pid):
        part = self.cast.part(pid, number)
        if part and part.start == number and part.place is not None:
            end = self._until(number, pid, ("ret", "fault"))
            self._step(end, f"{part.letter} is process {pid}: {event['name']}",
                       "A new process image: a page directory of its own, no segment attached.", event,
                       (f"p{pid}",))

    def _until(self, number, pid, kinds):
        """The number after the process's next event of one of these kinds."""
        for later in range(number + 1, len(self.events)):
            if self.events[later]["pid"] == pid and self.events[later]["ev"] in kinds:
                return later + 1
        return number + 1

    def _on_fork(self, number, event, pid):
        child = self.cast.part(event["child"], number)
        if not child or child.start != number or child.place is None:
            return
        end = self._until(number, pid, ("ret",))
        mine = [a for a in self._attached(pid)]
        detail = "The child has a page directory and tables of its own"
        detail += "; its entries lead to the same frames, and nattch increases." if mine else \
            "; private pages are copied when one of them writes."
        self._step(end, f"{self._who(pid, number)} forks: {child.letter} is process {child.pid}",
                   detail, event, (f"p{child.pid}",))

    def _on_exit(self, number, event, pid):
        part = self.cast.part(pid, number)
        if not part or part.place is None:
            return
        destroyed = [str(e["id"]) for e, n in self._since_call(number, pid) if e["ev"] == "seg"]
        how = words.ended(event["status"])
        had = [e for e, n in self._since_call(number, pid)
               if e["ev"] == "attach" and e["op"] == "detach"]
        detail = "Its page tables and private frames are given back."
        if destroyed:
            detail = (f"It was the last one attached to segment {' and '.join(destroyed)}, "
                      "which had been removed: gone, and the frames are free.")
        elif had:
            detail = "Its attach and its entries are gone. The frames stay: the segment holds them."
        self._step(number + 1, f"{part.letter} {how}", detail, had[0] if had else event,
                   (f"p{pid}",))

    def _since_call(self, number, pid):
        """The events of the process since its last call or fault, newest first."""
        found = []
        for earlier in range(number - 1, -1, -1):
            event = self.events[earlier]
            if event["pid"] == pid:
                if event["ev"] in ("ret", "fault", "fork"):
                    break
                found.append((event, earlier))
        return found

    def _attached(self, pid):
        process = self.model.processes.get(pid)
        return [a for a in process.areas if a.segment is not None] if process else []

    # ---- calls ------------------------------------------------------------------------------

    def _on_call(self, number, event, pid):
        self._calls[pid] = event, []

    def _on_ret(self, number, event, pid):
        begun, happened = self._calls.pop(pid, (None, []))
        if not begun or begun["name"] != event["name"]:
            return
        name, result = event["name"], event["result"]
        part = self.cast.part(pid, number)
        who = self._who(pid, number)
        failed = result.startswith("-")
        if name in words.SHM:
            if name == "shmctl" and not happened:
                return                  # ipcs and similar programs only read
            if failed:
                self._step(number + 1, f"{who}: {words.call(begun)} = {result}",
                           "The call is refused; nothing changes.", event)
                return
            getattr(self, "_" + name)(number, begun, event, who, happened)
        elif part and part.place is not None:
            touching = [e for e in happened if e["ev"] == "attach" or e.get("segment") is not None
                        or not self.cast.attached]
            if touching and name not in ("fork", "vfork", "clone", "execve", "exit", "exit_group"):
                self._step(number + 1, f"{who}: {words.call(begun)}",
                           "Its areas change.", touching[0])
            elif name == "write" and not failed and value(begun["args"][0]) == 1 \
                    and self._was_attached(pid):
                self._step(number + 1, f"{who} prints {result} bytes",
                           "A system call like any other: nothing changes in the page tables.",
                           event)

    def _was_attached(self, pid):
        return bool(self._attached(pid))

    def _shmget(self, number, begun, event, who, happened):
        title = f"{who}: {words.call(begun)} = {event['result']}"
        made = next((e for e in happened if e["ev"] == "seg" and e["op"] == "make"), None)
        if made:
            self._step(number + 1, title,
                       f"A new segment of {plural(made['pages'], 'page')} in slot {made['slot']} "
                       "of shm_segs. It has no frame yet.", made)
        else:
            self._step(number + 1, title, "The segment of that key is there: its id. Nothing changes.",
                       event, (f"segment.{event['result']}",))

    def _shmat(self, number, begun, event, who, happened):
        done = next((e for e in happened if e["ev"] == "attach" and e["op"] == "attach"), event)
        where = done.get("va", event["result"])
        self._step(number + 1, f"{who}: {words.call(begun)} = {where}",
                   "The segment gets an area in the address space: a promise. "
                   "No page table entry is made.", done)

    def _shmdt(self, number, begun, event, who, happened):
        done = next((e for e in happened if e["ev"] == "attach"), event)
        destroyed = any(e["ev"] == "seg" for e in happened)
        self._step(number + 1, f"{who}: {words.call(begun)} = 0",
                   "The area and its entries go. " +
                   ("It was the last one: so does the removed segment." if destroyed
                    else "The segment keeps its frames."), done)

    def _shmctl(self, number, begun, event, who, happened):
        done = next((e for e in happened if e["ev"] == "seg"), None)
        if not done:
            return
        if any(e["ev"] == "seg" and e["op"] == "destroy" for e in happened):
            detail = "Nobody is attached: the segment is destroyed, its frames are free again."
        else:
            detail = (f"The key is gone. The segment lives until its last attach goes "
                      f"(nattch {done['nattch']}).")
        self._step(number + 1, f"{who}: {words.call(begun)} = {event['result']}", detail, done)

    # ---- page faults ------------------------------------------------------------------------

    def _fault_begins(self, number, fault):
        """The step at the beginning of a fault: the processor has found no entry."""
        pid, va = fault["pid"], value(fault["va"])
        area = self._area(pid, va)
        part = self.cast.part(pid, number)
        if not part or part.place is None or fault["result"] != "handled" or not area \
                or area.segment is None:
            return
        before = (pid, f"segment {area.segment}") in self._touched_before
        page = (va - area.start) // PAGE + area.pgoff
        lesson = page in self.model.segments[area.segment].frames
        if before or self._lessons[lesson] >= LESSONS:
            return
        self._touched_before.add((pid, f"segment {area.segment}"))
        self._lessons[lesson] += 1
        self._detailed.add(self._begun[number])
        process = self.model.processes[pid]
        if process.space.directory[split(va)[0]]:
            missing, key = f"Entry {split(va)[1]} of the page table is empty", f"p{pid}.area"
        else:
            missing, key = f"Entry {split(va)[0]} of the page directory is empty", f"p{pid}.pgd.{split(va)[0]}"
        title = f"{part.letter} {words.VERBS[fault['access']]} {fault['va']}: page fault"
        self._step(number, title, f"{missing}. The processor stops the access and calls the kernel.",
                   fault, (f"p{pid}.area.{area.start:x}", key))

    def _area(self, pid, va):
        process = self.model.processes.get(pid)
        for area in process.areas if process else ():
            if area.start <= va < area.end:
                return area
        return None

    def _told(self, number, pid):
        """(letter, fault, area) if the event belongs to a fault that is described in detail."""
        fault = self.acts.fault_of.get(number)
        part = self.cast.part(pid, number)
        if fault is None or not part or part.place is None:
            return None
        if fault not in self._detailed:
            return None
        fault = self.events[fault]
        return part.letter, fault, self._area(pid, value(fault["va"]))

    def _on_pgd(self, number, event, pid):
        told = self._told(number, pid)
        if told and value(event["new"]):
            letter, fault, _ = told
            self._step(number + 1, f"{letter}'s page directory gets a page table",
                       f"Entry {event['index']} leads to a new table, all of it empty: "
                       f"1024 entries for 4 MiB of addresses.", event)

    def _on_shmpage(self, number, event, pid):
        told = self._told(number, pid)
        if told:
            self._step(number + 1, f"shm_nopage() takes frame {event['frame']}",
                       f"Nobody has touched this page before. The frame is cleared, and "
                       f"shm_pages[{event['index']}] remembers it.", event)

    def _on_ref(self, number, event, pid):
        told = self._told(number, pid)
        fault = self.acts.fault_of.get(number)
        if not told or any(self.events[n]["ev"] == "shmpage" for n, f in
                           self._parts_of(fault)):
            return
        segment = self.model.segments.get(told[2].segment)
        page = next((i for i, frame in segment.frames.items() if frame == value(event["frame"])),
                    None) if segment else None
        if page is not None:
            self._step(number + 1, f"shm_nopage() finds frame {event['frame']} in shm_pages[{page}]",
                       "The segment has had it since its first touch: no new frame, "
                       "one more reference for the entry to come.", event)

    def _parts_of(self, fault):
        return [(n, f) for n in range(self.acts.first[fault], fault)
                for f in [self.acts.fault_of.get(n)] if f == fault]

    def _on_pte(self, number, event, pid):
        told = self._told(number, pid)
        if not told or not value(event["new"]):
            return
        letter, fault, area = told
        how = "for reading and writing" if value(event["new"]) & 2 else "for reading only"
        self._step(self.acts.fault_of[number] + 1,
                   f"{letter}'s page table leads to the frame",
                   f"Entry {event['index']}, {how}. The access is repeated and succeeds.", event)

    def _on_fault(self, number, event, pid):
        part = self.cast.part(pid, number)
        if not part or part.place is None:
            return
        if event["result"] != "handled":
            if event.get("user", True):
                self._step(number + 1,
                           f"{part.letter} {words.VERBS[event['access']]} {event['va']}: refused",
                           f"Page fault: {words.VERDICTS.get(event['result'], event['result'])}.",
                           event)
            return
        area = self._area(pid, value(event["va"]))
        if area is None or number in self._detailed:
            return
        parts = [self.events[n] for n, _ in self._parts_of(number)]
        entry = next((e for e in reversed(parts) if e["ev"] == "pte"), None)
        if area.segment is not None:
            new = any(e["ev"] == "shmpage" for e in parts)
            self._fold(number, event, part, entry, new, f"segment {area.segment}",
                       "the frame that the segment already had")
        elif not self.cast.attached and entry:
            if value(entry["old"]):
                self._written(number, part, event, entry)
            else:
                new = any(e["ev"] == "alloc" and e["for"] == "user" for e in parts)
                kind = "program " if area.name.startswith("/") else "its "
                self._fold(number, event, part, entry, new, kind + area_name(area),
                           "a frame that the program's file already had")

    def _fold(self, number, event, part, entry, new, what, had):
        before = (part.pid, what) in self._touched_before
        if self._batch and not before:
            self._flush()
        if not self._batch:
            self._batch = dict(who=set(), what=set(), pages=0, new=0, had=had, va=event["va"],
                               access=event["access"], more=" more" if before else "")
        self._touched_before.add((part.pid, what))
        batch = self._batch
        batch["who"].add(part.letter)
        batch["what"].add(what)
        batch["pages"] += 1
        batch["new"] += new
        batch["end"] = number + 1
        batch["at"] = (entry or event).get("at") or ""

    def _written(self, number, part, event, entry):
        """A write to a page that was present but not writable: copy on write."""
        self._copies[part.pid] += 1
        if self._copies[part.pid] > COPIES:
            return
        old, new = frame_of(value(entry["old"])), frame_of(value(entry["new"]))
        detail = f"Others hold frame {hexa(old)}, too: it is copied to frame {hexa(new)}." \
            if old != new else f"Nobody else holds frame {hexa(old)} now: its entry becomes writable."
        self._step(number + 1, f"{part.letter} writes to {event['va']}: page fault", detail, entry)
