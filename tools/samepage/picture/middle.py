# SPDX-License-Identifier: GPL-2.0-only
"""
Draw the middle of a picture: the kernel's data of each segment, and below it its frames.

    [ shm_segs[0]           nattch 2 ]
    [ id 0, key ..., 128 bytes       ]
    [ shm_pages[0]        0x00215000 ]
                    |
    [[      frame 0x00215000        ]]
    [[  count 3: segment, A, B      ]]
"""

from .svg import SEGMENTS, WIDTH, rect, text

CARD = 304                      # width
X = (WIDTH - CARD) / 2
PLAIN = "#f2f2f2"               # frames without a segment


class Middle:
    def __init__(self, sheet, size, top):
        """size: of the text; everything else is in proportion."""
        self.sheet, self.size, self.top = sheet, size, top
        self.line = size * 1.4
        self.roomy = size > 16

    def draw(self):
        """Draw everything. Returns the y coordinate of the end."""
        y = self.top
        for number, one in enumerate(self.sheet.view.groups):
            y = self._group(one, y + (self.line * 0.6 if number else 0))
        if self.sheet.view.more:
            y += self.line
            self.sheet.put("more", text(WIDTH / 2, y, "; ".join(self.sheet.view.more), 16, "soft",
                                        "middle", room=CARD + 100))
        return y

    def _hatch(self, slot, x, y, width, height):
        if slot is None:
            return ""
        return rect(x, y, width, height, "", 2, f"url(#hatch{slot % len(SEGMENTS)})")

    def _group(self, one, y):
        if one.title:
            y = self._card(one, y)
        for frames in one.frames:
            if frames.index:
                y = self._strip(one, frames, y)
            if frames.title:
                y = self._frames(one, frames, y)
        return y

    def _card(self, one, y):
        size, line = self.size, self.line
        facts = [", ".join(one.facts)]
        if self.roomy and len(one.facts) > 2:
            facts = [", ".join(one.facts[:2]), ", ".join(one.facts[2:])]
        height = line * (1.35 + 0.9 * len(facts))
        content = rect(X, y, CARD, height, "card", 8) + self._hatch(one.slot, X + 2, y + 3, 12,
                                                                    height - 6)
        content += text(X + 22, y + line, one.title, size, "mono bold", room=CARD * 0.5)
        if one.state != "destroyed":
            content += text(X + CARD - 10, y + line, f"nattch {one.nattch}", size - 2, "bold",
                            "end", room=CARD * 0.92 - 26 - len(one.title) * size * 0.61)
        for i, fact in enumerate(facts):
            content += text(X + 22, y + line * (1.9 + 0.9 * i), fact, size - 2, room=CARD - 32)
        self.sheet.where[one.key] = (X, y, CARD, height)
        self.sheet.put(one.key, content, self.sheet.changed(
            one.key, (one.title, *one.facts, one.nattch, one.state)))
        return y + height

    def _strip(self, one, frames, y):
        """Draw an element of shm_pages[]."""
        size, height = self.size - 3, self.line * 1.15
        value = frames.value
        content = rect(X, y, CARD, height, "row")
        content += text(X + 22, y + height * 0.7, frames.index, size, "mono", room=CARD * 0.5)
        content += text(X + CARD - 10, y + height * 0.7, value, size,
                        "mono" if value.startswith("0x") else "", "end", room=CARD * 0.4)
        key = "shm." + frames.key
        self.sheet.where[key] = (X, y, CARD, height)
        self.sheet.put(key, content, self.sheet.changed(key, (frames.index, value), one.key))
        y += height
        if frames.title and self.roomy:
            self.sheet.put(f"a.{key}", f'<path class="step" marker-end="url(#tip)" '
                           f'd="M{WIDTH / 2} {y:.1f}V{y + 20:.1f}"/>', data_from=key,
                           data_to=frames.key)
            y += 20
        return y

    def _frames(self, one, frames, y):
        size, line = self.size, self.line
        height = line * (2.5 if self.roomy else 2.1)
        content = ""
        if not frames.single and frames.there:      # a second box behind it stands for more frames
            content += rect(X + 5, y + 5, CARD, height, "box", 2)
        fill = PLAIN if one.slot is None else SEGMENTS[one.slot % len(SEGMENTS)]
        content += rect(X, y, CARD, height, "frame" if frames.there else "none", 2,
                        fill if frames.there else None)
        slot = frames.slot if frames.there else None
        content += self._hatch(slot, X + 2, y + 2, 15, height - 4)
        content += self._hatch(slot, X + CARD - 17, y + 2, 15, height - 4)
        content += text(WIDTH / 2, y + height * 0.42, frames.title, size, "bold", "middle",
                        room=CARD - 46)
        content += text(WIDTH / 2, y + height * 0.82, frames.count, size - 1, "", "middle",
                        room=CARD - 46)
        self.sheet.where[frames.key] = (X, y, CARD, height)
        self.sheet.put(frames.key, content, self.sheet.changed(
            frames.key, (frames.title, frames.count, frames.there), one.key if one.title else None))
        return y + height + (14 if self.roomy else 9)
