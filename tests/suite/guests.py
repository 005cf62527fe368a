# SPDX-License-Identifier: GPL-2.0-only
"""
The test programs, tests/*_test.c, in guests. One boot runs many of them (tests/tap_run.c). If the
kernel does not survive one, that one has failed, and the rest run in a new boot.
"""

import glob
import os
import subprocess

import pytest

from samepage.guest import ROOT, Guest
from . import tap

SECONDS = 90                # of the guest's time, for one program
BOOT_SECONDS = 300          # of the host's time, for one boot

SHM = ["shmget_test", "shmat_test", "shmdt_test", "shmctl_test", "shm_direct_test",
       "shm_perm_test", "shm_lifecycle_test", "shm_split_test", "shm_limits_test", "shm_race_test",
       "sleep_nth_test"]
SEM = ["semget_test", "semop_test", "semctl_test", "sem_sleep_test", "sem_undo_test",
       "msg_test", "msgctl_test", "msg_sleep_test", "sem_race_test"]
OOM = ["oom_test", "fail_nth_test", "fail_calls_test", "fail_ipc_test", "exhaust_test"]
MANY = ["shm_many_test"]
SMALL = ["shm_lifecycle_test", "shmat_test", "fork_test", "mm_test"]
LARGE = [*SMALL, "stack_test", "procfs_test"]


def all_programs(root=ROOT):
    return sorted(os.path.basename(path)[:-2] for path in glob.glob(f"{root}/tests/*_test.c"))


def boots(names, long):
    """Job -> its programs, and how its guest differs from the plain one of 32 MiB."""
    programs = all_programs()
    table = {
        "kernel": ([p for p in programs if p not in SHM + OOM + MANY], {}),
        "shm": (SHM, {}),
        "oom": (OOM, {"memory": 16}),
        "yield": ([*SHM, *SEM, "fork_test", "elf_test", *OOM], {"append": "yield-alloc"}),
        "many": (MANY, {"memory": 64}),
        "4MiB": ([*SMALL, "exhaust_test"], {"memory": 4, "alone": True}),
        "2GiB": (LARGE, {"memory": 2048}),
        "debug": (programs, {"memory": 64, "append": "yield-alloc", "variant": "debug"}),
        "ubsan": (programs, {"memory": 64, "append": "yield-alloc", "variant": "ubsan"}),
        "stretch": (["stretch_test"], {"memory": 512, "icount": 0, "variant": "debug",
                                       "append": "COUNT_INSTRUCTIONS=1"}),
        "guest": ([p for p in programs if p in names], {"memory": 64}),
    }
    if long:
        table["fuzz"] = ["fuzz_test"], {"memory": 64, "seconds": 7200,
                                        "append": "yield-alloc FUZZ_CALLS=2000000"}
        # At another speed the clock interrupts the same instructions at other places.
        for shift in range(8):
            table[f"clock{shift}"] = programs, {"memory": 64, "append": "yield-alloc", "icount": shift}
    return table


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


def variant_build(build, variant):
    """The directory of a kernel that checks itself: its locks (debug), or undefined behaviour (ubsan)."""
    directory = os.path.join(build, variant)
    made = make(build, f"{variant.upper()}=1", "all", into=directory)
    assert made.returncode == 0, made.stdout[-2000:]
    return directory


def run(programs, build, files=None, seconds=SECONDS, **options):
    """
    Run the programs in as few boots as it takes; returns {name: tap.Program}. They come from
    tests.cpio, or from `files`, a list of (path in the guest, path on the host).
    """
    found, left = {}, list(programs)
    while left:
        line = f"/tests/tap_run -t {seconds} " + " ".join("/tests/" + p for p in left)
        guest = Guest(line, build=build, tests=files is None, files=files or (), **options)
        result = guest.run(timeout=max(seconds, BOOT_SECONDS))
        # The program that ran last is to blame when the guest did not end well, and all are when
        # none has begun.
        ran = tap.parse(result.output) or [tap.Program(name) for name in left]
        blamed = [program for program in ran if program.end is None] or ran[-1:]
        if result.reason or blamed[0].end is None:
            for program in blamed:
                program.reason = str(result.reason or result.status)
            blamed[0].log = _tail(result.log, 40) + _look(guest)
        found.update((program.name, program) for program in ran)
        left = [name for name in left if name not in found]
    return found


def _look(guest):
    command = guest.reproduce()
    return f"  the same in the debugger:\n    {command}\n" if command else ""


def _tail(text, count):
    return "".join("  " + line + "\n" for line in text.splitlines()[-count:])


def stripped(build, programs):
    """The programs as files to add, for a guest too small to hold all of them."""
    return [(f"/tests/{program}", os.path.join(build, "tests-image/tests", program))
            for program in ["tap_run", *programs]]


def pytest_generate_tests(metafunc):
    table = boots(metafunc.config.getoption("name"), metafunc.config.getoption("long"))
    if {"debug", "ubsan"} & set(metafunc.config.getoption("build").split("/")):
        del table["debug"], table["ubsan"], table["stretch"]          # this is one of them
    if "ran" in metafunc.fixturenames:
        metafunc.parametrize(["ran", "program"], [
            pytest.param(job, program, id=f"{job}/{program}", marks=pytest.mark.xdist_group(job))
            for job, (programs, _) in table.items() for program in programs],
            indirect=["ran"], scope="module")


@pytest.fixture(scope="module")
def ran(request, build, long):
    """The programs of one job, when all of them have run."""
    programs, options = boots(request.config.getoption("name"), long)[request.param]
    options = dict(options)
    if "variant" in options:
        build = variant_build(build, options.pop("variant"))
    if options.pop("alone", False):
        options["files"] = stripped(build, programs)
    return run(programs, build, **options)


def test_program(group, ran, program):
    ran[program].judge(group)
