# SPDX-License-Identifier: GPL-2.0-only
"""All pictures of a run: events in, drawn steps out."""

from collections import Counter

from samepage.trace import Model

from . import draw, svg
from .cast import Cast
from .draw import Sheet
from .moment import Recorder
from .private import PrivateMaker
from .story import Story
from .view import Folding, Maker

# Layouts to try, each showing less: runs of each segment, rows of areas, segments, text sizes.
FOLDINGS = [(6, 8, 4, (22, 20, 18)), (5, 6, 4, (20, 18)), (4, 6, 4, (20, 18)),
            (3, 6, 4, (20, 18)), (2, 5, 4, (20, 18)), (2, 4, 3, (20, 18)),
            (1, 4, 3, (20, 18, 16)), (1, 3, 2, (20, 18, 16)), (1, 2, 1, (20, 18, 16))]


class NothingToDraw(Exception):
    """The run has no process that can be drawn."""


class Player:
    """The model of the machine at any event; events must be asked for in rising order."""

    def __init__(self, events):
        self.events, self.model, self.done = events, Model(), 0

    def at(self, number):
        """The model after the first `number` events."""
        while self.done < number:
            self.model.apply(self.events[self.done])
            self.done += 1
        return self.model


class Album:
    """
    steps       story.Step, each with .sheet (draw.Sheet) and .says (the picture in words)
    """

    def __init__(self, events, every=False, title="Samepage"):
        self.title = title
        self.cast = Cast(events)
        self.steps = Story(events, self.cast, every).tell(Player(events).at)
        if not self.steps:
            raise NothingToDraw("nothing happened in that run that could be drawn")
        player, recorder = Player(events), Recorder(self.cast)
        moments = [recorder.take(player.at(step.end), step.end - 1) for step in self.steps]
        self.folding, self.layout = self._fit(moments)
        old = None
        for step, view in zip(self.steps, self._views(moments, self.folding)):
            step.sheet = old = Sheet(view, self.cast.places, old, step.focus, **self.layout)
            step.view, step.says = view, says(view)

    def _views(self, moments, folding):
        maker = (Maker if self.cast.attached else PrivateMaker)(folding)
        return [maker.view(moment) for moment in moments]

    def _fit(self, moments):
        """
        Choose the layout of all pictures: the least folding and the largest text that fit. Then
        choose the height of a process and the top of the middle.
        """
        for each, areas, groups, sizes in FOLDINGS:
            folding = Folding(self.cast.places > 2, each, areas, groups)
            room = draw.BOTTOM - draw.TOP - (draw.BAR if not folding.compact else 0)
            views = self._views(moments, folding)
            for size in sizes:
                tallest, depth, m = self._measure(views, size, room)
                if depth <= room or tallest > m.height:
                    break               # it fits, or smaller text would not help
            if depth <= room and tallest <= m.height:
                break
        scale = min(max(m.height / tallest, 1.0), m.largest)
        height = min(tallest * scale, m.height)
        rows = (self.cast.places + 1) // 2
        used = rows * height + (rows - 1) * m.apart
        return folding, dict(size=size, scale=scale, height=height,
                             offset=max((min(used, room) - depth) * 0.6, 0))

    def _measure(self, views, size, room):
        """The heights of the tallest process and of the middle. Stops at the first that does not fit."""
        tallest = depth = 0
        for view in views:
            sheet = Sheet(view, self.cast.places, size=size)
            tallest, depth = max(tallest, sheet.tallest), max(depth, sheet.depth)
            if depth > room or tallest > sheet.m.height:
                break
        return tallest, depth, sheet.m

    def fragments(self, step):
        return [*step.sheet.fragments, draw.heading(step, len(self.steps))]

    def svg(self, step):
        """One picture as a file of its own."""
        return document(step.title, step.detail + " " + "; ".join(step.says), self.fragments(step))

    def figure(self, title, detail):
        """The picture in which most page tables lead to one frame, without marks."""
        def sharers(step):
            led = Counter(row.to for process in step.view.processes for table in process.tables
                          for row in table.rows if row.to)
            return max(led.values(), default=0)

        step = max(self.steps, key=sharers)
        sheet = Sheet(step.view, self.cast.places, **self.layout)
        return document(title, "; ".join(step.says),
                        [*sheet.fragments, draw.caption(title, detail)])


def document(title, description, fragments):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {svg.WIDTH} {svg.HEIGHT}" aria-labelledby="title" '
            f'aria-describedby="desc">\n<title id="title">{svg.escape(title)}</title>\n'
            f'<desc id="desc">{svg.escape(description)}</desc>\n'
            f"<style>{svg.STYLE}</style>{svg.defs()}\n"
            f'<rect width="{svg.WIDTH}" height="{svg.HEIGHT}" fill="#fff"/>\n'
            + "\n".join(fragments) + "\n</svg>\n")


def says(view):
    """The content of the picture as lines of text."""
    lines = []
    for group in view.groups:
        state = {"removed": ", removed", "destroyed": ""}.get(group.state, "")
        lines.append(f"{group.title}: {', '.join(group.facts)}{state}"
                     + (f", nattch {group.nattch}" if group.state != "destroyed" else ""))
        for frames in group.frames:
            what = f": {frames.title}, {frames.count}" if frames.title else f": {frames.value}"
            lines.append(f"{group.title} {frames.index}{what}")
    titles = {frames.key: frames.title for group in view.groups for frames in group.frames}
    for process in view.processes:
        who = f"{process.part.letter}, {process.part.name}, pid {process.part.pid}"
        if not process.alive:
            lines.append(f"{who}: ended")
            continue
        lines.append(f"{who}: page directory {process.pgd}")
        for row in process.areas:
            lines.append(f"{process.part.letter} area: " + ", ".join(filter(None, row.parts)))
        for row in process.directory:
            lines.append(f"{process.part.letter} directory entry " + " ".join(filter(None, row.parts)))
        for table in process.tables:
            for row in table.rows:
                to = f", leads to {titles[row.to]}" if row.to in titles else ""
                lines.append(f"{process.part.letter} {table.title} {table.address} entry "
                             + " ".join(filter(None, row.parts)) + to)
    return lines + view.more
