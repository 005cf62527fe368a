# SPDX-License-Identifier: GPL-2.0-only
"""
Tables of places in the source, for the page in the browser, which has no addr2line. Written as JSON:

    files, functions    names
    places              four numbers for each place: the address minus the address before, and the
                        file, line and function

    python3 -m samepage.places kernel build/samepage.elf     the return address of every call
    python3 -m samepage.places program build/user/hold       every line of the program; line 0: none

tools/web/machine/places.js reads them.
"""

import glob
import json
import os
import re
import subprocess
import sys

from .trace import Places

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OBJDUMP = ["i686-linux-gnu-objdump", "i686-elf-objdump", "objdump", "llvm-objdump"]


class Table:
    def __init__(self):
        self._files, self._functions, self._places, self._last = {}, {}, [], 0

    def add(self, address, file, line, function):
        """Addresses must rise."""
        self._places += [address - self._last, self._files.setdefault(file, len(self._files)), line,
                         self._functions.setdefault(function, len(self._functions))]
        self._last = address

    def to_json(self):
        return json.dumps({"files": list(self._files), "functions": list(self._functions),
                           "places": self._places}, separators=(",", ":"))


def _objdump(*arguments):
    for program in OBJDUMP:
        try:
            return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE,
                                  text=True).stdout
        except FileNotFoundError:
            continue
    raise SystemExit("places: there is no objdump")


def kernel(path):
    """The places of a kernel's calls."""
    table, places = Table(), Places(path)
    after_call = False
    for match in re.finditer(r"^\s*([0-9a-f]+):\s+(\w+)", _objdump("-d", "--no-show-raw-insn", path), re.M):
        address, word = int(match.group(1), 16), match.group(2)
        if after_call:
            at, function = places.find(address)
            if at:
                file, _, line = at.rpartition(":")
                table.add(address, file, int(line), function)
        after_call = word.startswith("call")
    places.close()
    return table


def _functions(path):
    """{address: name} of a program's functions."""
    found = re.findall(r"^([0-9a-f]+)\s.{7}F?\s+\.text\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$",
                       _objdump("-t", path), re.M)
    return {int(address, 16): name for address, name in found}


def _sources():
    """{name: path} of the programs' sources. objdump prints the names without directories."""
    found = {}
    for pattern in ("user/*.[ch]", "user/lib/*", "user/sh/*", "user/observe/*", "user/measure/*",
                    "user/include/**/*.h", "tools/web/lessons/*.c"):
        for path in glob.glob(pattern, root_dir=ROOT, recursive=True):
            found.setdefault(os.path.basename(path), path)
    return found


def _rows(path):
    """{address: (file, line)} of a program's debugging information."""
    sources, rows = _sources(), {}
    for name, line, address in re.findall(r"^(\S+)\s+(\d+|-)\s+0x([0-9a-f]+)",
                                          _objdump("--dwarf=decodedline", path), re.M):
        file = sources.get(name.rstrip(":"), "")
        rows[int(address, 16)] = (file, int(line)) if file and line != "-" else ("", 0)
    return rows


def program(path):
    """The lines of a program."""
    table, starts, rows = Table(), _functions(path), _rows(path)
    name, place, last = "?", ("", 0), None
    for address in sorted({*starts, *rows}):
        if address in starts:
            name, place = starts[address], ("", 0)      # a function of assembly has no line
        place = rows.get(address, place)
        if (name, place) != last:
            table.add(address, *place, name)
        last = name, place
    return table


def main():
    kind, path = sys.argv[1:]
    print({"kernel": kernel, "program": program}[kind](path).to_json())


if __name__ == "__main__":
    main()
