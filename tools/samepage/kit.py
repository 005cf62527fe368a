# SPDX-License-Identifier: GPL-2.0-only
"""
The conformance kit (tests/kit) as seen from outside: the claims that its program contains, the page
that is made from them, and runs in Samepage, in a Linux of Debian's, and on this machine.

The claims are read from the program itself, an ELF file for the i386, so the page shows the texts
that the program prints. In memory, an array of pointers lies between __start_claims and
__stop_claims. Each leads to a struct claim (tests/kit/kit.h) of nine words.
"""

import dataclasses
import html
import os
import re
import struct
import subprocess
import time

from . import cpio, linux
from .elf import Elf, ElfError
from .guest import Guest
from .qemu import CONSOLE, Machine

LIMIT = 300             # seconds for a run
LINUX_MEMORY = 512      # MiB
NAME = "ipc-conformance"

TRUE, FALSE, OTHERWISE, SKIPPED = "true", "false", "otherwise", "skipped"
RESULT = re.compile(r"(not )?ok (\d+) - (\w+): (.*?)(?: # (SKIP|TODO) (.*))?$")


def program(build, processor="i386"):
    """The path of the program for "i386" or "x86_64"."""
    return os.path.join(build, "kit", processor, NAME)


# ---- The claims --------------------------------------------------------------------------------

@dataclasses.dataclass
class Claim:
    level: int
    line: int
    name: str
    situation: str
    linux: str
    why: str
    row: str            # of docs/fidelity.md, or ""
    root: bool


class Texts:
    """What the kit's program for the i386 contains."""

    def __init__(self, path):
        self._elf = Elf(path)
        symbols = {name: address for name, address, _ in self._elf.symbols()}
        try:
            references = range(symbols["__start_claims"], symbols["__stop_claims"], 4)
            self.claims = sorted((self._claim(self._word(at)) for at in references),
                                 key=lambda claim: (claim.level, claim.line))
            self.titles = list(self._strings(symbols["titles"] + 4, 4))     # the first is level 1
            self.needs = list(self._strings(symbols["needs"], 12))
        except KeyError as missing:
            raise ElfError(f"{path} has no {missing}: is it the program with its symbols?") from None

    def _word(self, address):
        return struct.unpack("<I", self._elf.read(address, 4))[0]

    def _string(self, address):
        if not address:
            return ""
        text = b""
        while not text.endswith(b"\0"):
            text += self._elf.read(address + len(text), 1)
        return text[:-1].decode()

    def _strings(self, address, step):
        while self._word(address):
            yield self._string(self._word(address))
            address += step

    def _claim(self, address):
        level, line, name, situation, does, why, _, row, needs = struct.unpack("<9I", self._elf.read(address, 36))
        return Claim(level, line, *map(self._string, (name, situation, does, why, row)), bool(needs))


# ---- The page ----------------------------------------------------------------------------------

STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
table { border-collapse: collapse; width: 100% }
td, th { border-top: 1px solid #bbb; padding: .4em .6em; text-align: left; vertical-align: top }
code { background: #eee } .why { color: #555 }
"""


def rows(fidelity):
    """{name: (era, today, ours)} of the rows about IPC in docs/fidelity.md."""
    with open(fidelity, encoding="utf-8") as file:
        lines = [line.strip("|\n").split(" | ") for line in file if line.startswith("| ")]
    return {cells[0].strip(): tuple(cell.strip() for cell in cells[2:5]) for cells in lines if len(cells) == 6}


def _with_code(text):
    return re.sub("`([^`]*)`", r"<code>\1</code>", html.escape(text))


def page(texts, fidelity):
    """The page of all claims, in HTML."""
    known = rows(fidelity)
    out = ["<!DOCTYPE html>", '<html lang="en"><meta charset="utf-8"><title>The claims of the kit</title>',
           f"<style>{STYLE}</style>", "<h1>The claims of the kit</h1>",
           f"<p>{len(texts.claims)} claims about System V IPC. Each is a situation in which Linux's behaviour "
           f"is known; the last sentence says why it matters. The page is made from the texts in the program. "
           f"Where a kernel may decide otherwise, the row of fidelity.md is named.</p>",
           "<h2>System calls that the kit needs</h2><ul>", *(f"<li>{html.escape(need)}" for need in texts.needs),
           "</ul>"]
    for level, title in enumerate(texts.titles, 1):
        out += [f'<h2 id="level{level}">Level {level}: {html.escape(title)}</h2>', "<table>",
                "<tr><th>claim<th>situation<th>what Linux does, and why it matters"]
        for claim in (claim for claim in texts.claims if claim.level == level):
            notes = ["<br>Needs root."] if claim.root else []
            if claim.row:
                era, today, _ = known[claim.row]
                notes.append(f"<br>A kernel may decide otherwise (row {claim.row}). Linux 2.3.25: {_with_code(era)}. "
                             f"Today: {_with_code(today)}.")
            out.append(f'<tr id="{claim.name}"><td><code>{claim.name}</code><td>{html.escape(claim.situation)}'
                       f'<td>{html.escape(claim.linux)}<br><span class="why">{html.escape(claim.why)}'
                       f'{"".join(notes)}</span>')
        out.append("</table>")
    return "\n".join(out) + "\n</html>\n"


# ---- Runs --------------------------------------------------------------------------------------

class Run:
    """What a run of the kit printed, and how it ended."""

    def __init__(self, text, status, reason=""):
        self.text, self.status, self.reason = text, status, reason
        lines = text.replace("\r", "").split("\n")
        plan = [re.fullmatch(r"1\.\.(\d+)", line) for line in lines]
        self.planned = next((int(match.group(1)) for match in plan if match), 0)
        self.results = {}               # name -> outcome
        for line in lines:
            match = RESULT.match(line)
            if match:
                bad, _, name, _, directive, _ = match.groups()
                self.results[name] = SKIPPED if directive == "SKIP" else \
                    OTHERWISE if directive == "TODO" else FALSE if bad else TRUE
        begun = re.findall(r"^# \d+ (\w+): ", text, re.M)
        self.died_in = begun[-1] if begun and begun[-1] not in self.results else None

    def those(self, outcome):
        return [name for name, found in self.results.items() if found == outcome]

    @property
    def complete(self):
        return self.planned > 0 and len(self.results) == self.planned


def in_samepage(build, arguments=(), kernel=None, on_output=None, memory=32):
    """Run the kit as a program of a guest. `on_output` also gets the bytes as they arrive."""
    output = bytearray()

    def keep(data):
        output.extend(data)
        if on_output:
            on_output(data)
    guest = Guest(" ".join(["/kit", *arguments]), files=[("kit", program(build))], build=build, kernel=kernel,
                  memory=memory)
    result = guest.run(timeout=LIMIT, on_output=keep)
    return Run(output.decode(errors="replace"), result.status, result.reason or "")


def on_linux(build, processor, arguments=(), on_output=None):
    """Run the kit as the first and only program of Debian's Linux for amd64, in QEMU."""
    kernel = linux.fetch(build, "amd64")
    archive = cpio.Archive()
    archive.add_host(program(build, processor), "init")
    boot = ["console=ttyS0 quiet panic=-1 random.trust_cpu=on ia32_emulation=on", "--", *arguments]
    output = bytearray()
    deadline = time.monotonic() + LIMIT
    with Machine(kernel=kernel, modules=[archive.to_bytes()], append=" ".join(boot), memory=LINUX_MEMORY,
                 cpu="max", program="qemu-system-x86_64") as machine:
        for source, data in machine.events(lambda: deadline):
            if source == CONSOLE:
                output.extend(data)
                if on_output:
                    on_output(data)
    text = output.decode(errors="replace").replace("\r", "")
    status = re.search(r"^# status (\d+)$", text, re.M)
    return Run(text, int(status.group(1)) if status else None, "" if status else "the kit did not come to its end")


def here(build, processor, arguments=()):
    """Run the kit on this machine. The output goes where ours goes, unless it is captured."""
    done = subprocess.run([program(build, processor), *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, timeout=LIMIT)
    return Run(done.stdout.decode(errors="replace"), done.returncode)
