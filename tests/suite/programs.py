# SPDX-License-Identifier: GPL-2.0-only
"""
Programs from elsewhere print the same in Samepage and in Debian's Linux (tools/programs). The long
tests fetch and build all of them. The others only use the cross compiler's C library.
"""

import os
import subprocess

import pytest

from samepage.guest import Guest

LOCKS = "process 0\nprocess 1\nprocess 2\nprocess 3\nsum 20000, turn 4\ntimed wait: ETIMEDOUT\n"


@pytest.mark.xdist_group("glibc")
def test_lock_in_a_segment(group, root, build):
    program = os.path.join(build, "glibc", "locks")
    os.makedirs(os.path.dirname(program), exist_ok=True)
    subprocess.run(["i686-linux-gnu-gcc", "-static", "-O1", "-s", "-w", os.path.join(root, "tests/programs/locks.c"),
                    "-o", program, "-lpthread"], check=True)
    result = Guest("/locks", build=build, files=[("/locks", program)]).run(timeout=120)
    group.equal((result.status, result.output.decode(errors="replace")), (0, LOCKS),
                "processes share a lock and a condition of the GNU C library in a segment")


def test_programs(group, root, build):
    done = subprocess.run([os.path.join(root, "tools", "programs"), "--build", build], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1800)
    text = done.stdout.decode(errors="replace")
    group.ok(done.returncode == 0, "programs from elsewhere print what they print on Linux", text)
