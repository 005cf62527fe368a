# SPDX-License-Identifier: GPL-2.0-only
"""
Programs built with the cross compiler's own C library, which knows nothing of Samepage: the
article's two, and some of the test programs, run unchanged in a guest. And the other way round:
on_this_machine() runs the test programs on the host's Linux, so that what they claim is known to
be Linux's truth before a kernel is held to it.
"""

import os
import subprocess

from samepage.guest import Guest
from . import guests, tap

PROGRAMS = ["shmget_test", "shmat_test", "shmctl_test", "shm_lifecycle_test", "fork_test",
            "exec_test", "fpu_test", "signal_test", "proc_test", "fs_test"]
COMPILER = "i686-linux-gnu-gcc"
FLAGS = ["-static", "-O1", "-g0", "-s", "-std=gnu11", "-w"]

# In namespaces of its own, with the limits, the layout of memory and the files of a guest.
ON_LINUX = """
mount -t proc proc /proc && mount -t tmpfs -o mode=1777 tmpfs /tmp && : > /tmp/shm || exit 126
echo 33554432 > /proc/sys/kernel/shmmax
echo 4194304 > /proc/sys/kernel/shmall
echo 128 > /proc/sys/kernel/shmmni
ulimit -c 0 -n 1024 2>/dev/null || { ulimit -c 0; ulimit -n 1024; }
exec setarch linux32 --addr-no-randomize --addr-compat-layout --3gb "$@"
"""


def compile_programs(root, build, sources):
    """{name: path of the program} for paths of sources below root."""
    directory = os.path.join(build, "glibc")
    os.makedirs(directory, exist_ok=True)
    headers = [os.path.join(root, "tests", name) for name in ("tap.h", "shm_util.h")]
    made = {}
    for source in sources:
        path = os.path.join(root, source)
        name = os.path.basename(source)[:-2]
        made[name] = os.path.join(directory, name)
        newest = max(os.path.getmtime(file) for file in [path, *headers])
        if os.path.exists(made[name]) and os.path.getmtime(made[name]) > newest:
            continue
        subprocess.run([COMPILER, *FLAGS, path, "-o", made[name] + ".new"], check=True)
        os.replace(made[name] + ".new", made[name])
    return made


def _article(group, build, files, line, status, output):
    result = Guest(line, build=build, files=files).run(timeout=60)
    group.equal((result.status, result.output.decode(errors="replace")), (status, output), line)


def _with_our_library(build):
    """The article's programs linked with user/lib, as a student would: {name: path}."""
    made = {}
    for name in ("process_a", "process_b"):
        goal = os.path.join(build, "tests/article", name)
        guests.make(build, goal + ".o").check_returncode()
        subprocess.run(["i686-linux-gnu-ld", "-m", "elf_i386", "-static",
                        "-Ttext-segment=0x08048000", "-o", goal,
                        os.path.join(build, "user/lib/crt0.asm.o"), goal + ".o",
                        os.path.join(build, "user/libc.a")], check=True)
        made[name] = goal
    return made


def run(report, root, build):
    with report.group("glibc/article") as group:
        theirs = compile_programs(root, build, ["tests/article/process_a.c",
                                                "tests/article/process_b.c"])
        files = [(f"/glibc/{name}", path) for name, path in theirs.items()]
        ours = _with_our_library(build)
        files += [(f"/ours/{name}", path) for name, path in ours.items()]
        for a, b in [("/glibc", "/glibc"), ("/ours", "/ours"), ("/glibc", "/ours"), ("/ours", "/glibc"),
                     ("/bin", "/bin"), ("/bin", "/glibc")]:
            _article(group, build, files, f"{a}/process_a; {b}/process_b", 0, "Hello World\n")
        _article(group, build, files, "/glibc/process_a && /glibc/process_a", 255,
                 "failed to create share memory\n")
        _article(group, build, files, "/glibc/process_b", 0, "")
    sources = [f"tests/{name}.c" for name in PROGRAMS]
    made = compile_programs(root, build, sources)
    files = [(f"/tests/{name}", path) for name, path in made.items()]
    files.append(guests.stripped(build, [])[0])
    guests.run(report, "glibc", PROGRAMS, build, files=files, memory=64)


def on_this_machine(report, root, build, programs):
    """The same sources, the host's C library, the host's kernel."""
    output = b""
    with report.group("host") as group:
        made = compile_programs(root, build, [f"tests/{name}.c" for name in ["tap_run", *programs]])
        # The directory is entered before /tmp is covered by a new one.
        names = ["./" + name for name in programs]
        done = subprocess.run(
            ["unshare", "--ipc", "--pid", "--mount", "--fork", "--kill-child",
             "sh", "-c", ON_LINUX, "sh", "./tap_run", "-t", "60", *names],
            cwd=os.path.dirname(made["tap_run"]), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output = done.stdout
        if b"@@ done" not in output:
            group.ok(False, "the programs run in namespaces of their own (as root)",
                     (done.stderr + output[-400:]).decode(errors="replace"))
            if not output:
                return
        group.ok(True, "the programs run")
    for program in tap.parse(output):
        with report.group(f"host/{program.name}") as group:
            program.judge(group, in_guest=False)
