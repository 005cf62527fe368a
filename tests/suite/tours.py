# SPDX-License-Identifier: GPL-2.0-only
"""
make tour, make gdb-replay, make gdb and tools/guest --gdb, used as a person uses them. The tour's
sentences must be true, and it must notice when one is not; a recording must run backwards; a crash
must be reproducible in the debugger.
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

from samepage import cpio

pytestmark = pytest.mark.xdist_group("tour")

TEXT, OTHER = b"Hello World\n", b"Hello Wurld\n"
STOPS = 15


def call(words, stdin="", timeout=120, **environment):
    """Run a tool and type these lines. Returns (exit status, its output); the status is None after the limit."""
    try:
        done = subprocess.run(words, input=stdin.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, cwd="/",
                              env={**os.environ, "TERM": "dumb", **environment})
    except subprocess.TimeoutExpired as error:
        return None, (error.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout.decode(errors="replace")


@pytest.fixture
def tool(root):
    return os.path.join(root, "tools/run")


def test_all_stops(group, tool, private):
    status, text = call([tool, "--build", private, "--tour"], TOUR_AUTO="1")
    group.equal(status, 0, "it ends with status 0")
    group.ok(re.search(r"\d+ sentences about this machine, all checked, all true", text),
             "every sentence was true", text[-2000:])
    group.equal(re.findall(r"^(\d+)/(\d+) ", text, re.M),
                [(str(i + 1), str(STOPS)) for i in range(STOPS)], "all stops, in their order")
    group.ok("Traceback" not in text and "!!" not in text, "there is no other complaint")
    _pictures(group, text)


def test_by_hand(group, tool, private):
    _, text = call([tool, "--build", private, "--tour"], "tour\n\nps\nshm 0\ntour\nq\n")
    group.equal(re.findall(r"^(\d+)/", text, re.M), ["1", "2", "3"],
                "Enter goes on, `tour` does after another command, q leaves")
    group.ok("process_a" in text and "shm_pages" in text, "other commands work in between", text)


def _pictures(group, text):
    """Stop 11 draws two page table entries and the segment, which lead to one frame."""
    part = text[text.index("11/"):text.index("12/")]
    entries = re.findall(r"\[\d+\] 0x([0-9a-f]{5})[0-9a-f]{3}  P", part)
    segment = re.search(r"shm_pages\[0\] 0x([0-9a-f]{5})", part)
    frame = re.search(r"--> frame 0x([0-9a-f]{5})000", part)
    group.ok(len(entries) == 2 and segment and frame and
             len({*entries, segment.group(1), frame.group(1)}) == 1,
             "the picture joins A, B and the segment at one frame", part)
    directories = re.findall(r"directory (0x[0-9a-f]+)", part)
    group.ok(len(set(directories)) == 2, "the picture shows two page directories", part)


def test_does_not_lie(group, tool, build):
    """With another text in process_a, some of the tour's sentences are false."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("samepage.elf", "user"):
            os.symlink(os.path.join(build, name), os.path.join(scratch, name))
        with open(os.path.join(build, "user/process_a"), "rb") as file:
            changed = cpio.Archive()
            program = os.path.join(scratch, "program")
            with open(program, "wb") as out:
                out.write(file.read().replace(TEXT, OTHER))
        subprocess.run([_strip(), program], check=True)
        changed.add_host(program, "bin/process_a")
        with open(os.path.join(build, "initrd.cpio"), "rb") as file, \
                open(os.path.join(scratch, "initrd.cpio"), "wb") as out:
            out.write(file.read() + changed.to_bytes())
        status, text = call([tool, "--build", scratch, "--tour"], TOUR_AUTO="1")
        group.equal(status, 1, "with another text the tour fails")
        group.ok("NOT SO" in text and "sentences about this machine were NOT true" in text,
                 "the tour marks the sentences that are not true", text[-2000:])


def _strip():
    return next((tool for tool in ("i686-linux-gnu-strip", "i686-elf-strip", "llvm-strip")
                 if shutil.which(tool)), "strip")


@pytest.mark.xdist_group("replay")
def test_backwards(group, tool, private):
    commands = ("break-in process_b sys_write\ncontinue\nwho-wrote *(char *)0x40000000\nbt\n"
                "who-wrote shm_segs[0]\nreverse-stepi\nstepi\nwho-wrote shm_segs[0]\n"
                "who-wrote shm_segs[0]\nq\n")
    status, text = call([tool, "--build", private, "--replay", "--command", "process_a; process_b"],
                        commands, timeout=150)
    group.equal(status, 0, "the replay ends with status 0")
    group.ok("Hello World" in text and "Recorded in" in text, "the run is recorded", text)
    group.ok(re.search(r"process \d+ \(process_a\) is about to write it, in memcpy\(\)", text),
             "who wrote the text: process_a's memcpy", text)
    group.ok("before 0x0" in text and "in the end 0x48" in text, "who-wrote shows the value before, 0, and after, 'H'", text)
    group.ok(re.search(r"#\d+ .*sprintf", text), "bt shows the backtrace at the time of the write", text)
    found = re.findall(r"process \d+ \(process_a\) is about to write it, in ipc_(?:reserve|publish)\(\):\n"
                       r" +before (\w+)\n +in the end (\w+)", text)
    group.ok(len(found) == 2 and found[0][0] == found[1][1] == "0xfffffffe"
             and found[1][0] == "0xffffffff",
             "who wrote the slot: first IPC_NOID and then the segment", text)
    group.ok("nothing in this recording has written it" in text, "who-wrote says that nothing has written the slot before", text[-1500:])


@pytest.mark.xdist_group("replay")
def test_time_limit(group, tool, private):
    """Running backwards is abandoned after a time limit, here 0, with a message."""
    status, text = call([tool, "--build", private, "--replay", "--command", "true"],
                        "continue\nreverse-continue\nps\nq\n", timeout=60,
                        SAMEPAGE_REVERSE_LIMIT="0")
    group.ok(status is not None and "QEMU has been ended" in text and "The forward way" in text,
             "after the time limit QEMU is ended, and the message says how to run forward", text)
    group.ok("no machine is connected" in text, "gdb continues without the machine", text)


@pytest.mark.xdist_group("replay")
def test_to_a_panic(group, root, private):
    with tempfile.TemporaryDirectory() as scratch:
        status, text = call([os.path.join(root, "tools/guest"), "--build", private, "--initrd",
                             _dying_init(scratch, private), "--replay", "--", "true"],
                            "continue\nreverse-stepi\nbt 1\nq\n")
    group.ok("up to this: Kernel panic: Attempted to kill init!" in text, "a panic is recorded", text)
    group.ok("The kernel panics" in text and re.search(r"#0 .*do_exit", text),
             "gdb can go back from the panic", text)


def _dying_init(scratch, build):
    """An initrd whose process 1 ends at once, so that the kernel panics."""
    archive = cpio.Archive()
    archive.add_host(os.path.join(build, "user/true"), "sbin/init")
    path = os.path.join(scratch, "initrd")
    with open(path, "wb") as file:
        file.write(archive.to_bytes())
    return path


def test_gdb_and_the_console(group, tool, private):
    """make gdb in one terminal, and make console in another after the prompt has appeared."""
    with subprocess.Popen([tool, "--build", private, "--gdb"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, start_new_session=True) as gdb:
        try:
            gdb.stdin.write(b"continue\n")
            gdb.stdin.flush()
            log, end = os.path.join(private, "console.log"), time.monotonic() + 60
            while time.monotonic() < end and not (os.path.exists(log) and _read(log).endswith(b"# ")):
                time.sleep(0.1)
            group.ok(os.path.exists(os.path.join(private, "gdb")), "the debugger's socket is build/gdb")
            ours, theirs = pty.openpty()
            with subprocess.Popen([tool, "--build", private, "--console"], stdin=theirs, stdout=theirs,
                                  stderr=theirs) as console:
                try:
                    seen, end = b"", time.monotonic() + 20
                    while not seen.endswith(b"# ") and time.monotonic() < end:
                        if select.select([ours], [], [], 0.2)[0]:
                            seen += os.read(ours, 65536)
                    group.ok(seen.endswith(b"# "), "make console shows the prompt at which the guest waits", seen)
                    os.write(ours, b"\x01")
                    time.sleep(0.3)
                    os.write(ours, b"x")
                    group.equal(console.wait(20), 0, "Ctrl-A x leaves it")
                finally:
                    console.kill()
        finally:
            os.killpg(gdb.pid, signal.SIGKILL)


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def test_gdb_and_a_crash(group, root, tool, private):
    status, text = call([tool, "--build", private, "--gdb"], "bt\nps\nq\n")
    group.equal(status, 0, "make gdb ends")
    group.ok("kernel_main (" in text and "swapper" in text and "(y or n)" not in text,
             "it stops at kernel_main and asks no question", text)
    guest = os.path.join(root, "tools/guest")
    with tempfile.TemporaryDirectory() as scratch:
        initrd = _dying_init(scratch, private)
        status, text = call([guest, "--build", private, "--initrd", initrd, "--", "true"])
        group.equal(status, 125, "a panic (process 1 ends): 125")
        line = re.search(r"^ +tools/guest (--gdb .*)$", text, re.M)
        group.ok(line, "the report names the command for the debugger", text)
        if line:
            status, text = call([guest, *line.group(1).split()], "continue\nbt\nq\n")
            group.ok("Attempted to kill init! exitcode=0x00000000" in text and
                     re.search(r"#0 +panic .*\n#1 .*do_exit", text),
                     "that command stops at the panic, with its message and a backtrace", text)
