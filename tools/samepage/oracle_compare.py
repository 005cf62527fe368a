# SPDX-License-Identifier: GPL-2.0-only
"""
Compare two logs of the oracle, Linux's and Samepage's, line by line.

    comparison = Comparison()
    comparison.scenario(theirs, ours)       for each pair; .differences has what differs
    comparison.fired                        how often each rule of oracle_rules explained something

The comparison of a scenario ends at its first difference: from there on the two kernels are in
different states.
"""

import collections
import re

from . import oracle_rules as rules
from .oracle_log import Step
from .oracle_model import Broken, Model


class Difference:
    def __init__(self, seed, step, theirs, ours, why):
        self.seed, self.step, self.theirs, self.ours, self.why = seed, step, theirs, ours, why


class Comparison:
    def __init__(self):
        self.fired = collections.Counter()
        self.differences = []
        self.scenarios = self.steps = 0
        self.kernels = set()                    # those compared already

    def scenario(self, theirs, ours):
        self.scenarios += 1
        problem = self._kernel(theirs, ours) or self._steps(theirs, ours) or self._end(theirs, ours)
        if problem:
            self.differences.append(problem)

    # --- parts of a scenario ---

    def _kernel(self, theirs, ours):
        expected = dict(theirs.kernel)
        for name, rule in rules.KERNEL_RULES.items():
            words = rule(theirs.kernel)
            if any(expected[word] != value for word, value in words.items()):
                if id(ours.kernel) not in self.kernels:
                    self.fired[name] += 1
            expected.update(words)
        self.kernels.add(id(ours.kernel))
        expected["huge"] = ours.kernel["huge"]
        if expected != ours.kernel:
            return Difference(ours.seed, 0, str(theirs.kernel), str(ours.kernel),
                              "the kernels differ from the start")
        if theirs.head != ours.head:
            return Difference(ours.seed, 0, theirs.head, ours.head, "limits cannot be set")
        return None

    def _steps(self, theirs, ours):
        model = Model(ours.kernel, ours.head)
        for their_line, our_line in zip(theirs.lines, ours.lines):
            self.steps += 1
            try:
                their_step, our_step = Step(their_line), Step(our_line)
                why = self._step(model, their_step, our_step)
            except (Broken, ValueError, KeyError, AttributeError, IndexError) as error:
                why = str(error) if isinstance(error, Broken) else f"cannot be read: {error!r}"
            if why:
                return Difference(ours.seed, their_line.split()[0], their_line, our_line, why)
        if len(theirs.lines) != len(ours.lines):
            at = min(len(theirs.lines), len(ours.lines))
            rest = [scenario.lines[at] if at < len(scenario.lines) else "(no more)"
                    for scenario in (theirs, ours)]
            return Difference(ours.seed, at + 1, *rest, "one of the logs ends here")
        return None

    def _step(self, model, theirs, ours):
        if theirs.text != ours.text:
            return "the steps themselves differ: the states must have differed before"
        for name, rule in rules.RULES.items():
            allowed = rule(model, theirs)
            if allowed is None:
                continue
            if ours.result not in allowed:
                return f"the row {name} promises {' or '.join(sorted(allowed))}"
            if ours.result != theirs.result:
                self.fired[name] += 1
            break
        else:
            if ours.result != theirs.result:
                return "no row of docs/fidelity.md says so"
        why = self._changes(theirs, ours)
        if not why and model.apply(ours, theirs):
            self.fired[rules.NUMBERING] += 1
        return why

    def _changes(self, theirs, ours):
        if theirs.changes == ours.changes:
            return None
        for name, rule in rules.CHANGE_RULES.items():
            if rule(theirs, theirs.changes, ours.changes):
                self.fired[name] += 1
                return None
        return "a segment changes in another way"

    @staticmethod
    def _end(theirs, ours):
        if theirs.end is None or ours.end is None:
            return Difference(ours.seed, "end", str(theirs.end), str(ours.end),
                              "a scenario did not come to its end")
        if theirs.end != ours.end:
            return Difference(ours.seed, "end", theirs.end, ours.end, "something was left behind")
        return None


# --- docs/fidelity.md ---

def fidelity_rows(path):
    """{name: ours} for each row of the tables about results."""
    with open(path) as file:
        lines = file.read().splitlines()
    rows = {}
    for line in lines:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 6 and re.fullmatch("[a-z0-9-]+", cells[0]) and not cells[0].startswith("--"):
            rows[cells[0]] = cells[4]
    rows.pop("name", None)
    return rows


def shared_memory_rows(path):
    with open(path) as file:
        rest = file.read().partition("\n## The rest of the kernel")[2]
    others = {line.split("|")[1].strip() for line in rest.splitlines() if line.startswith("|")}
    return {name: ours for name, ours in fidelity_rows(path).items() if name not in others}


def unmatched(path):
    """Complaints: rules without a row, and rows that promise a difference without a rule."""
    known = {*rules.RULES, *rules.KERNEL_RULES, *rules.CHANGE_RULES, rules.NUMBERING}
    rows = fidelity_rows(path)
    complaints = [f"the rule {name} has no row in docs/fidelity.md"
                  for name in sorted((known | rules.NOT_PLAYED.keys()) - rows.keys())]
    complaints += [f"the row {name} of docs/fidelity.md has no rule"
                   for name, ours in shared_memory_rows(path).items()
                   if ours != "T" and name not in known and name not in rules.NOT_PLAYED]
    return complaints
