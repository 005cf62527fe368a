# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's rooms are layers: an #include names the same room or an earlier one, in the order of
the table in kernel/README.md. And a header declares only what the source file beside it defines.
"""

import collections
import os
import re

FREE = "kernel/debug/trace.h"           # which every room may include, as kernel/README.md says
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
PROTOTYPE = re.compile(r"^(?!static|typedef|#|extern [^(]*;)[a-z][\w \t*]*?\b(\w+)\([^;{]*\)[^;{()]*;", re.M)
# Headers that describe what several files, or none of the same name, define.
COLLECTIONS = {"kernel/lib/syscalls.h"}


def rooms(root):
    """{room: number of its layer}, from the table in kernel/README.md."""
    with open(os.path.join(root, "kernel/README.md"), encoding="utf-8") as file:
        rows = re.findall(r"^\| (`[^|]+`) \|", file.read(), re.M)
    return {room: layer for layer, row in enumerate(rows) for room in re.findall(r"`([\w/]+)`", row)}


def files(root, order):
    """Yield (path, text) of every source file in a room."""
    for room in order:
        for name in sorted(os.listdir(os.path.join(root, room))):
            if name.endswith((".c", ".h")):
                with open(os.path.join(root, room, name), encoding="utf-8") as file:
                    yield f"{room}/{name}", file.read()


def wrong_includes(order, path, text):
    """The lines of a file that include a later room, or one that the table does not have."""
    for number, line in enumerate(text.splitlines(), 1):
        target = INCLUDE.match(line)
        if not target or target.group(1) == FREE:
            continue
        room = os.path.dirname(target.group(1))
        if room not in order or order[room] > order[os.path.dirname(path)]:
            yield f"{path}:{number}: {line.strip()}"


def strangers(root, path, text):
    """Functions that a header declares and the file beside it does not define."""
    stem = os.path.join(root, path)[:-2]
    beside = ""
    for source in (f"{stem}.c", f"{stem}.asm"):
        if os.path.exists(source):
            with open(source, encoding="utf-8") as file:
                beside += file.read()
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    plain = re.sub(r"^\s*#.*?(?<!\\)$", "", plain.replace("\\\n", " "), flags=re.M)
    for name in PROTOTYPE.findall(plain):
        if not re.search(rf"^(?!\s|#|/).*\b{name}\b\s*(\(|:|$)", beside, re.M):
            yield f"{path}: {name}()"


def test_layers(group, root):
    order = rooms(root)
    sources = list(files(root, order))
    group.ok(len(order) >= 10 and {"mm", "ipc", "kernel", "boot"} <= set(order),
             "kernel/README.md has the table of rooms", str(order))
    present = {os.path.dirname(path) for path, _ in sources}
    group.equal(sorted(present - set(order)), [], "every room is in the table")
    wrong = [line for path, text in sources for line in wrong_includes(order, path, text)]
    group.equal(wrong, [], "every include names an earlier room")
    group.equal(list(wrong_includes(order, "mm/page.h", '#include "ipc/shm.h"\n')),
                ['mm/page.h:1: #include "ipc/shm.h"'], "a wrong include is noticed")
    odd = [line for path, text in sources if path.endswith(".h") and path not in COLLECTIONS
           for line in strangers(root, path, text)]
    group.equal(odd, [], "a header declares what the source file beside it defines")
    twice = [f"{path}: {line}" for path, text in sources if path.endswith(".h")
             for line, count in collections.Counter(text.splitlines()).items()
             if count > 1 and line.endswith(");") and line[0].isalpha()]
    group.equal(twice, [], "a header declares every function once")
