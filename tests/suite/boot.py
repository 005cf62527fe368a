# SPDX-License-Identifier: GPL-2.0-only
"""
What the boot loader passes may be wrong. The kernel must ignore a damaged module or an impossible
description of the machine, or panic with a message that names the reason; it must not crash. A
processor may be too old: the kernel must say what it lacks.

The tests change the description in the machine's memory before its first instruction runs, through
QEMU's interface for debuggers.
"""

import os
import random
import re
import shutil
import socket
import struct
import tempfile
import time

from samepage.guest import CRASHED, NO_BOOT, TIMED_OUT, Guest
from samepage.qemu import Machine

NAMES = ["run/../../etc/passwd", "/", "", "proc/1/maps", "proc/1/evil", "proc/self/evil", "proc/meminfo",
         "proc/x", "dev/null", "dev/zero/a", "n" * 300, "a/" * 400 + "b", "bin/sh/x", "TRAILER!!!"]


# ---- modules

def entry(name, data=b"", mode=0o100644, **fields):
    """One file of a cpio archive; `fields` replace fields of its header."""
    numbers = {"ino": 1, "mode": mode, "uid": 0, "gid": 0, "nlink": 1, "mtime": 0,
               "filesize": len(data), "maj": 0, "min": 0, "rmaj": 9, "rmin": 9,
               "namesize": len(name) + 1, "check": 0, **fields}
    head = b"070701" + b"".join(b"%08x" % (value & 0xffffffff) for value in numbers.values())
    head += name.encode() + b"\0"
    return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)


def archives(seed, initrd):
    """Yield (description, bytes): what follows a good archive."""
    dice = random.Random(seed)
    end = entry("TRAILER!!!")
    yield "nothing", b""
    yield "one byte", b"0"
    yield "noise", dice.randbytes(100000)
    yield "zeros", bytes(100000)
    yield "half a header", entry("file")[:50]
    yield "the magic number only", b"070701"
    yield "an archive cut short", initrd[:100001]
    yield "strange names", b"".join(entry(name, b"x") for name in NAMES) + end
    yield "strange names of directories", b"".join(entry(name, mode=0o040755) for name in NAMES) + end
    yield "strange kinds", b"".join(entry(f"kind{i}", mode=i << 12 | 0o7777) for i in range(16)) + end
    for field in ("filesize", "namesize"):
        for value in (0, 1, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff):
            yield f"{field} {value:#x}", entry("file", b"data", **{field: value}) + end
    yield "a file larger than memory", entry("large", b"x" * 1000, filesize=0x4000000)
    yield "a name without an end", entry("file")[:110] + b"n" * 100
    for i in range(12):
        broken = bytearray(initrd[:200000])
        for _ in range(30):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        yield f"a good archive with 30 wrong bytes ({i})", bytes(broken)


def test_modules(group, build):
    with open(os.path.join(build, "initrd.cpio"), "rb") as file:
        initrd = file.read()
    for what, data in archives(1, initrd):
        path = os.path.join(tempfile.gettempdir(), f"samepage-module-{os.getpid()}")
        with open(path, "wb") as file:
            file.write(initrd + data)
        guest = Guest("cat /proc/invariants", build=build, initrd=path, partial=True)
        try:
            result = guest.run(timeout=20)
            # A program with wrong bytes may do anything, and may not end. The kernel may not hang.
            good = result.status not in (CRASHED, NO_BOOT, TIMED_OUT) or \
                "Kernel panic: cannot run /sbin/init" in result.log or \
                result.status == TIMED_OUT and _runs_a_program(guest)
        finally:
            os.unlink(path)
        group.ok(good, f"{what}, after a good archive ({result.reason})", result.log[-1500:])


def _runs_a_program(guest):
    """Boot the same again. Does the processor execute a program when there is no more output?"""
    with Machine(**guest._options) as machine:
        for _ in machine.events(lambda end=time.monotonic() + 15: end):
            pass
        for _ in range(100):
            if "CPL=3" in machine.monitor("info registers"):
                return True
            time.sleep(0.02)
    return False


# ---- the description of the machine

class Stub:
    """A client of QEMU's interface for debuggers (gdb's remote protocol). The machine is stopped."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.rest = b""
        self.command("?")               # the answer comes when the machine has stopped

    def packet(self):
        while not re.search(rb"\$[^#]*#..", self.rest, re.DOTALL):
            data = self.socket.recv(65536)
            if not data:
                raise OSError("QEMU has ended")
            self.rest += data
        match = re.search(rb"\$([^#]*)#..", self.rest, re.DOTALL)
        self.rest = self.rest[match.end():]
        self.socket.sendall(b"+")
        return match.group(1)

    def command(self, text):
        packet = text.encode()
        self.socket.sendall(b"$%s#%02x" % (packet, sum(packet) & 0xff))
        answer = self.packet()
        while answer[:1] == b"T" and text not in ("c", "?"):       # a late notice of an earlier stop
            answer = self.packet()
        return answer

    def register(self, number):
        registers = bytes.fromhex(self.command("g").decode())
        return struct.unpack_from("<I", registers, 4 * number)[0]

    def read(self, address, size):
        return bytes.fromhex(self.command(f"m{address:x},{size:x}").decode())

    def write(self, address, data):
        for at in range(0, len(data), 1024):
            part = data[at:at + 1024]
            if self.command(f"M{address + at:x},{len(part):x}:{part.hex()}") != b"OK":
                raise OSError("the memory cannot be written")

    def run_to(self, address):
        self.command(f"Z1,{address:x},1")
        self.command("c")

    def go_on(self):
        self.command("D")
        self.socket.close()


class Information:
    """struct multiboot_info in the machine's memory."""

    FIELDS = {"flags": 0, "mem_lower": 4, "mem_upper": 8, "cmdline": 16, "mods_count": 20,
              "mods_addr": 24, "mmap_length": 44, "mmap_addr": 48}
    FREE = 0x6000               # low memory that is not in use yet

    def __init__(self, stub, address):
        self.stub, self.address = stub, address

    def __getitem__(self, name):
        return struct.unpack("<I", self.stub.read(self.address + self.FIELDS[name], 4))[0]

    def __setitem__(self, name, value):
        self.stub.write(self.address + self.FIELDS[name], struct.pack("<I", value & 0xffffffff))

    def modules(self, ranges):
        self.stub.write(self.FREE, b"".join(struct.pack("<IIII", start & 0xffffffff, end & 0xffffffff, 0, 0)
                                            for start, end in ranges))
        self["mods_addr"], self["mods_count"] = self.FREE, len(ranges)

    def given_modules(self):
        count = self["mods_count"]
        words = struct.unpack(f"<{4 * count}I", self.stub.read(self["mods_addr"], 16 * count))
        return [(words[i], words[i + 1]) for i in range(0, len(words), 4)]

    def memory(self, entries):
        self.stub.write(self.FREE, b"".join(struct.pack("<IQQI", 20, start, length, kind)
                                            for start, length, kind in entries))
        self["mmap_addr"], self["mmap_length"] = self.FREE, 24 * len(entries)


MIB = 1 << 20
RUNS, DIES = "runs", "dies"     # dies: panics with a reason


def _second_module(info, start, end):
    first, command = info.given_modules()
    info.modules([first, (start, end), command])


CASES = [
    ("unchanged", RUNS, lambda info: None),
    ("no flags: no field is valid", DIES, lambda info: info.__setitem__("flags", 0)),
    ("no modules", DIES, lambda info: info.__setitem__("mods_count", 0)),
    ("4294967295 modules", RUNS, lambda info: info.__setitem__("mods_count", 0xffffffff)),
    ("a list of modules beyond memory", DIES, lambda info: info.__setitem__("mods_addr", 0xfffffff0)),
    ("a module that ends before it begins", RUNS, lambda info: _second_module(info, 9 * MIB, 8 * MIB)),
    ("a module of no bytes", RUNS, lambda info: _second_module(info, 9 * MIB, 9 * MIB)),
    ("a module up to the end of addresses", RUNS, lambda info: _second_module(info, 9 * MIB, -1)),
    ("a module beyond memory", RUNS, lambda info: _second_module(info, 100 * MIB, 101 * MIB)),
    ("a module that begins in memory and ends beyond it", RUNS, lambda info: _second_module(info, 31 * MIB, 40 * MIB)),
    ("a module in the kernel", RUNS, lambda info: _second_module(info, MIB + 8192, MIB + 16384)),
    ("a module at 0", RUNS, lambda info: _second_module(info, 0, 4096)),
    ("a module among the devices", RUNS, lambda info: _second_module(info, 0xa0000, 0xb0000)),
    ("a module inside another", RUNS, lambda info: _second_module(
        info, info.given_modules()[0][0] + 4096, info.given_modules()[0][0] + 8192)),
    ("a command line beyond memory", DIES, lambda info: info.__setitem__("cmdline", 0xfffff000)),
    ("a command line with noise", RUNS, lambda info: (
        info.stub.write(0x6000, b"rc=/run/command log=ttyS2 quiet " +
                        bytes(random.Random(2).choices(range(1, 256), k=4000)) + b"\0"),
        info.__setitem__("cmdline", 0x6000))),
    ("no memory map, only two sizes", RUNS, lambda info: info.__setitem__("flags", info["flags"] & ~0x40)),
    ("a memory map without entries", DIES, lambda info: info.__setitem__("mmap_length", 0)),
    ("a memory map without memory", DIES, lambda info: info.memory([(0, 32 * MIB, 2)])),
    ("memory twice", RUNS, lambda info: info.memory([
        (0, 0x9f000, 1), (MIB, 31 * MIB, 1), (MIB, 31 * MIB, 1), (4 * MIB, 8 * MIB, 1)])),
    ("a range that covers several others", RUNS, lambda info: info.memory([
        (4 * MIB, MIB, 1), (8 * MIB, MIB, 1), (0, 0x9f000, 1), (MIB, 31 * MIB, 1)])),
    ("a device in the middle of memory", RUNS, lambda info: info.memory([
        (0, 0x9f000, 1), (MIB, 31 * MIB, 1), (20 * MIB, MIB, 2), (25 * MIB + 5, 1, 3)])),
    ("memory that wraps around the end of addresses", RUNS, lambda info: info.memory([
        (0, 0x9f000, 1), (MIB, 31 * MIB, 1), (1 << 63, 1 << 63, 1), ((1 << 64) - 4096, 8192, 1)])),
    ("memory in forty ranges", RUNS, lambda info: info.memory(
        [(0, 0x9f000, 1), (MIB, 15 * MIB, 1)] +
        [(16 * MIB + i * 0x20000, 0x10000, 1) for i in range(40)])),
    ("two MiB of memory", DIES, lambda info: info.memory([(0, 0x9f000, 1), (MIB, MIB, 1)])),
]


def _boot(build, entry_point, change):
    directory = tempfile.mkdtemp(prefix="samepage-boot-")
    door = os.path.join(directory, "gdb")

    class Patch:
        def __init__(self, _machine):
            stub = Stub(door)
            stub.run_to(entry_point)
            change(Information(stub, stub.register(3)))         # ebx
            stub.go_on()

        def close(self):
            pass

    try:
        return Guest("cat /proc/invariants", build=build, watch=Patch, partial=True,
                     options=["-S", "-gdb", f"unix:{door},server=on,wait=off"]).run(timeout=20)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def test_descriptions(group, build):
    with open(os.path.join(build, "samepage.elf"), "rb") as file:
        entry_point = struct.unpack_from("<I", file.read(32), 24)[0]
    for what, end, change in CASES:
        result = _boot(build, entry_point, change)
        if end == RUNS:
            good = result.status == 0 and result.output == b"ok\n"
        else:
            good = "Kernel panic: " in result.log + result.output.decode(errors="replace") \
                or "panic" in str(result.reason)
        good = good and "panic inside panic" not in result.log
        group.ok(good, f"{what}: the machine {end} ({result.status}, {result.reason})",
                 result.log[-1500:])


# ---- processors

# (QEMU's options, what the processor lacks)
OLD = [(["-cpu", "486"], "TSC CMPXCHG8B CMOV FXSAVE SSE"), (["-cpu", "pentium"], "CMOV FXSAVE SSE"),
       (["-cpu", "pentium2"], "SSE"), (["-cpu", "pentium3,-cmov"], "CMOV"),
       (["-machine", "isapc"], "TSC CMPXCHG8B CMOV FXSAVE SSE")]
REFUSAL = "Samepage needs a Pentium III or later. This processor lacks: "


def test_processors(group, build):
    for options, missing in OLD:
        what = options[1]
        console, screen, halted = _refused(build, options)
        group.equal(console, REFUSAL + missing + "\r\n", f"{what}: the serial line says what is missing")
        group.equal(screen, REFUSAL + missing, f"{what}: the screen says the same, and nothing else")
        group.ok(halted, f"{what}: the processor is halted")
    result = Guest("echo ok", build=build, cpu="pentium3").run()
    group.equal((result.status, result.output), (0, b"ok\n"), "a Pentium III is enough")


def _refused(build, options, seconds=20):
    """Boot on a processor that is too old. Returns the text on COM1 and on the screen, and whether it halted."""
    console = b""
    with Machine(kernel=os.path.join(build, "samepage.elf"), options=[*options, "-vga", "std"]) as guest:
        for _, data in guest.events(lambda end=time.monotonic() + seconds: end):
            console += data
            if b"\n" in data:
                break
        time.sleep(0.2)                 # for the last instructions after the line feed
        halted = "HLT=1" in guest.monitor("info registers")
        screen = guest.read_physical(0xb8000, 80 * 25 * 2)[::2].decode("cp437").rstrip()
    return console.decode(errors="replace"), screen, halted
