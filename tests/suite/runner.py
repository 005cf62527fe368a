# SPDX-License-Identifier: GPL-2.0-only
"""tests/run itself: its last line, its exit status, and what it says when something is wrong."""

import os
import re
import subprocess
import xml.etree.ElementTree as xml

SUM = r"\d+ passed, \d+ failed(, \d+ skipped)?"


def _run(root, *words):
    """Returns (exit status, output, last line)."""
    done = subprocess.run([os.path.join(root, "tests/run"), *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    return done.returncode, done.stdout, done.stdout.rstrip("\n").rpartition("\n")[2]


def test_runner(group, root, build, tmp_path):
    junit = os.path.join(tmp_path, "junit.xml")
    status, text, last = _run(root, "--build", build, "--junit", junit, "shm_direct_test")
    group.equal(status, 0, "the status is 0 when every claim is true")
    group.ok(re.fullmatch(SUM, last), "the last line has the sums", text)
    group.ok(f"ok    guest/shm_direct_test ({last.split()[0]})" in text, "they count the claims", text)
    cases = [case for case in xml.parse(junit).iter("testcase") if case.get("classname") == "guest.shm_direct_test"]
    group.equal(len(cases), int(last.split()[0]), "the JUnit file has a case for each claim")
    status, text, last = _run(root, "--build", str(tmp_path), "shell", "memviewer")
    group.equal(status, 1, "the status is 1 when a test breaks off")
    group.ok(re.fullmatch(SUM, last) and not last.endswith(" 0 failed"), "the last line counts it as failed", text)
    group.ok("FAIL  shell (" in text and "FAIL  memviewer/once (" in text, "the failures are named", text)
    status, text, _ = _run(root, "nonsense")
    group.ok(status == 1 and "there is no nonsense" in text, "an unknown name is reported", text)


def test_a_reader_that_ends(group, root, build):
    with subprocess.Popen([os.path.join(root, "tests/run"), "--build", build, "layers", "core", "docs"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        run.stdout.readline()
        run.stdout.close()
        complaints = run.stderr.read()
        group.equal(run.wait(120), 141, "after `tests/run | head -n 1` the tests end with the status of SIGPIPE")
    group.ok("Traceback" not in complaints and "INTERNALERROR" not in complaints, "and print no traceback", complaints)
