# SPDX-License-Identifier: GPL-2.0-only
"""
Programs built with the cross compiler's C library run unchanged in a guest: the article's two, and
some of the test programs. With --host all test programs run on the host's Linux instead, which
shows that what they demand of the kernel is what Linux does.
"""

import os
import subprocess

import pytest

from samepage.guest import Guest
from . import guests, tap

PROGRAMS = ["shmget_test", "shmat_test", "shmctl_test", "shm_lifecycle_test", "fork_test",
            "exec_test", "fpu_test", "signal_test", "proc_test", "fs_test", "names_test", "mapped_test",
            "futex_test", "calls_test"]
COMPILER = "i686-linux-gnu-gcc"
# Ubuntu's compiler protects stacks by default, with a word that it reads through gs; fpu_test changes gs.
FLAGS = ["-static", "-O1", "-g0", "-s", "-std=gnu11", "-w", "-fno-stack-protector"]

# Give the programs namespaces of their own, and the limits, memory layout and files of a guest.
ON_LINUX = """
mount -t proc proc /proc && mount -t tmpfs -o mode=1777 tmpfs /tmp && : > /tmp/shm || exit 126
echo 33554432 > /proc/sys/kernel/shmmax
echo 4194304 > /proc/sys/kernel/shmall
echo 128 > /proc/sys/kernel/shmmni
ulimit -c 0 -n 1024 2>/dev/null || { ulimit -c 0; ulimit -n 1024; }
exec setarch linux32 --addr-no-randomize --addr-compat-layout --3gb "$@"
"""


def compile_programs(root, build, sources):
    """Compile source files, given as paths below root. Returns {name: path of the program}."""
    directory = os.path.join(build, "glibc")
    os.makedirs(directory, exist_ok=True)
    inputs = [os.path.realpath(__file__), *(os.path.join(root, "tests", name) for name in ("tap.h", "shm_util.h"))]
    made = {}
    for source in sources:
        path = os.path.join(root, source)
        name = os.path.basename(source)[:-2]
        made[name] = os.path.join(directory, name)
        newest = max(os.path.getmtime(file) for file in [path, *inputs])
        if os.path.exists(made[name]) and os.path.getmtime(made[name]) > newest:
            continue
        subprocess.run([COMPILER, *FLAGS, "-I", os.path.join(root, "include"), path, "-o", made[name] + ".new"], check=True)
        os.replace(made[name] + ".new", made[name])
    return made


def _article(group, build, files, line, status, output):
    result = Guest(line, build=build, files=files).run(timeout=60)
    group.equal((result.status, result.output.decode(errors="replace")), (status, output), line)


def _with_our_library(build):
    """Link the article's programs with user/lib, as students do. Returns {name: path}."""
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


def test_article(group, root, build):
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


@pytest.fixture(scope="module")
def ran(root, build):
    made = compile_programs(root, build, [f"tests/{name}.c" for name in PROGRAMS])
    files = [(f"/tests/{name}", path) for name, path in made.items()]
    files.append(guests.stripped(build, [])[0])
    return guests.run(PROGRAMS, build, files=files, memory=64)


@pytest.mark.parametrize("program", PROGRAMS)
def test_program(group, ran, program):
    ran[program].judge(group)


def _chosen(config):
    """The programs that were named, or all."""
    programs = guests.all_programs()
    return [name for name in programs if name in config.getoption("name")] or programs


def pytest_generate_tests(metafunc):
    if "host_program" in metafunc.fixturenames:
        metafunc.parametrize("host_program", _chosen(metafunc.config))


@pytest.fixture(scope="module")
def ran_here(request, root, build):
    """The same sources with the host's C library, on the host's kernel."""
    programs = _chosen(request.config)
    made = compile_programs(root, build, [f"tests/{name}.c" for name in ["tap_run", *programs]])
    # The directory is entered before /tmp is covered by a new one.
    done = subprocess.run(
        ["unshare", "--ipc", "--pid", "--mount", "--fork", "--kill-child",
         "sh", "-c", ON_LINUX, "sh", "./tap_run", "-t", "60", *("./" + name for name in programs)],
        cwd=os.path.dirname(made["tap_run"]), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert b"@@ done" in done.stdout, (done.stderr + done.stdout[-400:]).decode(errors="replace")
    return {program.name: program for program in tap.parse(done.stdout)}


@pytest.mark.xdist_group("host")
def test_on_linux(group, ran_here, host_program):
    ran_here[host_program].judge(group, in_guest=False)
