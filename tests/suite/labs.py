# SPDX-License-Identifier: GPL-2.0-only
"""
The labs: each is what it promises (tools/mutants --prove), wrong answers lose their marks, the
result files are as their readers want them, and hand-outs say the same in both languages.
"""

import glob
import json
import os
import re
import subprocess
import sys

from samepage import lab as labs, marks

HEADINGS = ["What you will see", "Background", "The task", "Look at your own work", "Hints",
            "Questions", "Challenge"]


def _tool(report, name, root, *words):
    """A program that says "ok - ..." and "not ok - ..." as its claims."""
    done = subprocess.run([sys.executable, os.path.join(root, "tools", "mutants"), *words],
                          capture_output=True, text=True)
    with report.group(name) as group:
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


def front_page(report, root):
    """README.md and README.zh-CN.md: the same headings, the same commands, the same files named."""
    english, chinese = (os.path.join(root, name) for name in ("README.md", "README.zh-CN.md"))
    with report.group("labs/README.zh-CN.md") as group:
        group.equal(headings(chinese), headings(english), "the Chinese README has the same headings")
        group.equal(commands(chinese), commands(english), "it shows the same")
        typed, links = [], []
        for path in (english, chinese):
            with open(path) as file:
                text = file.read()
            typed.append(re.findall(r"^    (?:make|tools)\S* ?[^#\n]*", text, re.M))
            links.append(sorted(set(re.findall(r"\]\(([^)\s]+)\)", text))))
        group.equal(typed[1], typed[0], "it has the same commands")
        group.equal(links[1], links[0], "it leads to the same documents")


def hand_outs(report, root):
    for number, lab in labs.labs(root).items():
        directory = os.path.join(root, "labs", lab.directory)
        with report.group(f"labs/{lab.directory}") as group:
            readme, chinese = f"{directory}/README.md", f"{directory}/README.zh-CN.md"
            if not group.ok(os.path.exists(readme), "it has a hand-out"):
                continue
            with open(readme) as file:
                found = re.findall(r"^## (.*)$", file.read(), re.M)
            group.equal(found, HEADINGS, "the hand-out has its headings")
            group.equal(lab.points, 100, "its tests are worth 100 points together")
            group.ok(len({test["id"] for test in lab.tests}) == len(lab.tests), "test names are unique")
            patches = glob.glob(os.path.join(root, "labs/mutants", str(number), "*.patch"))
            group.ok(len(patches) >= 15, f"it has at least 15 mutants ({len(patches)})")
            if os.path.exists(chinese):
                group.equal(headings(chinese), headings(readme), "the Chinese one has the same headings")
                english = [re.sub(r"#.*", "", block) for block in commands(readme)]
                theirs = [re.sub(r"#.*", "", block) for block in commands(chinese)]
                group.equal(theirs, english, "the Chinese one has the same commands")
            else:
                group.skip("there is no Chinese hand-out yet")


def formats(report):
    """A result with a failure in it, in every form."""
    result = {"lab": 2, "title": "A & B", "seed": "s", "error": None, "points": 3, "max-points": 8,
              "seconds": 1.5, "tests": [
                  {"id": "2.1-size", "step": 1, "title": "first <one>", "passed": True, "points": 3,
                   "max-points": 3, "expected": "", "happened": "", "backtrace": "", "reproduce": "r"},
                  {"id": "2.1-x", "step": 1, "title": "second", "passed": False, "points": 0,
                   "max-points": 5, "expected": "a", "happened": "b \x1b", "backtrace": "", "reproduce": "r"}]}
    with report.group("labs/formats") as group:
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


def proof(report, root):
    front_page(report, root)
    hand_outs(report, root)
    formats(report)
    _tool(report, "labs/proof", root, "--prove")


def mutants(report, root, long=False):
    _tool(report, "labs/mutants", root, *([] if long else ["--draw", "3"]))
