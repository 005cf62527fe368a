# SPDX-License-Identifier: GPL-2.0-only
"""
Read the machine's memory and follow the kernel's structures in it.

    virtual     as the processor sees it now, through the page directory in CR3
    physical    through the kernel's direct map (mm/page.h), which every directory contains; if it
                is broken or not set up yet, through QEMU, which can bypass the MMU

Structures are gdb.Values, so their layout comes from the kernel's debug information. Names are
looked up in the kernel only, because the loaded symbols of a program may have the same names.
The kernel may be broken: lists are followed up to a limit, and pointers may be invalid.
"""

import struct

import gdb

from command import Failure
from constants import constant

LIST_LIMIT = 100000


def inferior():
    return gdb.selected_inferior()


def connected():
    return bool(inferior().threads())


# ------------------------------------------------------------ the kernel's names

_kernel = None


def kernel_file():
    """gdb's objfile of samepage.elf."""
    global _kernel
    if _kernel is None or not _kernel.is_valid():
        _kernel = next((objfile for objfile in gdb.objfiles()
                        if objfile.lookup_global_symbol("shm_segs")), None)
    if _kernel is None:
        raise Failure("gdb has no symbols of the kernel: give it build/samepage.elf.")
    return _kernel


def symbol(name):
    """A global or static variable or function of the kernel, or None."""
    objfile = kernel_file()
    return objfile.lookup_global_symbol(name) or objfile.lookup_static_symbol(name)


def variable(name):
    found = symbol(name)
    if found is None:
        raise Failure(f"this kernel has no {name}.")
    return found.value()


def lookup_type(name):
    """A type of the kernel, even if a program has a type of the same name."""
    return gdb.lookup_type(name, symbol("shm_segs").symtab.global_block())


def address_of(value):
    """A pointer's value, or the address of anything else, as a number."""
    if value.type.strip_typedefs().code != gdb.TYPE_CODE_PTR:
        value = value.address
    return int(value.cast(gdb.lookup_type("unsigned long")))


def offset_of(type_, member):
    """The offset of a member; "u.shm_perm" names a member of a member."""
    offset = 0
    for name in member.split("."):
        field = type_[name]
        offset += field.bitpos // 8
        type_ = field.type.strip_typedefs()
    return offset


def at(type_, address):
    """The structure of that type at that address."""
    return gdb.Value(address).cast(type_.pointer()).dereference()


def entries(head, type_, member, what):
    """
    The structures of a list whose head is the struct list_head `head`. If the list does not lead
    back to its head, a Failure follows the structures that could be reached.
    """
    start = address_of(head)
    offset = offset_of(type_, member)
    node = address_of(head["next"])
    if not node and not head["prev"]:
        return                          # the kernel has not initialised it yet
    before = start
    for _ in range(LIST_LIMIT):
        if node == start:
            return
        try:
            entry = at(type_, node - offset)
            if address_of(entry[member]["prev"]) != before:
                raise Failure(f"the list of {what} is broken: the entry at {node:#010x} does "
                              f"not point back to {before:#010x}.")
        except gdb.MemoryError:
            raise Failure(f"the list of {what} is broken: {before:#010x} leads to "
                          f"{node:#010x}, where nothing can be read.") from None
        yield entry
        before, node = node, address_of(entry[member]["next"])
    raise Failure(f"the list of {what} is broken: it does not end.")


def chain(pointer, member, what):
    """The structures of a list that ends with NULL."""
    for _ in range(LIST_LIMIT):
        if not pointer:
            return
        try:
            entry = pointer.dereference()
            entry.fetch_lazy()
        except gdb.MemoryError:
            raise Failure(f"the list of {what} is broken: it leads to {address_of(pointer):#010x}"
                          ", where nothing can be read.") from None
        yield entry
        pointer = entry[member]
    raise Failure(f"the list of {what} is broken: it does not end.")


def text(value, limit=256):
    """A C string in an array or behind a pointer."""
    if value.type.strip_typedefs().code == gdb.TYPE_CODE_ARRAY:
        raw = bytes(int(value[i]) & 0xff for i in range(value.type.range()[1] + 1))
    else:
        raw = b""
        while len(raw) < limit and b"\0" not in raw:
            address = address_of(value) + len(raw)
            raw += read(address, min(32, 0x1000 - (address & 0xfff)))
    return raw.split(b"\0")[0].decode(errors="replace")


# ------------------------------------------------------------ bytes

def read(address, size):
    return bytes(inferior().read_memory(address, size))


def words(data):
    return struct.unpack(f"<{len(data) // 4}I", data)


def read_word(address):
    return words(read(address, 4))[0]


def read_physical(address, size):
    """Bytes of physical memory."""
    if address < 0 or address + size > constant("LOWMEM_MAX"):
        raise Failure(f"physical address {address:#010x} is beyond what the kernel uses.")
    try:
        return read(constant("PAGE_OFFSET") + address, size)
    except gdb.MemoryError:
        return _read_past_the_mmu(address, size)


def _read_past_the_mmu(address, size):
    try:
        gdb.execute("maintenance packet Qqemu.PhyMemMode:1", to_string=True)
        try:
            return read(address, size)
        finally:
            gdb.execute("maintenance packet Qqemu.PhyMemMode:0", to_string=True)
    except gdb.error:
        raise Failure(f"physical address {address:#010x} cannot be read.") from None


def read_register(name):
    """The current value of a register of the processor, whatever frame is selected."""
    value = gdb.newest_frame().read_register(name)
    return int(value.cast(gdb.lookup_type("unsigned long"))
               if value.type.code == gdb.TYPE_CODE_PTR else value) & 0xffffffff
