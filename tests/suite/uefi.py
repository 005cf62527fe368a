# SPDX-License-Identifier: GPL-2.0-only
"""
The disc on a machine with UEFI, whose screen consists of pixels. The test compares the pixels of each
cell with the font, and so reads the text that a person would see.
"""

import os
import shutil
import subprocess

import pytest

from samepage.qemu import Machine
from .screen import COLUMNS, ROWS, Screen

FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"
WIDTH, HEIGHT = 8, 16       # of a character
BOOT_SECONDS = 150          # the firmware itself takes eight on a quiet machine
CURSOR = b"\xff" * 2        # the last rows of pixels in the cell with the cursor


class Pixels(Screen):
    """A machine whose screen shows text in pixels."""

    def __init__(self, machine, font):
        super().__init__(machine)
        self.letters = {}
        for code, letter in reversed(list(enumerate(bytes(range(256)).decode("cp437")))):
            glyph = font[32 + code * HEIGHT:32 + (code + 1) * HEIGHT]
            self.letters[glyph[:-2] + CURSOR] = "\u2581"
            self.letters[glyph] = letter

    def rows(self):
        path = os.path.join(self.machine.directory, "screen.ppm")
        self.machine.qmp.command("screendump", filename=path)
        with open(path, "rb") as file:
            kind, size, _, pixels = file.read().split(b"\n", 3)
        width, height = map(int, size.split())
        assert kind == b"P6" and len(pixels) == width * height * 3
        scale = min(width // (COLUMNS * WIDTH), height // (ROWS * HEIGHT))
        left, top = (width - COLUMNS * WIDTH * scale) // 2, (height - ROWS * HEIGHT * scale) // 2

        def glyph(row, column):
            def lit(x, y):
                at = (top + y * scale) * width + left + x * scale
                return pixels[at * 3:at * 3 + 3] == b"\xaa" * 3
            return bytes(sum(0x80 >> x for x in range(WIDTH) if lit(column * WIDTH + x, row * HEIGHT + y))
                         for y in range(HEIGHT))

        return ["".join(self.letters.get(glyph(row, column), "\ufffd") for column in range(COLUMNS)).rstrip("\0 ")
                for row in range(ROWS)]


@pytest.fixture(scope="module")
def disc(root, build, tmp_path_factory):
    """The disc of `make iso`, and the font on it."""
    directory = tmp_path_factory.mktemp("disc")
    disc, font = str(directory / "samepage.iso"), directory / "font.psf"
    subprocess.run([os.path.join(root, "tools/mkiso"), disc, os.path.join(root, "boot/grub.cfg"),
                    *(os.path.join(build, name) for name in ("samepage.elf", "initrd.cpio"))], check=True)
    subprocess.run([os.path.join(root, "tools/font"), "/usr/share/grub/unicode.pf2", font], check=True)
    return disc, font.read_bytes()


@pytest.mark.parametrize("medium", ["disc", "stick"])
def test_uefi(group, disc, tmp_path, medium):
    disc, font = disc
    shutil.copy(FIRMWARE[1], tmp_path / "variables")
    options = ["-vga", "std", "-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE[0]}",
               "-drive", f"if=pflash,format=raw,file={tmp_path}/variables"]
    if medium == "stick":
        options += ["-drive", f"if=none,id=stick,format=raw,readonly=on,file={disc}",
                    "-device", "qemu-xhci", "-device", "usb-storage,drive=stick"]
    with Machine(cdrom=disc if medium == "disc" else None, memory=256, options=options,
                 program="qemu-system-x86_64") as machine:
        screen = Pixels(machine, font)
        if not group.ok(screen.wait(lambda seen: seen.endswith(b"\n# "), BOOT_SECONDS), f"the {medium} boots"):
            group.note(screen.seen.decode(errors="replace"))
            return
        rows = screen.rows()
        group.ok(rows[0] == "Samepage: two processes, two page directories, one frame" and "# \u2581" in rows,
                 "the screen shows the log and the prompt, with a cursor", rows)
        if medium == "disc":
            _use(group, screen)
        screen.type(b"poweroff\r")
        group.ok(screen.wait(lambda seen: False, 20) is None and machine.ended == "guest-shutdown",
                 "poweroff ends the machine", machine.ended)


def _use(group, screen):
    for key in "e c h o spc shift-h minus i ret".split():
        screen.key(key)
    group.ok(screen.until(b"\nH-i\r\n# ") and "H-i" in screen.rows(), "the keyboard types a command", screen.rows())
    group.equal(screen.command(b"cat /proc/invariants"), b"ok\r\n", "the kernel's check of itself is content")
    screen.command(b"i=1; while [ $i -le 250 ]; do echo line $i of 250; i=$((i + 1)); done")
    group.equal(screen.numbers(), list(range(227, 251)), "the end of 250 lines is on the screen")
    screen.key("shift-pgup")
    group.equal(screen.numbers(), list(range(215, 240)), "Shift-PgUp shows what is above")
    group.ok("\u2581" not in "".join(screen.rows()), "where the cursor is not", screen.rows())
    screen.command(b"echo")
    group.equal(screen.numbers()[-1], 250, "the next output is shown")
    screen.command(b"clear")
    group.equal([row for row in screen.rows() if row], ["# \u2581"], "clear leaves a prompt")
