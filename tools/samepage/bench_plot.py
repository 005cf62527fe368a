# SPDX-License-Identifier: GPL-2.0-only
"""
Draw with gnuplot how costs grow with pages, segments and processes (docs/cost-by-*.svg).
"""

import os
import subprocess

# file, title, x axis, scale, y axis, [(name, unit, divided by n?)]
PICTURES = [
    ("cost-by-pages", "A page's cost, by the size of its segment", "pages in the segment",
     "set logscale x 2", "instructions per page",
     [("first touch", "pages", False), ("write to a present page", "pages", False),
      ("shmdt of touched pages", "pages", True)]),
    ("cost-by-segments", "shmget of an existing key, by the number of segments",
     "other segments", "", "instructions", [("shmget existing", "other segments", False)]),
    ("cost-by-processes", "What processes do, by the number of others that sleep",
     "other processes, attached to the same segment", "", "instructions",
     [("round trip by sched_yield", "other processes", False),
      ("round trip by pipe", "other processes", False),
      ("fork + exit + wait", "other processes", False)]),
]
WHO = [("samepage", "Samepage", 7), ("linux", "Linux", 6)]     # and the shape of its points
SETUP = """set terminal svg size 720,460 dynamic noenhanced background rgb 'white' font 'sans-serif,12'
set output '{path}'
set title "{title}"
set xlabel '{x}'
set ylabel '{y}'
set logscale y
set grid
set key below Left reverse vertical maxrows {rows} samplen 2 width -3
set bmargin {margin}
set rmargin 4
{scale}
plot {lines}
"""


def _points(figures, name, unit, per_n):
    return [(n, figure["median"] / (n if per_n else 1))
            for (a_name, n, a_unit), figure in figures.items() if (a_name, a_unit) == (name, unit)]


def draw(figures, directory):
    """Draw all pictures; gnuplot reads the data after its commands. Returns the paths."""
    paths = []
    for file, title, x, scale, y, curves in PICTURES:
        lines, data = [], ""
        for who, called, shape in WHO:
            for colour, (name, unit, per_n) in enumerate(curves, 1):
                lines.append(f"'-' with linespoints lt {colour} pt {shape} title '{called}: {name}'")
                data += "".join(f"{n} {value}\n" for n, value
                                in _points(figures[who], name, unit, per_n)) + "e\n"
        path = os.path.join(directory, f"{file}.svg")
        script = SETUP.format(path=path, title=title, x=x, y=y, scale=scale, lines=", ".join(lines),
                              rows=len(curves), margin=4 + len(curves))
        subprocess.run(["gnuplot"], input=script + data, text=True, check=True)
        paths.append(path)
    return paths
