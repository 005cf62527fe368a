# SPDX-License-Identifier: GPL-2.0-only
"""
Read what tests/tap_run.c prints, and judge each program by it:

    @@ begin NAME
    ok 1 - ...
    1..N
    @@ end NAME status S frames BEFORE AFTER segments N invariants WORDS

A program passes when it makes as many claims as it planned, all are true, it leaves with 0, and
nothing of it is left behind.
"""

import re

BEGIN = re.compile(r"@@ begin (\S+)$")
END = re.compile(r"@@ end (\S+) status (\S+) frames (-?\d+) (-?\d+) segments (\d+) invariants (.*)$")
CLAIM = re.compile(r"(not )?ok (\d+) - (.*)$")
PLAN = re.compile(r"1\.\.(\d+)( # SKIP (.*))?$")


class Program:
    """The output of one program, and what was counted before and after it."""

    def __init__(self, name):
        self.name = name
        self.lines = []
        self.end = None             # the match of the end line, or None if there was none
        self.reason = ""            # why the guest ended in or after this program; "" if it went on
        self.log = ""               # the kernel's last words then

    def judge(self, group, in_guest=True):
        """Turn all of it into claims."""
        plan, skipped = self._claims(group)
        if self.end is None:
            group.ok(False, f"the kernel survives it ({self.reason})", self.log)
            return
        status, before, after, segments, invariants = self.end.groups()[1:]
        if status == "timeout":
            group.ok(False, "it ends in time", "\n".join(self.lines[-5:]))
        elif plan is None and not skipped:
            group.ok(False, f"it makes its plan (it ended with {status})",
                     "\n".join(self.lines[-5:]))
        elif status != "0" and not group.failed:
            group.ok(False, f"it leaves with 0 (it left with {status})")
        if skipped:
            group.skip(skipped)
        if in_guest:
            group.ok(before == after, "the number of free frames is as before",
                     f"  before {before}, after {after}")
            group.ok(invariants == "ok", "the kernel's check of itself agrees", "  " + invariants)
        group.ok(segments == "0", "no segment is left behind", f"  {segments} are")
        if self.reason:
            group.ok(False, f"the guest ends well after it ({self.reason})", self.log)

    def _claims(self, group):
        """Make the program's own claims. Returns its plan (None if there was none) and why it was skipped."""
        plan = skipped = None
        count = 0
        detailed = misnumbered = False
        for line in self.lines:
            claim, planned = CLAIM.match(line), PLAN.match(line)
            if claim:
                count += 1
                detailed = claim.group(1) is not None
                group.ok(not detailed, f"{claim.group(2)} - {claim.group(3)}")
                if int(claim.group(2)) != count and not misnumbered:
                    misnumbered = True
                    group.ok(False, f"claims are numbered ({claim.group(2)} is number {count})")
            elif planned:
                plan, skipped = int(planned.group(1)), planned.group(3)
            elif line.startswith(("Bail out!", "#   in a child")) or (detailed and line.startswith("#")):
                group.note(line)
        if plan is not None and plan != count:
            group.ok(False, f"it makes as many claims as planned ({plan} planned, {count} made)")
        return plan, skipped


def parse(output):
    """The programs of one output (bytes), in the order in which they began."""
    programs = []
    for line in output.decode(errors="replace").split("\n"):
        begin, end = BEGIN.match(line), END.match(line)
        if begin:
            programs.append(Program(begin.group(1)))
        elif end and programs:
            programs[-1].end = end
        elif programs and programs[-1].end is None:
            programs[-1].lines.append(line)
    return programs
