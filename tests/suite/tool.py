# SPDX-License-Identifier: GPL-2.0-only
"""
tools/guest: it prints what the program wrote, byte for byte, and returns the program's status, or
one that says why no program ran.
"""

import functools
import os
import re
import struct
import subprocess

import pytest

from samepage import cpio
from samepage.guest import Guest

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
    group.equal(result.returncode, 124, "a command may exit with 124 itself")
    group.ok(b"time limit" not in result.stderr, "if a command exits with 124, no time limit is mentioned",
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
    group.ok(b"will not run" not in result.stderr, "--add does not warn about files that are not programs")
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


def _not_run(group, result, sentence, reason):
    """Claim that the command did not run, and that standard error says so and gives the reason."""
    errors = result.stderr.decode(errors="replace")
    lines = [line for line in errors.splitlines() if line.startswith("guest: 126: ")]
    group.ok(result.returncode == 126 and not result.stdout and len(lines) == 1 and reason in lines[0],
             f"{sentence}: 126, and a line with the reason", f"  status {result.returncode}\n{errors[-800:]}")


def test_files_that_do_not_fit(group, call, build, tmp_path):
    large = os.path.join(tmp_path, "large")
    with open(large, "wb") as file:
        file.truncate(18 << 20)
    result = call("--add", large, "--", "ls -l /large; false")
    group.ok(result.returncode == 1 and b" 18874368 " in result.stdout,
             "a file of 18 MiB: the guest gets more memory, and the status is the command's", result.stdout)
    _not_run(group, call("--memory", "32", "--add", large, "--", "false"),
             "a file that does not fit into memory", "large does not fit into memory")
    _not_run(group, call("--memory", "16", "--add", large, "--", "false"),
             "a file that is larger than memory", "boot: ")
    result = Guest("ls /; false", files=[("large", large)], memory=32, build=build, partial=True).run()
    group.ok(result.status == 1 and b"bin\n" in result.output and b"large" not in result.output,
             "nothing is left of a file that does not fit", result.output)
    with open(large, "wb") as file:
        file.truncate(500 << 20)
    _not_run(group, call("--add", large, "--", "true"), "a file for which no memory is enough", "the files need")


def test_files_that_cannot_be_added(group, call, tmp_path):
    directory = os.path.join(tmp_path, "directory")
    os.makedirs(os.path.join(directory, "empty"))
    result = call("--add", directory, "--", "ls /directory")
    group.equal(result.stdout, b"empty\n", "an empty directory is added, too")
    os.symlink("/bin/echo", os.path.join(directory, "link"))
    os.symlink("nowhere", os.path.join(directory, "dangling"))
    result = call("--add", directory, "--", "/directory/link works; ls -l /directory; cat /directory/dangling")
    group.ok(result.returncode == 1 and result.stdout.startswith(b"works\n") and b" link -> /bin/echo\n" in result.stdout,
             "symbolic links arrive as links", result.stdout)
    os.mkfifo(os.path.join(directory, "pipe"))
    _not_run(group, call("--add", directory, "--", "true"), "a pipe", "neither a file nor a directory")
    _not_run(group, call("--add", "/etc/passwd", "--add", "/etc/group:/passwd", "--", "true"),
             "two files for one name", "two files for /passwd")
    _not_run(group, call("--add", "/etc/passwd:/run/command", "--", "true"),
             "a file in the place of the command", "two files for /run/command")
    _not_run(group, call("--add", "/etc/passwd:/bin", "--", "true"), "a file in the place of a directory",
             "bin: error 17")


def test_guests_that_run_no_command(group, call, build, tmp_path):
    for words in ("rc=/etc/demo.sh", "first=/etc/demo.sh", "log=ttyS1"):
        _not_run(group, call("--append", words, "--", "true"), f"--append {words}", "set by the tool itself")
    _not_run(group, call("--append", "X=" + "x" * 1100, "--", "true"), "boot words that are too long",
             "longer than 1023 bytes")
    _not_run(group, call("--append", " ".join(f"X{i}=1" for i in range(40)), "--", "true"), "too many boot words",
             "more than 32 words")
    initrd = os.path.join(tmp_path, "initrd")
    archive = cpio.Archive()
    archive.add_host(os.path.join(build, "image/sbin/init"), "sbin/init")
    with open(initrd, "wb") as file:
        file.write(archive.to_bytes())
    _not_run(group, call("--initrd", initrd, "--", "true", tests=False), "an archive without a shell",
             "its shell is missing")
    with open(os.path.join(build, "initrd.cpio"), "rb") as whole, open(initrd, "wb") as file:
        file.write(whole.read()[:-5000])
    _not_run(group, call("--initrd", initrd, "--", "true", tests=False), "an archive that is cut short",
             "bad archive")
    _not_run(group, call("--memory", "0", "--", "true"), "no memory", "no amount of memory")
    result = call("--timeout", "2", "--", ENDS, "loop")
    group.ok(b"\nguest: 124: " in result.stderr, "the time limit is such a line, too", result.stderr)
    result = call("--", "exit 126")
    group.ok(result.returncode == 126 and b"\nguest: " not in result.stderr,
             "a command that ends with 126 itself: no such line", result.stderr)
    result = call("--", "sh /bin")
    group.ok(result.returncode not in (0, 126), "a script that cannot be read is no success", result.returncode)


def test_input_and_output_are_whole(group, root, build, call):
    lines = b"".join(b"%060d\n" % i for i in range(500))
    result = call("--stdin", "--", "sleep 1; cat", stdin=lines)
    group.ok(result.returncode == 0 and result.stdout == lines,
             "--stdin: 30000 bytes for a command that reads late arrive whole", len(result.stdout))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([os.path.join(root, "tools/guest"), "--build", build, "--", "echo lost"],
                              stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=120)
    group.ok(done.returncode == 126 and b"\nguest: 126: standard output: No space left" in done.stderr,
             "output that cannot be written: 126", done.stderr)
    result = call("--trace", "/dev/full", "--", "process_a; process_b")
    group.ok(result.returncode == 126 and b"\nguest: 126: /dev/full: No space left" in result.stderr,
             "a trace that cannot be written: 126", result.stderr)


# What the program does, the first line of the report, and lines that follow it.
CODE = r"  08048000-[0-9a-f]{8} r-xp /tests/ends"
STACK = r"  [0-9a-f]{8}-c0000000 rw-p \[stack\]"
SOURCE = r"  eip [0-9a-f]{8} is in \w+\+0x[0-9a-f]+, tests/ends.c:\d+"
DEATHS = [
    ("write 0", "write of address 00000000: nothing is mapped there",
     [CODE + "  above the address  <- eip", SOURCE]),
    ("write 0x08048000", "write of address 08048000: the area does not allow it",
     [CODE + "  <- the address  <- eip", SOURCE]),
    ("beyond", "write of address 40001000: nothing is mapped there",
     [CODE + "  <- eip", SOURCE, "  40000000-40001000 rw-s segment 0, key 0x000004d2  ends at the address",
      STACK + "  above the address"]),
    ("write 0xc0100000", "write of address c0100000: that is kernel memory",
     [CODE + "  <- eip", SOURCE, STACK + "  below the address"]),
    ("jump 0x70000000", "execute of address 70000000: nothing is mapped there",
     [STACK + "  above the address"]),
    ("divide", "divide error", [CODE + "  <- the address  <- eip", SOURCE]),
]


def test_reports_of_deaths(group, call):
    for how, first, lines in DEATHS:
        log = call("--", f"{ENDS} {how}").stderr.decode(errors="replace")
        report = re.search(rf"^ends\[\d+\]: {first}\n((?:  .*\n)+)", log, re.M)
        text = report.group(1) if report else log
        group.ok(report and all(re.search(f"^{line}$", text, re.M) for line in lines),
                 f"ends {how}: the reason, the areas around the address, the line of source", text)
        group.ok(re.match(r"(  e[a-z]{2} [0-9a-f]{8}){5}\n(  e[a-z]+ [0-9a-f]{8}){5}\n", text),
                 "and the registers", text)
        group.ok(max(map(len, log.splitlines())) <= 80, "within 80 columns", text)


def test_crashes(group, call, build, tmp_path):
    archive = cpio.Archive()
    archive.add_host(os.path.join(build, "tests/ends"), "sbin/init")
    initrd = os.path.join(tmp_path, "initrd")
    with open(initrd, "wb") as file:
        file.write(archive.to_bytes())
    result = call("--initrd", initrd, "--", "true", tests=False)
    group.equal(result.returncode, 125, "a panic because process 1 has exited: 125")
    group.ok(b"Kernel panic" in result.stderr, "the panic's message is on standard error",
             result.stderr.decode(errors="replace"))
    kernel = os.path.join(tmp_path, "kernel")
    with open(kernel, "wb") as file:
        file.write(triple_fault())
    result = call("--kernel", kernel, "--", "true")
    group.equal(result.returncode, 125, "a triple fault: 125")
    group.ok(b"triple fault" in result.stderr and b"eip 00100087" in result.stderr,
             "the message names the triple fault and its address",
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
