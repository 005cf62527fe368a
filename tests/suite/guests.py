# SPDX-License-Identifier: GPL-2.0-only
"""
Test programs in guests. One boot runs many programs (tests/tap_run.c); should the kernel not
survive one of them, that one has failed, and the rest run in a new boot.
"""

import glob
import os
import subprocess

from samepage.guest import ROOT, Guest
from . import tap

SECONDS = 90                # one program, in the guest's time
BOOT_SECONDS = 300          # one boot, in the host's

SHM = ["shmget_test", "shmat_test", "shmdt_test", "shmctl_test", "shm_direct_test",
       "shm_perm_test", "shm_lifecycle_test", "shm_split_test", "shm_limits_test", "shm_race_test"]


def all_programs(root):
    """Every test program there is: tests/*_test.c."""
    return sorted(os.path.basename(path)[:-2] for path in glob.glob(f"{root}/tests/*_test.c"))


def make(build, *words, into=None):
    """
    Run make with the compiler that made `build`, and `into` (by default `build` itself) as the
    directory for what it makes. Its output is in .stdout.
    """
    with open(os.path.join(build, "compiler")) as file:
        compiler = file.read().strip()
    return subprocess.run(["make", "-s", "-C", ROOT, f"B={into or build}", f"CC={compiler}", *words],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=900)


def run(report, name, programs, build, files=None, seconds=SECONDS, **options):
    """
    Run those programs in as few boots as it takes. They come from tests.cpio, or, when
    `files` is a list of (guest path, host path), from there.
    """
    left = list(programs)
    while left:
        line = f"/tests/tap_run -t {seconds} " + " ".join("/tests/" + p for p in left)
        guest = Guest(line, build=build, tests=files is None, files=files or (), **options)
        result = guest.run(timeout=max(seconds, BOOT_SECONDS))
        ran = tap.parse(result.output)
        for program in ran:
            with report.group(f"{name}/{program.name}") as group:
                program.judge(group, in_guest=True)
                if program.end is None:
                    group.ok(False, f"the kernel survives it ({result.reason or result.status})",
                             _tail(result.log, 40) + _look(guest))
        done = {program.name for program in ran}
        rest = [program for program in left if program not in done]
        if not ran or (not rest and result.reason):
            with report.group(f"{name}/boot") as group:
                group.ok(False, f"the guest runs its programs ({result.reason or result.status})",
                         _tail(result.log, 40) + _tail(result.output.decode(errors="replace"), 10)
                         + _look(guest))
            return
        left = rest


def _look(guest):
    command = guest.reproduce()
    return f"  the same in the debugger:\n    {command}\n" if command else ""


def _tail(text, count):
    return "".join("  " + line + "\n" for line in text.splitlines()[-count:])


def stripped(build, programs):
    """The programs as files to add, for a guest too small to hold all of them."""
    return [(f"/tests/{program}", os.path.join(build, "tests-image/tests", program))
            for program in ["tap_run", *programs]]
