# SPDX-License-Identifier: GPL-2.0-only
"""
Make unwind tables for the entry points of the kernel, because nasm writes none.

gdb reads unwind tables from the section .debug_frame of a symbol file. This module writes an ELF
file that contains only this section, from what unwind.py has computed about
kernel/cpu/entry.asm. For each range of instructions with the same stack the table says

    CFA   the address where the processor saved eip: esp + n
    eip   [CFA]       cs   [CFA + 4]      eflags   [CFA + 8]
    esp   [CFA + 12] if cs is a user segment, otherwise the address CFA + 12 itself
    ...   [CFA - n], where it was pushed

The letter "S" marks these frames like the frame of a signal handler, so that gdb accepts that the
stack changes there from the kernel's to the user's. gdb then calls the frame <signal handler
called>; a decorator puts the name of the label back.
"""

import atexit
import os
import shlex
import shutil
import struct
import tempfile

import gdb
from gdb.FrameDecorator import FrameDecorator

# DWARF's numbers of the i386's registers
NUMBERS = {"eax": 0, "ecx": 1, "edx": 2, "ebx": 3, "esp": 4, "ebp": 5, "esi": 6, "edi": 7,
           "eip": 8, "eflags": 9, "es": 40, "cs": 41, "ss": 42, "ds": 43}
DEF_CFA, OFFSET, OFFSET_SF, VAL_EXPRESSION = 0x0c, 0x80, 0x11, 0x16

_loaded = False


def _uleb(value):
    out = bytearray()
    while value > 0x7f:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


# With the CFA on the stack: (cs & 3) ? *(CFA + 12) : CFA + 12

_ESP = bytes([0x12,                     # dup
              0x23, 4, 0x06,            # plus_uconst 4, deref: cs
              0x33, 0x1a,               # lit3, and
              0x28, 5, 0,               # bra: to the program's esp
              0x23, 12,                 # plus_uconst 12
              0x2f, 3, 0,               # skip: to the end
              0x23, 12, 0x06])          # plus_uconst 12, deref


def _rules(shape):
    """The DWARF instructions for a shape. Offsets are in units of -4 bytes."""
    rules = bytes([DEF_CFA, NUMBERS["esp"]]) + _uleb(shape.depth)
    rules += bytes([OFFSET | NUMBERS["eip"], 0])
    rules += bytes([OFFSET_SF, NUMBERS["cs"], 0x7f])            # -1
    rules += bytes([OFFSET_SF, NUMBERS["eflags"], 0x7e])        # -2
    rules += bytes([VAL_EXPRESSION, NUMBERS["esp"], len(_ESP)]) + _ESP
    for name, below in shape.saved.items():
        if NUMBERS.get(name, 99) < 10:
            rules += bytes([OFFSET | NUMBERS[name]]) + _uleb(below // 4)
        elif name in NUMBERS:
            rules += bytes([OFFSET_SF, NUMBERS[name]]) + _uleb(below // 4)
    return rules


def _entry(body):
    body += bytes(-len(body) % 4)       # DW_CFA_nop
    return struct.pack("<I", len(body)) + body


def debug_frame(file):
    """The contents of .debug_frame for an AsmFile of unwind.py."""
    # version 1, "zS", code in units of 1, data of -4, the return address is eip
    section = _entry(struct.pack("<I", 0xffffffff) + b"\x01zS\0" + bytes([1, 0x7c, 8, 0]))
    rows = []
    for address in sorted(file.shapes):
        shape = file.shapes[address]
        if shape.kind != "door":
            continue
        if rows and address == rows[-1][1] and shape.key() == rows[-1][2].key():
            rows[-1][1] = address + file.lengths[address]
        else:
            rows.append([address, address + file.lengths[address], shape])
    for start, end, shape in rows:
        section += _entry(struct.pack("<III", 0, start, end - start) + b"\0" + _rules(shape))
    return section


def elf_file(section):
    """An ELF file with this section and an empty .text, which gdb requires."""
    names = b"\0.text\0.debug_frame\0.shstrtab\0"
    offset = 52
    headers = [struct.pack("<10I", *[0] * 10),
               struct.pack("<10I", 1, 1, 6, 0, offset, 0, 0, 0, 4, 0),
               struct.pack("<10I", 7, 1, 0, 0, offset, len(section), 0, 0, 4, 0),
               struct.pack("<10I", 20, 3, 0, 0, offset + len(section), len(names), 0, 0, 1, 0)]
    body = section + names
    body += bytes(-len(body) % 4)
    header = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack(
        "<HHIIIIIHHHHHH", 2, 3, 1, 0, 0, 52 + len(body), 0, 52, 0, 0, 40, len(headers), 3)
    return header + body + b"".join(headers)


def load(file):
    """Load the tables of an AsmFile into gdb, once. Must not be called during a backtrace."""
    global _loaded
    if _loaded or file is None:
        return
    _loaded = True
    directory = tempfile.mkdtemp(prefix="samepage-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    path = os.path.join(directory, "doors")
    with open(path, "wb") as out:
        out.write(elf_file(debug_frame(file)))
    gdb.execute(f"add-symbol-file {shlex.quote(path)}", to_string=True)


class AsmDecorator(FrameDecorator):
    """A frame of assembly, shown with its label: gdb shows a wrong name or none."""

    def __init__(self, frame, pc):
        super().__init__(frame)
        self._pc = pc

    def function(self):
        words = gdb.execute(f"info symbol {self._pc}", to_string=True).split()
        return words[0] if words and words[0] != "No" else "??"

    def filename(self):
        symtab = gdb.find_pc_line(self._pc).symtab
        return symtab.filename if symtab else None

    def line(self):
        return gdb.find_pc_line(self._pc).line or None


class CDecorator(FrameDecorator):
    """A C function without its unreadable arguments: gdb stops printing at the first of them."""

    def frame_args(self):
        frame, readable = self.inferior_frame(), []
        for argument in super().frame_args() or ():
            try:
                argument.symbol().value(frame).fetch_lazy()
                readable.append(argument)
            except gdb.error:
                continue
        return readable


class EntryDecorator(CDecorator):
    """
    A C function at its first instruction, shown with the line where the function begins. The
    instruction itself may belong to another line or to an inlined function of another file.
    """

    def filename(self):
        return self.inferior_frame().function().symtab.filename

    def line(self):
        return self.inferior_frame().function().line


def at_entry(frame):
    """Is a frame at the first instruction of its function?"""
    function = frame.function()
    return function is not None and frame.type() == gdb.NORMAL_FRAME and \
        frame.pc() == gdb.block_for_pc(frame.pc()).start and bool(function.symtab)


class AsmFilter:
    """A frame filter for `bt`: applies the decorators above and ends the list at eip 0."""

    name = "samepage-asm"
    priority = 100
    enabled = True

    def __init__(self):
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        for frame in frames:
            inside = frame.inferior_frame()
            if inside.pc() == 0 and inside.newer() is not None:
                return
            yield self._decorated(frame, inside)

    @staticmethod
    def _decorated(frame, inside):
        if inside.function() is not None and inside.type() != gdb.SIGTRAMP_FRAME:
            return EntryDecorator(frame) if at_entry(inside) else CDecorator(frame)
        newer = inside.newer()
        called = newer is not None and newer.type() != gdb.SIGTRAMP_FRAME
        return AsmDecorator(frame, inside.pc() - 1 if called else inside.pc())
