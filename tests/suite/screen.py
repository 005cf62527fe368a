# SPDX-License-Identifier: GPL-2.0-only
"""
What a person sees on the machine's screen, from the disc's menu to a crash, and the keys of the
keyboard that a serial line does not have.
"""

import os
import re
import time

import pytest

from samepage.qemu import Machine
from .console import Terminal

COLUMNS, ROWS = 80, 25
TEXT = 0xb8000              # the adapter's memory


class Screen(Terminal):
    """A machine with a screen and a shell."""

    def rows(self):
        """The rows that the screen shows."""
        start = (self._register(0x0c) << 8 | self._register(0x0d)) * 2
        characters = self.machine.read_physical(TEXT + start, 2 * COLUMNS * ROWS)[::2].decode("cp437")
        return [characters[i:i + COLUMNS].rstrip() for i in range(0, COLUMNS * ROWS, COLUMNS)]

    def _register(self, index):
        self.machine.monitor(f"o /b 0x3d4 {index:#x}")
        return int(self.machine.monitor("i /b 0x3d5").split("=")[1], 16)

    def key(self, name):
        self.machine.monitor(f"sendkey {name} 10")
        time.sleep(0.15)

    def numbers(self):
        """The numbers of the lines "line N of M" on the screen."""
        return [int(row.split()[1]) for row in self.rows() if re.fullmatch(r"line \d+ of \d+", row)]


@pytest.fixture
def screen(build):
    modules = [os.path.join(build, "initrd.cpio"), os.path.join(build, "tests.cpio")]
    with Machine(kernel=os.path.join(build, "samepage.elf"), modules=modules, append="quiet",
                 options=["-vga", "std"]) as machine:
        screen = Screen(machine)
        screen.prompt()
        yield screen


def test_scrolling_back(group, screen):
    screen.command(b"/tests/ends lines 60")
    end = screen.rows()
    group.equal(screen.numbers(), list(range(37, 61)), "the end of 60 lines is on the screen")
    screen.key("shift-pgup")
    group.equal(screen.numbers(), list(range(25, 50)), "Shift-PgUp shows half a screen more")
    screen.key("shift-pgup")
    group.equal(screen.numbers(), list(range(13, 38)), "again: half a screen more")
    screen.key("shift-pgdn")
    group.equal(screen.numbers(), list(range(25, 50)), "Shift-PgDn goes down again")
    for _ in range(4):
        screen.key("shift-pgdn")
    group.equal(screen.rows(), end, "until the end")
    for _ in range(40):
        screen.key("shift-pgup")
    group.ok("# /tests/ends lines 60" in screen.rows(), "Shift-PgUp stops at the beginning", screen.rows())
    group.equal(screen.command(b""), b"", "the keys have typed nothing")
    group.equal(screen.rows()[:-1], end[1:], "the next output is shown")


def test_scrolling_back_after_much_output(group, screen):
    for count in (170, 204, 1000):
        screen.command(b"/tests/ends lines %d" % count)
        group.equal(screen.numbers(), list(range(count - 23, count + 1)), f"the end of {count} lines")
        for _ in range(6):
            screen.key("shift-pgup")
        group.equal(screen.numbers(), list(range(count - 95, count - 70)), "and 72 lines above it")


def test_ctrl_alt_del(group, build, screen):
    screen.key("ctrl-alt-delete")
    ended = screen.wait(lambda seen: False, 5) is None and screen.machine.ended
    group.equal(ended, "guest-reset", "Ctrl-Alt-Del restarts the machine")
    group.ok(b"reboot: Restarting system" in screen.seen, "and the log says so", screen.seen)


def test_the_disc(group, build):
    """Look at the screen from the firmware to the prompt."""
    seen = set()
    with Machine(cdrom=os.path.join(build, "demo.iso"), options=["-vga", "std"]) as machine:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any("Samepage: two" in row for row in seen):
            text = machine.read_physical(TEXT, 2 * COLUMNS * ROWS)[::2].decode("cp437")
            seen.update(text[i:i + COLUMNS].rstrip() for i in range(0, COLUMNS * ROWS, COLUMNS))
    # Ubuntu's GRUB prints nothing of its own, not even its name.
    group.ok(any("Samepage: two" in row for row in seen), "GRUB starts the kernel", sorted(seen))
    group.equal([row for row in seen if "error" in row], [], "it reports no error")
