# SPDX-License-Identifier: GPL-2.0-only
"""
What the documents say about the source is true. Code blocks apart, a document may say

    `shm_nopage()` in `ipc/shm.c`   that file defines that function; the same holds for every
                                    function in a table row that names one file
    `shm_nopage()`                  some file of the tree defines it
    `ipc/shm.c:shm_nopage`          that file defines that name
    `tools/guest`                   the path exists
    [text](fidelity.md)             the target exists
    `make tour`, `make lines`       the Makefile has this goal

Line numbers (`ipc/shm.c:212`) are not allowed: they change with every edit. docs/linux-map.md has
a place for every function of ipc/, and README.zh-CN.md has the content of README.md as far as a
program can tell: the same headings, code blocks, tables, commands, paths, functions and links.
Samepage's instruction counts in docs/performance.md are those of tests/bench_counts.json, and the
table of lines in README.md is the one that `make lines` prints, figures within 10 %. The reading path
of README.md names functions of `make core`, in its order.
"""

import glob
import json
import os
import re
import subprocess

import pytest

from samepage.guest import ROOT

FILE = r"[\w./-]+\.(?:c|h|asm|ld|py)"
NAMED = re.compile(rf"`({FILE}):([A-Za-z_]\w*)(?:\(\))?`")
LINED = re.compile(rf"`({FILE}:\d+)")
CALL = re.compile(r"`(\w+)\(\)`")
# `a()`, `b()` and `c()` in `file`, or (`file`)
PLACED = re.compile(rf"((?:`\w+\(\)`(?:,? and |, )?)+) (?:in |\()`({FILE})`")
PATH = re.compile(r"`((?:boot|kernel|mm|ipc|include|user|tools|tests|docs|labs)/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
GOAL = re.compile(r"`make ([a-z-]+)")
FUNCTION = re.compile(r"^(?!static inline)[a-z][\w\s*]*?\b(\w+)\([^;]*$")
NO_FUNCTION = {"if", "for", "while", "switch", "return", "printf_like", "__attribute__"}
EXAMPLE = "labs/9-"     # the lab that docs/teaching.md takes as an example is not in the tree
SOURCES = ["boot", "kernel", "mm", "ipc", "include", "user", "tools"]


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _prose(text):
    """A document without its code blocks."""
    fenced = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    return re.sub(r"^ {4}.*\n", "", fenced, flags=re.M)


def defines(text, name):
    """Does a file define that name: on a line that begins at the margin, or as a member or label?"""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(line) and not line.startswith(("//", "/*", " *", "#include"))
               and (not line[:1].isspace() or re.search(rf"\b{re.escape(name)}\b\s*[:;,=\[]", line))
               for line in text.splitlines())


def defines_function(text, name):
    """Does a file define that function: its head, or its label, stands at the margin?"""
    head = re.compile(rf"^(?!\s|//|/\*|#include|extern\b).*\b{re.escape(name)}\b\s*[(:]")
    return any(head.match(line) and not line.rstrip().endswith(";") for line in text.splitlines())


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


def _source(root):
    """All source text in one."""
    return "\n".join(_read(path) for folder in SOURCES
                     for path in sorted(glob.glob(f"{root}/{folder}/**", recursive=True))
                     if path.endswith((".c", ".h", ".asm", ".py")))


def placed(prose):
    """Pairs (file, function) that a document puts together."""
    flat = re.sub(r"\s+", " ", prose)
    pairs = [(path, name) for names, path in PLACED.findall(flat) for name in CALL.findall(names)]
    for line in prose.splitlines():
        files = set(re.findall(rf"`({FILE})`", line))
        if line.startswith("|") and len(files) == 1:
            pairs += [(*files, name) for name in CALL.findall(line)]
    return pairs


def documents(root):
    """The documents about the tree; the labs' hand-outs have their own tests."""
    found = {f"{root}/README.md", f"{root}/README.zh-CN.md", *glob.glob(f"{root}/docs/*.md")}
    for folder in SOURCES:
        found.update(glob.glob(f"{root}/{folder}/**/*.md", recursive=True))
    return sorted(path for path in found if "/node_modules/" not in path)


@pytest.fixture(scope="module")
def source(root):
    return _source(root)


def test_every_function_of_ipc(group, root):
    text = _read(os.path.join(root, "docs/linux-map.md"))
    for path in sorted(glob.glob(f"{root}/ipc/*.c")):
        for function in functions(_read(path)):
            where = f"{os.path.relpath(path, root)}:{function}"
            group.ok(f"`{where}`" in text, f"docs/linux-map.md has {where}")


@pytest.mark.parametrize("document", documents(ROOT),
                         ids=lambda path: os.path.relpath(path, ROOT).replace("docs/", ""))
def test_document(group, root, source, document):
    goals = _read(os.path.join(root, "Makefile"))
    text = _read(document)
    prose = _prose(text)
    for path, name in sorted(set(placed(prose))):
        where = os.path.join(root, path)
        group.ok(os.path.exists(where) and defines_function(_read(where), name),
                 f"{path} defines {name}()")
    for name in sorted(set(CALL.findall(prose))):
        group.ok(defines_function(source, name), f"some file defines {name}()")
    for path, name in sorted(set(NAMED.findall(prose))):
        where = os.path.join(root, path)
        group.ok(os.path.exists(where) and defines(_read(where), name), f"{path} defines {name}")
    group.equal(LINED.findall(prose), [], "it names functions, not line numbers")
    for path in sorted(set(PATH.findall(prose))):
        group.ok(path.startswith(EXAMPLE) or os.path.exists(os.path.join(root, path)) or _made(root, path),
                 f"{path} is there")
    for goal in sorted(set(GOAL.findall(prose))):
        group.ok(re.search(rf"^{goal}:", goals, re.M), f"the Makefile has the goal {goal}")
    for link in sorted(set(LINK.findall(text))):
        if "://" not in link:
            group.ok(os.path.exists(os.path.join(os.path.dirname(document), link)),
                     f"the link to {link} leads somewhere")
    group.ok(text.strip(), "it says something")


def _made(root, path):
    """A program's name without .c, as in `user/ipcs`."""
    return os.path.exists(os.path.join(root, path + ".c"))


def content(text):
    """What a translation shares with its original, as (what it is, value)."""
    prose = _prose(text)
    rows = [re.findall("`[^`]*`|[0-9][0-9,]*", row) for row in re.findall(r"^\|.*", prose, re.M)]
    return {
        "headings": [len(hashes) for hashes in re.findall(r"^(#+) ", prose, re.M)],
        "code blocks": re.findall(r"^```\n(.*?)^```", text, re.S | re.M),
        "commands": re.findall(r"^    \S.*", text, re.M),
        "tables": rows,
        "lists": len(re.findall(r"^(?:-|\d+\.) ", prose, re.M)),
        "names in code type": sorted(set(re.findall("`[^`]*`", prose))),
        "links": sorted(set(LINK.findall(text)) - {"README.md", "README.zh-CN.md"}),
    }


def test_README_in_two_languages(group, root):
    english = content(_read(os.path.join(root, "README.md")))
    chinese = content(_read(os.path.join(root, "README.zh-CN.md")))
    for what, value in english.items():
        group.equal(chinese[what], value, f"README.zh-CN.md has the {what} of README.md")


TOLERATED = 0.02        # as in tools/bench


def test_figures_of_performance(group, root):
    """The column "Samepage" of the first table, against the counts that `make bench` holds."""
    stored = json.loads(_read(os.path.join(root, "tests/bench_counts.json")))["counts"]
    table = re.search(r"^## Instructions\n\n```\n(.*?)^```", _read(os.path.join(root, "docs/performance.md")),
                      re.S | re.M).group(1)
    shown = {}
    for line in table.splitlines()[1:]:
        name, *figures = re.split(r" {2,}", line)
        shown[name] = float(figures[-3].replace(",", ""))
    group.equal(sorted(shown), sorted(stored), "the table has every count and no other")
    for name in shown.keys() & stored.keys():
        group.ok(abs(shown[name] - stored[name]) <= TOLERATED * stored[name],
                 f"{name}: the table has the stored count within 2 % (else: make bench-linux)",
                 f"  stored {stored[name]}, shown {shown[name]}")


def test_make_lines(group, root):
    """The last row of tools/lines is the number of lines of all text files, and the sum of the others."""
    table = subprocess.run([os.path.join(root, "tools/lines")], capture_output=True, text=True, check=True).stdout
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    rows = [row for row in rows if row[0] != "**the core**"]
    paths = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
                           capture_output=True, text=True, check=True).stdout.split("\0")
    texts = [_read(path) for path in (os.path.join(root, path) for path in paths if path) if os.path.isfile(path)]
    everything = sum(len(text.splitlines()) for text in texts if "\0" not in text)
    group.equal(int(rows[-1][2]), everything, "every text file is counted, once")
    group.equal(sum(int(row[2]) for row in rows[:-1]), everything, "the rows add up")


def rows_of(table):
    """The cells of a table's rows, without its head."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def test_table_of_lines(group, root):
    printed = subprocess.run([os.path.join(root, "tools/lines")], capture_output=True, text=True, check=True).stdout
    head = printed.partition("\n")[0]
    shown = _read(os.path.join(root, "README.md")).partition(head)[2].partition("\n\n")[0]
    rows, expected = rows_of(head + shown), rows_of(printed)
    group.equal([row[:2] for row in rows], [row[:2] for row in expected], "it has the rows of make lines")
    for row, now in zip(rows, expected):
        for figure, current in zip(row[2:], now[2:]):
            same = figure == current or abs(int(figure or 0) - int(current or 0)) <= 0.1 * int(current or 0)
            group.ok(same, f"{row[0] or row[1]}: {figure} lines (tools/lines --write makes it {current})")


def test_reading_path(group, root):
    printed = subprocess.run([os.path.join(root, "tools/core")], capture_output=True, text=True, check=True).stdout
    core = re.findall(r"^  (\S+):\d+ +(\w+)", printed, re.M)
    section = _read(os.path.join(root, "README.md")).partition("## The core")[2].partition("\n## ")[0]
    path = [(file, name) for row in re.findall(r"^\| `.*", section, re.M)
            for file in [re.match(r"\| `([^`]*)`", row).group(1)] for name in CALL.findall(row)]
    group.ok(len(path) > 20, f"it has a path ({len(path)} functions)")
    group.equal([step for step in path if step not in core], [], "make core prints every function of it")
    group.equal(path, sorted(path, key=lambda step: core.index(step) if step in core else 0), "in this order")
