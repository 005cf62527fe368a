# SPDX-License-Identifier: GPL-2.0-only
"""
Find the files of a lab in a submission. A submission is a tree, a tree in a folder, the changed
files alone, or an archive (zip or tar) of any of these; the archive may itself be in a folder or
in another archive. take() reads the files of the lab and nothing else.

Submissions may be malicious. Links are not followed, names in archives are compared but never used
as paths to write to, and every size is limited before anything is read. Only unpack() opens
archives, and it runs in the sandbox.
"""

import hashlib
import io
import lzma
import os
import posixpath
import re
import stat
import tarfile
import zipfile
import zlib

from .lab import LabError

FILE = 1 << 20              # bytes in a source file
ARCHIVE = 32 << 20          # bytes in an archive, and
UNPACKED = 256 << 20        # in a tar archive when unpacked
CANDIDATES = 100            # files with a matching name, or archives, in one folder or archive
ENTRIES = 20000             # names in one folder or archive
DEPTH = 8                   # folders within folders
NESTED = 2                  # archives within archives
SUFFIX = re.compile(r"\.(zip|tar|tgz|txz|tbz2?|tar\.(gz|xz|bz2))$", re.I)
JUNK = re.compile(r"(^|/)(__MACOSX|\.git|\._[^/]*)(/|$)")
PACKED = "archive"          # take()'s name for an archive
EXTRAS = ("answers.md", "time.txt")         # taken from beside the tree, if they are there


class _Shelf:
    """Collects name -> contents of possible files of the lab, or a string that says why they cannot be used."""

    def __init__(self, files):
        self._wanted = {posixpath.basename(path) for path in [*files, *EXTRAS]}
        self._names = 0
        self.found = {}

    def wants(self, name):
        self._names += 1
        if self._names > ENTRIES or len(self.found) > CANDIDATES:
            raise LabError("the submission has too many files")
        return not JUNK.search(name) and \
            (posixpath.basename(name) in self._wanted or bool(SUFFIX.search(name)))

    def put(self, name, read):
        """read(n) gives at most n bytes."""
        limit = ARCHIVE if SUFFIX.search(name) else FILE
        data = read(limit + 1)
        self.found[name] = data if len(data) <= limit else f"is larger than {limit >> 20} MiB"


def _folder(top, files):
    shelf = _Shelf(files)
    for parent, directories, names, here in os.fwalk(top, follow_symlinks=False):
        inside = os.path.relpath(parent, top)
        if inside.count("/") >= DEPTH:
            directories[:] = []
        directories[:] = [name for name in sorted(directories) if not JUNK.search(name)]
        for name in sorted(names):
            path = posixpath.normpath(posixpath.join(inside, name))
            if not shelf.wants(path):
                continue
            try:
                fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
            except OSError as error:
                shelf.found[path] = f"cannot be read ({error.strerror}; links are not followed)"
                continue
            with open(fd, "rb") as file:
                if stat.S_ISREG(os.fstat(fd).st_mode):
                    shelf.put(path, file.read)
                else:
                    shelf.found[path] = "is not a regular file"
    return shelf.found


def _zip(data, files):
    shelf = _Shelf(files)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            name = entry.filename.replace("\\", "/")
            if not shelf.wants(name):
                continue
            if entry.flag_bits & 1:
                raise LabError("the archive has a password")
            if stat.S_ISLNK(entry.external_attr >> 16):
                shelf.found[name] = "is a link"
                continue
            with archive.open(entry) as file:
                shelf.put(name, file.read)
    return shelf.found


def _tar(data, files):
    shelf, total = _Shelf(files), 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
        for entry in archive:
            total += max(entry.size, 0)
            if total > UNPACKED:
                raise LabError("the archive is too large when unpacked")
            if not shelf.wants(entry.name):
                continue
            if entry.isreg():
                shelf.put(posixpath.normpath(entry.name), archive.extractfile(entry).read)
            else:
                shelf.found[entry.name] = "is not a regular file"
    return shelf.found


def _archive(data, files):
    try:
        return _zip(data, files) if zipfile.is_zipfile(io.BytesIO(data)) else _tar(data, files)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
            ValueError, NotImplementedError, RuntimeError, MemoryError) as error:
        raise LabError(f"the archive cannot be read ({error}): hand in a zip or a tar") from None


def _roots(found, files):
    """Folder -> {file of the lab: name}, for the folders that contain files of the lab."""
    roots = {}
    for name in found:
        for path in files:
            if name == path or name.endswith("/" + path):
                roots.setdefault(name[:-len(path)], {})[path] = name
    return roots


def _choose(found, files):
    """File of the lab -> name. Raises LabError with a message for the student."""
    alone = {posixpath.basename(path): path for path in files}
    trees = _roots(found, files)
    flat = {root: {alone[base]: name for base, name in names.items()}
            for root, names in _roots(found, alone).items()} if len(alone) == len(files) else {}
    for roots in (trees, flat):
        whole = [root for root, names in roots.items() if len(names) == len(files)]
        top = min((root.count("/") for root in whole), default=0)
        best = [root for root in whole if root.count("/") == top]
        same = {tuple(found[roots[root][path]] for path in files) for root in best}
        if len(same) > 1:
            raise LabError("there is more than one tree in the submission, and they differ: "
                           + ", ".join(sorted(best)))
        if best:
            return roots[best[0]]
    most = max(trees.values(), key=len, default={})
    missing = [path for path in files if path not in most]
    raise LabError(f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not in the submission")


def _pick(found, files):
    """Select what to take: the files, or else the single archive that may contain them."""
    try:
        chosen = _choose(found, files)
    except LabError:
        packed = [name for name in found if SUFFIX.search(name)]
        if len(packed) != 1:
            raise
        chosen = {PACKED: packed[0]}
    path, name = next(iter(chosen.items()))
    top = name[:-len(path)] if name.endswith(path) else name[:-len(posixpath.basename(path))]
    chosen.update({extra: top + extra for extra in EXTRAS
                   if path != PACKED and isinstance(found.get(top + extra), bytes)})
    for path, name in chosen.items():
        if isinstance(found[name], str):
            raise LabError(f"{name if path == PACKED else path} {found[name]}")
    return {path: found[name] for path, name in chosen.items()}


def is_archive(path):
    return bool(SUFFIX.search(path)) and os.path.isfile(path)


def take(lab, submission):
    """Name -> bytes of the lab's files in a folder; of an archive {PACKED: bytes}, for unpack()."""
    try:
        if os.path.isdir(submission):
            return _pick(_folder(submission, lab.files), lab.files)
        with open(submission, "rb") as file:
            data = file.read(ARCHIVE + 1)
    except OSError as error:
        raise LabError(f"the submission cannot be read: {error.strerror}") from None
    if len(data) > ARCHIVE:
        raise LabError(f"the archive is larger than {ARCHIVE >> 20} MiB")
    return {PACKED: data}


def unpack(lab, taken):
    """The files of the lab in the result of take(), unpacked if need be."""
    for _ in range(NESTED + 1):
        if PACKED not in taken:
            return taken
        taken = _pick(_archive(taken[PACKED], lab.files), lab.files)
    raise LabError("archives are nested too deeply")


def digest(taken):
    """A hash of the submitted files."""
    state = hashlib.sha256()
    for name, data in sorted(taken.items()):
        state.update(f"{name} {len(data)}\n".encode() + data)
    return state.hexdigest()


def put(taken, directory):
    for path, data in taken.items():
        target = os.path.join(directory, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


def got(directory):
    """The result of take() again, read from the directory where put() wrote it."""
    taken = {}
    for parent, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                taken[os.path.relpath(path, directory)] = file.read()
    return taken
