# SPDX-License-Identifier: GPL-2.0-only
"""
Tools that cannot do what they are asked to do: wrong arguments, a tree that is not built, a tree
that cannot be written, a missing program. Each prints a sentence that names the reason, ends with
a status other than 0, and shows no traceback.
"""

import os
import shutil
import subprocess
import time

import pytest

# (command, words of its answer)
UNBUILT = [("make attach", "make run"), ("make console", "make gdb"),
           ("tools/run", "run `make all`"), ("tools/run --gdb", "run `make all`"),
           ("tools/run --tour", "run `make all`"), ("tools/run --replay", "run `make all`"),
           ("tools/guest -- true", "run `make all`"), ("tools/guest --replay -- true", "samepage.elf"),
           ("tools/guest --gdb -- true", "samepage.elf"), ("tools/picture", "run `make all`"),
           ("tools/demo", "run `make demo`"), ("tools/bench", "run `make all`"),
           ("tools/oracle", "make oracle"), ("tools/dist build", "make dist"),
           ("tools/kit", "run `make kit`"), ("tools/mkkit x.zip build", "make kit")]
WRONG = [("make lab", "make lab N=3 OUT="), ("make lab N=3", "make lab N=3 OUT="),
         ("make lab OUT=x", "make lab N=3 OUT="), ("make lab-solution", "make lab N=3 OUT="),
         ("make lab N=99 OUT=x", "no lab 99"), ("make lab N=x OUT=x", "invalid int value: 'x'"),
         ("make lab N=3 OUT=README.md", "README.md"), ("make lab N=3 OUT=/proc/x", "/proc/x"),
         ("make lab N=3 OUT=x SOLVED=one", "--solved one"), ("make grade", "which lab"),
         ("make grade N=99", "which lab"), ("make grade N=3 DIR=/nowhere", "/nowhere"),
         ("tools/grade --all /nowhere", "/nowhere"), ("make gradescope", "make gradescope N=3"),
         ("tools/gradescope 3 /proc/x.zip", "/proc/x.zip"), ("tools/guest", "no command"),
         ("tools/guest --add /nowhere -- true", "--add /nowhere"), ("tools/guest --memory x -- true", "'x'"),
         ("tools/demo --iso /nowhere", "/nowhere"), ("tools/lines --nonsense", "usage"),
         ("tools/mkiso", "usage"), ("tools/mkkit", "usage"), ("tools/dist", "usage"), ("tools/dist /nowhere", "usage"),
         ("tools/setup nonsense", "nonsense"), ("tests/run nonsense", "nonsense"),
         ("tools/try-on", "Usage"), *((f"tools/{name} --nonsense", "--nonsense") for name in (
             "bench", "core", "demo", "grade", "guest -- true", "kit", "lab", "mutants", "oracle", "picture", "run"))]
READ_ONLY = [("tools/run --gdb", "Read-only file system"), ("tools/run --replay", "Read-only file system"),
             ("tools/run", "Read-only file system"), ("tools/picture -- ls", "Read-only file system"),
             ("tools/guest --trace {tree}/trace -- true", "Read-only file system"),
             ("tools/lab 3 --out {tree}/lab", "Read-only file system"),
             ("tools/gradescope 3 {tree}/3.zip", "Read-only file system")]


@pytest.fixture(scope="session")
def clone(root, tmp_path_factory):
    """This tree's files without build/."""
    tree = tmp_path_factory.mktemp("tree") / "samepage"
    shutil.copytree(root, tree, symlinks=True,
                    ignore=lambda directory, names: {"build", ".git"} & set(names) if directory == root else [])
    return str(tree)


def _refused(group, command, words, tree, wrap=(), **environment):
    done = subprocess.run([*wrap, *command.split()], cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, text=True, errors="replace",
                          env={**os.environ, **environment})
    group.ok(done.returncode > 0 and words in done.stdout and "Traceback" not in done.stdout,
             f"{command}: {words}", f"status {done.returncode}\n{done.stdout[-1500:]}")


def test_a_tree_that_is_not_built(group, clone):
    for command, words in UNBUILT:
        _refused(group, command, words, clone)


def test_wrong_arguments(group, clone):
    for command, words in WRONG:
        _refused(group, command.replace("guest -- true --nonsense", "guest --nonsense -- true"), words, clone)
    group.ok(not os.path.exists(os.path.join(clone, "x")), "nothing was written")


def test_gdb_without_the_kernel(group, root):
    done = subprocess.run(["gdb", "-nx", "-batch", "-x", os.path.join(root, "tools/gdb/init.py")], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    group.equal(done.stdout, "gdb has no symbols of the kernel: give it build/samepage.elf.\n",
                "our commands say that the kernel is missing")


def test_a_directory_for_temporary_files(group, root, build, private, tmp_path):
    """Its name has characters that QEMU would interpret; and a tool that is killed leaves nothing there."""
    directory = tmp_path / "a b,c (ü)"
    directory.mkdir()
    for command in "guest --build BUILD -- echo hello", "picture --build BUILD --out OUT -- echo hello", \
            "guest --build BUILD --gdb -- echo hello", "run --build PRIVATE --replay --command true":
        words = [word.replace("BUILD", build).replace("PRIVATE", private).replace("OUT", str(tmp_path / "out")) for word in command.split()]
        done = subprocess.run([f"{root}/tools/{words[0]}", *words[1:]], input="continue\nq\n", text=True, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(directory)})
        group.ok(done.returncode == 0 and "Traceback" not in done.stdout, command, done.stdout[-1500:])
        group.equal(os.listdir(directory), [], "nothing is left")
    with subprocess.Popen([f"{root}/tools/guest", "--build", build, "--", "echo go; sleep 100"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(directory)}) as tool:
        tool.stdout.readline()
        tool.terminate()
        group.equal(tool.wait(60), 143, "SIGTERM ends tools/guest")
    group.equal(os.listdir(directory), [], "nothing is left")


def test_a_tree_that_cannot_be_written(group, clone, build):
    if not shutil.which("bwrap"):
        group.skip("bubblewrap, which makes a tree read-only for a command, is not installed")
        return
    os.makedirs(f"{clone}/build", exist_ok=True)
    for name in ("samepage.elf", "initrd.cpio"):
        shutil.copy(os.path.join(build, name), f"{clone}/build")
    try:
        for command, words in READ_ONLY:
            _refused(group, command.format(tree=clone), words, clone,
                     ["bwrap", "--dev-bind", "/", "/", "--ro-bind", clone, clone, "--chdir", clone])
    finally:
        shutil.rmtree(f"{clone}/build")


@pytest.mark.parametrize("program, command, remedy", [
    ("qemu-img", "--replay", "tools/setup replay"), ("qemu-system-i386", "--replay", "is not"),
    ("qemu-system-i386", "--gdb", "qemu-system-i386"), ("qemu-system-i386", "", "qemu-system-i386"),
    ("gdb", "--gdb", "tools/setup gdb")], ids=lambda word: word.strip("-") or "run")
def test_a_missing_program(group, root, private, tmp_path, program, command, remedy):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python3", "env", "gdb", "qemu-img", "qemu-system-i386"):
        if name != program and shutil.which(name):
            os.symlink(shutil.which(name), programs / name)
    _refused(group, f"{root}/tools/run --build {private} {command}", remedy, root, PATH=str(programs), GDB="")


@pytest.mark.parametrize("first, second", [
    ("", ""), ("", "--gdb"), ("", "--tour"), ("", "--wait"), ("--gdb", "--gdb"), ("--gdb", ""), ("--gdb", "--attach"),
    ("--wait", "--gdb"), ("--replay", "--replay")], ids=lambda word: word.strip("-") or "run")
def test_a_directory_in_use(group, root, private, first, second):
    """The sockets of the first machine, and its console, remain what they are."""
    tool = f"{root}/tools/run --build {private}"
    with subprocess.Popen([*tool.split(), *first.split()], cwd=root, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as machine:
        try:
            files = [f"{private}/{name}" for name in (
                ["replay/record-console.log"] if first == "--replay" else ["gdb", "console.log"])]
            end = time.monotonic() + 60
            while time.monotonic() < end and not all(map(os.path.exists, files)):
                time.sleep(0.05)
            before = [os.stat(path).st_ino for path in files]
            _refused(group, f"{tool} {second}", f"is in use by process {machine.pid} (", root)
            group.equal([os.stat(path).st_ino for path in files], before, "the first one's files are still there")
            group.equal(machine.poll(), None, "the first one still runs")
        finally:
            machine.kill()


def test_a_machine_that_was_killed(group, root, private):
    """It leaves its sockets."""
    tool = f"{root}/tools/run --build {private}"
    with subprocess.Popen([*tool.split(), "--gdb"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as machine:
        end = time.monotonic() + 60
        while time.monotonic() < end and not os.path.exists(f"{private}/gdb"):
            time.sleep(0.05)
        machine.kill()
    group.ok(os.path.exists(f"{private}/gdb"), "the socket is there")
    _refused(group, f"{tool} --attach", "There is no machine", root)
