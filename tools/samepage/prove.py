# SPDX-License-Identifier: GPL-2.0-only
"""
Check that a lab works: build variants of the tree and grade them.

    solution                full marks
    hand-out                no warnings, does not hang, no test passes, contains no line of the
                            solution, and is the same, byte for byte, each time
    hand-out, solved        full marks, although the later labs are unwritten
    one step unwritten      all of its tests fail, and no others except those that need the step
    mutants                 each fails the tests that it names, and no others

prove(lab, base) yields (good, sentence, detail).
"""

import difflib
import filecmp
import os
import re
import shutil
import subprocess
import tempfile

from . import grader, lab as labs, source, testrun
from .guest import ROOT

SEED = "proof"


def _variant(base, directory):
    """Copy the built tree of the grader; the copy can be changed and built again."""
    if not os.path.exists(directory):
        shutil.copytree(base, directory, symlinks=True)
    return directory


def _apply(directory, unwritten, root=ROOT):
    """Write the solution into a variant, without the steps for which unwritten(step) holds."""
    for path in labs.steps(root):
        grader._put(os.path.join(directory, path),
                    labs.begin(path, labs.read(os.path.join(root, path)), unwritten, root=root))


def _judge(lab, directory):
    """(ids that passed, id -> reason of those that failed, warnings, number of boots)"""
    warnings = grader.build(lab, directory)
    outcomes, boots = testrun.run_tests(lab, directory, SEED)
    passed = {test for test, outcome in outcomes.items() if outcome.passed}
    failed = {test: f"{outcome.expected} / {outcome.happened}"
              for test, outcome in outcomes.items() if not outcome.passed}
    return passed, failed, warnings, boots


def _words(failed):
    return "\n".join(f"  {test}: {why}" for test, why in failed.items())


def same_bytes(one, other):
    """Do two trees agree in names, modes, dates and contents?"""
    def listing(tree):
        found = []
        for parent, directories, names in sorted(os.walk(tree)):
            for name in sorted(directories + names):
                path = os.path.join(parent, name)
                status = os.lstat(path)
                found.append((os.path.relpath(path, tree), status.st_mode, status.st_mtime))
        return found
    if listing(one) != listing(other):
        return False
    return all(filecmp.cmp(os.path.join(one, path), os.path.join(other, path), shallow=False)
               for path, mode, _ in listing(one) if os.path.isfile(os.path.join(one, path)))


def check_hand_out(lab, directory):
    solved = set(range(1, lab.number))
    one, other = os.path.join(directory, "out"), os.path.join(directory, "out2")
    labs.hand_out(lab.number, one, solved)
    labs.hand_out(lab.number, other, solved)
    yield same_bytes(one, other), "the hand-out is the same, byte for byte, each time", ""
    secrets = labs.solution_only_lines(solved)
    leaks = []
    for parent, _, names in os.walk(one):
        for name in names:
            path = os.path.join(parent, name)
            for line in labs.read(path).splitlines():
                if line.strip() in secrets:
                    leaks.append(f"{os.path.relpath(path, one)}: {line.strip()}")
    yield not leaks and secrets, "no line of a solution is in the hand-out", "\n".join(leaks[:9])
    yield not os.path.exists(os.path.join(one, ".git")), "the hand-out has no history", ""


def prove(lab, base):
    with tempfile.TemporaryDirectory(prefix="prove-") as scratch:
        work = _variant(base, os.path.join(scratch, "work"))
        passed, failed, _, boots = _judge(lab, work)
        yield not failed, f"lab {lab.number}: the solution gets full marks", _words(failed)
        most = len(testrun.KERNELS) * (1 + any(test.get("unit") for test in lab.tests))
        yield boots <= most, "on each kernel, it takes one boot, and one more for tests inside the kernel", \
            f"it took {boots}"
        yield from check_hand_out(lab, scratch)

        _apply(work, lambda step: step.lab >= lab.number)
        passed, failed, warnings, _ = _judge(lab, work)
        yield not warnings, f"lab {lab.number}: the hand-out builds without warnings", warnings
        yield not passed, "no test passes in the hand-out", ", ".join(sorted(passed))
        yield not any("hung" in why or "no progress" in why for why in failed.values()), \
            "the hand-out does not hang", _words(failed)
        yield not any("the test can set up" in why for why in failed.values()), \
            "its failures are explained by the student's missing work", _words(failed)

        _apply(work, lambda step: step.lab > lab.number)
        passed, failed, warnings, _ = _judge(lab, work)
        yield not failed, "the solution with later labs unwritten gets full marks", _words(failed)

        for step in lab.steps:
            k = step.number
            _apply(work, lambda other: other.label == step.label)
            passed, failed, _, _ = _judge(lab, work)
            of_step = {test["id"] for test in lab.tests if lab.step(test) == k}
            may = {test["id"] for test in lab.tests if k in lab.needs(test)}
            yield not of_step & passed, f"without step {k} ({step.function}) its tests fail", \
                ", ".join(sorted(of_step & passed))
            extra = {test: why for test, why in failed.items() if test not in may}
            yield not extra, f"without step {k} no tests of other steps fail except those that need it", \
                _words(extra)


# ---- mutants -----------------------------------------------------------------------------------

class Mutant:
    """
    A wrong answer: labs/mutants/N/name.patch. It changes the code without comments and empty lines
    (source.code), so that other comments do not matter. Its name begins with the step. Its first
    lines say what is wrong, which tests must fail, and which others may fail, too:

        # forgets to count the attach
        # fails: 3.3-counts
        # may fail: 3.4-fork 3.4-split

    "# may fail: any" is for mistakes, such as a lock that is never given back, after which most tests fail.
    The sentence of a newer mutant begins with its kind: lock, race, leak, freed, order, observable.
    """

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[:-len(".patch")]
        text = labs.read(path)
        self.mistake = text.split("\n", 1)[0].lstrip("# ")
        self.must = self._list(text, "fails")
        self.may = self._list(text, "may fail") | self.must

    @staticmethod
    def _list(text, word):
        found = re.search(rf"^# {word}: (.*)$", text, re.M)
        return set(found.group(1).split()) if found else set()


def mutants(lab, root=ROOT):
    directory = os.path.join(root, "labs", "mutants", str(lab.number))
    if not os.path.isdir(directory):
        return []
    return [Mutant(os.path.join(directory, name)) for name in sorted(os.listdir(directory))
            if name.endswith(".patch")]


def code(path, root=ROOT):
    """The code of a file to which mutants apply."""
    return source.code(path, labs.read(os.path.join(root, path)))


def new_mutant(lab, name, root=ROOT):
    """Make the uncommitted changes of the tree a mutant; returns the path of the patch."""
    lines = ["# (what is wrong)\n", "# fails: (tests)\n"]
    for path in lab.files:
        committed = subprocess.run(["git", "-C", root, "show", f"HEAD:{path}"],
                                   capture_output=True, text=True, check=True).stdout
        lines += difflib.unified_diff(source.code(path, committed).splitlines(True),
                                      code(path, root).splitlines(True), f"a/{path}", f"b/{path}")
    path = os.path.join(root, "labs", "mutants", str(lab.number), name + ".patch")
    labs.write_file(path, "".join(lines))
    return path


def apply_mutant(mutant, work):
    """Write the solution with this mistake into a directory; returns the complaints of patch, or ""."""
    for path in labs.steps():
        grader._put(os.path.join(work, path), code(path))
    done = subprocess.run(["patch", "-p1", "-s", "-F0", "--no-backup-if-mismatch", "-i", mutant.path],
                          cwd=work, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def try_mutant(lab, mutant, work, base):
    """Grade one mutant, built in `work`: (good, sentence, detail, id -> reason of the failed tests)."""
    _variant(base, work)
    complaint = apply_mutant(mutant, work)
    if complaint:
        return False, f"mutant {mutant.name} applies", complaint, {}
    _, failed, _, _ = _judge(lab, work)
    missing = mutant.must - set(failed)
    step = int(mutant.name.split("-")[0].split(".")[1])
    dependent = {test["id"] for test in lab.tests if step in lab.needs(test) and lab.step(test) != step}
    extra = set() if "any" in mutant.may else set(failed) - mutant.may - dependent
    detail = ""
    if missing:
        detail += f"  these should fail: {', '.join(sorted(missing))}\n"
    if extra:
        detail += "  these should not fail:\n" + _words({test: failed[test] for test in sorted(extra)})
    return not missing and not extra and bool(failed), \
        f"lab {lab.number}, mutant {mutant.name} ({mutant.mistake}) fails the right tests", detail, failed
