# SPDX-License-Identifier: GPL-2.0-only
"""
tools/guest: it prints what the program wrote, byte for byte, and returns the program's status, or
one that says why no program ran.
"""

import functools
import os
import struct
import subprocess

import pytest

from samepage import cpio

ENDS = "/tests/ends"


def guest(root, build, *arguments, stdin=None, tests=True, timeout=120):
    command = [os.path.join(root, "tools/guest"), "--build", build,
               *(["--tests"] if tests else []), *arguments]
    return subprocess.run(command, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)


@pytest.fixture
def call(root, build):
    return functools.partial(guest, root, build)


def test_status(group, call):
    for words, status in ((["true"], 0), (["false"], 1), ([ENDS, "exit", "7"], 7),
                          ([ENDS, "exit", "255"], 255), ([ENDS, "signal", "9"], 137),
                          ([ENDS, "signal", "11"], 139), (["true; false"], 1),
                          (["no-such-program"], 127)):
        result = call("--", *words)
        group.equal(result.returncode, status, f"{' '.join(words)}: status {status}")
    result = call("--timeout", "2", "--", ENDS, "loop")
    group.equal(result.returncode, 124, "a command that does not end: 124 after the time limit")
    result = call("--timeout", "20", "--", ENDS, "exit", "124")
    group.equal(result.returncode, 124, "a command may leave with 124 itself")
    group.ok(b"time limit" not in result.stderr, "and then the time limit is not mentioned",
             result.stderr.decode(errors="replace"))


def test_output(group, call):
    result = call("--", ENDS, "bytes")
    group.equal(result.stdout, bytes(range(256)), "all 256 bytes pass unchanged")
    result = call("--", ENDS, "lines", "3000")
    expected = "".join(f"line {i + 1} of 3000\n" for i in range(3000)).encode()
    group.ok(result.stdout == expected, "3000 lines arrive whole and in order",
             f"  {len(result.stdout)} bytes of {len(expected)}")
    group.ok(b"init: rc exited with status 0" in result.stderr and
             b"reboot: Power down" in result.stderr, "the kernel's log is on standard error")
    result = call("--", "true")
    group.equal(result.stdout, b"", "a command that prints nothing leaves the output empty")
    result = call("--", "cat")
    group.equal((result.returncode, result.stdout), (0, b""), "the command's input is empty")
    result = call("--stdin", "--", "cat", stdin=b"typed\nlines\n")
    group.equal(result.stdout, b"typed\nlines\n", "--stdin: the command reads our input")


def test_arguments_and_files(group, call, build, tmp_path):
    result = call("--", ENDS, "args", "a b", "", "'", '"', "$HOME", "*", ";", ENDS, "args", "x")
    group.equal(result.stdout, b"[a b][]['][\"][$HOME][*]\n[x]\n",
                "arguments reach the program unchanged, operators stay operators")
    result = call("--", f"{ENDS} args 'a b' | cat > /tmp/x; cat < /tmp/x")
    group.equal(result.stdout, b"[a b]\n", "a single argument is a line for the shell")
    path = os.path.join(tmp_path, "data")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 40)
    result = call("--add", path, "--add", f"{path}:/deep/er/copy", "--", "cat /data /deep/er/copy")
    group.equal(result.stdout, bytes(range(256)) * 80, "--add puts files at the given path")
    group.ok(b"will not run" not in result.stderr, "and does not warn of data")
    result = call("--add", "/bin/sh:/theirs", "--", "/theirs")
    group.ok(result.returncode == 126 and b"cannot run in the guest" in result.stderr,
             "--add of a program for the host: it cannot run, and the reason is printed",
             result.stderr.decode(errors="replace"))
    own = os.path.join(build, "tests/ends")
    result = call("--add", f"{own}:/own", "--", "/own", "exit", "4")
    group.ok(result.returncode == 4 and b"will not run" not in result.stderr,
             "--add of a static program for the i386: it runs", result.stderr.decode(errors="replace"))
    result = call("--append", "GREETING=hello", "--", ENDS, "env", "GREETING")
    group.equal(result.stdout, b"hello\n", "--append NAME=VALUE is in the environment")
    total = {}
    for memory in (8, 100):
        result = call("--memory", str(memory), "--", "cat /proc/meminfo")
        line = result.stdout.split(b"\n")[0].split()
        total[memory] = int(line[1]) // 1024 if len(line) > 1 else 0
    group.ok(6 <= total[8] <= 8 and 97 <= total[100] <= 100, "--memory is the machine's memory",
             f"  {total}")
    result = call("--no-such-option", "--", "true")
    group.equal(result.returncode, 126, "a wrong option: 126")
    result = call("--add", "/no/such/file", "--", "true")
    group.equal(result.returncode, 126, "a file that is not there: 126")


def test_crashes(group, call, build, tmp_path):
    archive = cpio.Archive()
    archive.add_host(os.path.join(build, "tests/ends"), "sbin/init")
    initrd = os.path.join(tmp_path, "initrd")
    with open(initrd, "wb") as file:
        file.write(archive.to_bytes())
    result = call("--initrd", initrd, "--", "true", tests=False)
    group.equal(result.returncode, 125, "a panic (process 1 left): 125")
    group.ok(b"Kernel panic" in result.stderr, "and its message is on standard error",
             result.stderr.decode(errors="replace"))
    kernel = os.path.join(tmp_path, "kernel")
    with open(kernel, "wb") as file:
        file.write(triple_fault())
    result = call("--kernel", kernel, "--", "true")
    group.equal(result.returncode, 125, "a triple fault: 125")
    group.ok(b"triple fault" in result.stderr and b"eip 00100087" in result.stderr,
             "and the message names it and the address",
             result.stderr.decode(errors="replace"))
    result = call("--kernel", os.devnull, "--", "true")
    group.equal(result.returncode, 126, "no kernel: 126")


def triple_fault():
    """
    A kernel of three instructions: an empty interrupt table, then a breakpoint.

        0     ELF header, one program header: all of it at 1 MiB
        0x60  multiboot header
        0x80  lidt [0x100090]; int3; jmp $
        0x90  limit 0, base 0
    """
    base, entry = 0x100000, 0x100080
    elf = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack(
        "<HHIIIIIHHHHHH", 2, 3, 1, entry, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    program = struct.pack("<8I", 1, 0, base, base, 0xa0, 0xa0, 7, 0x1000)
    image = bytearray(0xa0)
    image[0:len(elf + program)] = elf + program
    image[0x60:0x6c] = struct.pack("<III", 0x1badb002, 0, -0x1badb002 & 0xffffffff)
    code = b"\x0f\x01\x1d" + struct.pack("<I", base + 0x90) + b"\xcc\xeb\xfe"
    image[0x80:0x80 + len(code)] = code
    return bytes(image)
