# SPDX-License-Identifier: GPL-2.0-only
"""
Grade a submission where it can do no harm.

The child is tools/grade --inside. It works in a fresh directory, which is deleted afterwards, and
writes one JSON object to its standard output. bubblewrap (bwrap) encloses it:

    files       read-only system directories, and the fresh directory as /grade; no home directory,
                no other submission
    network     none
    processes   only its own; all end with the grader
    limits      CPU time, memory, file size, open files; as root also processes

Started by root, the child runs as nobody. Where bubblewrap is missing, or the host refuses it
(containers often do), only the limits and the other user remain; describe() says so.
"""

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
from .guest import ROOT

PLACE = "/grade"                # the fresh directory, as the child sees it
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/etc/alternatives",
          "/etc/ld.so.cache")
PROGRAMS = ("make", "awk", "nasm", "i686-linux-gnu-gcc", "i686-elf-gcc", "clang", "ld.lld",
            "qemu-system-i386")
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


def _as_nobody():
    """The words before a command that make it run as the user nobody, if this process is root."""
    if os.getuid() == 0 and shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig=KILL", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                "--no-new-privs", "--"]
    return []


def _shown(path):
    """Options of bwrap that mount a path read-only. Every user may enter its parent directories."""
    parts = path.split("/")
    parents = [word for n in range(2, len(parts)) for word in ("--perms", "0755", "--dir", "/".join(parts[:n]))]
    return [*parents, "--ro-bind-try", path, path]


def _bubble(directory):
    """The command line of bwrap. Root needs no user namespace, which some hosts refuse."""
    shown = list(SYSTEM)
    for path in [sys.executable, *filter(None, map(shutil.which, PROGRAMS))]:
        prefix = os.path.dirname(os.path.dirname(os.path.realpath(path)))
        if not any(f"{prefix}/".startswith(f"{other}/") for other in shown):
            shown.append(prefix)
    return ["bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
            "--unshare-cgroup-try", *([] if os.getuid() == 0 else ["--unshare-user"]),
            "--die-with-parent", "--new-session", *(word for path in shown for word in _shown(path)),
            "--proc", "/proc", "--dev", "/dev", "--bind", directory, PLACE, "--chdir", PLACE, "--"]


@functools.cache
def enclosed():
    """Does bubblewrap work on this host, and does the child find its programs in it?"""
    needed = [sys.executable, *filter(shutil.which, PROGRAMS)]
    check = "command -v " + " && command -v ".join(needed)
    try:
        with tempfile.TemporaryDirectory() as directory:
            words = [*_bubble(directory), *_as_nobody(), "sh", "-c", check]
            return subprocess.run(words, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def confine(directory, command):
    """
    Return the words that run a command confined to a directory, and its environment. `command`
    is a function that returns the command's words for the directory's name inside.
    """
    place = PLACE if enclosed() else directory
    bubble = _bubble(directory) if enclosed() else []
    return [*bubble, *_as_nobody(), *command(place)], {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": place, "TMPDIR": place, "LANG": "C.UTF-8"}


def describe():
    """What the sandbox lacks on this host, in words; "" if it is complete."""
    missing = []
    if not enclosed():
        why = "was refused" if shutil.which("bwrap") else "is not installed"
        missing.append(f"bubblewrap {why}, so a submission has the network, and its build can read "
                       "all files that this user can read")
    if os.getuid() == 0 and not _as_nobody():
        missing.append("setpriv is not installed, so it runs as root")
    return "the sandbox is incomplete: " + "; ".join(missing) if missing else ""


def _limit():
    os.setsid()
    grader.limit(LIMITS)
    if os.getuid() == 0:
        grader.limit({resource.RLIMIT_NPROC: PROCESSES})


def run(lab, submission, base, seed, ids=None):
    """Grade one submission. There is a result even if the grader itself fails."""
    def broken(reason):
        return grader.grade_nothing(lab, seed, reason)
    directory = tempfile.mkdtemp(prefix="grade-")
    process = None
    try:
        taken = inbox.take(lab, submission)
        inbox.put(taken, os.path.join(directory, "submission"))
        work = os.path.join(directory, "work")
        subprocess.run(["cp", "-Rp", base, work], check=True)
        for part in ("tools", "labs"):      # the child cannot read a private tree
            shutil.copytree(os.path.join(ROOT, part), os.path.join(directory, "grader", part),
                            symlinks=True, ignore=shutil.ignore_patterns("mutants", "__pycache__"))
        if _as_nobody():
            for parent, _, names in os.walk(directory):
                os.chown(parent, NOBODY, NOBODY)
                for name in names:
                    os.chown(os.path.join(parent, name), NOBODY, NOBODY, follow_symlinks=False)
        tests = [word for test in ids or [] for word in ("--test", test)]
        command, environment = confine(directory, lambda place: [
            sys.executable, f"{place}/grader/tools/grade", "--inside", place,
            "--lab", str(lab.number), "--seed", seed, *tests])
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
