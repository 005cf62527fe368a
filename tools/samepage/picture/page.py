# SPDX-License-Identifier: GPL-2.0-only
"""
Write the page that plays the steps: one HTML file that needs no network and no library.

Most of a picture is the same in the next one. So the page contains every fragment once, and for
each step the numbers of its fragments; player.js puts them together.
"""

import json
import os
import re

from . import svg

HERE = os.path.dirname(os.path.abspath(__file__))


def _read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def script(data):
    """JSON that is safe inside a <script>."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


class Table:
    """A list of different texts; number() returns the index of a text."""

    def __init__(self):
        self.texts, self._numbers = [], {}

    def number(self, text):
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return self._numbers[text]


def page(album):
    fragments, lines = Table(), Table()
    steps = [{"f": [fragments.number(f) for f in album.fragments(step)],
              "says": [lines.number(line) for line in step.says], "title": step.title,
              "detail": step.detail, "at": step.at, "source": step.source}
             for step in album.steps]
    first = album.steps[0]
    fill = {
        "TITLE": svg.escape(album.title), "STYLE": svg.STYLE + _read("player.css"),
        "VIEWBOX": f"0 0 {svg.WIDTH} {svg.HEIGHT}", "DEFS": svg.defs(),
        "FIRST": "".join(album.fragments(first)), "COUNT": str(len(steps)),
        "DATA": script({"fragments": fragments.texts, "lines": lines.texts, "steps": steps}),
        "SCRIPT": _read("player.js")}
    return re.sub("@@([A-Z]+)@@", lambda mark: fill[mark[1]], _read("player.html"))
