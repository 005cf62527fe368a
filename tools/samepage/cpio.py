# SPDX-License-Identifier: GPL-2.0-only
"""
Write archives in cpio's "newc" format, which the guest unpacks into its root directory at boot.

An archive is a sequence of entries:

    header   110 bytes of ASCII: the magic 070701, then 13 numbers of 8 hex digits
    name     NUL-terminated, padded with NULs so that the data starts at a multiple of 4
    data     padded to a multiple of 4

The entry named TRAILER!!! is the last. kernel/fs/cpio.c reads these archives. All files belong to
root and have no date, so that the same input gives the same bytes.
"""

import os
import stat

# Directories that the guest's first archive contains; their modes must not change.
BASE_DIRECTORIES = {"", "bin", "dev", "etc", "proc", "sbin", "tmp"}


def _padded(data):
    return data + bytes(-len(data) % 4)


class ArchiveError(Exception):
    """A file that cannot be put into an archive; the message says why."""


class Archive:
    def __init__(self):
        self._entries = []
        self._files = set()
        self._directories = set(BASE_DIRECTORIES)

    def _entry(self, path, mode, data):
        name = path.encode() + b"\0"
        fields = (len(self._entries) + 1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        self._entries.append(_padded(header + name) + _padded(data))

    def _parents(self, path):
        parent = os.path.dirname(path)
        if parent not in self._directories:
            self._parents(parent)
            self._directories.add(parent)
            self._entry(parent, stat.S_IFDIR | 0o755, b"")

    def add(self, path, data, mode=0o755):
        """Add a regular file and its parent directories."""
        self._add(path, stat.S_IFREG | mode, data)

    def _add(self, path, mode, data):
        path = os.path.normpath(path).lstrip("/")
        if path in self._files:
            raise ArchiveError(f"two files for /{path} in the guest")
        self._files.add(path)
        self._parents(path)
        self._entry(path, mode, data)

    def add_host(self, host, path):
        """
        Add a file of the host, or a directory with its content. ELF files become executable. Symbolic
        links in a directory arrive as links, wherever they lead. Raises ArchiveError for devices and the
        like.
        """
        if os.path.isdir(host):
            self._parents(os.path.join(os.path.normpath(path).lstrip("/"), "x"))
            for name in sorted(os.listdir(host)):
                inside, there = os.path.join(host, name), os.path.join(path, name)
                if os.path.islink(inside):
                    self._add(there, stat.S_IFLNK | 0o777, os.fsencode(os.readlink(inside)))
                else:
                    self.add_host(inside, there)
            return
        if not os.path.isfile(host):
            raise ArchiveError(f"{host} is neither a file nor a directory")
        with open(host, "rb") as file:
            data = file.read()
        mode = os.stat(host).st_mode & 0o777 | 0o444
        if data[:4] == b"\x7fELF" or data[:2] == b"#!":
            mode |= 0o111
        self.add(path, data, mode)

    def to_bytes(self):
        end = Archive()
        end._entry("TRAILER!!!", 0, b"")
        return b"".join(self._entries) + end._entries[0]
