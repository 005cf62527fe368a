# SPDX-License-Identifier: GPL-2.0-only
"""
Place everything on the sheet, like the figure of the article, with the machine's numbers:

    +------------------------- what happened; the line of source -----------------+
    | process A                    |     frames, each group under        | process B         |
    |   areas -> directory,        | ->  its shm_segs[] and         <-   |  tables <- areas  |
    |            page tables       |     shm_pages[]                     |                   |
    | process C ...                |                                     | process D ...     |
    +-----------------------------------------------------------------------------------------+

A Sheet draws one view. It keeps a fragment for each object, so that a player can share fragments
that stay the same; the content of each object, to find what changes; and its position. middle.py
draws the middle.
"""

from . import svg
from .middle import Middle
from .svg import HEIGHT, PROCESSES, SEGMENTS, WIDTH, group, rect, text

MARGIN = 14
TOP, BOTTOM = 122, HEIGHT - 34
BAR = 106                               # height of the bar of physical memory
PAD = 8                                 # from a process's frame to what is in it
LEGEND = ("P present, W writable, U user, A accessed, D dirty (as the kernel set them)",
          "thick outline: changed in this step")


class Measures:
    """Sizes, which depend on the number of processes on a side."""

    def __init__(self, stacked, scale=1.0):
        self.compact = stacked > 1
        # of the text, of a line, of the title; of areas, the gap and tables, inwards
        sizes = {1: (20, 44, 48, 226, 38, 288), 2: (18, 28, 36, 208, 34, 262)}.get(
            stacked, (15.5, 21, 28, 184, 30, 228))
        self.font, self.row, self.title, self.areas, self.between, self.tables = (
            size * (scale if self.compact or size == 44 else 1) for size in sizes)
        # Arrows need room, too, so with little room only the lines become higher.
        self.largest = {1: 1.25, 2: 1.08}.get(stacked, 1.2)
        self.gap = {1: 30, 2: 8}.get(stacked, 4)
        self.top = 16 if stacked == 1 else 5
        self.area_row = self.row * (1.6 if stacked == 1 else 1.75)
        self.apart = 14                 # between processes
        self.height = (BOTTOM - TOP - self.apart * (stacked - 1)) / stacked
        if stacked == 1:
            self.height -= BAR
        self.width = 2 * PAD + self.areas + self.between + self.tables

    def address_line(self, y):
        """The baseline of the second line of an area that begins at y."""
        return y + self.area_row * 0.84


class Sheet:
    def __init__(self, view, places, old=None, focus=(), size=20, scale=1.0, offset=0.0,
                 height=None):
        """
        old      the previous sheet, to find what has changed
        focus    keys of more objects to mark
        size     of the text in the middle
        scale    of the processes
        offset   of the middle from the top
        height   of a process
        """
        self.view, self.old, self.focus = view, old, set(focus)
        self.places = places
        self.m = Measures((places + 1) // 2, scale)
        self.height = height or self.m.height
        self.fragments, self.says, self.where = [], {}, {}
        self._late = []                 # changed objects, drawn last: their outline covers their neighbours
        self.tallest = 0.0              # process
        for process in view.processes:
            self._process(process)
        self.depth = Middle(self, size, TOP + offset).draw() - TOP - offset
        for process in view.processes:
            self._arrows(process)
        self.fragments += self._late
        if view.bar:
            self.put("bar", view.bar.draw(BOTTOM - BAR + 12))

    # ---- what changed ---------------------------------------------------------------------

    def changed(self, key, says, owner=None):
        """
        Note the content of an object. Returns whether it has changed or is new. The parts of a
        new owner, such as the rows of a new process, do not count as new.
        """
        self.says[key] = says
        if key in self.focus:
            return True
        if self.old is None:
            return False
        if key in self.old.says:
            return self.old.says[key] != says
        return owner is None or owner in self.old.says and self.old.says[owner] == self.says[owner]

    def put(self, key, content, changed=False, **attributes):
        below = "." not in key or not changed       # a process is below its rows
        (self.fragments if below else self._late).append(group(key, content, changed, **attributes))

    # ---- processes ------------------------------------------------------------------------

    def _process(self, process):
        m, place, key = self.m, process.part.place, f"p{process.part.pid}"
        left = place % 2 == 0
        x = MARGIN if left else WIDTH - MARGIN - m.width
        y = TOP + place // 2 * (self.height + m.apart)
        name, pid = process.part.name, f"pid {process.part.pid}"
        base = y + m.title * 0.7
        content = rect(x, y, m.width, self.height, "box" if process.alive else "none", 10)
        content += rect(x, y, m.title * 1.15, m.title, "", 10, PROCESSES[place][0])
        content += text(x + m.title * 0.575, y + m.title * 0.78, process.part.letter,
                        m.title * 0.74, "bold", "middle", fill="#fff")
        content += text(x + m.title * 1.15 + 10, base, f"{name}, {pid}", m.font + 2, "bold",
                        room=(m.width / 2 if m.compact and process.alive else m.width)
                        - m.title * 1.4)
        if not process.alive:
            content += text(x + m.width / 2, y + self.height / 2, "ended, all its memory given back",
                            m.font + 1, "soft", "middle", room=m.width - 40)
        elif m.compact:
            content += text(x + m.width - PAD, base, f"page directory {process.pgd}", m.font - 1,
                            "", "end", room=m.width / 2 - 10)
        self.where[key] = (x, y, m.width, self.height)
        self.put(key, content, self.changed(key, (name, pid, process.alive, process.pgd)))
        if process.alive:
            areas = x + PAD if left else x + m.width - PAD - m.areas
            tables = x + PAD + m.areas + m.between if left else x + PAD
            low = max(self._areas(process, key, areas, y + m.title + m.top),
                      self._tables(process, key, tables, y + m.title + m.top))
            self.tallest = max(self.tallest, low - y + PAD)

    def _areas(self, process, owner, x, y):
        m = self.m
        apart = 0 if m.compact else 8
        for row in process.areas:
            name, perms, start, pages = row.parts
            height = m.area_row if start else m.row
            content = rect(x, y, m.areas, height, "row", 3) + hatch(row.segment, x, y, height)
            inner = x + (18 if row.segment is not None else 10)
            base = y + (height * 0.4 if start else height * 0.66)
            content += text(inner, base, name, m.font, "" if row.dim else "bold",
                            room=x + m.areas - inner - 10 - 4 * m.font * 0.61)
            content += text(x + m.areas - 8, base, perms, m.font, "mono", "end")
            if start:
                content += text(inner, m.address_line(y), f"{start}, {pages}", m.font - 1, "",
                                room=x + m.areas - inner - 6)
            self._row(row, owner, content, x, y, m.areas, height)
            y += height + apart
        return y - apart

    def _row(self, row, owner, content, x, y, width, height):
        self.where[row.key] = (x, y, width, height)
        self.put(row.key, content, self.changed(row.key, row.parts, owner),
                 kind="soft" if row.dim else "")

    def _tables(self, process, owner, x, y):
        m = self.m
        if not m.compact:
            y = self._head(f"{owner}.pgd", "page directory", process.pgd, owner, x, y)
            for row in process.directory:
                y = self._entry(row, owner, x, y)
            for table in process.tables:
                y = self._head(table.key, table.title, table.address, owner, x, y + m.gap)
                for row in table.rows:
                    y = self._entry(row, table.key if row.dim else owner, x, y)
            return y
        # With little room each table is directly under the entry that leads to it.
        tables = {table.key: table for table in process.tables}
        for row in process.directory:
            y = self._entry(row, owner, x, y)
            table = tables.get(row.to)
            if table:
                self.where[table.key] = (x + 16, y, m.tables - 16, m.row * len(table.rows))
                for entry in table.rows:
                    y = self._entry(entry, owner, x, y, 16)
                y += m.gap
        return y

    def _head(self, key, title, address, owner, x, y):
        m = self.m
        content = rect(x, y, m.tables, m.row, "head", 3)
        content += text(x + 8, y + m.row * 0.66, title, m.font - 2, "bold", room=m.tables * 0.57)
        content += text(x + m.tables - 8, y + m.row * 0.66, address, m.font - 2, "mono", "end")
        self.where[key] = (x, y, m.tables, m.row)
        self.put(key, content, self.changed(key, (title, address), owner))
        return y + m.row

    def _entry(self, row, owner, x, y, indent=0):
        """[256]  0x0020f067  PWUAD"""
        m = self.m
        x, width = x + indent, m.tables - indent
        index, value, bits = row.parts[:3]
        size = m.font - 1 if row.dim else m.font
        base = y + m.row * 0.7
        content = rect(x, y, width, m.row, "row", 3) + hatch(row.segment, x, y, m.row, 8)
        letter = size * svg.MONO_WIDTH
        end = x + width - 7
        content += text(x + 13, base, index, size, "mono", room=width * 0.45)
        content += text(end, base, bits, size, "mono", "end")
        left = x + 13 + min(len(index) * letter, width * 0.45) + 6
        content += text(end - 5 * letter - 9, base, value, size,
                        "mono" if value.startswith("0x") else "", "end",
                        room=end - 5 * letter - 9 - left)
        self._row(row, owner, content, x, y, width, m.row)
        return y + m.row

    # ---- arrows ---------------------------------------------------------------------------

    def _arrows(self, process):
        if not process.alive:
            return
        for row in process.areas + process.directory:
            if row.to in self.where:
                self._inner(process, row)
        for table in process.tables:
            for row in table.rows:
                if row.to in self.where:
                    self._outer(process, row)

    def _inner(self, process, row):
        """The arrows from an area to its directory entry, and from there to its table."""
        from_area = ".area." in row.key
        if self.m.compact and not from_area:
            return
        x, y, width, height = self.where[row.key]
        tx, ty, twidth, theight = self.where[row.to]
        left = process.part.place % 2 == 0
        y, ty = y + height / 2, ty + theight / 2
        if from_area:
            x, tx = (x + width, tx) if left else (x, tx + twidth)
            middle = (x + tx) / 2
        else:                           # out towards the frames and back
            x = tx = x + width if left else x
            middle = x + (34 if left else -34)
        self.put(f"a.{row.key}",
                 f'<path class="step" marker-end="url(#tip)" d="M{x:.1f} {y:.1f}'
                 f'C{middle:.1f} {y:.1f} {middle:.1f} {ty:.1f} {tx:.1f} {ty:.1f}"/>',
                 data_from=row.key, data_to=row.to)

    def _outer(self, process, row):
        """The arrow from a page table entry to its frame."""
        x, y, width, height = self.where[row.key]
        tx, ty, twidth, theight = self.where[row.to]
        place = process.part.place
        left = place % 2 == 0
        x, tx = (x + width, tx) if left else (x, tx + twidth)
        y += height / 2
        rows = (self.places + 1) // 2   # the arrows of one side end one below the other
        ty += theight * (1 + place // 2) / (rows + 1)
        bend = (tx - x) * 0.55
        colour, dashes = PROCESSES[place]
        key = f"a.{row.key}"
        changed = self.changed(key, (row.to, row.parts[1]), f"p{process.part.pid}")
        path = (f'<path class="arrow" marker-end="url(#head{place})" style="stroke:{colour}"'
                + (f' stroke-dasharray="{dashes}"' if dashes else "")
                + f' d="M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {tx - bend:.1f} {ty:.1f} '
                  f'{tx:.1f} {ty:.1f}"/>')
        self.put(key, path, changed, data_from=row.key, data_to=row.to)


def hatch(slot, x, y, height, width=11):
    """The hatched strip that marks everything of one segment."""
    if slot is None:
        return ""
    return rect(x + 1, y + 1, width, height - 2, "", 2, f"url(#hatch{slot % len(SEGMENTS)})")


def heading(step, total):
    """The description of the step, and the line of source."""
    room = WIDTH - 2 * MARGIN - 110
    size, lines = 30, svg.wrap(step.title, 30, room, 2, bold=True)
    if len(lines) > 1:
        size, lines = 24, svg.wrap(step.title, 24, room, 2, bold=True)
    one = len(lines) == 1
    content = "".join(text(MARGIN, (38 if one else 28) + 28 * i, line, size, "bold", room=room)
                      for i, line in enumerate(lines))
    content += text(MARGIN, 74 if one else 82, step.detail, 22, room=WIDTH - 2 * MARGIN)
    content += text(MARGIN, 106, f"{step.at}  {step.source}".strip(), 19, "mono soft",
                    room=WIDTH - 2 * MARGIN)
    content += text(WIDTH - MARGIN, 38, f"{step.number}/{total}", 24, "soft", "end")
    legend = text(MARGIN, HEIGHT - 10, LEGEND[0], 17, "soft", room=900)
    legend += text(WIDTH - MARGIN, HEIGHT - 10, LEGEND[1], 17, "soft", "end", room=500)
    return group("heading", content) + group("legend", legend)


def caption(title, detail):
    """The title of a single picture."""
    content = text(MARGIN, 44, title, 34, "bold", room=WIDTH - 2 * MARGIN)
    content += text(MARGIN, 88, detail, 22, room=WIDTH - 2 * MARGIN)
    return group("heading", content) + \
        group("legend", text(MARGIN, HEIGHT - 10, LEGEND[0], 17, "soft", room=900))
