# SPDX-License-Identifier: GPL-2.0-only
"""
Run user/bench.c in Samepage and in Linux, and tools/bare on the bare machine. A run has one of two
modes:

    counts   QEMU derives time from the number of instructions: rdtsc counts them exactly
    ticks    QEMU runs at full speed: rdtsc is the host's, and TLB misses take time

The figures are a dictionary {(name, n, unit): {"minimum": x, "median": x}}.
"""

import json
import os
import time

from . import cpio
from .guest import BUILD, Guest
from .qemu import CONSOLE, Machine

COUNTS, TICKS = "counts", "ticks"
# With these options every run executes the same instructions at the same times.
MODES = {
    COUNTS: ["-icount", "shift=0,sleep=off", "-rtc", "base=2024-01-01T00:00:00,clock=vm"],
    TICKS: [],
}
MEMORY = 128            # MiB, the same for all; Linux does not boot with less
SIZES = ["--pages", "8192", "--processes", "200"]
LIMIT = 300             # seconds
# Without a source of random numbers this Linux spends much time on collecting some.
LINUX_OPTIONS = ["-cpu", "qemu32,+rdrand", "-seed", "1"]


class BenchError(Exception):
    """A run gave no figures; the message says why."""


def _figures(text, who):
    try:
        rows, _ = json.JSONDecoder().raw_decode(text, text.index('[{"system"'))
    except ValueError:
        raise BenchError(f"{who} gave no figures:\n{text[-2000:]}") from None
    return rows[0]["system"], {
        (row["name"], row["n"], row["unit"]): {"minimum": row["minimum"], "median": row["median"]}
        for row in rows[1:]}


def samepage(mode, build=BUILD, only=None):
    """Run it as a program in the guest, beside init and the shell."""
    command = ["bench", "--json", *SIZES]
    if only:
        command += ["--only", f"'{only}'"]
    guest = Guest(" ".join(command), memory=MEMORY, build=build, options=MODES[mode])
    result = guest.run(timeout=LIMIT)
    text = result.output.decode(errors="replace")
    if result.status != 0:
        raise BenchError(f"Samepage: status {result.status}, {result.reason}\n{text}\n{result.log}")
    return _figures(text, "Samepage")


def _console_of(who, **machine):
    """The output of a machine on its first serial line, until it powers off."""
    text = b""
    deadline = time.monotonic() + LIMIT
    with Machine(memory=MEMORY, **machine) as running:
        for source, data in running.events(lambda: deadline):
            if source == CONSOLE:
                text += data
            elif source is None:
                raise BenchError(f"{who} did not come to an end:\n" + text.decode(errors="replace"))
    return text.decode(errors="replace")


def linux(mode, kernel, build=BUILD):
    """Run the same file as the first and only program of Linux."""
    archive = cpio.Archive()
    archive.add_host(os.path.join(build, "image/bin/bench"), "init")
    text = _console_of("Linux", kernel=kernel, modules=[archive.to_bytes()],
                       append=" ".join(["console=ttyS0 quiet panic=-1 -- --json", *SIZES]),
                       options=[*MODES[mode], *LINUX_OPTIONS])
    return _figures(text, "Linux")


def bare(mode, build=BUILD):
    """Run tools/bare; its figures have n = 0 and hold for every n."""
    text = _console_of("tools/bare", kernel=os.path.join(build, "bare.elf"), options=MODES[mode])
    return _figures(text, "tools/bare")
