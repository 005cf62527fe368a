# SPDX-License-Identifier: GPL-2.0-only
"""
What passed, failed and was skipped. A job makes claims in groups (one test program, one
subject); a group is one line when all is well, and shows every failure when not:

    ok    kernel/mm_test (97)
    FAIL  kernel/fork_test (38 passed, 1 failed)
          not ok 12 - the child's first write gives it a frame of its own
          #   expected ...
"""

import sys
import threading
import time

_lock = threading.Lock()


def _say(text):
    with _lock:
        sys.stdout.write(text)
        sys.stdout.flush()


class Group:
    """Claims about one subject; printed when it is left."""

    def __init__(self, report, name):
        self.report = report
        self.name = name
        self.passed = self.failed = self.skipped = 0
        self.lines = []

    def ok(self, good, sentence, detail=""):
        """One claim. The detail is shown only when it is false."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
            self.lines.append(f"not ok - {sentence}")
            self.lines += str(detail).splitlines()
        return good

    def equal(self, got, expected, sentence):
        return self.ok(got == expected, sentence, f"  expected {expected!r}\n  got      {got!r}")

    def skip(self, why):
        self.skipped += 1
        self.lines.append(f"skipped: {why}")

    def note(self, text):
        """More to show, should the group fail."""
        self.lines += text.splitlines()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if error is not None and isinstance(error, Exception):
            self.ok(False, f"the test itself could go on: {kind.__name__}: {error}")
        self.report.close(self)
        return isinstance(error, Exception)


class Report:
    """All groups of one run."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.started = time.monotonic()

    def group(self, name):
        return Group(self, name)

    def close(self, group):
        with _lock:
            self.passed += group.passed
            self.failed += group.failed
            self.skipped += group.skipped
        if group.failed:
            text = f"FAIL  {group.name} ({group.passed} passed, {group.failed} failed)\n"
        elif group.skipped and not group.passed:
            text = f"skip  {group.name}\n"
        else:
            text = f"ok    {group.name} ({group.passed})\n"
        if group.failed or group.skipped:
            text += "".join(f"      {line}\n" for line in group.lines)
        _say(text)

    def summary(self):
        """The last line, and the exit status."""
        seconds = time.monotonic() - self.started
        text = f"({seconds:.0f} seconds)\n{self.passed} passed, {self.failed} failed"
        if self.skipped:
            text += f", {self.skipped} skipped"
        _say(text + "\n")
        return 1 if self.failed or not self.passed else 0
