# SPDX-License-Identifier: GPL-2.0-only
"""
What there is to draw at one moment, without saying where: processes with their areas, directory
entries and page tables; segments with their frames; which entry leads to which frame.

Everything is folded here. Pages of a segment that are in the same state (in every process, and
with the same count) are one Run, and one row or box of the picture, however many they are:

    pages   0   1   2   3   4 ... 299
            [-- run --] [-- run -----]

`keys` name things across moments, so that what changed between two pictures can be found.
"""

from dataclasses import dataclass, field

from .bar import Bar

PAGE = 4096
PRESENT = 1
KERNEL_INDEX = 768              # directory entries from here on are the kernel's, alike in all
ENTRY_BITS = 0x67               # those that a picture shows (and that make runs different)


@dataclass
class Row:
    """One line of a box. `parts` are its columns; `segment` is the slot of what it belongs to."""
    key: str
    parts: tuple
    segment: int | None = None
    dim: bool = False
    to: str | None = None       # the key of what it leads to


@dataclass
class Table:
    key: str
    title: str
    address: str
    rows: list


@dataclass
class Process:
    part: object                # cast.Part
    alive: bool
    pgd: str
    areas: list = field(default_factory=list)
    directory: list = field(default_factory=list)
    tables: list = field(default_factory=list)


@dataclass
class Frames:
    """A box of frames: one, or all of a run. Without a title there are none yet."""
    key: str
    slot: int | None            # of their segment
    index: str                  # which elements of shm_pages they are
    value: str                  # what stands there
    title: str = ""
    count: str = ""
    there: bool = False
    single: bool = True


@dataclass
class Group:
    """A segment with its frames; without a title, frames that belong to no segment."""
    key: str
    slot: int | None
    title: str
    facts: list
    nattch: int
    state: str                  # "", "removed" or "destroyed"
    frames: list


@dataclass
class View:
    processes: list
    groups: list
    more: list                  # sentences about what is not drawn
    bar: object = None          # bar.Bar, where there is room for it


def hexa(value):
    return f"0x{value:08x}"


def flags(entry):
    """PWUAD, with a dash for each that is not set."""
    if not entry & PRESENT:
        return "empty" if not entry else "-----"
    return "".join(letter if entry & bit else "-"
                   for letter, bit in zip("PWUAD", (1, 2, 4, 0x20, 0x40)))


def span(first, last):
    return str(first) if first == last else f"{first}–{last}"


def plural(number, what):
    return f"{number} {what}" + ("s" if number != 1 else "")


def rights(mode):
    """0666 -> rw-rw-rw-, as ls writes it (a segment has no x)."""
    return "".join(("r" if mode >> shift & 4 else "-") + ("w" if mode >> shift & 2 else "-") + "-"
                   for shift in (6, 3, 0))


class Attach:
    """One area of a segment in one process, and how to get at the entry of a page of it."""

    def __init__(self, model, part, space, area, segment):
        self.part, self.area, self.segment = part, area, segment
        self._model, self._directory = model, space.directory
        self.first = area.pgoff
        self.last = min(self.first + (area.end - area.start) // PAGE, segment.pages) - 1

    def address(self, page):
        return self.area.start + (page - self.first) * PAGE

    def entry(self, page):
        if not self.first <= page <= self.last:
            return 0
        address = self.address(page)
        table = self._model.table(self._directory[address >> 22])
        return table[address >> 12 & 1023] if table else 0

    @property
    def indexes(self):
        return self.area.start >> 22, (self.area.end - 1) >> 22


@dataclass
class Run:
    """Pages first..last of a segment, all in one state (or folded: `mixed`)."""
    first: int
    last: int
    state: tuple
    mixed: bool = False

    @property
    def pages(self):
        return self.last - self.first + 1


def runs(model, segment, attaches, limit):
    """The segment's pages as at most `limit` runs."""
    found = []
    for page in range(segment.pages):
        frame = segment.frames.get(page)
        state = (frame and model.count(frame), *(a.entry(page) & ENTRY_BITS for a in attaches))
        if found and found[-1].state == state:
            found[-1].last = page
        else:
            found.append(Run(page, page, state))
    while len(found) > limit:
        at = min(range(len(found) - 1), key=lambda i: found[i].pages + found[i + 1].pages)
        found[at:at + 2] = [Run(found[at].first, found[at + 1].last, (), True)]
    return found


class Folding:
    """How much of it all fits. Fixed for a whole story, so that nothing jumps about."""

    def __init__(self, compact=False, runs_each=6, areas=6, groups=4):
        self.compact, self.runs_each, self.areas, self.groups = compact, runs_each, areas, groups


class Maker:
    def __init__(self, cast, folding):
        self.cast, self.folding = cast, folding
        self._previous = {}             # groups of the last view, to show what became of them
        self._pgd = {}                  # pid -> its page directory when last seen

    def view(self, model, number):
        """The view of the model after that event."""
        stage = self.cast.on_stage(number)
        members = self.members(model, stage, number)
        segments = sorted(model.segments.values(), key=lambda s: s.slot)
        shown = segments[:self.folding.groups]
        attaches = self._attaches(model, members, shown)
        folded = {s.id: runs(model, s, attaches[s.id], self.folding.runs_each) for s in shown}
        processes = [self._process(model, part, members, shown, attaches, folded)
                     for part in stage.values()]
        groups = [self._group(model, s, attaches[s.id], folded[s.id]) for s in shown]
        groups += self._destroyed(segments)
        self._previous = {s.id: group for s, group in zip(shown, groups)}
        more = [f"{plural(len(segments) - len(shown), 'more segment')} not drawn"] \
            if len(segments) > len(shown) else []
        return View(processes, groups, more + self.unseen(number), self.bar(model, members))

    def members(self, model, stage, number):
        """{pid: (part, address space)} of those on stage who live."""
        found = {part.pid: (part, self._space(model, part, number)) for part in stage.values()}
        return {pid: member for pid, member in found.items() if member[1]}

    def unseen(self, number):
        """A sentence about those for whom there was no place."""
        hidden = self.cast.unplaced(number)
        names = ", ".join(f"{p.name} ({p.pid})" for p in hidden[:4])
        return [f"not drawn: {names}" + (" ..." if len(hidden) > 4 else "")] if hidden else []

    def bar(self, model, members):
        return None if self.folding.compact else Bar(
            model, [(part.place, part.letter, space) for part, space in members.values()])

    def _space(self, model, part, number):
        """Its address space, also while it is being taken apart at its end; or None."""
        process = model.processes.get(part.pid)
        if process and process.space:
            self._pgd[part.pid] = process.pgd
        if not process or number >= part.end:
            return None
        return process.space or model.spaces.get(self._pgd.get(part.pid))

    @staticmethod
    def _attaches(model, members, segments):
        wanted = {s.id: s for s in segments}
        found = {s.id: [] for s in segments}
        for part, space in members.values():
            for area in space.areas:
                if area.segment in wanted:
                    found[area.segment].append(
                        Attach(model, part, space, area, wanted[area.segment]))
        return found

    # ---- segments and their frames --------------------------------------------------------

    def _group(self, model, segment, attaches, folded):
        key = "removed: no key" if segment.removed else f"key {hexa(segment.key)}"
        facts = [f"id {segment.id}", key, f"{segment.bytes} bytes", rights(segment.mode)]
        return Group(f"segment.{segment.id}", segment.slot, f"shm_segs[{segment.slot}]", facts,
                     segment.nattch, "removed" if segment.removed else "",
                     [self._frames(model, segment, attaches, run) for run in folded])

    def _frames(self, model, segment, attaches, run):
        pages = range(run.first, run.last + 1)
        frames = [segment.frames[page] for page in pages if page in segment.frames]
        key = f"frame.{segment.id}.{run.first}"
        index = f"shm_pages[{span(run.first, run.last)}]"
        if not frames:
            return Frames(key, segment.slot, index, "no frame yet")
        counts = sorted({model.count(frame) for frame in frames})
        single = run.pages == 1
        title = f"frame {hexa(frames[0])}" if single else \
            f"{len(frames)} of {run.pages} frames" if len(frames) < run.pages else \
            f"{run.pages} frames"
        holders = ["segment"] if len(frames) == run.pages else []
        holders += [a.part.letter or str(a.part.pid) for a in attaches
                    if any(a.entry(page) & PRESENT for page in pages)]
        count = f"count {span(counts[0], counts[-1])}"
        if not run.mixed:
            count += ": " + ", ".join(holders)
        value = hexa(frames[0]) + ("" if single else " …")
        return Frames(key, segment.slot, index, value, title, count, True, single)

    def _destroyed(self, segments):
        """For the one picture that shows it: the segments that have just gone."""
        there = {s.id for s in segments}
        gone = []
        for number, group in self._previous.items():
            if number not in there and group.state != "destroyed":
                frames = [Frames(f.key, f.slot, "", "", f.title, "free again", False, f.single)
                          for f in group.frames if f.there]
                gone.append(Group(group.key, group.slot, group.title, ["destroyed"], 0,
                                  "destroyed", frames))
        return gone

    # ---- processes ------------------------------------------------------------------------

    def _process(self, model, part, members, segments, attaches, folded):
        if part.pid not in members:
            return Process(part, False, "")
        _, space = members[part.pid]
        mine = [(s, a) for s in segments for a in attaches[s.id] if a.part is part]
        mine.sort(key=lambda pair: pair[1].area.start)
        made = Process(part, True, hexa(space.pgd), self._areas(part, space, mine))
        directory = space.directory
        tables = {}                     # (first, last index in the directory) -> [(segment, attach)]
        for segment, attach in mine:
            tables.setdefault(attach.indexes, []).append((segment, attach))
        made.directory = self._directory(part, directory, tables)
        made.tables = [self._table(part, directory, indexes, pairs, folded)
                       for indexes, pairs in sorted(tables.items())
                       if any(entry & PRESENT for entry in directory[indexes[0]:indexes[1] + 1])]
        return made

    def _areas(self, part, space, mine):
        """Rows from low to high; neighbours of one name are one row."""
        drawn = {a.area.start: s for s, a in mine}
        rows, last = [], None
        for area in space.areas:
            segment = drawn.get(area.start)
            name = area_name(area)
            if segment is None and last and (last[0], last[2]) == (name, None):
                last = name, last[1] + (area.end - area.start) // PAGE, None
                rows[-1].parts = (name, "", rows[-1].parts[2], plural(last[1], "page"))
                continue
            last = name, (area.end - area.start) // PAGE, segment
            rows.append(Row(f"p{part.pid}.area.{area.start:x}",
                            (f"segment {segment.id}" if segment else name, area.flags[:3],
                             hexa(area.start), plural(last[1], "page")),
                            segment.slot if segment else None, dim=segment is None,
                            to=f"p{part.pid}.pgd.{area.start >> 22}" if segment else None))
        return fold_rows(rows, self.folding.areas, f"p{part.pid}.area.others",
                         self.folding.compact)

    def _directory(self, part, directory, tables):
        rows, seen = [], set()
        for (first, last), pairs in sorted(tables.items()):
            entry = directory[first]
            seen |= set(range(first, last + 1))
            rows.append((first, Row(
                f"p{part.pid}.pgd.{first}", (f"[{span(first, last)}]", hexa(entry), flags(entry)),
                pairs[0][0].slot,
                to=f"p{part.pid}.table.{first}" if entry & PRESENT else None)))
        if not self.folding.compact:
            rows += [(i, Row(f"p{part.pid}.pgd.{i}", (f"[{i}]", hexa(entry), flags(entry)),
                             dim=True))
                     for i, entry in enumerate(directory[:KERNEL_INDEX])
                     if i not in seen and entry & PRESENT]
            rows.append((KERNEL_INDEX, Row(f"p{part.pid}.pgd.kernel",
                                           ("[768–1023]", "", "kernel"), dim=True)))
        rows = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
        return fold_rows(rows, 7, f"p{part.pid}.pgd.others")

    def _table(self, part, directory, indexes, pairs, folded):
        first, last = indexes
        one = first == last
        rows = []
        for segment, attach in pairs:
            for run in folded[segment.id]:
                row = self._entries(part, attach, segment, run, one)
                if row:
                    rows.append(row)
        if one and not self.folding.compact and rows:
            rows.append(Row(f"p{part.pid}.pte.{first}.rest", ("others", "", "empty"), dim=True))
        address = directory[first] & -PAGE
        return Table(f"p{part.pid}.table.{first}",
                     "page table" if one else f"{last - first + 1} page tables",
                     hexa(address) if address else "", rows)

    @staticmethod
    def _entries(part, attach, segment, run, one_table):
        """The row of a run, in the table(s) of one attach."""
        low, high = max(run.first, attach.first), min(run.last, attach.last)
        if low > high:
            return None
        entries = [attach.entry(page) for page in range(low, high + 1)]
        present = [entry for entry in entries if entry & PRESENT]
        key = f"p{part.pid}.pte.{segment.id}.{attach.area.start:x}.{run.first}"
        index = [attach.address(page) >> 12 & 1023 for page in (low, high)]
        where = f"[{span(*index)}]" if one_table else f"page {span(low, high)}"
        if not present:
            return Row(key, (where, hexa(0) if low == high else "", "empty"), segment.slot)
        value = hexa(present[0]) if low == high else f"all {len(entries)}" \
            if len(present) == len(entries) else f"{len(present)} of {len(entries)}"
        return Row(key, (where, value, flags(present[0])), segment.slot,
                   to=f"frame.{segment.id}.{run.first}")


def area_name(area):
    if area.name.startswith("["):
        return area.name.strip("[]")
    return area.name.split("/")[-1].removesuffix(" (deleted)") or "memory"


def fold_rows(rows, limit, key, all_dim=False):
    """At most `limit` rows: the dim ones give way, and become one that says so."""
    dim = [row for row in rows if row.dim]
    if not all_dim and len(rows) <= limit or len(dim) < 2:
        return rows
    keep = 0 if all_dim else max(limit - (len(rows) - len(dim)) - 1, 0)
    folded = dim[keep:]
    if len(folded) < 2:
        return rows
    others = Row(key, (f"and {len(folded)} others", "", "", ""), dim=True)
    at = rows.index(folded[0])
    kept = [row for row in rows if row not in folded]
    kept.insert(min(at, len(kept)), others)
    return kept
