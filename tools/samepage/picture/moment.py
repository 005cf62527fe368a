# SPDX-License-Identifier: GPL-2.0-only
"""
Copy from the model what a picture of this moment needs, because the model changes with the next
event. view.py reads the copy later.

Consecutive pages of a segment form one Run if they are in the same state in every process and have
the same count:

    pages   0   1   2   3   4 ... 299
            [-- run --] [-- run -----]
"""

from dataclasses import dataclass, field, replace

from samepage.pagetable import LETTERS, PAGE, PRESENT, USER_ENTRIES, frame_of, split

from .bar import Bar

ENTRY_BITS = sum(bit for bit, _ in LETTERS)     # those that a picture shows; runs differ in them
MOST_RUNS = 32


@dataclass
class Run:
    """Pages first..last of a segment. entries: (pages present, first entry) for each attach."""
    first: int
    last: int
    frames: int                 # how many pages have a frame
    frame: int                  # the first of them
    counts: tuple               # lowest and highest
    entries: list
    mixed: bool = False

    @property
    def pages(self):
        return self.last - self.first + 1

    def join(self, next_run):
        """This run and the next one as a single run."""
        counts = [c for run in (self, next_run) if run.frames for c in run.counts]
        return Run(self.first, next_run.last, self.frames + next_run.frames,
                   self.frame or next_run.frame, (min(counts), max(counts)) if counts else (0, 0),
                   [(n + m, a or b) for (n, a), (m, b) in zip(self.entries, next_run.entries)], True)


@dataclass
class Attach:
    """An attach of a segment. first, last: the pages of the segment that it maps."""
    part: object                # cast.Part
    area: object
    first: int
    last: int

    @property
    def indexes(self):
        return split(self.area.start)[0], split(self.area.end - 1)[0]

    def address(self, page):
        return self.area.start + (page - self.first) * PAGE


@dataclass
class Segment:
    facts: object               # the model's
    attaches: list
    runs: list


@dataclass
class Process:
    part: object
    pgd: int = 0                # 0: it has ended
    areas: list = field(default_factory=list)
    directory: dict = field(default_factory=dict)   # {index: entry}
    pages: list = field(default_factory=list)       # [(address, entry)] in a run without segments


@dataclass
class Moment:
    processes: list
    segments: list
    counts: dict                # {frame: count} of the pages
    unseen: list                # parts for which there is no place
    bar: object


def runs(model, segment, columns):
    """The pages of a segment as runs. columns: the table entries of each attach."""
    frames = [segment.frames.get(page, 0) for page in range(segment.pages)]
    counts = [model.count(frame) if frame else 0 for frame in frames]
    masked = [[entry & ENTRY_BITS if entry & PRESENT else 0 for entry in column]
              for column in columns]
    found, last = [], None
    for page, state in enumerate(zip(counts, *masked)):
        if state == last:
            found[-1].last = page
        else:
            found.append(Run(page, page, 0, frames[page], (state[0], state[0]), []))
            last = state
    for run in found:
        run.frames = run.pages if run.frame else 0
        run.entries = [(run.pages, column[run.first]) if column[run.first] & PRESENT else (0, 0)
                       for column in columns]
    while len(found) > MOST_RUNS:       # a picture shows far fewer
        found = [a.join(b) for a, b in zip(found[::2], found[1::2])] + found[len(found) & ~1:]
    return found


def entries(model, space, attach, pages):
    """The table entry of every page of a segment in one attach, 0 where there is none."""
    tables = model.page_tables(space)
    found = [0] * pages
    for page in range(attach.first, attach.last + 1):
        found[page] = tables.entry(attach.address(page))[1]
    return found


class Recorder:
    """Copies moments from the model, in rising order."""

    def __init__(self, cast):
        self.cast = cast
        self._pgd = {}                  # pid -> its last known page directory

    def take(self, model, number):
        """Copy the state of the model, which is that after event `number`."""
        stage = self.cast.on_stage(number)
        members = [(part, self._space(model, part, number)) for part in stage.values()]
        living = [(part, space) for part, space in members if space]
        processes = [self._process(model, part, space) if space else Process(part)
                     for part, space in members]
        segments = [self._segment(model, segment, living)
                    for segment in sorted(model.segments.values(), key=lambda s: s.slot)]
        counts = {frame_of(entry): model.count(frame_of(entry))
                  for process in processes for _, entry in process.pages}
        bar = Bar(model, [(part.place, part.letter, space) for part, space in living]) \
            if self.cast.places <= 2 else None
        return Moment(processes, segments, counts, self.cast.unplaced(number), bar)

    def _space(self, model, part, number):
        """The address space of a part, also while exit takes it apart; or None."""
        process = model.processes.get(part.pid)
        if process and process.space:
            self._pgd[part.pid] = process.pgd
        if not process or number >= part.end:
            return None
        return process.space or model.spaces.get(self._pgd.get(part.pid))

    def _process(self, model, part, space):
        directory = {i: entry for i, entry in enumerate(space.directory[:USER_ENTRIES]) if entry}
        pages = [] if self.cast.attached else [(va, pte) for va, _, pte in model.pages(space)]
        return Process(part, space.pgd, [replace(area) for area in space.areas], directory, pages)

    @staticmethod
    def _segment(model, segment, living):
        attaches, columns = [], []
        for part, space in living:
            for area in space.areas:
                if area.segment != segment.id:
                    continue
                last = min(area.pgoff + (area.end - area.start) // PAGE, segment.pages) - 1
                attaches.append(Attach(part, replace(area), area.pgoff, last))
                columns.append(entries(model, space, attaches[-1], segment.pages))
        return Segment(replace(segment), attaches, runs(model, segment, columns))
