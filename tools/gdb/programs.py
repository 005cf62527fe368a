# SPDX-License-Identifier: GPL-2.0-only
"""
The symbols of user programs. All programs are loaded at the same addresses, so gdb can have the
symbols of one of them at a time. At every stop, follow() loads those of the process that runs.

    /bin/NAME, /sbin/NAME    build/user/NAME (build/user/sh/sh): as linked, not stripped
    /tests/NAME              build/tests/NAME
    others                   what the environment's SAMEPAGE_PROGRAMS lists: files, or
                             directories (tools/guest --gdb puts the files of --add there)

A file is used only if the process has the same bytes in its memory.
"""

import contextlib
import os
import shlex

import gdb

import kernel
from command import Failure
from memory import connected, kernel_file
from samepage.elf import Elf, ElfError
from tables import of, read_virtual

_loaded = None                  # the program whose symbols gdb has now
_files = {}                     # path -> Elf


def _elf(path):
    stamp = os.stat(path).st_mtime_ns
    if path not in _files or _files[path][0] != stamp:
        _files[path] = (stamp, Elf(path))
    return _files[path][1]


def candidates(path):
    """Files of the host that may be the guest's program `path`."""
    build = os.path.dirname(os.path.realpath(kernel_file().filename))
    directory, name = os.path.split(path)
    listed = os.environ.get("SAMEPAGE_PROGRAMS", "")
    for entry in filter(None, listed.split(":")):
        yield os.path.join(entry, name) if os.path.isdir(entry) else entry
    if directory == "/tests":
        yield os.path.join(build, "tests", name)
    yield os.path.join(build, "user", name)
    yield os.path.join(build, "user", name, name)


def file_named(name):
    """The file of a program that may not run yet, by its name alone; None if there is none."""
    for path in [*candidates("/bin/" + name), *candidates("/tests/" + name)]:
        if os.path.isfile(path) and os.path.basename(path) == name:
            try:
                _elf(path)
                return os.path.realpath(path)
            except (ElfError, OSError):
                continue
    return None


def program_path(task):
    """The guest's path of the program that a process runs, or None."""
    if not task["mm"]:
        return None
    for area in kernel.areas(task["mm"].dereference()):
        inode = kernel.area_file(area)
        if inode is not None:
            return kernel.path(inode)
    return None


def _same_bytes(path, tables):
    """Has the process the bytes of this file at the program's entry point?"""
    elf = _elf(path)
    page = elf.entry & ~0xfff
    start = max((address for address, _, _, _ in elf.loads() if address <= elf.entry), default=page)
    start = max(page, start + 52 if start >= page else page)     # the ELF header may differ
    seen = read_virtual(tables, start, page + 4096 - start)
    wanted = elf.read(start, len(seen)) if seen else None
    if wanted is None:
        seen = seen[:256]
        wanted = elf.read(start, len(seen))
    return not seen or seen == wanted


def file_of(task):
    """The host's file of the program that a process runs, or None."""
    path = program_path(task)
    if not path:
        return None
    tables = of(task["mm"])
    for candidate in candidates(path):
        try:
            if os.path.isfile(candidate) and _same_bytes(candidate, tables):
                return os.path.realpath(candidate)
        except (ElfError, OSError):
            continue
    return None


def _exchange(path):
    """Load the symbols of this program and unload those of the one before."""
    global _loaded
    if path == _loaded:
        return False
    if _loaded is not None:
        for objfile in gdb.objfiles():
            if objfile.filename and os.path.realpath(objfile.filename) == _loaded:
                gdb.execute(f"remove-symbol-file -a {_text_address(_loaded)}", to_string=True)
        _loaded = None
    if path is not None:
        gdb.execute(f"add-symbol-file {shlex.quote(path)}", to_string=True)
        _loaded = path
    return True


def _text_address(path):
    """An address in the file, for remove-symbol-file: its entry point."""
    return _elf(path).entry


def follow(_=None):
    """Load the symbols of the process that runs now. Returns whether they have changed."""
    try:
        if not connected():
            return False
        task = kernel.current()
        path = file_of(task)
        if path is None and not task["mm"]:
            return False                # a task without a program: keep the symbols
        return _exchange(path)
    except (Failure, gdb.error, gdb.MemoryError, ElfError, OSError, ValueError):
        return False                    # too early at boot, or the kernel's data is damaged


def loaded():
    return _loaded


@contextlib.contextmanager
def symbols_in(path):
    """Use the symbols of this file for the body of a `with`."""
    before = _loaded
    _exchange(path)
    try:
        yield
    finally:
        _exchange(before)


@contextlib.contextmanager
def symbols_of(task):
    """Use the symbols of a process's program for the body of a `with`."""
    with symbols_in(file_of(task) or _loaded):
        yield
