# SPDX-License-Identifier: GPL-2.0-only
"""
An hour of everything at once in 16 MiB: many test programs at the same time, again and again. They
disturb each other, so what they claim does not count. The kernel must survive, and afterwards
frames and objects of slabs must be exactly what they were.
"""

import re

import pytest

from samepage.guest import Guest
from .guests import stripped, variant_build

PROGRAMS = ["shm_race_test", "shm_split_test", "mm_test", "areas_test", "fork_test", "pipe_test", "signal_test",
            "fs_test", "exec_test", "fail_nth_test"]
ROUNDS = 60
COUNT = "echo 2 > /proc/sys/vm/drop_caches; grep MemFree /proc/meminfo; cat /proc/slabinfo; cat /proc/invariants"
SCRIPT = f"""
for round in $(ROUNDS); do
    for program in {' '.join(PROGRAMS)}; do
        /tests/$program > /dev/null 2> /dev/null &
    done
    /tests/progfuzz $round 20 > /dev/null 2> /dev/null &
    wait
    ipcrm -a
    rm -r /tmp/* 2> /dev/null
    if test $round = 1; then echo counted; {COUNT}; fi
done
echo counted
{COUNT}
"""


@pytest.mark.long
@pytest.mark.xdist_group("soak")
def test_soak(group, build):
    script = SCRIPT.replace("$(ROUNDS)", " ".join(map(str, range(1, ROUNDS + 1))))
    result = Guest(script, build=variant_build(build, "debug"), memory=16, append="yield-alloc",
                   files=stripped(build, [*PROGRAMS, "progfuzz"])).run(timeout=3 * 3600)
    group.ok(result.status == 0, f"{ROUNDS} rounds come to their end", result.log[-2000:])
    counts = re.split(r"^counted\n", result.output.decode(errors="replace"), flags=re.M)[1:]
    group.equal(len(counts), 2, "the frames and objects are counted after the first round and after the last")
    if len(counts) == 2:
        group.equal(counts[1], counts[0], "no frame and no object is lost")
