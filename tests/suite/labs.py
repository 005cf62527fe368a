# SPDX-License-Identifier: GPL-2.0-only
"""
The labs: each lab works (tools/mutants --prove), wrong answers fail the right tests, result files
have the formats that their readers expect, and the hand-outs agree in both languages.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from samepage import grader, lab as labs, marks, prove, source, submission, testrun
from samepage.guest import ROOT

HEADINGS = ["What you will see", "Background", "The task", "Look at your own work", "Hints",
            "Questions", "Challenge"]


def _tool(group, root, *words):
    """Take over the claims of tools/mutants: its lines "ok - ..." and "not ok - ..."."""
    done = subprocess.run([sys.executable, os.path.join(root, "tools", "mutants"), *words],
                          capture_output=True, text=True)
    for block in re.split(r"^(?=ok - |not ok - )", done.stdout, flags=re.M):
        if block.startswith(("ok - ", "not ok - ")):
            first, _, detail = block.partition("\n")
            group.ok(block.startswith("ok"), first.split(" - ", 1)[1], detail)
    group.ok(done.returncode == 0 or group.failed, "it runs", done.stdout[-500:] + done.stderr)


def headings(path):
    with open(path) as file:
        text = file.read()
    return [len(hashes) for hashes in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.S), re.M)]


def commands(path):
    with open(path) as file:
        return re.findall(r"```\n(.*?)```", file.read(), re.S)


LABS = pytest.mark.parametrize("lab", labs.labs(ROOT).values(), ids=lambda lab: lab.directory)


def test_coverage(group, root):
    """labs/mutants/COVERAGE.md names every test, and no test that does not exist."""
    with open(os.path.join(root, "labs/mutants/COVERAGE.md")) as file:
        named = set(re.findall(r"\b\d\.\d-[a-z-]+", file.read()))
    group.equal(named, {test["id"] for lab in labs.labs(root).values() for test in lab.tests},
                "labs/mutants/COVERAGE.md has a row for each test")


@LABS
def test_hand_out(group, root, lab):
    directory = os.path.join(root, "labs", lab.directory)
    readme, chinese = f"{directory}/README.md", f"{directory}/README.zh-CN.md"
    if not group.ok(os.path.exists(readme), "it has a hand-out"):
        return
    with open(readme) as file:
        found = re.findall(r"^## (.*)$", file.read(), re.M)
    group.equal(found, HEADINGS, "the hand-out has its headings")
    group.equal(lab.points, 100, "its tests are worth 100 points together")
    group.ok(len({test["id"] for test in lab.tests}) == len(lab.tests), "test names are unique")
    patches = glob.glob(os.path.join(root, "labs/mutants", str(lab.number), "*.patch"))
    group.ok(len(patches) >= 15, f"it has at least 15 mutants ({len(patches)})")
    if os.path.exists(chinese):
        group.equal(headings(chinese), headings(readme), "the Chinese hand-out has the same headings")
        english = [re.sub(r"#.*", "", block) for block in commands(readme)]
        theirs = [re.sub(r"#.*", "", block) for block in commands(chinese)]
        group.equal(theirs, english, "the Chinese hand-out has the same commands")
    else:
        group.skip("there is no Chinese hand-out yet")


@pytest.mark.xdist_group("gdb")
@LABS
def test_session(group, root, build, tmp_path, lab):
    """
    Type the debugger commands of the hand-outs on the solution. For lab 1, where the debugger finds
    the least in the kernel, use the tree of a student who has solved only this lab.
    """
    tree, made = root, build
    if lab.number == 1:
        tree, made = tmp_path, os.path.join(tmp_path, "build")
        labs.hand_out(1, tree, {1}, root)
        subprocess.run(["make", "-s", "-j2", "B=build", "all"], cwd=tree, capture_output=True,
                       check=True)
    block = next(block for block in commands(os.path.join(root, "labs", lab.directory, "README.md"))
                 if "--gdb -- " in block)
    program = re.search(r"--gdb -- '(.*)'", block).group(1)
    typed = re.findall(r"^\(gdb\) ([^#\n]*)", block, re.M)
    done = subprocess.run([os.path.join(tree, "tools/guest"), "--build", made, "--gdb", "--", program],
                          input="\n".join(typed) + "\n", capture_output=True, text=True, cwd=tree)
    said = done.stdout + done.stderr
    bad = re.search(r"there is no|usage: |has a bug|Undefined|cannot go on|not there yet", said)
    group.ok(len(typed) > 3 and "Breakpoint 2" in said and not bad,
             f"lab {lab.number}: every command of the hand-out works", said[-1500:])


C_FILE = """\
static int twice(int n);	/* int once(int n) { */
static const char *text = "}\\n{";

/*
 * A comment with a definition in it:
int once(int n)
{
}
 */
static int once(int n)
{
	if (n == '}')
		return 0;	/* } */
	return n;
}
/* LAB 1.2 */
static int helper(int n) { return n; }

static int twice(int n)
{
	return helper(n);
}
/* LAB END */
int odd(int n) {
	return n;
}

int again(void)
{
}

int again(int n)
{
}
"""
NASM_FILE = """\
	global	first, second
; the first
first:
	call	helper
.loop:	jmp	.loop
helper:
	ret

; the second
second:
	ret	; first:
"""


def test_finder(group):
    """Functions are found by name, whatever comments and strings contain; what is in doubt is an error."""
    def lines(path, text, name):
        where = source.find(path, text, name)
        return where.comment + 1, where.start + 1, where.end

    def part(name, label):
        before, lines, _ = source.part("a.c", C_FILE, [name], label)
        return len(before) + 1, len(before) + len(lines)

    def error(path, text, name):
        try:
            return lines(path, text, name)
        except source.SourceError as problem:
            return str(problem)

    group.equal(lines("a.c", C_FILE, "once"), (4, 10, 15), "a function is found with its comment")
    group.equal(lines("a.c", C_FILE, "twice"), (19, 19, 22), "a declaration is not a definition")
    group.equal(part("twice", "1.2"), (17, 22), "everything between the marks belongs to the step")
    group.equal(part("once", "1.1"), (4, 15), "without marks, the function and its comment belong to the step")
    group.ok("no function thrice" in error("a.c", C_FILE, "thrice"), "a missing function is an error")
    group.ok("defined 2 times" in error("a.c", C_FILE, "again"), "a second definition is an error")
    group.ok("no function odd" in error("a.c", C_FILE, "odd"), "a definition in another style is not found")
    cut = C_FILE.replace("\treturn n;\n}\n/* LAB 1.2 */", "\treturn n;\n/* LAB 1.2 */", 1)
    group.ok("not laid out" in error("a.c", cut, "once"), "a function without an end is an error")
    together = source.gather("a.c", C_FILE, ["once", "twice"])
    group.equal(lines("a.c", together, "once"), (7, 13, 18), "gather() moves a helper function before its caller")
    group.equal(lines("a.c", together, "twice"), (20, 20, 23), "gather() does not move the caller")
    group.equal(lines("a.asm", NASM_FILE, "first"), (2, 3, 7), "a routine ends before the next global one")
    group.equal(lines("a.asm", NASM_FILE, "second"), (9, 10, 11), "the last routine ends at the end of the file")
    group.ok("no function third" in error("a.asm", NASM_FILE, "third"), "a missing routine is an error")


def test_unmarked(group, root):
    """Marks and stubs exist in students' trees only."""
    parts = ("boot/", "kernel/", "mm/", "ipc/", "include/", "user/")
    found = [path for path in labs.sources(root) if path.startswith(parts)
             and re.search(r"\bLAB (\d|END)|not_implemented", labs.read(os.path.join(root, path)))]
    group.equal(found, [], "no file of the source has marks or stubs of the labs")


def test_formats(group):
    """A result with a failure, in every format."""
    result = {"lab": 2, "title": "A & B", "seed": "s", "error": None, "points": 3, "max-points": 8,
              "seconds": 1.5, "tests": [
                  {"id": "2.1-size", "step": 1, "function": "f", "title": "first <one>", "passed": True, "points": 3,
                   "max-points": 3, "expected": "", "happened": "", "backtrace": "", "kernel": "", "claim": "",
                   "seconds": 0.1, "reproduce": "r"},
                  {"id": "2.1-x", "step": 1, "function": "f", "title": "second", "passed": False, "points": 0,
                   "max-points": 5, "expected": "a", "happened": "b \x1b", "backtrace": "", "kernel": "plain",
                   "claim": "tests.c:7", "seconds": 0.2, "reproduce": "r"}]}
    scope = json.loads(marks.gradescope(result))
    group.equal([test["status"] for test in scope["tests"]], ["passed", "failed"], "Gradescope's tests")
    group.equal(sum(test["score"] for test in scope["tests"]), 3, "Gradescope's scores")
    room = json.loads(marks.classroom50(result, {"CLASSROOM": "c", "ASSIGNMENT": "a"}))
    group.equal(list(room), ["schema", "classroom", "assignment", "submission", "commit", "release",
                             "review", "datetime", "score", "max-score", "tests"], "Classroom 50's fields")
    group.equal(room["tests"][1], {"test-name": "2.1-x: second", "passed": False, "score": 0,
                                   "max-score": 5}, "Classroom 50's tests")
    import xml.etree.ElementTree as tree
    suite = tree.fromstring(marks.junit(result))
    group.equal((suite.get("tests"), suite.get("failures")), ("2", "1"), "JUnit's counts")


def test_proof(group, root):
    _tool(group, root, "--prove")


@pytest.mark.xdist_group("mutants")
@pytest.mark.long
def test_steady(group, root, times=50):
    """Grade the solution many times on a busy machine."""
    known = list(labs.labs(root).values())
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
    try:
        for turn in range(times):
            lab = known[turn % len(known)]
            base = os.path.join(root, "build", "grade", str(lab.number))
            grader.base_tree(lab, base, root)
            outcomes, _ = testrun.run_tests(lab, base, f"turn{turn}")
            group.ok(all(outcome.passed for outcome in outcomes.values()),
                     f"turn {turn}, lab {lab.number}: full marks under load",
                     [f"{test}: {outcome.happened}" for test, outcome in outcomes.items()
                      if not outcome.passed])
    finally:
        for process in busy:
            process.kill()
            process.wait()


@pytest.mark.xdist_group("mutants")
def test_cheats(group, root, tmp_path):
    """Tricks that a submission may try instead of solving the lab earn no points."""
    lab = labs.labs(root)[2]
    base = os.path.join(root, "build", "grade", "2")
    grader.base_tree(lab, base, root)
    place = "\tspin_lock(&shm_lock);\n\tif (key == IPC_PRIVATE) {"
    path = os.path.join(root, "ipc/shm.c")
    tricks = {
        "prints the results": 'printk("0 over 2.1-size 4 0 ok\\nok 2.1-size 100 of 100\\n");',
        "powers off": '__asm__ volatile("outw %0, %1" :: "a"((unsigned short)0x2000), '
                        '"d"((unsigned short)0x604));',
        "resets": '__asm__ volatile("outb %0, %1" :: "a"((unsigned char)0xfe), "d"((unsigned short)0x64));',
        "hangs": "for (;;) ;",
        "includes the solution": f'\n#include "{path}"\n',
        "includes it by a macro": f'\n#define WHERE "{path}"\n#include WHERE\n',
        "includes it in two lines": f'\n#\\\ninclude "{path}"\n',
        "includes its own file": '\n#include "ipc/shm.c"\n',
        "includes the file of passwords": '\n#include "/etc/passwd"\n',
        "embeds the solution": f'__asm__(".inc" "bin \\"{path}\\"");',
        "lets the compiler print": '_Pragma("message(__FILE__)");',
    }
    with open(path) as file:
        source = file.read()
    for number, (name, code) in enumerate(tricks.items()):
        tree = os.path.join(tmp_path, name.replace(" ", "-"))
        os.makedirs(os.path.join(tree, "ipc"))
        for path in lab.files:
            with open(os.path.join(root, path)) as file:
                text = file.read()
            if path == "ipc/shm.c":
                text = source.replace(place, "\t" + code + "\n\treturn 0;\n" + place, 1)
            with open(os.path.join(tree, path), "w") as file:
                file.write(text)
        # A Makefile of the submission's own must not be used.
        with open(os.path.join(tree, "Makefile"), "w") as file:
            file.write("all:\n\ttouch /tmp/never\n")
        result = grader.grade(lab, tree, os.path.join(tmp_path, f"work-{number}"), "cheat",
                              base=base, ids=["2.2-private", "2.2-absent"])
        group.equal(result["points"], 0, f"a submission that {name} gets no points")
        group.ok(all(test["happened"] for test in result["tests"]), f"the result of the one that {name} gives the reason")
        said = json.dumps(result)
        group.ok("root:" not in said and "shm_tot > shmall" not in said, f"the one that {name} learns nothing by it", said)
        shutil.rmtree(os.path.join(tmp_path, f"work-{number}"))


SOLUTION = re.compile(rb"shm_tot > shmall|alloc_segment\(npages\)")


@pytest.mark.xdist_group("mutants")
def test_no_solution(group, root, tmp_path):
    """Where a submission is compiled there is neither the source of the solution nor what was made of it."""
    lab = labs.labs(root)[2]
    base, work = os.path.join(root, "build", "grade", "2"), os.path.join(tmp_path, "work")
    grader.base_tree(lab, base, root)
    shutil.copytree(base, work, symlinks=True)
    tree = os.path.join(tmp_path, "unwritten")
    labs.hand_out(2, tree, {1}, root)
    submission.Submission(lab, work, tree).put()
    found = []
    for parent, _, names in os.walk(work):
        for name in names:
            with open(os.path.join(parent, name), "rb") as file:
                if SOLUTION.search(file.read()):
                    found.append(os.path.relpath(os.path.join(parent, name), work))
    group.equal(found, [], "no file contains lines of the solution")
    left = [os.path.relpath(os.path.join(parent, name), work) for parent, _, names in os.walk(os.path.join(work, "build"))
            for name in names if name.startswith(("samepage", "shm.", "util."))]
    group.equal([path for path in left if "ipc/" in path or "samepage" in path], [], "the compiled solution is deleted")


@pytest.mark.xdist_group("mutants")
def test_mutants(group, root, long):
    _tool(group, root, *([] if long else ["--draw", "3"]))
