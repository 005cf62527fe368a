# SPDX-License-Identifier: GPL-2.0-only
"""
Describe a machine after a triple fault, in which the processor resets itself and the kernel cannot
print anything. QEMU still has the registers and the memory, so the stack gives a backtrace.
"""

import re

from .trace import Places

KERNEL_START = 0xc0000000
MAX_FRAMES = 24
REGISTERS = ("EIP", "ESP", "EBP", "CR2", "CR3")
WORDS = "the processor could not deliver a fault, nor the double fault after it, and reset itself"


def _registers(monitor):
    text = monitor("info registers")
    return {name: int(re.search(rf"\b{name}=([0-9a-f]{{8}})", text).group(1), 16)
            for name in REGISTERS}


def _words(monitor, address, count):
    """Words at a virtual address of the kernel; [] where nothing is mapped."""
    text = monitor(f"x /{count}xw {address:#x}")
    if "Cannot access" in text:
        return []
    return [int(word, 16) for word in re.findall(r"0x([0-9a-f]{8})\b", text)][:count]


def _place(places, address):
    where, function = places.find(address)
    return f"{function} ({where})" if where else "?"


def describe(monitor, kernel):
    """
    The description as lines, like those of a panic. monitor(line) gives a command to QEMU's human
    monitor and returns its output.
    """
    registers = _registers(monitor)
    places = Places(kernel)
    try:
        lines = [f"triple fault: {WORDS}",
                 f"eip {registers['EIP']:08x} {_place(places, registers['EIP'] + 1)}",
                 "  ".join(f"{name.lower()} {registers[name]:08x}" for name in REGISTERS[1:])]
        ebp = registers["EBP"]
        for _ in range(MAX_FRAMES):
            frame = _words(monitor, ebp, 2) if ebp >= KERNEL_START and not ebp & 3 else []
            if len(frame) < 2 or not frame[1]:
                break
            lines.append(f"  [{frame[1]:08x}] {_place(places, frame[1])}")
            if frame[0] <= ebp:
                break
            ebp = frame[0]
        return lines
    finally:
        places.close()
