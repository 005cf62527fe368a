# SPDX-License-Identifier: GPL-2.0-only
"""
Grade one submission of one lab.

From the submission only the functions of the lab's steps are taken, with whatever stands between
their marks. They go into the grader's own tree with the grader's own tests (labs/lib,
labs/N-name), which is built here; testrun.py boots it.
"""

import fcntl
import os
import re
import resource
import shutil
import subprocess
import sys
import time

from . import lab as labs, testrun
from .guest import ROOT
from .submission import Submission

WALL_LIMIT = 1800           # seconds; only in case the host is suspended or overloaded
COMPILER = {                # limits for one process of a build
    resource.RLIMIT_CPU: 60,                # seconds
    resource.RLIMIT_AS: 1 << 30,            # bytes
}
BASE_PARTS = ("boot/", "kernel/", "mm/", "ipc/", "include/", "user/", "tools/setup", "tools/ksyms",
              "Makefile", "linker.ld")


class BuildError(Exception):
    """The submission does not compile; the message is the compiler's."""


# ---- trees and builds --------------------------------------------------------------------------

def _put(path, text):
    """Write a file only when its text changes, so that make does not rebuild it needlessly."""
    if os.path.exists(path) and labs.read(path) == text:
        return
    labs.write_file(path, text)


def base_tree(lab, directory, root=ROOT):
    """
    Bring the grader's own tree for a lab in `directory` up to date and build it: the sources of
    `root` together with the tests. Several processes may call this at the same time.
    """
    parent = os.path.dirname(directory)
    os.makedirs(parent, exist_ok=True)
    with open(os.path.join(parent, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_base_tree(lab, directory, root)


def _make_base_tree(lab, directory, root):
    def current(tree):          # make itself does not notice changed flags in its Makefile
        return os.path.exists(f"{tree}/Makefile") and \
            labs.read(f"{tree}/Makefile") == labs.read(f"{root}/Makefile")

    if not os.path.exists(directory):
        parent = os.path.dirname(directory)
        built = [tree for tree in [*(os.path.join(parent, name) for name in os.listdir(parent)),
                                   *([ROOT] if os.path.exists(f"{ROOT}/LAB") else [])]
                 if os.path.exists(f"{tree}/build/samepage.elf") and current(tree)]
        if built:                   # most object files are the same
            shutil.copytree(built[0], directory, symlinks=True,
                            ignore=lambda where, names: {".git", "grade"} & set(names) if where in
                            (built[0], f"{built[0]}/build") else set())
    elif not current(directory):
        shutil.rmtree(os.path.join(directory, "build"), ignore_errors=True)
    wanted = {path: os.path.join(root, path) for path in labs.sources(root) if path.startswith(BASE_PARTS)}
    mine = os.path.join(root, "labs", lab.directory)
    lib = os.path.join(root, "labs", "lib")
    units = os.path.join(mine, "units.c")
    wanted.update({path: os.path.join(root, origin) for path, origin in labs.STUB_FILES.items()})
    wanted.update({
        "kernel/lab/channel.c": f"{lib}/channel.c", "kernel/lab/lab.h": f"{lib}/channel.h",
        "kernel/lab/units.c": units if os.path.exists(units) else f"{lib}/no_units.c",
        "user/lab_init.c": f"{lib}/init.c", "user/include/lab.h": f"{lib}/lab.h",
        "user/lab_test.c": f"{mine}/tests.c"})
    stepped = labs.steps(root)
    for path, source in wanted.items():
        text = labs.read(source)
        if path == "kernel/main.c":
            text = text.replace("\tkernel_thread(init", "\tlab_init();\n\tkernel_thread(init")
            text = labs.include(text, '#include "kernel/lab/lab.h"\n')
            if text.count("lab_init") != 1:
                raise labs.LabError("kernel/main.c: there is no place to insert lab_init()")
        if path in stepped:
            text = labs.declare(path, text)
        _put(os.path.join(directory, path), text)
        if os.access(source, os.X_OK):
            os.chmod(os.path.join(directory, path), 0o755)
    _put(os.path.join(directory, "LAB"), f"{lab.number}\n")
    for parent, _, names in os.walk(directory):
        if "/build" in parent[len(directory):]:
            continue
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), directory)
            if path not in wanted and path != "LAB":
                os.remove(os.path.join(directory, path))
    build(lab, directory)


def limit(limits):
    """Lower the limits of this process and of the programs that it starts."""
    for name, value in limits.items():
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def build(lab, directory):
    """Build the tree; returns the compiler's warnings. Raises BuildError."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "CI", "CC")}
    outputs = []
    try:
        for words in (["build/" + testrun.KERNELS["plain"], *sorted({"build/" + t for t in testrun.targets(lab)})],
                      ["DEBUG=1", "build/" + testrun.KERNELS["checked"]]):
            done = subprocess.run(
                ["make", "-s", "-j2", *words], cwd=directory,
                env=environment, capture_output=True, text=True, errors="replace", timeout=WALL_LIMIT,
                preexec_fn=(lambda: limit(COMPILER)) if sys.platform == "linux" else None)
            outputs.append(done.stdout + done.stderr)
            if done.returncode:
                break
    except subprocess.TimeoutExpired:
        raise BuildError("the compiler did not finish in time") from None
    said = "\n".join(line for line in outputs[-1 if done.returncode else 0].splitlines()
                     if not re.match(r"  (CC|NASM|LINK|AR|CPIO)\s", line))
    said = re.sub(r"/\S+/(?=(boot|kernel|mm|ipc|include|user)/)", "", said)   # paths as the student knows them
    if done.returncode:
        raise BuildError(said.strip())
    return said


def adopt(lab, directory, place):
    """
    Put the functions of this lab, as the submission in `place` has them, into the grader's tree and
    build it. Returns the Submission, whose .broken names the steps that do not compile.
    """
    handed_in = Submission(lab, directory, place)
    for _ in range(len(lab.steps) + 1):
        handed_in.put()
        try:
            handed_in.warnings = handed_in.words(build(lab, directory))
            return handed_in
        except BuildError as error:
            if not handed_in.blame(str(error)):
                raise BuildError(handed_in.words(str(error)) or
                                 "the compiler stopped; it names no line of a step") from None
            handed_in.warnings = handed_in.warnings or handed_in.words(str(error))
    raise BuildError("the compiler stopped")


def grade(lab, submission, work, seed, base=None, ids=None, prepared=False, report=None):
    """
    Grade one submission; returns the result as a dictionary (labs/result.schema.json). `work`
    becomes a copy of `base`, a built tree (base_tree), unless it is already one (`prepared`).
    report(entry) is called for each test as soon as its result is known, with its entry of "tests".
    """
    started = time.monotonic()
    result = {"schema": "samepage/lab-result/v1", "lab": lab.number, "title": lab.title,
              "seed": seed, "error": None, "warnings": "", "boots": 0, "tests": []}
    outcomes = {}
    if report:
        tests, tell = {test["id"]: test for test in lab.tests}, report

        def report(test, outcome):
            tell(_entry(lab, tests[test], outcome, seed))
    try:
        if not prepared:
            shutil.copytree(base, work, symlinks=True)
        handed_in = adopt(lab, work, submission)
        result["warnings"] = handed_in.warnings
        if len(handed_in.broken) == len(lab.steps):
            result["error"] = "the submission does not compile: " + next(iter(handed_in.broken.values()))
        else:
            outcomes, result["boots"] = testrun.run_tests(lab, work, seed, ids, report, handed_in.broken)
    except labs.LabError as error:
        result["error"] = str(error)
    except BuildError as error:
        result["error"] = "the submission does not compile: " + (str(error).splitlines() or [""])[0]
        result["warnings"] = str(error)
    return _with_tests(lab, result, outcomes, ids, started)


def grade_nothing(lab, seed, reason):
    """The result when no test could be run, for this reason."""
    result = {"schema": "samepage/lab-result/v1", "lab": lab.number, "title": lab.title,
              "seed": seed, "error": reason, "warnings": "", "boots": 0, "tests": []}
    return _with_tests(lab, result, {}, None, time.monotonic())


def _entry(lab, test, outcome, seed):
    return {
        "id": test["id"], "step": lab.step(test), "function": lab.function(test), "title": test["title"],
        "passed": outcome.passed, "points": test["points"] if outcome.passed else 0,
        "max-points": test["points"], "expected": outcome.expected,
        "happened": outcome.happened, "backtrace": outcome.backtrace,
        "kernel": "" if outcome.passed else outcome.kernel,
        "claim": f"labs/{lab.directory}/tests.c:{outcome.line}" if outcome.line else "",
        "seconds": round(outcome.seconds, 2),
        "reproduce": f"tools/grade --lab {lab.number} --test {test['id']} --seed {seed} --gdb"}


def _with_tests(lab, result, outcomes, ids, started):
    seed = result["seed"]
    for test in lab.tests:
        if ids and test["id"] not in ids:
            continue
        outcome = outcomes.get(test["id"])
        if not outcome:
            outcome = testrun.Outcome()
            outcome.fail("the submission can be built and run", result["error"])
        result["tests"].append(_entry(lab, test, outcome, seed))
    if lab.hidden:
        result["hidden"] = lab.hidden
    result["points"] = sum(test["points"] for test in result["tests"])
    result["max-points"] = sum(test["max-points"] for test in result["tests"])
    result["seconds"] = round(time.monotonic() - started, 1)
    return result
