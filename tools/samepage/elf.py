# SPDX-License-Identifier: GPL-2.0-only
"""Read program headers and symbols of an ELF file. gdb's Python does not give access to them."""

import struct

PT_LOAD = 1
SHT_SYMTAB = 2
STT_FUNC = 2


class ElfError(Exception):
    """The file is not an ELF file for the i386."""


class Elf:
    def __init__(self, path):
        try:
            with open(path, "rb") as file:
                self.data = file.read()
        except OSError as error:
            raise ElfError(str(error)) from None
        if self.data[:6] != b"\x7fELF\x01\x01" or len(self.data) < 52:
            raise ElfError(f"{path} is not a 32-bit ELF file")
        (self.entry, self.phoff, self.shoff, _, _, self.phentsize, self.phnum, self.shentsize,
         self.shnum) = struct.unpack_from("<IIIIHHHHH", self.data, 24)

    def loads(self):
        """(address, offset in the file, size in the file, size in memory) of each PT_LOAD."""
        for i in range(self.phnum):
            kind, offset, address, _, filesz, memsz, _, _ = struct.unpack_from(
                "<8I", self.data, self.phoff + i * self.phentsize)
            if kind == PT_LOAD:
                yield address, offset, filesz, memsz

    def read(self, address, size):
        """Bytes of the file by their address in memory, or None."""
        for start, offset, filesz, _ in self.loads():
            if start <= address and address + size <= start + filesz:
                return self.data[offset + address - start:offset + address - start + size]
        return None

    def symbols(self):
        """(name, address, is it global?) of every symbol with a name and a section."""
        for name, address, info in self._symbols():
            yield name, address, info >> 4 != 0

    def function(self, address):
        """The function at an address, as "name+0x12", or None."""
        found = max(((start, name) for name, start, info in self._symbols()
                     if info & 15 == STT_FUNC and start <= address), default=None)
        return found and f"{found[1]}+{address - found[0]:#x}"

    def label(self, address):
        """The name of the function or of the assembly routine at an address, or None."""
        found = max(((start, name) for name, start, info in self._symbols()
                     if (info & 15 == STT_FUNC or info >> 4) and start <= address), default=None)
        return found and found[1]

    def _symbols(self):
        for i in range(self.shnum):
            header = struct.unpack_from("<10I", self.data, self.shoff + i * self.shentsize)
            if header[1] == SHT_SYMTAB:
                names = struct.unpack_from("<10I", self.data,
                                           self.shoff + header[6] * self.shentsize)[4]
                table = self.data[header[4]:header[4] + header[5]]
                for name, address, _, info, _, section in struct.iter_unpack("<IIIBBH", table):
                    if name and section and section < 0xff00:
                        start = names + name
                        text = self.data[start:self.data.index(b"\0", start)]
                        yield text.decode(errors="replace"), address, info
