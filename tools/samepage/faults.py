# SPDX-License-Identifier: GPL-2.0-only
"""
Where in its source a program of the guest has died. The kernel's report (kernel/proc/fault_report.c)
gives eip and the program's path in the guest; the host has the program with its symbols:

    seg[4]: write of address 40001000: nothing is mapped there
      eip 0804976c  eax 40001000  ...
      08049000-080b6000 r-xp /seg  <- eip
      eip 0804976c is in fill+0x12, seg.c:3     this line is added
"""

import os
import re
import shutil
import subprocess

from .elf import Elf, ElfError

REGISTERS = re.compile(r"  eip ([0-9a-f]{8})  eax [0-9a-f]{8}  ebx ")
CODE = re.compile(r"  [0-9a-f]{8}-[0-9a-f]{8} \S{4} (/.*?)  .*<- eip$")
ADDR2LINE = ["i686-linux-gnu-addr2line", "i686-elf-addr2line", "addr2line", "llvm-addr2line"]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Faults:
    """
    build    the directory with the programs that make has built
    files    a list of (path in the guest, path on the host) of files and directories that were added
    """

    def __init__(self, build, files=()):
        self._build = build
        self._files = [(os.path.normpath("/" + guest.lstrip("/")), host) for guest, host in files]
        self._eip = None

    def explain(self, line):
        """The line to add after this line of the kernel's log, or None."""
        registers, code = REGISTERS.match(line), CODE.match(line)
        if registers:
            self._eip = int(registers.group(1), 16)
        elif code and self._eip:
            for path in self.candidates(code.group(1)):
                place = _place(path, self._eip) if os.path.isfile(path) else None
                if place:
                    return f"  eip {self._eip:08x} is in {place}"
        return None

    def candidates(self, path):
        """Files of the host that may be the guest's program."""
        for guest, host in reversed(self._files):
            if path == guest:
                yield host
            elif path.startswith(guest.rstrip("/") + "/"):
                yield os.path.join(host, os.path.relpath(path, guest))
        directory, name = os.path.split(path)
        if directory == "/tests":
            yield os.path.join(self._build, "tests", name)
        elif directory in ("/bin", "/sbin"):
            yield os.path.join(self._build, "user", name)
            yield os.path.join(self._build, "user", name, name)


def _place(path, address):
    """Function and line of an address of a program, or None if its file does not tell."""
    try:
        function = Elf(path).function(address)
    except (ElfError, OSError):
        return None
    program = next(filter(shutil.which, ADDR2LINE), None)
    line = None
    if program:
        said = subprocess.run([program, "-e", path, f"{address:#x}"], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.split(" (")[0].strip()
        if re.search(r":[1-9]\d*$", said):
            line = os.path.relpath(said, ROOT) if said.startswith(ROOT + "/") else said
    return ", ".join(filter(None, [function, line])) or None
