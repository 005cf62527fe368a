# SPDX-License-Identifier: GPL-2.0-only
"""
/proc/invariants counts everything again and names what disagrees. The test changes counters and
references in the running kernel, through QEMU's interface for debuggers, and the file must name each.
"""

import os
import shutil
import struct
import subprocess
import tempfile

from samepage.guest import Guest
from .boot import Stub

PAGE_COUNT, PAGE_FLAGS, PAGE_SIZE_OF = 16, 24, 32       # struct page: two offsets and its size (mm/page.h)
CACHE_ACTIVE = 32                       # struct kmem_cache: offset of active (mm/slab.c)
IDS_IN_USE = 12                         # struct ipc_ids: offset of in_use (ipc/util.h)
ORDINARY = 0                            # flags of an ordinary frame


NM = next(filter(shutil.which, ("i686-linux-gnu-nm", "i686-elf-nm", "llvm-nm")), "nm")


def symbols(kernel):
    lines = subprocess.run([NM, kernel], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[2]: int(line.split()[0], 16) for line in lines if len(line.split()) == 3}


class Kernel:
    """The running kernel's memory."""

    def __init__(self, stub, names):
        self.stub, self.names = stub, names

    def word(self, address):
        return struct.unpack("<I", self.stub.read(address, 4))[0]

    def add(self, address, number=1):
        self.stub.write(address, struct.pack("<I", (self.word(address) + number) & 0xffffffff))

    def count_of_some_frame(self):
        """The address of the reference count of some frame that has one user."""
        mem_map = self.word(self.names["mem_map"])
        for pfn in range(256, 8000):
            page = self.stub.read(mem_map + pfn * PAGE_SIZE_OF, PAGE_SIZE_OF)
            count, = struct.unpack_from("<i", page, PAGE_COUNT)
            flags, = struct.unpack_from("<I", page, PAGE_FLAGS)
            if count == 1 and flags == ORDINARY:
                return mem_map + pfn * PAGE_SIZE_OF + PAGE_COUNT
        raise LookupError("no frame is in use")


CASES = [
    ("nothing is wrong", "ok", lambda k: k.word(k.names["nr_tasks"])),
    ("one process too many is counted", "nr_tasks is", lambda k: k.add(k.names["nr_tasks"])),
    ("one free frame too many is counted", "frames: ", lambda k: k.add(k.names["free_frames"])),
    ("one object of a slab too many is counted", "slab kmalloc-16: ",
     lambda k: k.add(k.names["caches"] + CACHE_ACTIVE)),
    ("a frame has one reference too many", "references were found", lambda k: k.add(k.count_of_some_frame())),
    ("one frame of a segment too many is counted", "shm_rss", lambda k: k.add(k.names["shm_rss"])),
    ("one page of segments too many is counted", "shm_tot", lambda k: k.add(k.names["shm_tot"])),
    ("one slot too many is in use", "shm_ids.in_use", lambda k: k.add(k.names["shm_ids"] + IDS_IN_USE)),
]


def _ask(build, names, change):
    directory = tempfile.mkdtemp(prefix="samepage-recount-")
    door = os.path.join(directory, "gdb")
    output = bytearray()

    def listen(data):
        before = b"ready" in output
        output.extend(data)
        if b"ready" in output and not before:
            stub = Stub(door)
            change(Kernel(stub, names))
            stub.go_on()

    try:
        Guest("cat /proc/invariants > /dev/null; echo ready; sleep 1; cat /proc/invariants", build=build,
              options=["-gdb", f"unix:{door},server=on,wait=off"]).run(timeout=20, on_output=listen,
                                                                       on_log=lambda line: None)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return output.decode(errors="replace").replace("ready\n", "", 1)


def test_recount(group, build):
    names = symbols(os.path.join(build, "samepage.elf"))
    for what, words, change in CASES:
        said = _ask(build, names, change)
        group.ok(words in said and (words == "ok") == (said == "ok\n"), f"{what}: the file says it", said)
