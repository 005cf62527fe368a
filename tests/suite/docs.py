# SPDX-License-Identifier: GPL-2.0-only
"""
What the documents say about the source is true:

    `ipc/shm.c:shm_nopage`      that file defines that name
    `ipc/shm.c:212 shm_nopage`  on that line
    `tools/guest`               is there
    [text](fidelity.md)         is there

and docs/linux-map.md has a place for every function of ipc/.
"""

import glob
import os
import re

NAMED = re.compile(r"`([\w./-]+\.(?:c|h|asm|ld|py)):([A-Za-z_]\w*)(?:\(\))?`")
LINED = re.compile(r"`([\w./-]+\.(?:c|h|asm|ld|py)):(\d+)(?: (\w+)(?:\(\))?)?`")
PATH = re.compile(r"`((?:boot|kernel|mm|ipc|include|user|tools|tests|docs|labs)/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
FUNCTION = re.compile(r"^(?!static inline)[a-z][\w\s*]*?\b(\w+)\([^;]*$")
NO_FUNCTION = {"if", "for", "while", "switch", "return", "printf_like", "__attribute__"}


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def defines(text, name):
    """Whether a file defines that name: it stands on a line that begins at the margin, or as a
    member or label of its own."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(line) and not line.startswith(("//", "/*", " *", "#include"))
               and (not line[:1].isspace() or re.search(rf"\b{re.escape(name)}\b\s*[:;,=\[]", line))
               for line in text.splitlines())


def functions(text):
    """Names of the functions that a C file defines."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = FUNCTION.match(line)
        if match and match.group(1) not in NO_FUNCTION:
            body = lines[number + 1:number + 5]
            if any(following.startswith("{") for following in body):
                found.append(match.group(1))
    return found


def run(report, root):
    documents = [os.path.join(root, "README.md"), *sorted(glob.glob(f"{root}/docs/*.md"))]
    for document in documents:
        if not os.path.exists(document):
            continue
        name = os.path.relpath(document, root)
        with report.group("docs/" + name.replace("docs/", "")) as group:
            _document(group, root, document)
    with report.group("docs/every function of ipc") as group:
        text = _read(os.path.join(root, "docs/linux-map.md"))
        for source in sorted(glob.glob(f"{root}/ipc/*.c")):
            for function in functions(_read(source)):
                where = f"{os.path.relpath(source, root)}:{function}"
                group.ok(f"`{where}`" in text, f"docs/linux-map.md has {where}")


def _document(group, root, document):
    text = _read(document)
    for path, name in NAMED.findall(text):
        source = os.path.join(root, path)
        group.ok(os.path.exists(source) and defines(_read(source), name),
                 f"{path} defines {name}")
    for path, number, name in LINED.findall(text):
        source = os.path.join(root, path)
        lines = _read(source).splitlines() if os.path.exists(source) else []
        group.ok(0 < int(number) <= len(lines) and name in lines[int(number) - 1],
                 f"{path} has {name or 'a line'} on line {number}")
    for path in PATH.findall(text):
        group.ok(os.path.exists(os.path.join(root, path)) or _made(root, path), f"{path} is there")
    for link in LINK.findall(text):
        if "://" not in link:
            group.ok(os.path.exists(os.path.join(os.path.dirname(document), link)),
                     f"the link to {link} leads somewhere")
    group.ok(text.strip(), "it says something")


def _made(root, path):
    """A program's name without .c, as in `user/ipcs`."""
    return os.path.exists(os.path.join(root, path + ".c"))
