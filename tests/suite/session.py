# SPDX-License-Identifier: GPL-2.0-only
"""
Drive gdb through pipes, with a time limit for every answer. The state of the same machine can be
compared with QEMU's monitor and with a dump of its memory (memory.py).
"""

import os
import re
import select
import shutil
import subprocess
import tempfile
import time

from samepage.guest import Guest
from samepage.qemu import Machine
from .memory import Dump, Layout

LIMIT = 30              # seconds for one answer
MARK = "<<end of answer>>"
USER_END = 0xc0000000


class Gone(Exception):
    """gdb has ended, or does not answer."""


class Gdb:
    """gdb with the commands of tools/gdb, connected to a machine's socket, or to none."""

    def __init__(self, root, kernel, stub=None, plain=False):
        words = [os.environ.get("GDB") or shutil.which("gdb-multiarch") or "gdb", "-nx", "-q",
                 "-iex", "set auto-load off"]
        if not plain:
            words += ["-x", os.path.join(root, "tools/gdb/init.py")]
        self.process = subprocess.Popen(
            [*words, kernel] if kernel else words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd="/",
            env={**os.environ, "TERM": "dumb", "DEBUGINFOD_URLS": "",
                 "SAMEPAGE_PROGRAMS": ""}, start_new_session=True)
        self._seen = b""
        self.everything = ""
        self.ask("set prompt \\n")
        if stub:
            self.ask(f"target remote {stub}")

    def ask(self, command, limit=LIMIT):
        """Give a command. Returns gdb's answer without prompts. Raises Gone."""
        self._send(f"{command}\necho {MARK}\\n\n")
        end = time.monotonic() + limit
        while MARK.encode() not in self._seen:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                self.kill()
                raise Gone(f"no answer to {command!r} within {limit} seconds:\n{self._text()[-800:]}")
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise Gone(f"gdb has ended at {command!r}:\n{self._text()[-800:]}")
            self._seen += data
        answer, _, self._seen = self._seen.partition(MARK.encode())
        text = answer.decode(errors="replace").replace("(gdb) ", "").strip("\n")
        self.everything += f"(gdb) {command}\n{text}\n"
        return text

    def _text(self):
        return self.everything + self._seen.decode(errors="replace")

    def _send(self, text):
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise Gone("gdb has ended") from None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


class Session:
    """A machine, stopped before its first instruction, with gdb connected to it."""

    def __init__(self, root, build, command, append="trace", memory=32, tests=False):
        self.memory = memory
        self.directory = tempfile.mkdtemp(prefix="samepage-")
        stub = os.path.join(self.directory, "gdb")
        kernel = os.path.join(build, "samepage.elf")
        self.layout = Layout(kernel)
        overlay = Guest(command).overlay
        self.machine = Machine(
            kernel=kernel, memory=memory,
            modules=[os.path.join(build, name) for name in ("initrd.cpio", *["tests.cpio"] * tests)] + [overlay],
            append=f"rc=/run/command log=ttyS2 quiet {append}",
            options=["-S", "-no-shutdown", "-chardev",
                     f"socket,id=gdb,path={stub},server=on,wait=off", "-gdb", "chardev:gdb"])
        try:
            self.gdb = Gdb(root, kernel, stub)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gdb.__exit__()
        self.close()

    def close(self):
        self.machine.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def register(self, name):
        """A register, from QEMU's own monitor."""
        text = self.machine.monitor("info registers")
        return int(re.search(rf"\b{name}=([0-9a-f]+)", text, re.I).group(1), 16)

    def dump(self):
        """The machine's memory as it is now, for those who share nothing with the commands."""
        return Dump(self.layout, self.machine.read_physical(0, self.memory << 20))

    def tlb(self):
        """{virtual address: (frame, flags)} of user pages, as `info tlb` has them."""
        lines = self.machine.monitor("info tlb").splitlines()
        rows = [re.match(r"([0-9a-f]+): ([0-9a-f]+) (\S+)", line) for line in lines]
        return {int(row.group(1), 16): (int(row.group(2), 16), row.group(3)) for row in rows
                if row and int(row.group(1), 16) < USER_END}
