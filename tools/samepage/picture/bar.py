# SPDX-License-Identifier: GPL-2.0-only
"""
Draw physical memory as one bar, coloured by owner, if a picture has room for it. It shows how few
frames a process has, how they are scattered, and that the shared frame is a frame like any other.

A column of the bar stands for many frames and shows the most important owner among them: first
segments, then processes of the picture, other programs and files, the kernel, and free frames.
"""

from samepage.pagetable import PAGE, frame_of

from .svg import PROCESSES, SEGMENTS, WIDTH, rect, text

MARGIN, COLUMN, HEIGHT = 14, 4, 34
COLUMNS = (WIDTH - 2 * MARGIN) // COLUMN
FREE, KERNEL, OTHER, PROCESS, SEGMENT = range(5)    # later ones are more important
FILL = {FREE: "#ffffff", KERNEL: "#8c8c8c", OTHER: "#d4d4d4"}


def owners(model, spaces):
    """
    {frame number: (kind, which)} of all frames in use. spaces: [(place, letter, Space)] of the
    processes of the picture.
    """
    found = {}
    for pfn, (what, order) in model.uses.items():
        kind = KERNEL if what == "kernel" else OTHER
        for one in range(pfn, pfn + (1 << order)):
            found[one] = kind, 0
    for place, _, space in spaces:
        for _, _, entry in model.pages(space):
            if model.count(frame_of(entry)) == 1:     # a private frame; a shared one has more references
                found[entry // PAGE] = PROCESS, place
    for segment in model.segments.values():
        for frame in segment.frames.values():
            found[frame // PAGE] = SEGMENT, segment.slot
    return found


class Bar:
    """The content of the bar at one moment."""

    def __init__(self, model, spaces):
        found = owners(model, spaces)
        given = {pfn for start, end in model.ram for pfn in range(start // PAGE, end // PAGE)}
        self.frames = len(model.counts)
        columns = [(FREE, 0)] * COLUMNS
        for pfn in range(self.frames):
            column = pfn * COLUMNS // self.frames
            owner = found.get(pfn) or ((FREE, 0) if pfn in given else (KERNEL, 0))
            columns[column] = max(columns[column], owner)
        self.columns = columns
        kinds = list(found.values())
        self.legend = [(FREE, 0, f"free {model.free_frames()}"),
                       (KERNEL, 0, "the kernel " + str(self.frames - model.free_frames() - sum(
                           kind != KERNEL for kind, _ in kinds))),
                       (OTHER, 0, f"other programs, files {kinds.count((OTHER, 0))}")]
        self.legend += [(PROCESS, place, f"{letter} alone {kinds.count((PROCESS, place))}")
                        for place, letter, _ in spaces]
        self.legend += [(SEGMENT, slot, f"shm_segs[{slot}] {kinds.count((SEGMENT, slot))}")
                        for slot in sorted({s for kind, s in kinds if kind == SEGMENT})[:3]]

    def draw(self, y):
        """The bar as SVG with its top at y; it is about 96 high."""
        title = f"physical memory, {self.frames} frames"
        content = text(MARGIN, y + 14, title, 17, "bold")
        content += rect(MARGIN, y + 24, COLUMNS * COLUMN, HEIGHT, "box")
        start = 0
        for i in range(1, COLUMNS + 1):
            if i == COLUMNS or self.columns[i] != self.columns[start]:
                content += swatch(*self.columns[start], MARGIN + start * COLUMN, y + 25,
                                  (i - start) * COLUMN, HEIGHT - 2)
                start = i
        x = MARGIN
        for kind, which, words in self.legend:
            content += rect(x, y + 70, 20, 18, "box") + swatch(kind, which, x + 1, y + 71, 18, 16)
            content += text(x + 27, y + 85, words, 16)
            x += 27 + len(words) * 9.8 + 20
        return content


def swatch(kind, which, x, y, width, height):
    if kind == FREE:
        return ""
    if kind == SEGMENT:             # sticks out of the bar, because it is narrow
        return rect(x - 1, y - 5, width + 2, height + 10, "box") + \
            rect(x - 1, y - 5, width + 2, height + 10, "", 0, f"url(#hatch{which % len(SEGMENTS)})")
    fill = PROCESSES[which][0] if kind == PROCESS else FILL[kind]
    made = rect(x, y, width, height, "", 0, fill)
    if kind == PROCESS and which:   # also distinguishable without colour
        made += rect(x, y + height * 0.4, width, height * 0.2, "", 0, "#fff")
    return made
