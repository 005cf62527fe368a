# SPDX-License-Identifier: GPL-2.0-only
"""
Grade a class: tools/grade --all on a folder with everything that students send by mistake or on
purpose. Each submission gets the right points and a reason for missing ones. A second run grades
only what has changed.
"""

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import jsonschema
import pytest

from samepage import lab as labs, sandbox

LAB, FILES = 3, ("ipc/shm.c", "mm/mmap.c")
BODY = "\tif (len > TASK_SIZE)\n"           # the first statement of get_unmapped_area
HELPER = "static bool too_long(unsigned long len)\n{\n\treturn len > TASK_SIZE;\n}\n\n"
BROKEN = "\tlen = nothing;\n"
HANGS = '\t__asm__ volatile("cli");\n\tfor (;;)\n\t\t;\n'

pytestmark = pytest.mark.xdist_group("grade")


class Class:
    """A folder of submissions, and the expected results: name -> (points, words in the text)."""

    def __init__(self, root, folder):
        self.folder, self.expected, self.right = folder, {}, {}
        for path in FILES:
            with open(os.path.join(root, path), "rb") as file:
                self.right[path] = file.read()

    def changed(self, statement):
        text = self.right["mm/mmap.c"].replace(BODY.encode(), (statement + BODY).encode(), 1)
        return {**self.right, "mm/mmap.c": text}

    def tree(self, name, files=None, below="", points=100, words=""):
        files = self.right if files is None else files
        directory = os.path.join(self.folder, name)
        os.makedirs(directory)
        for path, data in files.items():
            target = os.path.join(directory, below, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data)
        self.expected[name] = points, words
        return directory

    def zip(self, name, files, points=100, words=""):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, text in files.items():
                archive.writestr(path, text)
        with open(os.path.join(self.folder, name + ".zip"), "wb") as file:
            file.write(data.getvalue())
        self.expected[name] = points, words
        return data.getvalue()


def shapes(group, root):
    """The right answer in every form in which it may be handed in."""
    group.tree("tree")
    group.tree("in a folder", below="home/lab3")
    marked(group, root)
    group.tree("alone", {os.path.basename(path): data for path, data in group.right.items()})
    group.tree("crlf", {path: data.replace(b"\n", b"\r\n") for path, data in group.right.items()})
    group.tree("=1+1")
    group.tree("x" * 250)
    group.tree(os.fsdecode(b"bytes-\xff"))
    group.tree("new\nline")
    packed = group.zip("zip", {"lab3/" + path: data for path, data in group.right.items()})
    group.zip("twice", {"lab3.zip": packed, "__MACOSX/lab3/ipc/._shm.c": b"junk"})
    group.tree("packed", {"lab3.zip": packed})
    with tarfile.open(os.path.join(group.folder, "tar.tar.gz"), "w:gz") as archive:
        archive.add(os.path.join(group.folder, "tree"), "lab3")
    group.expected["tar"] = 100, ""


def marked(group, root):
    """A student's tree, with marks; part of get_unmapped_area moved into a function before it."""
    tree = os.path.join(group.folder, "marked")
    labs.hand_out(LAB, tree, {1, 2, LAB}, root)
    path = os.path.join(tree, "mm/mmap.c")
    text = labs.read(path).replace("/* LAB 3.1 */\n", "/* LAB 3.1 */\n" + HELPER, 1)
    labs.write_file(path, text.replace(BODY, "\tif (too_long(len))\n", 1))
    group.expected["marked"] = 100, ""


def troubles(group, root):
    """Submissions that get no points, or not all."""
    group.tree("empty", {}, points=0, words="not in the submission")
    group.tree("begun", {"ipc/shm.c": group.right["ipc/shm.c"]}, points=0, words="mm/mmap.c is not in")
    group.tree("broken", group.changed(BROKEN), points=69, words="undeclared")
    group.tree("cut", {**group.right, "mm/mmap.c": b"\0\xff"}, points=0, words="marks of LAB 3.1 are missing")
    group.tree("endless", {**group.right, "ipc/shm.c": b"x" * (2 << 20)}, points=0, words="larger than")
    group.tree("hangs", group.changed(HANGS), points=69, words="interrupts off, in get_unmapped_area")
    two = group.tree("two trees", below="old", points=0, words="more than one tree")
    shutil.copytree(os.path.join(two, "old"), os.path.join(two, "new"))
    with open(os.path.join(two, "new", "mm/mmap.c"), "ab") as file:
        file.write(b"\n")
    for name, target in (("link in it", root + "/ipc/shm.c"), ("fifo", None)):
        path = os.path.join(group.tree(name, points=0, words="ipc/shm.c"), "ipc/shm.c")
        os.remove(path)
        os.symlink(target, path) if target else os.mkfifo(path)
    os.symlink(root, os.path.join(group.folder, "link"))
    group.expected["link"] = 0, "it is a link"
    group.zip("bomb", {"ipc/shm.c": b"\0" * (64 << 20), "mm/mmap.c": b""}, points=0, words="larger than")
    with open(os.path.join(group.folder, "half.zip"), "wb") as file:
        file.write(b"PK\3\4 and no more")
    group.expected["half"] = 0, "cannot be read"
    with open(os.path.join(group.folder, "notes.txt"), "w") as file:
        file.write("no submission\n")


def grade(root, folder, out):
    return subprocess.run([sys.executable, os.path.join(root, "tools/grade"), "--lab", str(LAB), "--all",
                           folder, "--out", out, "--seed", "class"],
                          capture_output=True, text=True, errors="surrogateescape")


def table(out):
    with open(os.path.join(out, "results.csv"), newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def texts(root, out):
    """What each student gets to read. Every result in JSON must be as its schema says."""
    with open(os.path.join(root, "labs/result.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    found = {}
    for name in os.listdir(os.path.join(out, "results")):
        with open(os.path.join(out, "results", name)) as file:
            if name.endswith(".txt"):
                found[name[:-4]] = file.read()
            else:
                jsonschema.validate(json.load(file), schema)
    return found


def private(group, root, scratch, submission):
    """The tree is in a directory that only root can read; the grader works as the user nobody."""
    tree = os.path.join(scratch, "private")        # the temporary directory is root's own
    shutil.copytree(root, tree, symlinks=True, ignore=shutil.ignore_patterns(".git", "build"))
    shutil.copytree(os.path.join(root, "build/grade", str(LAB)), os.path.join(tree, "build/grade", str(LAB)),
                    symlinks=True)
    done = subprocess.run([os.path.join(tree, "tools/grade"), "--lab", str(LAB), "--test", "3.1-base", submission],
                          capture_output=True, text=True)
    group.ok("5 of 5 points" in done.stdout, "grading works from a tree that only root can read",
             done.stdout[-600:] + done.stderr[-600:])


LOOK_AROUND = """
import json, os, socket, sys
def possible(function, *arguments):
    try:
        function(*arguments)
        return True
    except OSError:
        return False
secret, port, pid = sys.argv[1:]
print(json.dumps({
    "is root": os.geteuid() == 0,
    "reads another's file": possible(open, secret),
    "writes to the system": possible(open, "/usr/samepage-was-here", "w"),
    "writes to its directory": possible(open, "here", "w"),
    "reaches the network": possible(socket.create_connection, ("127.0.0.1", int(port)), 5),
    "sees other processes": os.path.exists(f"/proc/{pid}/stat")}))
"""


def test_sandbox(group):
    """What a process in the sandbox can do, and what it is said to lack where bubblewrap is refused."""
    if sandbox.describe():
        group.skip(sandbox.describe())
        return
    with tempfile.TemporaryDirectory() as theirs, tempfile.TemporaryDirectory() as ours, \
            socket.create_server(("127.0.0.1", 0)) as server:
        for directory in (theirs, ours):
            os.chmod(directory, 0o777)          # so that only the sandbox can prevent access
        secret = os.path.join(theirs, "secret")
        with open(secret, "w") as file:
            file.write("42")
        command, environment = sandbox.confine(ours, lambda place: [
            sys.executable, "-c", LOOK_AROUND, secret, str(server.getsockname()[1]), str(os.getpid())])
        done = subprocess.run(command, env=environment, cwd=ours, capture_output=True, text=True)
        group.equal(done.stdout and [able for able, can in json.loads(done.stdout).items() if can],
                    ["writes to its directory"],
                    "a process in the sandbox can do no more than write to its directory")


def refused(group, root, scratch, submission):
    """A host that refuses what bubblewrap needs: grading goes on, and says what is not protected."""
    directory = os.path.join(scratch, "bin")
    os.mkdir(directory)
    os.symlink(shutil.which("false"), os.path.join(directory, "bwrap"))
    done = subprocess.run([os.path.join(root, "tools/grade"), "--lab", str(LAB), "--test", "3.1-base", submission],
                          env={**os.environ, "PATH": f"{directory}:{os.environ['PATH']}"},
                          capture_output=True, text=True)
    group.ok("5 of 5 points" in done.stdout, "where bubblewrap is refused, grading goes on", done.stderr[-600:])
    group.ok("bubblewrap was refused" in done.stderr, "if bubblewrap is refused, the grader says so", done.stderr[-600:])


def answers(group, root, folder, out):
    """The answers are collected without names; the points that a teacher gives for them are taken over."""
    with open(os.path.join(out, "answers.html")) as file:
        page = file.read()
    group.ok("&lt;because&gt;" in page and "Student" in page and ">tree<" not in page,
             "answers.html has the answers, without names", page[-600:])
    path = os.path.join(out, "answers.csv")
    with open(path, newline="") as file:
        given = list(csv.DictReader(file))
    for row in given:
        row["points"] = "7" if row["name"] == "tree" else ""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, given[0].keys())
        writer.writeheader()
        writer.writerows(given)
    done = subprocess.run([sys.executable, os.path.join(root, "tools/grade"), "--lab", str(LAB), "--all", folder,
                           "--out", out, "--seed", "class", "--likeness"], capture_output=True, text=True,
                          errors="surrogateescape")
    group.equal(table(out)["tree"]["answers"], "7", "the points for the answers are in results.csv")
    if "skipped" in done.stderr:
        group.skip(re.search("likeness: .*", done.stderr).group())
        return
    with open(os.path.join(out, "likeness.txt")) as file:
        text = file.read()
    group.ok(re.search(r"^ 100 %  of \d+ in \d+$", text, re.M) and "tree" not in text,
             "equal submissions are found, without names", text[-600:])


def platforms(group, root, submission, scratch):
    """Names as Moodle and Canvas give them, on two machines; the results are merged into one table."""
    out = os.path.join(scratch, "merged")
    for number, name in enumerate(("Ada Lovelace_4711_assignsubmission_file_", "hopper_LATE_815_99_lab3")):
        part = os.path.join(scratch, f"machine{number}")
        os.makedirs(os.path.join(part, "class"))
        shutil.copytree(submission, os.path.join(part, "class", name))
        grade(root, os.path.join(part, "class"), os.path.join(part, "marks"))
    done = subprocess.run([sys.executable, os.path.join(root, "tools/grade"), "--lab", str(LAB), "--out", out, "--merge",
                           *(os.path.join(scratch, f"machine{number}", "marks") for number in (0, 1))],
                          capture_output=True, text=True)
    group.equal(len(table(out)), 2, "results of two machines are merged into one table")
    texts(root, out)
    with open(os.path.join(out, "moodle.csv"), newline="") as file:
        group.equal(next(csv.DictReader(file))["Identifier"], "Participant 4711", "the table for Moodle")
    with open(os.path.join(out, "canvas.csv"), newline="") as file:
        group.equal(next(csv.DictReader(file))["ID"], "815", "the table for Canvas")
    group.ok(done.returncode == 0, "merging succeeds", done.stderr)


def test_grade(group, root, tmp_path):
    folder, out = os.path.join(tmp_path, "class"), os.path.join(tmp_path, "marks")
    os.mkdir(folder)
    students = Class(root, folder)
    shapes(students, root)
    troubles(students, root)
    done = grade(root, folder, out)
    if not group.ok(done.returncode == 0, "a folder of submissions is graded", done.stderr[-2000:]):
        return
    rows, said = table(out), texts(root, out)
    group.equal(len(rows), len(students.expected), "each submission has a line in results.csv")
    for name, (points, words) in students.expected.items():
        shown = ("'" if name[0] == "=" else "") + name.encode(errors="backslashreplace").decode()
        label = ascii(name[:20])
        group.equal(rows.get(shown, {}).get("points"), str(points), f"{label}: the points")
        text = next((text for key, text in said.items() if key[:40] == name[:40]), "")
        group.ok(words in text and text.endswith("points\n"), f"{label}: the reason", text[-600:])
    group.ok(re.search(r"^ +eip \w+ get_unmapped_area.*\n.*\n.* esp f8\w{6}$", said["hangs"], re.M),
             "a submission that hangs is shown where, with a backtrace", said["hangs"][-900:])
    group.ok("notes.txt is neither" in done.stderr, "files that are no submissions are named", done.stderr[:500])
    group.equal(Class(root, folder).right, students.right, "the teacher's tree is unchanged")

    with open(os.path.join(folder, "tree", "mm/mmap.c"), "ab") as file:
        file.write(b"/* second thoughts */\n")
    with open(os.path.join(folder, "tree", "answers.md"), "w") as file:
        file.write("# Lab 3\n\n## Question 1\n\nWhy?\n\nAnswer: <because>\n")
    with open(os.path.join(folder, "tree", "time.txt"), "w") as file:
        file.write("Hours: 3,5\n")
    again = grade(root, folder, out)
    group.equal(re.findall(r"^\d+/\d+ (.*): [1-9]\d*$", again.stderr, re.M), ["tree"],
                "a second run grades only what has changed")
    rows["tree"]["hours"] = "3.5"
    now = table(out)
    group.equal({name: now.get(name) for name in rows if now.get(name) != rows[name]}, {},
                "the results are the same, with the hours of the one that has changed")
    answers(group, root, folder, out)
    platforms(group, root, os.path.join(folder, "tree"), tmp_path)
    refused(group, root, tmp_path, os.path.join(folder, "tree"))
    private(group, root, tmp_path, os.path.join(folder, "tree"))
