# SPDX-License-Identifier: GPL-2.0-only
"""
Machines of many kinds: each comes up as far as a command, or says in one line why it does not.
(boot.py has broken archives, odd descriptions of memory, and processors that are too old.)
"""

import os
import time

import pytest

from samepage.guest import Guest
from samepage.qemu import Machine

PENTIUM3 = ["-cpu", "pentium3"]
# What is special, the arguments of Guest.
MACHINES = [
    ("4 MiB", {"memory": 4}), ("5 MiB", {"memory": 5}), ("64 MiB", {"memory": 64}),
    ("897 MiB, one more than the kernel can map", {"memory": 897}),
    ("3 GiB", {"memory": 3072}), ("4 GiB", {"memory": 4096}),
    ("q35", {"options": ["-machine", "q35"]}),
    ("four processors, of which one is used", {"options": ["-smp", "4"]}),
    ("the processor qemu64", {"cpu": "qemu64"}), ("the processor max", {"cpu": "max"}),
    ("a command line of 400 characters", {"append": "x" * 400}),
    ("a command line of 30 words", {"append": " ".join(f"word{n}=value" for n in range(28))}),
]


@pytest.mark.xdist_group("machines")
def test_machines(group, build):
    for what, options in MACHINES:
        result = Guest("echo $((6 * 7))", build=build, **options).run(timeout=120)
        group.equal((result.status, result.output), (0, b"42\n"), f"{what}: a command runs")
    result = Guest("echo $((6 * 7))", build=build, options=["-machine", "isapc", *PENTIUM3]).run(timeout=120)
    group.equal(result.output, b"42\n", "isapc with a Pentium III: a command runs (it cannot be switched off)")
    result = Guest("echo", build=build, append=" ".join(f"word{n}=value" for n in range(40))).run(timeout=120)
    group.ok("more than 32 words for init" in str(result.reason), "a command line of 40 words: the kernel says so",
             f"{result.status} {result.reason}")


@pytest.mark.xdist_group("machines")
def test_no_serial_port(group, build):
    """Without a serial port, the screen shows the shell's prompt."""
    with Machine(kernel=os.path.join(build, "samepage.elf"), modules=[os.path.join(build, "initrd.cpio")],
                 options=["-machine", "isapc", *PENTIUM3, "-vga", "std", "-serial", "none"]) as guest:
        seen, end = "", time.monotonic() + 120
        while time.monotonic() < end and "# " not in seen:
            time.sleep(0.5)
            seen = guest.read_physical(0xb8000, 80 * 25 * 2)[::2].decode("cp437")
        group.ok("# " in seen, "the shell's prompt is on the screen", seen)


@pytest.mark.xdist_group("machines")
def test_too_small(group, build):
    """In 2 MiB, the archive does not fit."""
    with Machine(kernel=os.path.join(build, "samepage.elf"), modules=[os.path.join(build, "initrd.cpio")],
                 memory=2) as guest:
        text = b""
        for _, data in guest.events(lambda end=time.monotonic() + 60: end):
            text += data
            if b"Halted" in text:
                break
    group.ok(b"Kernel panic: cannot run /sbin/init" in text, "2 MiB: the kernel says that it has no init",
             text.decode(errors="replace"))
