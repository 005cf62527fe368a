# SPDX-License-Identifier: GPL-2.0-only
"""
Grade a submission in a process of its own that has no network, is not root, and has limits.

The child is tools/grade --inside: it gets a fresh directory that is thrown away, and writes one
JSON object to its standard output. What can be had depends on the host: `unshare` for a network
of one's own, another user when we are root. `describe()` says what is missing.
"""

import atexit
import functools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from . import grader, inbox, lab as labs

TOOLS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
NOBODY = 65534
WALL = 3600                     # seconds; CPU time is what decides
LIMITS = {
    resource.RLIMIT_CPU: 1800,              # seconds for one process
    resource.RLIMIT_AS: 4 << 30,            # bytes; QEMU reserves more than it uses
    resource.RLIMIT_FSIZE: 256 << 20,       # bytes in one file
    resource.RLIMIT_NOFILE: 256,
    resource.RLIMIT_CORE: 0,
}
PROCESSES = 512 + 64 * (os.cpu_count() or 1)    # of one user: of all submissions at a time


@functools.cache
def isolation():
    """The words that give a command a network of its own; none where that cannot be had."""
    for words in (["unshare", "-n", "--"] if os.getuid() == 0 else ["unshare", "-rn", "--"],):
        try:
            if subprocess.run([*words, "true"], capture_output=True, timeout=20).returncode == 0:
                return words
        except (OSError, subprocess.TimeoutExpired):
            pass
    return []


@functools.cache
def _user_words():
    if os.getuid() == 0 and shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig=KILL", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                "--no-new-privs", "--"]
    return []


@functools.cache
def _tools():
    """
    Where tools/ is for the sandbox's user: a copy, when the tree lies where only root can look.
    """
    if subprocess.run([*_user_words(), "test", "-r", os.path.join(TOOLS, "grade")]).returncode == 0:
        return TOOLS
    copy = tempfile.mkdtemp(prefix="grade-tools-")
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    for part in ("tools", "labs"):
        shutil.copytree(os.path.join(os.path.dirname(TOOLS), part), os.path.join(copy, part), symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
    return os.path.join(copy, "tools")


def describe():
    missing = [] if isolation() else ["no network of its own (unshare)"]
    if os.getuid() == 0 and not _user_words():
        missing.append("runs as root (setpriv)")
    return "the sandbox lacks: " + ", ".join(missing) if missing else ""


def _limit():
    os.setsid()
    grader.limit(LIMITS)
    if os.getuid() == 0:
        grader.limit({resource.RLIMIT_NPROC: PROCESSES})


def run(lab, submission, base, seed, ids=None):
    """The result of one submission. Whatever happens, there is one."""
    def broken(reason):
        return grader.grade_nothing(lab, seed, reason)
    directory = tempfile.mkdtemp(prefix="grade-")
    process = None
    try:
        taken = inbox.take(lab, submission)
        inbox.put(taken, os.path.join(directory, "submission"))
        work = os.path.join(directory, "work")
        subprocess.run(["cp", "-Rp", base, work], check=True)
        if _user_words():
            for parent, _, names in os.walk(directory):
                os.chown(parent, NOBODY, NOBODY)
                for name in names:
                    os.chown(os.path.join(parent, name), NOBODY, NOBODY, follow_symlinks=False)
        command = [*isolation(), *_user_words(), sys.executable, os.path.join(_tools(), "grade"),
                   "--inside", directory, "--lab", str(lab.number), "--seed", seed]
        for test in ids or []:
            command += ["--test", test]
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": directory,
                       "TMPDIR": directory, "LANG": "C.UTF-8"}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment, cwd=directory,
                                   preexec_fn=_limit)
        output, errors = process.communicate(timeout=WALL)
        try:
            return {**json.loads(output), "submitted": inbox.digest(taken)}
        except ValueError:
            return broken("the grader broke: " + errors.decode(errors="replace").strip()[-300:])
    except subprocess.TimeoutExpired:
        return broken("the grading took too long")
    except labs.LabError as error:
        return broken(str(error))
    except (OSError, subprocess.SubprocessError) as error:
        return broken(f"the grader broke: {error}")
    finally:
        if process and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(directory, ignore_errors=True)
