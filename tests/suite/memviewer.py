# SPDX-License-Identifier: GPL-2.0-only
"""
memviewer: its single report must agree with pmap; on the console its screen must fit, and q must
end it.
"""

import re
import tempfile

from samepage.guest import Guest

COLUMNS, ROWS = 80, 25
SHARED = re.compile(r"^0x([0-9a-f]{8}) +count (\d+)  segment 0: A ([0-9a-f]{8})  B ([0-9a-f]{8})", re.M)
PMAP = re.compile(r"^ +50000000 +frame 0x([0-9a-f]+) +count (\d+)", re.M)
BOTH = "process_a; attach 0 & A=$!; attach 0 0x50000000 & B=$!; sleep 1; "


def fits(group, text):
    lines = text.rstrip("\n").split("\n")
    group.ok(len(lines) < ROWS, f"it has at most {ROWS - 1} lines ({len(lines)})")
    group.ok(max(map(len, lines)) <= COLUMNS, f"it has at most {COLUMNS} columns", text)


def test_once(group, build):
    result = Guest(BOTH + "memviewer -1; echo ==; pmap $B; ipcrm -m 0; kill $A; kill $B; sleep 1; "
                   "echo ==; memviewer -1; echo ==; memviewer -1 x", build=build).run()
    text = result.output.decode(errors="replace")
    once, pmap, none, usage = text.split("==\n")
    once = once[once.index("Physical"):]
    fits(group, once)
    shared, seen = SHARED.search(once), PMAP.search(pmap)
    group.ok(shared and seen and shared.group(1, 2) == seen.group(1, 2)
             and shared.group(3, 4) == ("40000000", "50000000"),
             "the shared frame is marked with the segment, A and B, as pmap says", text)
    group.ok(re.search(r"^[0-9a-f]{8}  .*S", once, re.M), "there is an S in the map", once)
    group.ok("S segment 1" in once, "one frame belongs to a segment", once)
    group.ok(re.search(r"^A: attach, pid \d+ +B: attach, pid \d+", once, re.M),
             "two address spaces are side by side")
    group.ok("\x1b" not in text, "-1 prints no escape sequences")
    group.ok("none: no process is attached" in none and "S segment 0" in none,
             "if no process is attached, it says so", none)
    group.equal((result.status, usage), (1, "memviewer: usage: memviewer [-1] [PID...]\n"),
                "a wrong argument makes it print its usage")


def test_live(group, build):
    with tempfile.TemporaryFile() as keys:
        # The key is typed before memviewer runs, and waits until it reads.
        keys.write(b"q")
        keys.seek(0)
        result = Guest(BOTH + "memviewer; echo back", build=build, stdin=keys).run()
        text = result.output.decode(errors="replace")
        group.equal(result.status, 0, "q ends it")
        screen, _, after = text.rpartition("\x1b[H")[2].partition("\x1b[J")
        fits(group, re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "", screen))
        group.ok(SHARED.search(re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "", screen)),
                 "the screen shows the shared frame", screen)
        group.ok(after.rstrip().endswith("back"), "the shell continues after it", after)
        used = set(re.findall(r"\x1b\[[0-9;]*([A-Za-z])", text))
        group.ok(used <= set("HJKm"), f"it uses only escape sequences that the screen knows ({used})")
