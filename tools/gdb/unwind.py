# SPDX-License-Identifier: GPL-2.0-only
"""
Backtraces through assembly, and from the kernel into the program that entered it.

gdb unwinds C functions with the tables that the compiler writes. nasm writes none. So this file
computes the layout of the stack at every instruction of an .asm file: it follows the code from
each entry point, along all jumps, adds up what push, pop, add esp and sub esp do, and notes where
each register was saved.

    a function      [saved registers ...][return address][arguments of the caller ...
    system_call     [what it pushed ...][eip cs eflags esp ss]      pushed by the processor
    trap_stub_N     [...][error code][eip cs eflags (esp ss)]       esp, ss: from user mode only

Entry points of the second and third kind are called doors. The caller's frame of a door is the
program that made the system call, or the interrupted code, with its registers. There the stack
changes from the kernel's to the program's. gdb takes that for a corrupt stack, except at the frame
of a signal handler, and only unwind tables can mark a frame as one. So doors.py makes such tables;
they serve all frames but the innermost.
"""

import bisect
import re

import gdb
import gdb.unwinder

import doors
import programs
from command import Failure
from memory import at, kernel_file, lookup_type, read_word
from samepage.elf import Elf, ElfError

ALL = ("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags", "cs", "ss", "ds",
       "es", "fs", "gs")
CALLER, DOOR, END = "function", "door", "end"
# Entry points that no C function calls: their kind, and the bytes of registers on the stack.
ENTRIES = {"system_call": (DOOR, 0), "child_start": (DOOR, 40), "kernel_thread_start": (DOOR, 48),
           "_start": (END, 0), "high": (END, 0), "hang": (END, 0)}
PUSHES_ERROR = {8, 10, 11, 12, 13, 14, 17}      # exceptions with an error code
# The order of struct pt_regs, for entry points where it is on the stack already (fork).
PT_REGS = ("orig_eax", "es", "ds", "eax", "ebp", "edi", "esi", "edx", "ecx", "ebx")
USER_END = 0xc0000000
LIMIT = 16000            # instructions; there are about two thousand


class Shape:
    """The layout of the stack at one instruction."""

    def __init__(self, kind, depth, saved):
        self.kind = kind
        self.depth = depth              # bytes from esp up to the return address, or to the saved eip
        self.saved = saved              # register -> bytes below that place

    def key(self):
        return self.depth, tuple(sorted(self.saved.items()))

    def after(self, name, operands):
        """The shape after an instruction, or None after a return."""
        depth, saved = self.depth, dict(self.saved)
        if name.startswith("push"):
            depth += 4
            register = operands.strip("%")
            if register in ALL:
                saved.setdefault(register, depth)
        elif name.startswith("pop"):
            depth -= 4
        elif name.startswith(("add", "sub")):
            match = re.match(r"\$?(0x[0-9a-f]+|\d+),%esp$", operands)
            if match:
                amount = int(match.group(1), 0)
                depth += -amount if name.startswith("add") else amount
        elif name.startswith(("ret", "iret", "hlt")):
            return None
        saved = {register: at for register, at in saved.items() if at <= depth}
        return Shape(self.kind, depth, saved)


class AsmFile:
    """The stack shapes of all assembly code of the kernel or of one program."""

    def __init__(self, path):
        self.shapes = {}                # address of an instruction -> Shape
        self.lengths = {}               # ... -> its length
        self.calls = {}                 # address after a call -> Shape, even if the next function
                                        # begins there (after a call that never returns)
        self.elf = Elf(path)
        symbols = list(self.elf.symbols())
        self.labels = sorted({address for _, address, _ in symbols})
        for name, address, is_global in symbols:
            self._entry(name, address, is_global)
        self._fixups({name: address for name, address, _ in symbols})

    def label_of(self, address):
        """Where the function begins for gdb: the last symbol before an address."""
        return self.labels[bisect.bisect_right(self.labels, address) - 1]

    def _entry(self, name, address, is_global):
        trap = re.match(r"trap_stub_(\d+)$", name)
        if trap:
            depth = 4 if int(trap.group(1)) in PUSHES_ERROR else 0
            self._walk(address, Shape(DOOR, depth, {}))
        elif name in ENTRIES:
            kind, depth = ENTRIES[name]
            saved = {}
            if depth:
                saved = {register: 4 * (i + 1) for i, register in enumerate(PT_REGS)
                         if register in ALL}
            self._walk(address, Shape(kind, depth, saved))
        elif is_global and _is_asm(address):
            self._walk(address, Shape(CALLER, 0, {}))

    def _fixups(self, symbols):
        """A fixup address of the exception table has the stack of the faulting instruction."""
        start, stop = symbols.get("__start___ex_table"), symbols.get("__stop___ex_table")
        for record in range(start or 0, stop or 0, 8):
            data = self.elf.read(record, 8)
            if data:
                place, fixup = (int.from_bytes(data[i:i + 4], "little") for i in (0, 4))
                if place in self.shapes:
                    self._walk(fixup, self.shapes[place])

    def _walk(self, address, shape):
        work = [(address, shape)]
        while work and len(self.shapes) < LIMIT:
            address, shape = work.pop()
            while shape is not None and address not in self.shapes and (
                    shape.kind == END or _is_asm(address)):
                self.shapes[address] = shape
                name, operands, length = _instruction(address)
                self.lengths[address] = length
                if name == "call":
                    self.calls[address + length] = shape
                    if shape.kind == END:       # another function follows
                        break
                target = re.match(r"(0x[0-9a-f]+)", operands)
                if name.startswith("j") and target:
                    work.append((int(target.group(1), 16), shape))
                    if name == "jmp":
                        break
                elif name == "jmp":
                    break
                shape = shape.after(name, operands)
                address += length


def _instruction(address):
    found = gdb.selected_inferior().architecture().disassemble(address, count=1)[0]
    name, _, operands = found["asm"].partition(" ")
    if name in ("rep", "repz", "repnz", "repne", "cs", "lock"):
        name, _, operands = operands.strip().partition(" ")
    return name, operands.strip(), found["length"]


def _is_asm(address):
    line = gdb.find_pc_line(address)
    return bool(line.symtab) and line.symtab.filename.endswith(".asm")


_files = {}                     # path -> AsmFile, or None when there is none


def _asm_file(path):
    if path not in _files:
        flavor = gdb.parameter("disassembly-flavor")
        trust = gdb.parameter("trust-readonly-sections")
        # Read the code from the file, since a program's pages may not be in memory now.
        gdb.execute("set disassembly-flavor att")
        gdb.execute("set trust-readonly-sections on")
        try:
            _files[path] = AsmFile(path)
        except (ElfError, gdb.error):
            _files[path] = None
        finally:
            gdb.execute(f"set disassembly-flavor {flavor}")
            gdb.execute(f"set trust-readonly-sections {'on' if trust else 'off'}")
    return _files[path]


def shape_at(address, called):
    """
    (AsmFile, Shape) at an instruction of an .asm file, or (None, None). `called` says that the
    address is a return address.
    """
    if address < USER_END:
        path = programs.loaded()
    else:
        path = kernel_file().filename
    file = _asm_file(path) if path else None
    if not file:
        return None, None
    return file, file.shapes.get(address) or (called and file.calls.get(address)) or None


def entry_registers():
    """The struct pt_regs of the innermost entry into the kernel."""
    frame = gdb.newest_frame()
    while frame is not None:
        eip = int(frame.pc())
        file, shape = shape_at(eip, frame.newer() is not None) if eip >= USER_END else (None, None)
        if shape is not None and shape.kind == DOOR:
            regs = lookup_type("struct pt_regs")
            base = int(frame.read_register("esp")) + shape.depth & 0xffffffff
            return at(regs, base - 4 * len(PT_REGS))
        frame = frame.older()
    raise Failure("how the kernel was entered cannot be seen from here.")


class FrameId:
    """The identity of a frame, for gdb."""

    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class AsmUnwinder(gdb.unwinder.Unwinder):
    def __init__(self):
        super().__init__("samepage-asm")

    def __call__(self, pending):
        try:
            eip = int(pending.read_register("eip")) & 0xffffffff
            level = pending.level() if hasattr(pending, "level") else 0
            file, shape = shape_at(eip, level > 0)
            if shape is None:
                return None
            if shape.kind == DOOR and level > 0:
                return None             # gdb has a table for it
            return self._unwind(pending, shape, file.label_of(eip))
        except Exception:               # an exception here would keep gdb from printing the stack
            return None

    @staticmethod
    def _unwind(pending, shape, start):
        word = gdb.lookup_type("unsigned int")
        base = (int(pending.read_register("esp")) + shape.depth) & 0xffffffff
        registers = {}
        for name in ALL:
            try:
                registers[name] = int(pending.read_register(name)) & 0xffffffff
            except (gdb.error, ValueError):
                pass
        for name, below in shape.saved.items():
            registers[name] = read_word(base - below)
        if shape.kind == END:
            registers["eip"] = 0        # tells gdb that the stack ends
        else:
            registers["eip"] = read_word(base)
            registers["esp"] = base + 4
        if shape.kind == DOOR:
            registers["cs"], registers["eflags"] = read_word(base + 4), read_word(base + 8)
            registers["esp"] = base + 12
            if registers["cs"] & 3:
                registers["esp"], registers["ss"] = read_word(base + 12), read_word(base + 16)
        info = pending.create_unwind_info(
            FrameId(gdb.Value(base).cast(word), gdb.Value(start).cast(word)))
        for name, value in registers.items():
            info.add_saved_register(name, _typed(pending, name, value))
        return info


def _typed(pending, name, value):
    """A gdb.Value of the register's size."""
    type_ = pending.read_register(name).type
    if type_.sizeof == 4:
        return gdb.Value(value.to_bytes(4, "little"), gdb.lookup_type("unsigned int"))
    return gdb.Value(value.to_bytes(type_.sizeof, "little"), type_)


def register():
    doors.load(_asm_file(kernel_file().filename))
    doors.AsmFilter()
    gdb.unwinder.register_unwinder(None, AsmUnwinder(), replace=True)
