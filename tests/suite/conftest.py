# SPDX-License-Identifier: GPL-2.0-only
"""
How pytest runs the suite. Every module holds the tests of one job, or of several; the tests of a
job run in one process, two jobs at a time (pytest-xdist). A test function gets a `group` and makes
claims in it. Each claim is a result of its own in the counts and in the JUnit file.

pytest's own output is switched off (pytest.ini). What is printed instead:

    ok    kernel/mm_test (97)
    FAIL  kernel/fork_test (38 passed, 1 failed)
          not ok - 12 - its first write takes it to a frame of its own
          #   expected ...
"""

import os
import signal
import threading
import time

import pytest

from samepage.guest import ROOT
from . import JOBS, LONG_JOBS, OTHER_JOBS

collect_ignore = ["core_steps.py"]  # runs inside gdb

LIMIT, LONG_LIMIT = 900, 9000       # seconds for one test, with the boot of its guest
SILENCE = 10                        # seconds after which the running jobs are named
SLOWEST = 8                         # jobs to list at the end


class Group:
    """The claims of one test."""

    def __init__(self):
        self.claims = []            # (outcome, sentence, detail)
        self.lines = []             # what to show when a claim has failed

    @property
    def failed(self):
        return any(outcome == "failed" for outcome, _, _ in self.claims)

    def ok(self, good, sentence, detail=""):
        """Claim that something is true. The detail is shown only when it is not."""
        detail = "" if good else str(detail)
        self.claims.append(("passed" if good else "failed", sentence, detail))
        if not good:
            self.lines += [f"not ok - {sentence}", *detail.splitlines()]
        return good

    def equal(self, got, expected, sentence):
        return self.ok(got == expected, sentence, f"  expected {expected!r}\n  got      {got!r}")

    def skip(self, why):
        self.claims.append(("skipped", why, ""))
        self.lines.append(f"skipped: {why}")

    def note(self, text):
        """Add to what is shown when a claim has failed."""
        self.lines += text.splitlines()


# ---- What tests can ask for ---------------------------------------------------------------------

@pytest.fixture
def group(request):
    return request.node.group


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def build(pytestconfig):
    """The directory with what make has built."""
    return os.path.abspath(pytestconfig.getoption("build"))


@pytest.fixture
def private(build, tmp_path):
    """A build directory of one's own with what make has built: a machine makes sockets and files there."""
    path = tmp_path / "build"
    path.mkdir()
    for name in ("samepage.elf", "initrd.cpio", "tests.cpio", "user", "tests"):
        os.symlink(os.path.join(build, name), path / name)
    return str(path)


@pytest.fixture(scope="session")
def long(pytestconfig):
    return pytestconfig.getoption("long")


# ---- Which tests run ----------------------------------------------------------------------------

def pytest_addoption(parser):
    parser.addoption("--build", default=os.path.join(ROOT, "build"))
    parser.addoption("--host", action="store_true")
    parser.addoption("--long", action="store_true")
    parser.addoption("--name", action="append", default=[], help="a job or a program")


@pytest.hookimpl(tryfirst=True)         # before pytest-xdist looks at the marks
def pytest_collection_modifyitems(config, items):
    """
    Put the tests of each job together, the longest jobs first. The job of a test is its module's
    name, or what @pytest.mark.xdist_group says. A test's title is its parameter, if it has one, or
    its name.
    """
    if not config.getoption("long"):
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    names, order = config.getoption("name"), [*LONG_JOBS, *JOBS, *OTHER_JOBS]
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        item.job = mark.args[0] if mark else item.module.__name__.rpartition(".")[2]
        if not mark:
            item.add_marker(pytest.mark.xdist_group(item.job))
        title = item.callspec.id if hasattr(item, "callspec") else \
            item.originalname.removeprefix("test_").replace("_", " ")
        if title != item.job and not title.startswith(item.job + "/"):
            title = f"{item.job}/{title}"
        item.title = title
        item.group = Group()
    host = config.getoption("host")
    items[:] = [item for item in items if (item.job == "host") == host]
    if names and not host:
        items[:] = [item for item in items if item.job in [*names, "guest"]]
    items.sort(key=lambda item: order.index(item.job))


# ---- How they run -------------------------------------------------------------------------------

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    """Let no test wait for ever."""
    limit = LONG_LIMIT if item.config.getoption("long") else LIMIT

    def too_long(*_):
        raise TimeoutError(f"the test took longer than {limit} seconds")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(limit)
    yield
    signal.alarm(0)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Send the claims along with pytest's last report of a test, when its fixtures have made theirs, too."""
    report = (yield).get_result()
    report.job, group = item.job, item.group
    if report.skipped:
        group.skip(report.longrepr[2])
    elif report.failed:
        group.ok(False, "the test runs to its end", report.longrepr)
    if report.when == "teardown":
        if not group.claims:
            group.ok(False, "the test makes a claim")
        report.group = item.title, group.claims, group.lines


# ---- What is printed ----------------------------------------------------------------------------

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Output(config))


class Output:
    """Prints results as they come, and the sums at the end. Lives in the process that starts the others."""

    def __init__(self, config):
        self.config = config
        self.counts = dict.fromkeys(["passed", "failed", "skipped"], 0)
        self.seconds, self.running, self.shown = {}, {}, []
        self.started = self.spoken = time.monotonic()
        self.done = threading.Event()
        threading.Thread(target=self._break_silence, daemon=True).start()

    def _say(self, text):
        self.spoken = time.monotonic()
        try:
            print(text, flush=True)
        except BrokenPipeError:         # the reader of our output has ended, for example `head`
            os._exit(141)

    def _break_silence(self):
        while not self.done.wait(1):
            now = time.monotonic()
            if now - self.spoken > SILENCE - 1:
                self._say(f"      ({now - self.started:.0f} s: {', '.join(sorted(set(self.running.values())))})")

    def pytest_runtest_logstart(self, nodeid):
        self.running[nodeid] = nodeid.rpartition("@")[2]

    def pytest_runtest_logfinish(self, nodeid):
        self.running.pop(nodeid, None)

    def pytest_collectreport(self, report):
        if report.failed:
            self._broken(report)

    def pytest_runtest_logreport(self, report):
        if getattr(report, "is_claim", False):
            self.counts[report.outcome] += 1
        elif hasattr(report, "group"):
            self._finished(*report.group)
        elif not hasattr(report, "job"):            # the process has died
            self._broken(report)
        if hasattr(report, "job"):
            self.seconds[report.job] = self.seconds.get(report.job, 0) + report.duration

    def _broken(self, report):
        detail = str(report.longrepr)
        self._finished(report.nodeid, [("failed", "it runs", detail)], detail.splitlines())

    def _finished(self, title, claims, lines):
        """Print a test's result, and make a report of each claim for the other plugins."""
        count = dict.fromkeys(self.counts, 0)
        for number, (outcome, sentence, detail) in enumerate(claims, 1):
            count[outcome] += 1
            where = f"{title}::{number} {sentence}"
            detail = {"passed": None, "failed": detail or sentence, "skipped": (title, 0, sentence)}[outcome]
            self.config.hook.pytest_runtest_logreport(report=pytest.TestReport(
                where, (title, None, where), {}, outcome, detail, "call", is_claim=True))
        if count["failed"]:
            text = f"FAIL  {title} ({count['passed']} passed, {count['failed']} failed)"
        elif count["skipped"] and not count["passed"]:
            text = f"skip  {title}"
        else:
            text = f"ok    {title} ({count['passed']})"
        if count["failed"] or count["skipped"]:
            text = "\n      ".join([text, *(["the same as above"] if lines == self.shown else lines)])
            self.shown = lines          # a boot that fails fails all its programs
        self._say(text)

    def pytest_unconfigure(self):
        self.done.set()
        slowest = sorted(self.seconds.items(), key=lambda pair: -pair[1])[:SLOWEST]
        self._say("The slowest jobs: " + ", ".join(f"{job} {seconds:.0f} s" for job, seconds in slowest) +
                  f"\n({time.monotonic() - self.started:.0f} seconds)\n"
                  f"{self.counts['passed']} passed, {self.counts['failed']} failed" +
                  (f", {self.counts['skipped']} skipped" if self.counts["skipped"] else ""))
