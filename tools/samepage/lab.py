# SPDX-License-Identifier: GPL-2.0-only
"""
The labs: what each consists of, and the trees that students start from.

The tree as it stands is the solution. labs/N-name/lab.json lists the steps of a lab, each a function
of a file (source.py finds it), and its tests. start.c (or start.asm) beside it has these functions
as students get them: most only call not_implemented(), which exists in a student's tree and in the
grader's, not in ours.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile

from . import source
from .guest import ROOT
from .source import SourceError as LabError

DATE = 946684800                # 2000-01-01, of every file in a hand-out
HANDED_OUT = "labs/handed-out.tar.gz"       # in a hand-out: the tree itself, for tools/grade

# What a hand-out is made of, besides labs/lib and its own lab.
PARTS = ["boot", "kernel", "mm", "ipc", "include", "user", "tools", "Makefile", "linker.ld",
         "COPYING", ".gitignore"]
NOT_FOR_STUDENTS = re.compile(r"tools/(bench|oracle|mutants|bare|dist|try-on|samepage/(bench|oracle|linux))")
STUB_FILES = {                  # not_implemented(), and where a tree with unwritten functions has it
    "kernel/lab/not_implemented.c": "labs/lib/kernel_stub.c",
    "kernel/lab/not_implemented.h": "labs/lib/kernel_stub.h",
    "user/lib/not_implemented.c": "labs/lib/user_stub.c",
    "user/include/not_implemented.h": "labs/lib/user_stub.h",
}


class Step:
    """
    One function that a student writes. Its helpers in the solution are functions of the same file
    that only it calls: a student's tree does not have them.
    """

    def __init__(self, lab, directory, data):
        self.lab, self.number = lab, data["step"]
        self.file, self.function = data["file"], data["function"]
        self.functions = [*data.get("helpers", []), self.function]
        self.needs, self.targets = data.get("needs", []), data.get("targets", [])
        self.label = f"{lab}.{self.number}"
        self._start = os.path.join(directory, "start" + os.path.splitext(self.file)[1])

    def unwritten(self, text):
        """The file's text with the function as students get it."""
        for helper in self.functions[:-1]:
            text = source.remove(self.file, text, helper)
        return source.replace(self.file, text, self.function, read(self._start))

    def start(self, text):
        """The text, in which the step has marks, with the function as students get it between them."""
        before, _, after = source.part(self.file, text, self.functions, self.label)
        given = read(self._start)
        where = source.find(self.file, given, self.function)
        return "\n".join(before + given.split("\n")[where.start:where.end] + after)

    def marked(self, text, written):
        """The file's text with marks around the step."""
        names = self.functions if written else [self.function]
        return source.mark(self.file, source.gather(self.file, text, names), names, self.label)

    def transplant(self, text, donor):
        """The file's text with this step as the submission has it."""
        return source.transplant(self.file, text, self.functions, self.label, donor)


class Lab:
    """One directory labs/N-name, and its lab.json."""

    def __init__(self, root, name):
        self.directory = name
        directory = os.path.join(root, "labs", name)
        data = json.loads(read(os.path.join(directory, "lab.json")))
        self.number, self.title, self.tests = data["lab"], data["title"], data["tests"]
        self.steps = [Step(self.number, directory, step) for step in data["steps"]]
        self.files = sorted({step.file for step in self.steps})
        self.points = sum(test["points"] for test in self.tests)
        self.hidden = data.get("hidden")        # {"tests": n, "points": n}: only the teacher's tree has them

    def step(self, test):
        return int(test["id"].split(".")[1].split("-")[0])

    def function(self, test):
        """The function that the student writes in the step of a test."""
        own = self.step(test)
        return next(step.function for step in self.steps if step.number == own)

    def needs(self, test):
        """The steps a test cannot do without, its own first."""
        own = self.step(test)
        declared = next(step.needs for step in self.steps if step.number == own)
        return {own, *declared, *test.get("needs", [])}


def labs(root=ROOT):
    found = {}
    for name in sorted(os.listdir(os.path.join(root, "labs"))):
        if re.match(r"\d+-", name) and os.path.exists(f"{root}/labs/{name}/lab.json"):
            lab = Lab(root, name)
            found[lab.number] = lab
    return found


def steps(root=ROOT):
    """File -> the steps of all labs in it."""
    found = {}
    for lab in labs(root).values():
        for step in lab.steps:
            found.setdefault(step.file, []).append(step)
    return found


# ---- texts and trees ---------------------------------------------------------------------------

def declare(path, text):
    """The text of a C file with an #include that declares not_implemented()."""
    line = "#include " + ("<not_implemented.h>" if path.startswith("user/")
                          else '"kernel/lab/not_implemented.h"') + "\n"
    return include(text, line) if path.endswith(".c") and line not in text else text


def include(text, line):
    """The text with this line after its last #include."""
    end = text.index("\n", text.rindex("\n#include ") + 1) + 1
    return text[:end] + line + text[end:]


def begin(path, text, unwritten, marks=False, root=ROOT):
    """The text of a file of the solution, without the steps for which unwritten(step) holds."""
    text = declare(path, text)
    for step in steps(root)[path]:
        if unwritten(step):
            text = step.unwritten(text)
        if marks:
            text = step.marked(text, not unwritten(step))
    return text


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


def read(path):
    with open(path, errors="surrogateescape") as file:
        return file.read()


def write_file(path, text, like=None):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", errors="surrogateescape") as file:
        file.write(text)
    os.chmod(path, 0o755 if like and os.access(like, os.X_OK) else 0o644)


def hide(lab, out, hidden):
    """Remove tests from a hand-out; lab.json keeps how many there are, and their points."""
    directory = os.path.join(out, "labs", lab.directory)
    data = json.loads(read(os.path.join(directory, "lab.json")))
    unknown = set(hidden) - {test["id"] for test in data["tests"]}
    if unknown:
        raise LabError(f"there is no test {', '.join(sorted(unknown))}")
    gone = [test for test in data["tests"] if test["id"] in hidden]
    data["tests"] = [test for test in data["tests"] if test["id"] not in hidden]
    data["hidden"] = {"tests": len(gone), "points": sum(test["points"] for test in gone)}
    write_file(os.path.join(directory, "lab.json"), json.dumps(data, indent=2) + "\n")
    for name in ("tests.c", "units.c"):
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            continue
        text = read(path)
        for test in hidden:
            entry = re.search(rf'^\t\{{ "{re.escape(test)}", (\w+) \}},?\n', text, re.M)
            if entry:
                text = text.replace(entry.group(), "")
                text = re.sub(rf"^(?:TEST\({entry.group(1)}\)|static void {entry.group(1)}\(void\))\n\{{.*?^\}}\n\n?",
                              "", text, flags=re.M | re.S)
        write_file(path, re.sub(r"\},\n\)", "}\n)", text))


def hand_out(number, out, solved=(), root=ROOT, hidden=()):
    """
    Write the tree of a student who starts lab `number`; labs in `solved` are solved, and it does
    not have the tests in `hidden`. The same tree gives the same bytes, names, modes and dates.
    """
    lab, stepped = labs(root).get(number), steps(root)
    if not lab:
        raise LabError(f"there is no lab {number}")
    if os.path.exists(out) and os.listdir(out):
        raise LabError(f"{out} is not empty")
    mine = (f"labs/{lab.directory}/", "labs/lib/", "labs/result.schema.json")
    files = {path: path for path in sources(root) if not NOT_FOR_STUDENTS.match(path)
             and (path.split("/")[0] in PARTS or path.startswith(mine))}
    files.update(STUB_FILES)
    readme = f"labs/{lab.directory}/README.md"
    if readme in files:
        files["README.md"] = readme
    for path, origin in files.items():
        text = read(os.path.join(root, origin))
        if path in stepped:
            text = begin(path, text, lambda step: step.lab not in solved, True, root)
        write_file(os.path.join(out, path), text, like=os.path.join(root, origin))
    write_file(os.path.join(out, "LAB"), f"{number}\n")
    if hidden:
        hide(lab, out, hidden)
    write_file(os.path.join(out, "answers.md"), answer_sheet(lab, root))
    write_file(os.path.join(out, "time.txt"), "Hours spent on this lab: \n")
    pack(out, os.path.join(out, HANDED_OUT))
    for directory, names, files in os.walk(out, topdown=False):
        for name in files + names:
            os.utime(os.path.join(directory, name), (DATE, DATE), follow_symlinks=False)
        os.chmod(directory, 0o755)
        os.utime(directory, (DATE, DATE))


def questions(lab, root):
    """The questions of the hand-out, in order."""
    text = read(os.path.join(root, "labs", lab.directory, "README.md"))
    section = text.partition("\n## Questions\n")[2].partition("\n## ")[0]
    return [" ".join(one.split()) for one in re.split(r"^\d+\. ", section, flags=re.M)[1:]]


def answer_sheet(lab, root):
    """The file answers.md as students get it."""
    lines = [f"# Lab {lab.number}: answers", ""]
    for number, question in enumerate(questions(lab, root), 1):
        lines += [f"## Question {number}", "", question, "", "Answer: ", ""]
    return "\n".join(lines)


def pack(tree, path):
    """Pack a tree into a tar file, which is the same, byte for byte, for the same tree."""
    def plain(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = DATE
        return entry
    with gzip.GzipFile(path + ".new", "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for parent, directories, names in os.walk(tree):
            directories.sort()
            for name in sorted(names):
                file = os.path.join(parent, name)
                if file != path + ".new":
                    archive.add(file, os.path.relpath(file, tree), filter=plain)
    os.rename(path + ".new", path)


def handed_out(place, root=ROOT):
    """
    The tree as it was handed out: `root` itself for a teacher. In a student's tree it is unpacked
    to `place`, so that what a student has changed elsewhere is not graded, there as in class.
    """
    packed = os.path.join(root, HANDED_OUT)
    if not os.path.exists(packed):
        return root
    with open(packed, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    stamp = os.path.join(place, ".unpacked")
    if not os.path.exists(stamp) or read(stamp) != digest:
        shutil.rmtree(place, ignore_errors=True)
        with tarfile.open(packed) as archive:
            archive.extractall(place, filter="data")
        write_file(stamp, digest)
    return place


def outside_marks(lab, given, tree):
    """The files of a student's tree that differ from those handed out, other than between the lab's marks."""
    def bare(root, path):
        text = read(os.path.join(root, path))
        for step in lab.steps:
            if step.file == path:
                before, _, after = source.part(path, text, step.functions, step.label)
                text = "\n".join(before + after)
        return text
    changed = []
    for path in sources(given):
        theirs = os.path.join(tree, path)
        if path.startswith(".") or path == HANDED_OUT or path.endswith((".md", ".txt")):
            continue
        try:
            if not os.path.exists(theirs) or bare(given, path) != bare(tree, path):
                changed.append(path)
        except LabError:
            changed.append(path)
    return changed


def solution_only_lines(solved, root=ROOT):
    """Lines that occur only in functions that a student with these labs solved has still to write."""
    stepped, outside, inside = steps(root), set(), {}
    for path in sources(root):
        if not re.search(r"\.(c|asm|h)$|Makefile$", path) or path.startswith(("labs/", "tests/")):
            continue
        text = read(os.path.join(root, path))
        for step in stepped.get(path, []):
            for name in step.functions if step.lab not in solved else []:
                where = source.find(path, text, name)
                inside.update({line.strip(): path for line in text.split("\n")[where.start:where.end]})
        if path in stepped:
            text = begin(path, text, lambda step: step.lab not in solved, root=root)
        outside.update(line.strip() for line in text.split("\n"))
    return {line: path for line, path in inside.items() if line not in outside and len(line) > 12}
