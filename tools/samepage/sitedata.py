# SPDX-License-Identifier: GPL-2.0-only
"""
What the page in the browser needs from the build, in build/site-data, each file compressed:

    samepage.elf.gz         the kernel, without its debugging information
    initrd.cpio.gz          the guest's programs
    trace-table.json.gz     what the numbers in the trace mean (tools/tracetable)
    places.json.gz          the place in the source of each call in the kernel
    programs.json.gz        the lines of the programs whose source is shown, by path in the guest
    sources.json.gz         the text of the kernel and of those programs
    core.json.gz            the functions of the core (tools/core)

    python3 -m samepage.sitedata build build/site-data
"""

import glob
import gzip
import json
import os
import subprocess
import sys

from . import places
from .trace_decode import table

ROOT = places.ROOT
STRIP = ["i686-linux-gnu-strip", "i686-elf-strip", "llvm-strip", "strip"]
LESSONS = "tools/web/lessons"
PROGRAMS = ["process_a", "process_b", "attach", "counter", "hold", "inherit", "ipcrm"]
SOURCES = ["boot/*.c", "kernel/**/*.[ch]", "mm/*.[ch]", "ipc/*.[ch]", "kernel/**/*.asm", "mm/*.asm",
           "user/lib/*.c", *(f"user/{name}.c" for name in PROGRAMS), f"{LESSONS}/*.c"]


def _write(path, data):
    """Compressed without a date, so that the same input gives the same bytes."""
    with open(path, "wb") as file:
        file.write(gzip.compress(data, 9, mtime=0))


def _write_json(path, value):
    _write(path, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _stripped(kernel, directory):
    copy = os.path.join(directory, "kernel")
    for program in STRIP:
        try:
            subprocess.run([program, "-o", copy, kernel], check=True)
        except FileNotFoundError:
            continue
        with open(copy, "rb") as file:
            data = file.read()
        os.unlink(copy)
        return data
    raise SystemExit("sitedata: there is no strip")


def sources():
    """{path in the tree: text}"""
    found = {}
    for pattern in SOURCES:
        for path in sorted(glob.glob(pattern, root_dir=ROOT, recursive=True)):
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                found[path] = file.read()
    return found


def main():
    build, directory = sys.argv[1:]
    os.makedirs(directory, exist_ok=True)
    kernel = os.path.join(build, "samepage.elf")
    _write(f"{directory}/samepage.elf.gz", _stripped(kernel, directory))
    with open(os.path.join(build, "initrd.cpio"), "rb") as file:
        _write(f"{directory}/initrd.cpio.gz", file.read())
    _write_json(f"{directory}/trace-table.json.gz", table())
    _write(f"{directory}/places.json.gz", places.kernel(kernel).to_json().encode())
    programs = [f"{build}/user/{name}" for name in PROGRAMS] + [
        f"{build}/lessons/{name.removesuffix('.c')}" for name in sorted(os.listdir(f"{ROOT}/{LESSONS}"))]
    _write_json(f"{directory}/programs.json.gz", {
        f"/bin/{os.path.basename(path)}": json.loads(places.program(path).to_json()) for path in programs})
    _write_json(f"{directory}/sources.json.gz", sources())
    core = subprocess.run([f"{ROOT}/tools/core", "--json"], check=True, stdout=subprocess.PIPE).stdout
    _write_json(f"{directory}/core.json.gz", json.loads(core))


if __name__ == "__main__":
    main()
