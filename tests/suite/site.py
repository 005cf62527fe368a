# SPDX-License-Identifier: GPL-2.0-only
"""
The page in the browser (tools/web): the kernel in the emulator v86 under node, and the page in
Chromium. `make site` must have been run.
"""

import os
import re
import shutil
import subprocess

import pytest

from samepage.guest import Guest

NODE = ["node", "--preserve-symlinks", "--preserve-symlinks-main"]
WEB = "build/web"
COMMAND = "process_a; process_b; ipcrm -a"


@pytest.fixture(scope="module")
def site(root, build):
    """The tree, if it has what the tests need."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node or npm is not installed (tools/setup site installs them)")
    for path in (f"{root}/{WEB}/packages", f"{build}/site-data/ready", f"{build}/site-data/compiler.cpio.gz"):
        if not os.path.exists(path):
            pytest.skip(f"{path} is not there: make site")
    return root


def claim_tap(group, done):
    """Claim each test of node's runner; its output is in the Test Anything Protocol."""
    results = re.findall(r"^(ok|not ok) \d+ - (.*?)( # SKIP.*)?$", done.stdout, re.M)
    for outcome, sentence, skipped in results:
        if skipped:
            group.skip(sentence + skipped)
        else:
            group.ok(outcome == "ok", sentence, done.stdout + done.stderr)
    group.ok(results, "node runs the tests", done.stdout + done.stderr)


def run_node(site, build, test, **environment):
    return subprocess.run(["timeout", "600", *NODE, "--test", "--test-reporter=tap", f"{WEB}/tests/{test}"], cwd=site, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=700,
                          env={**os.environ, "SITE_DATA": f"{build}/site-data", **environment})


def test_machine(group, site, build, tmp_path):
    trace = str(tmp_path / "trace.jsonl")
    result = Guest(COMMAND, build=build, trace=trace).run()
    group.equal(result.output, b"Hello World\n", "A and B print in QEMU what they print in v86")
    claim_tap(group, run_node(site, build, "machine.test.js", QEMU_TRACE=trace))


def test_lock_file(group, root):
    with open(os.path.join(root, "tools/web/package-lock.json"), encoding="utf-8") as file:
        text = file.read()
    group.ok("://" not in text, "the lock file of the packages names no host")
    group.ok('"integrity"' in text, "it has the sums of the packages")
