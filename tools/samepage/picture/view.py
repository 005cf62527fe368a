# SPDX-License-Identifier: GPL-2.0-only
"""
Choose what to draw of a moment, folded until it fits, without positions: processes with their
areas, directory entries and page tables; segments with their frames; which entry leads to which
frame. A run of pages is one row of a table and one box of frames.

Keys identify objects across moments, so that the changes between two pictures can be found.
"""

from dataclasses import dataclass, field

from samepage.pagetable import ENTRIES, LETTERS, PAGE, PRESENT, USER_ENTRIES, frame_of, split


@dataclass
class Row:
    """A line of a box. `parts` are its columns; `segment` is the slot of its segment."""
    key: str
    parts: tuple
    segment: int | None = None
    dim: bool = False
    to: str | None = None       # the key of the object to which it leads


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
    """A box for one frame or for the frames of a run. Without a title there are no frames yet."""
    key: str
    slot: int | None            # of their segment
    index: str                  # the elements of shm_pages
    value: str                  # their value
    title: str = ""
    count: str = ""
    there: bool = False
    single: bool = True


@dataclass
class Group:
    """A segment with its frames; without a title, frames without a segment."""
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
    more: list                  # sentences about objects that are not drawn
    bar: object = None          # bar.Bar, if there is room for it


def hexa(value):
    return f"0x{value:08x}"


def flags(entry):
    """The bits PWUAD, with a dash for each that is not set."""
    if not entry & PRESENT:
        return "empty" if not entry else "-----"
    return "".join(letter if entry & bit else "-" for bit, letter in LETTERS)


def span(first, last):
    return str(first) if first == last else f"{first}–{last}"


def plural(number, what):
    return f"{number} {what}" + ("s" if number != 1 else "")


def rights(mode):
    """0666 -> rw-rw-rw-, as ls prints it. A segment has no x."""
    return "".join(("r" if mode >> shift & 4 else "-") + ("w" if mode >> shift & 2 else "-") + "-"
                   for shift in (6, 3, 0))


def area_name(area):
    if area.name.startswith("["):
        return area.name.strip("[]")
    return area.name.split("/")[-1].removesuffix(" (deleted)") or "memory"


def unseen(moment):
    """A sentence about the processes for which there is no place."""
    names = ", ".join(f"{p.name} ({p.pid})" for p in moment.unseen[:4])
    return [f"not drawn: {names}" + (" ..." if len(moment.unseen) > 4 else "")] \
        if moment.unseen else []


class Folding:
    """How much is shown. It is the same for a whole story, so that objects keep their places."""

    def __init__(self, compact=False, runs_each=6, areas=6, groups=4):
        self.compact, self.runs_each, self.areas, self.groups = compact, runs_each, areas, groups


class Maker:
    """Makes the views of a story's moments, in their order."""

    def __init__(self, folding):
        self.folding = folding
        self._previous = {}             # the groups of the last view, to show which were destroyed

    def view(self, moment):
        shown = moment.segments[:self.folding.groups]
        folded = {s.facts.id: self._runs(s.runs) for s in shown}
        groups = [self._group(s, folded[s.facts.id]) for s in shown]
        groups += self._destroyed({s.facts.id for s in moment.segments},
                                  self.folding.groups - len(groups))
        self._previous = {s.facts.id: group for s, group in zip(shown, groups)}
        hidden = len(moment.segments) - len(shown)
        more = [f"{plural(hidden, 'more segment')} not drawn"] if hidden else []
        return View([self._process(process, shown, folded) for process in moment.processes],
                    groups, more + unseen(moment), moment.bar)

    def _runs(self, runs):
        """Limit the number of runs by joining the smallest neighbours."""
        made = list(runs)
        while len(made) > self.folding.runs_each:
            at = min(range(len(made) - 1), key=lambda i: made[i].pages + made[i + 1].pages)
            made[at:at + 2] = [made[at].join(made[at + 1])]
        return made

    # ---- segments and their frames --------------------------------------------------------

    def _group(self, segment, folded):
        facts = segment.facts
        key = "removed: no key" if facts.removed else f"key {hexa(facts.key)}"
        return Group(f"segment.{facts.id}", facts.slot, f"shm_segs[{facts.slot}]",
                     [f"id {facts.id}", key, f"{facts.bytes} bytes", rights(facts.mode)],
                     facts.nattch, "removed" if facts.removed else "",
                     [self._frames(segment, run) for run in folded])

    @staticmethod
    def _frames(segment, run):
        facts = segment.facts
        key = f"frame.{facts.id}.{run.first}"
        index = f"shm_pages[{span(run.first, run.last)}]"
        if not run.frames:
            return Frames(key, facts.slot, index, "no frame yet")
        single = run.pages == 1
        title = f"frame {hexa(run.frame)}" if single else \
            f"{run.frames} of {run.pages} frames" if run.frames < run.pages else \
            f"{run.pages} frames"
        count = f"count {span(*run.counts)}"
        if not run.mixed:
            letters = [a.part.letter for a, (present, _) in zip(segment.attaches, run.entries)
                       if present]
            # References of processes that are not drawn, or of a function that runs now.
            more = run.counts[0] - 1 - len(letters)
            others = [f"{more} more"] * (more > 0)
            count += ": " + ", ".join(["segment", *dict.fromkeys(letters), *others])
        return Frames(key, facts.slot, index, hexa(run.frame) + ("" if single else " …"), title,
                      count, True, single)

    def _destroyed(self, there, room):
        """The segments that have just been destroyed; one picture shows them."""
        gone = []
        for number, group in self._previous.items():
            if number not in there and group.state != "destroyed" and len(gone) < room:
                frames = [Frames(f.key, f.slot, "", "", f.title, "free again", False, f.single)
                          for f in group.frames if f.there]
                gone.append(Group(group.key, group.slot, group.title, ["destroyed"], 0,
                                  "destroyed", frames))
        return gone

    # ---- processes ------------------------------------------------------------------------

    def _process(self, process, shown, folded):
        if not process.pgd:
            return Process(process.part, False, "")
        mine = [(s, k, a) for s in shown for k, a in enumerate(s.attaches)
                if a.part is process.part]
        mine.sort(key=lambda one: one[2].area.start)
        tables = {}                     # (first, last index in the directory) -> attaches there
        for one in mine:
            tables.setdefault(one[2].indexes, []).append(one)
        made = Process(process.part, True, hexa(process.pgd), self._areas(process, mine),
                       self._directory(process, tables))
        made.tables = [self._table(process, indexes, ones, folded)
                       for indexes, ones in sorted(tables.items())
                       if any(process.directory.get(i, 0) & PRESENT
                              for i in range(indexes[0], indexes[1] + 1))]
        return made

    def _areas(self, process, mine):
        """The rows of areas by address; neighbours with the same name share one."""
        drawn = {a.area.start: s.facts for s, _, a in mine}
        pid = process.part.pid
        rows, last = [], None
        for area in process.areas:
            segment = drawn.get(area.start)
            name, pages = area_name(area), (area.end - area.start) // PAGE
            if segment is None and last and (last[0], last[2]) == (name, None):
                last = name, last[1] + pages, None
                rows[-1].parts = (name, "", rows[-1].parts[2], plural(last[1], "page"))
                continue
            last = name, pages, segment
            rows.append(Row(f"p{pid}.area.{area.start:x}",
                            (f"segment {segment.id}" if segment else name, area.flags[:3],
                             hexa(area.start), plural(pages, "page")),
                            segment.slot if segment else None, dim=segment is None,
                            to=f"p{pid}.pgd.{split(area.start)[0]}" if segment else None))
        return fold_rows(rows, self.folding.areas, f"p{pid}.area.others", self.folding.compact)

    def _directory(self, process, tables):
        pid = process.part.pid
        rows, seen = [], set()
        for (first, last), ones in sorted(tables.items()):
            if first in seen:           # a second attach in the same table
                continue
            entry = process.directory.get(first, 0)
            seen |= set(range(first, last + 1))
            rows.append((first, Row(
                f"p{pid}.pgd.{first}",
                (f"[{span(first, last)}]",
                 hexa(entry) if first == last else f"{last - first + 1} entries", flags(entry)),
                ones[0][0].facts.slot, to=f"p{pid}.table.{first}" if entry & PRESENT else None)))
        if not self.folding.compact:
            rows += [(i, Row(f"p{pid}.pgd.{i}", (f"[{i}]", hexa(entry), flags(entry)), dim=True))
                     for i, entry in process.directory.items()
                     if i not in seen and entry & PRESENT]
            rows.append((USER_ENTRIES, Row(f"p{pid}.pgd.kernel",
                                           (f"[{USER_ENTRIES}–{ENTRIES - 1}]", "", "kernel"), dim=True)))
        rows = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
        return fold_rows(rows, 7, f"p{pid}.pgd.others")

    def _table(self, process, indexes, ones, folded):
        pid, (first, last) = process.part.pid, indexes
        one_table = first == last
        rows = []
        for segment, number, attach in ones:
            for run in folded[segment.facts.id]:
                row = self._entries(segment.facts, attach, run, run.entries[number], one_table)
                if row:
                    rows.append(row)
        if one_table and not self.folding.compact and rows:
            rows.append(Row(f"p{pid}.pte.{first}.rest", ("others", "", "empty"), dim=True))
        address = frame_of(process.directory.get(first, 0))
        return Table(f"p{pid}.table.{first}",
                     "page table" if one_table else f"{last - first + 1} page tables",
                     hexa(address) if address else "", rows)

    @staticmethod
    def _entries(facts, attach, run, entry, one_table):
        """The row of a run in the page tables of an attach."""
        low, high = max(run.first, attach.first), min(run.last, attach.last)
        if low > high:
            return None
        present, first = entry
        key = f"p{attach.part.pid}.pte.{facts.id}.{attach.area.start:x}.{run.first}"
        index = [split(attach.address(page))[1] for page in (low, high)]
        where = f"[{span(*index)}]" if one_table else span(low, high)
        if not present:
            return Row(key, (where, hexa(0) if low == high else "", "empty"), facts.slot)
        many = high - low + 1
        present = min(present, many)
        value = hexa(first) if many == 1 else f"all {many}" if present == many else \
            f"{present} of {many}"
        return Row(key, (where, value, flags(first)), facts.slot, to=f"frame.{facts.id}.{run.first}")


def fold_rows(rows, limit, key, all_dim=False):
    """At most `limit` rows: if there are more, one row stands for several dim ones."""
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
