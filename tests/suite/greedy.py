# SPDX-License-Identifier: GPL-2.0-only
"""
An ordinary user takes all that can be had of one kind of thing, again and again (tests/greedy.c).
Meanwhile root's shell writes down what happens, lists the processes, and kills that user's; then
everything can be had back. docs/limits.md has the table of what limits whom.
"""

import re

import pytest

from samepage.guest import Guest

KINDS = ["frames", "tables", "areas", "pipes", "files", "names", "segments", "processes", "opened",
         "zombies", "time", "arguments", "console"]
SCRIPT = """
for kind in KINDS; do
    runas 1000 /tests/greedy $kind 2> /dev/null &
    user=$!
    sleep 2
    echo "$kind: logged" >> /tmp/log
    ps > /tmp/ps && echo "$kind: listed" >> /tmp/log
    kill -KILL -$user
    wait
    ipcrm -a
    rm -r /tmp/greedy
    echo "$kind: had back" >> /tmp/log
done
echo
cat /tmp/log /proc/invariants
"""


@pytest.mark.parametrize("memory", [8, 32, 512])
@pytest.mark.xdist_group("greedy")
def test_greedy(group, build, memory):
    result = Guest(SCRIPT.replace("KINDS", " ".join(KINDS)), build=build, memory=memory,
                   files=[("/tests/greedy", f"{build}/tests-image/tests/greedy")]).run(timeout=900)
    group.equal(result.status, 0, "root's shell comes to the end of its script")
    output = result.output.decode(errors="replace")
    for kind in KINDS:
        said = re.findall(rf"^{kind}: (.*)$", output, re.M)
        group.equal(said, ["logged", "listed", "had back"],
                    f"{kind}: root's shell can write a log, list the processes, and end those of the user")
    group.ok(output.endswith("ok\n"), "the kernel's invariants hold", output[-500:])
