# SPDX-License-Identifier: GPL-2.0-only
"""
tools/oracle runs the same random scenarios on Linux and on Samepage. The tests are that the two
agree, and that the tool notices when they do not.
"""

import os
import subprocess

from samepage.oracle_compare import Comparison, unmatched
from samepage.oracle_log import scenarios

SEEDS = "1..255"
SEEDS_LONG = "1..2048"

THEIRS = """\
kernel arena=40000000 stack=bffff000 shmmax=2147483647 shmall=4278190079 made=129 huge=1
scenario 9 shmmax=33554432 shmall=4194304 shmmni=128
1 p1 start uid=1000 gid=100 groups=-1,-1 = 0
2 p1 shmget(0, 8192, CREAT|666) = s0 ~id=32768 ; s0 size=8192 mode=666 uid=1000 cpid=p1
3 p1 shmget(0, 4096, CREAT|666) = s1 ~id=32769 ; s1 size=4096 mode=666 uid=1000 cpid=p1
4 p1 shmat(s0, NULL, 0) = +0 ; s0 nattch=1 lpid=p1
5 p1 RMID(s1) = 0 ; s1 gone
6 p1 STAT(s1!, good) = EINVAL
7 p1 shmget(0, 4096, CREAT|666) = s2 ~id=32770 ; s2 size=4096 mode=666 uid=1000 cpid=p1
8 p1 STAT(s1!, good) = EINVAL
9 p1 LOCK(s0) [owner] = 0
10 p1 munmap(+0, 1000) [cuts s0] = 0 ; s0 dtime=1
end used=0 tot=0 rss=0
"""

OURS = """\
kernel arena=40000000 stack=bffff000 shmmax=33554432 shmall=4194304 made=128 huge=0
scenario 9 shmmax=33554432 shmall=4194304 shmmni=128
1 p1 start uid=1000 gid=100 groups=-1,-1 = 0
2 p1 shmget(0, 8192, CREAT|666) = s0 ~id=640 ; s0 size=8192 mode=666 uid=1000 cpid=p1
3 p1 shmget(0, 4096, CREAT|666) = s1 ~id=641 ; s1 size=4096 mode=666 uid=1000 cpid=p1
4 p1 shmat(s0, NULL, 0) = +0 ; s0 nattch=1 lpid=p1
5 p1 RMID(s1) = 0 ; s1 gone
6 p1 STAT(s1!, good) = EINVAL
7 p1 shmget(0, 4096, CREAT|666) = s2 ~id=769 ; s2 size=4096 mode=666 uid=1000 cpid=p1
8 p1 STAT(s1!, good) = EIDRM
9 p1 LOCK(s0) [owner] = EPERM
10 p1 munmap(+0, 1000) [cuts s0] = 0
end used=0 tot=0 rss=0
"""


def test_rows(group, root):
    complaints = unmatched(os.path.join(root, "docs", "fidelity.md"))
    group.equal(complaints, [], "rows of docs/fidelity.md and rules go together")


def test_scenarios(group, root, build, long):
    words = [os.path.join(root, "tools", "oracle"), "--build", build,
             "--seeds", SEEDS_LONG if long else SEEDS]
    result = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=900)
    text = result.stdout.decode(errors="replace")
    group.ok(result.returncode == 0, "Samepage does what Linux does, or what a row says", text)


def _differences(ours):
    comparison = Comparison()
    for left, right in zip(scenarios(THEIRS.splitlines()), scenarios(ours.splitlines())):
        comparison.scenario(left, right)
    return [(str(difference.step), difference.why) for difference in comparison.differences]


def test_noticing(group):
    def found(old, new, step, sentence):
        assert old in OURS
        got = _differences(OURS.replace(old, new))
        group.ok(len(got) == 1 and got[0][0] == step, sentence, got)

    group.equal(_differences(OURS), [], "a log that differs as the rows say is accepted")
    found("shmat(s0, NULL, 0) = +0", "shmat(s0, NULL, 0) = +1000", "4", "a different address is noticed")
    found("6 p1 STAT(s1!, good) = EINVAL", "6 p1 STAT(s1!, good) = EIDRM", "6",
          "EIDRM for an id whose slot is empty is noticed")
    found("STAT(s1!, good) = EIDRM", "STAT(s1!, good) = EINVAL", "8",
          "EINVAL where a row promises EIDRM is noticed, although Linux gives EINVAL")
    found("[owner] = EPERM", "[owner] = EACCES", "9", "an error other than the row's is noticed")
    found("~id=769", "~id=770", "7", "a slot that is not the lowest free one is noticed")
    found("~id=769", "~id=897", "7", "a wrong sequence number is noticed")
    found("nattch=1 lpid=p1", "nattch=1 lpid=p2", "4", "a wrong field is noticed")
    found("munmap(+0, 1000) [cuts s0] = 0", "munmap(+0, 1000) [cuts s0] = 0 ; s0 nattch=2", "10",
          "a count that no row mentions is noticed")
    found("5 p1 RMID(s1) = 0 ; s1 gone", "5 p1 RMID(s1) = 0", "5",
          "a segment that is not destroyed is noticed")
    found("end used=0", "end used=1", "end", "a segment left at the end is noticed")
    found("made=128", "made=127", "0", "a kernel with fewer slots is noticed")
    found("10 p1 munmap(+0, 1000) [cuts s0] = 0\n", "", "10", "a log that ends early is noticed")


def test_sleepers(group, root, build, long):
    words = [os.path.join(root, "tools", "sleepers"), "--build", build, "--guests", "1",
             "--seeds", "1..20000" if long else "1..400"]
    result = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=3600)
    text = result.stdout.decode(errors="replace")
    group.ok(result.returncode == 0, "processes sleep and wake on Samepage as on Linux", text)
    result = subprocess.run([*words, "--recorded"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=3600)
    group.ok(result.returncode == 0 and b"400 recorded" in result.stdout, "and as was recorded on Linux",
             result.stdout.decode(errors="replace"))
