# SPDX-License-Identifier: GPL-2.0-only
"""
How long it takes from the start of QEMU to the first user program, by -kernel and from a disc.

What is timed is a whole run of QEMU. Samepage runs with its ordinary archive, in which only
/sbin/init is another program: `bench` told to measure nothing, which as the first process
switches the machine off. That is compared with tools/bare, told to leave: it does nothing but
switch the machine off. Both take turns, ten times, after one run each that does not count.
"""

import os
import statistics
import subprocess
import tempfile
import time

from . import cpio
from .guest import ROOT
from .qemu import Machine

TIMES = 10
LIMIT = 60
SAMEPAGE_WORDS, BARE_WORDS = "quiet --only nothing", "leave"
MENU = """set timeout=0
menuentry "boot" {{
	multiboot /boot/samepage.elf {words}
	{module}
}}
"""


def _archive(build):
    """The student's archive with another /sbin/init behind it: the last of a name counts."""
    with open(os.path.join(build, "initrd.cpio"), "rb") as file:
        initrd = file.read()
    end = initrd.index(b"TRAILER!!!\0") - 110
    addition = cpio.Archive()
    addition.add_host(os.path.join(build, "image/bin/bench"), "sbin/init")
    return initrd[:end] + addition.to_bytes()


def _disc(directory, name, kernel, words, archive=None):
    paths = {part: os.path.join(directory, f"{name}.{part}") for part in ("iso", "cfg", "cpio")}
    with open(paths["cfg"], "w", encoding="utf-8") as file:
        file.write(MENU.format(words=words, module="module /boot/initrd.cpio" if archive else ""))
    with open(paths["cpio"], "wb") as file:
        file.write(archive or b"")
    subprocess.run([os.path.join(ROOT, "tools/mkiso"), paths["iso"], paths["cfg"], kernel,
                    paths["cpio"]], check=True)
    return paths["iso"]


def _time(**machine):
    """Seconds from before QEMU starts until it has ended."""
    began = time.monotonic()
    with Machine(**machine) as running:
        for source, _ in running.events(lambda: began + LIMIT):
            if source is None:
                raise RuntimeError(f"a machine did not switch itself off within {LIMIT} s")
    return time.monotonic() - began


def _compare(title, bare, samepage):
    times = {"bare": [], "samepage": []}
    for _ in range(TIMES + 1):
        times["bare"].append(_time(**bare))
        times["samepage"].append(_time(**samepage))
    first, second = (statistics.median(runs[1:]) for runs in times.values())
    print(f"{title:12} leaves at once {first:.3f} s   Samepage {second:.3f} s   "
          f"{second / first:.2f} times   (medians of {TIMES})", flush=True)


def measure(build):
    archive = _archive(build)
    kernel, bare = os.path.join(build, "samepage.elf"), os.path.join(build, "bare.elf")
    _compare("by -kernel", dict(kernel=bare, append=BARE_WORDS),
             dict(kernel=kernel, modules=[archive], append=SAMEPAGE_WORDS))
    with tempfile.TemporaryDirectory(prefix="samepage-") as directory:
        discs = [_disc(directory, "bare", bare, BARE_WORDS),
                 _disc(directory, "samepage", kernel, SAMEPAGE_WORDS, archive)]
        _compare("from a disc", dict(cdrom=discs[0]), dict(cdrom=discs[1]))
    return 0
