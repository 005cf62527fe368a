# SPDX-License-Identifier: GPL-2.0-only
"""
The labs: marked regions of the source, and trees made from them.

A region begins with a comment that names its lab and step and holds the stub, and ends with
another (C is shown; in nasm and Makefiles the comments are lines that begin with ; or #):

    /* LAB 2.3: not_implemented("findkey", 2); return -1; */
    static int findkey(key_t key)
    {
            ...
    }
    /* LAB END */

The tree as it stands is the solution. In a hand-out the region keeps what stands before the
function's body (its comment is the task), and the stub becomes the body. A stub that is the name
of a file under labs/ is that file.
"""

import json
import os
import re
import shutil
import subprocess

from .guest import ROOT

DATE = 946684800                # 2000-01-01, of every file in a hand-out
BEGIN = re.compile(r"^(/\*|;|#) LAB (\d+)\.(\d+)\b(:?)(.*)$")
END = re.compile(r"^(/\*|;|#) LAB END\b")

# What a hand-out is made of, besides labs/lib and its own lab.
PARTS = ["boot", "kernel", "mm", "ipc", "include", "user", "tools", "Makefile", "linker.ld",
         "COPYING", ".gitignore"]
NOT_FOR_STUDENTS = re.compile(r"tools/(bench|oracle|mutants|bare|dist|samepage/(bench|oracle|linux))")


class LabError(Exception):
    """A tree is not as it should be; the message is for people."""


class Region:
    """lines[begin] is the marker's first line, lines[start:end] what is marked, then LAB END."""

    def __init__(self, path, lab, step, begin, start, end, stub, leader):
        self.path, self.lab, self.step = path, lab, step
        self.begin, self.start, self.end = begin, start, end
        self.stub, self.leader = stub, leader

    @property
    def name(self):
        return f"{self.lab}.{self.step}"


def _c_marker(lines, at, text):
    """The stub in a C comment, over one line or several; and the line behind it."""
    if "*/" in text:
        return text[:text.rindex("*/")].strip(), at + 1
    stub = []
    for at in range(at + 1, len(lines)):
        if lines[at].strip() == "*/":
            return "\n".join(stub), at + 1
        stub.append(re.sub(r"^ \*\t?", "", lines[at].rstrip()))
    raise LabError(f"line {at}: a LAB comment without an end")


def regions(path, text):
    """The regions of a file, in order. Raises LabError when markers do not pair."""
    found, lines, at = [], text.splitlines(), 0
    while at < len(lines):
        begin = BEGIN.match(lines[at])
        if END.match(lines[at]):
            raise LabError(f"{path}:{at + 1}: LAB END without a beginning")
        if not begin:
            at += 1
            continue
        leader, lab, step, _, rest = begin.groups()
        first = at
        if leader == "/*":
            stub, at = _c_marker(lines, at, rest)
        else:
            stub, at = [], at + 1
            while at < len(lines) and lines[at].startswith(leader + "\t"):
                stub.append(lines[at][1:])
                at += 1
            stub = "\n".join(stub)
        start = at
        while at < len(lines) and not END.match(lines[at]):
            if BEGIN.match(lines[at]):
                raise LabError(f"{path}:{at + 1}: a LAB region inside another")
            at += 1
        if at == len(lines):
            raise LabError(f"{path}:{first + 1}: LAB {lab}.{step} has no LAB END")
        found.append(Region(path, int(lab), int(step), first, start, at, stub, leader))
        at += 1
    return found


def _body(region, marked, root):
    """The marked lines with the stub in place of the function's body."""
    stub = region.stub
    if stub.startswith("labs/"):
        with open(os.path.join(root, stub)) as file:
            stub = file.read().rstrip("\n")
    elif region.leader == "/*" and "\n" not in stub:
        stub = "\n".join("\t" + part.strip() for part in re.sub(r"; ", ";\n", stub).split("\n"))
    elif region.leader == "/*":
        stub = "\n".join("\t" + line if line else "" for line in stub.split("\n"))
    if region.leader == "/*":
        if "{" not in marked or "}" not in marked:
            raise LabError(f"{region.path}: LAB {region.name} is not a whole function")
        return marked[:marked.index("{") + 1] + stub.split("\n") + marked[-1:]
    labels = [i for i, line in enumerate(marked) if re.match(r"^\w+:", line)]
    return marked[:labels[0] + 1 if labels else 0] + stub.split("\n")


def blank(path, text, blanked, forget, root=ROOT):
    """The text with stubs where blanked(region) says so; markers lose theirs where forget(region)."""
    lines, out, last = text.splitlines(), [], 0
    for region in regions(path, text):
        out += lines[last:region.begin]
        marked = lines[region.start:region.end]
        if forget(region):
            close = " */" if region.leader == "/*" else ""
            out.append(f"{region.leader} LAB {region.name}{close}")
        else:
            out += lines[region.begin:region.start]
        out += _body(region, marked, root) if blanked(region) else marked
        last = region.end
    return "\n".join(out + lines[last:]) + "\n"


def transplant(path, text, donor, wanted):
    """The text with the wanted regions as donor, the same file of another tree, has them."""
    theirs = {}
    for region in regions(path, donor):
        if region.name in theirs:
            raise LabError(f"{path}: LAB {region.name} is there twice")
        theirs[region.name] = donor.splitlines()[region.start:region.end]
    lines, out, last = text.splitlines(), [], 0
    for region in regions(path, text):
        if not wanted(region):
            continue
        if region.name not in theirs:
            raise LabError(f"{path}: the markers of LAB {region.name} are not there")
        out += lines[last:region.start] + theirs[region.name]
        last = region.end
    return "\n".join(out + lines[last:]) + "\n"


# ---- what there is ----------------------------------------------------------------------------

class Lab:
    """One directory labs/N-name, and its lab.json."""

    def __init__(self, root, directory):
        self.directory = directory
        with open(os.path.join(root, "labs", directory, "lab.json")) as file:
            data = json.load(file)
        self.number, self.title = data["lab"], data["title"]
        self.steps, self.tests = data["steps"], data["tests"]
        self.files = sorted({step["file"] for step in self.steps})
        self.points = sum(test["points"] for test in self.tests)

    def step(self, test):
        return int(test["id"].split(".")[1].split("-")[0])

    def needs(self, test):
        """The steps a test cannot do without, its own first."""
        own = self.step(test)
        declared = next(s for s in self.steps if s["step"] == own).get("needs", [])
        return {own, *declared, *test.get("needs", [])}


def labs(root=ROOT):
    found = {}
    for name in sorted(os.listdir(os.path.join(root, "labs"))):
        if re.match(r"\d+-", name) and os.path.exists(f"{root}/labs/{name}/lab.json"):
            lab = Lab(root, name)
            found[lab.number] = lab
    return found


def sources(root=ROOT):
    """Every file a grader's tree or a hand-out may be made of, by its path."""
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                                capture_output=True, text=True, check=True).stdout.split("\n")
        if not os.path.exists(os.path.join(root, ".git")):
            raise OSError
    except (OSError, subprocess.CalledProcessError):
        listed = [os.path.relpath(os.path.join(directory, name), root)
                  for directory, _, names in os.walk(root) for name in names]
    return sorted(path for path in listed if path and not path.startswith(("build/", ".git/"))
                  and "__pycache__" not in path and os.path.isfile(os.path.join(root, path)))


def _read(path):
    with open(path, errors="surrogateescape") as file:
        return file.read()


def write_file(path, text, like=None):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", errors="surrogateescape") as file:
        file.write(text)
    os.chmod(path, 0o755 if like and os.access(like, os.X_OK) else 0o644)


def hand_out(number, out, solved=(), root=ROOT):
    """
    Write the tree of a student who starts lab `number`; labs in `solved` are solved. The same
    tree gives the same bytes, names, modes and dates.
    """
    lab = labs(root).get(number)
    if not lab:
        raise LabError(f"there is no lab {number}")
    if os.path.exists(out) and os.listdir(out):
        raise LabError(f"{out} is not empty")
    mine = [f"labs/{lab.directory}/", "labs/lib/", "labs/result.schema.json"]
    for path in sources(root):
        top = path.split("/")[0]
        if not (top in PARTS or path.startswith(tuple(mine))) or NOT_FOR_STUDENTS.match(path):
            continue
        if path.startswith(f"labs/{lab.directory}/start/"):
            continue
        source, target = os.path.join(root, path), os.path.join(out, path)
        text = _read(source)
        if " LAB " in text and re.search(r"\.(c|asm|h)$|Makefile$", path):
            text = blank(path, text, lambda r: r.lab not in solved, lambda r: True, root)
        write_file(target, text, like=source)
    write_file(os.path.join(out, "LAB"), f"{number}\n")
    readme = os.path.join(out, "labs", lab.directory, "README.md")
    if os.path.exists(readme):
        write_file(os.path.join(out, "README.md"), _read(readme))
    for directory, names, files in os.walk(out, topdown=False):
        for name in files + names:
            os.utime(os.path.join(directory, name), (DATE, DATE), follow_symlinks=False)
        os.chmod(directory, 0o755)
        os.utime(directory, (DATE, DATE))


def solution_only_lines(number, solved, root=ROOT):
    """Lines that stand nowhere but in regions a student of lab `number` has still to write."""
    outside, inside = set(), {}
    for path in sources(root):
        if not re.search(r"\.(c|asm|h)$|Makefile$", path) or path.startswith(("labs/", "tests/")):
            continue
        text = _read(os.path.join(root, path))
        given = blank(path, text, lambda r: r.lab not in solved, lambda r: True, root) \
            if " LAB " in text else text
        outside.update(line.strip() for line in given.splitlines())
        for region in regions(path, text) if " LAB " in text else []:
            if region.lab not in solved:
                for line in text.splitlines()[region.start:region.end]:
                    inside.setdefault(line.strip(), path)
    return {line: path for line, path in inside.items()
            if line not in outside and len(line) > 12}


def copy_tree(source, target):
    shutil.copytree(source, target, symlinks=True)
