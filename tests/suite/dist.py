# SPDX-License-Identifier: GPL-2.0-only
"""tools/dist: the zip for people who install nothing contains what its README.txt promises."""

import io
import os
import shutil
import subprocess
import tarfile
import zipfile


def test_zip(group, root, build, tmp_path):
    for name in ("samepage.elf", "initrd.cpio"):
        shutil.copy(os.path.join(build, name), tmp_path)
    (tmp_path / "samepage.iso").write_bytes(b"a disc")
    made = []
    for _ in range(2):
        done = subprocess.run([os.path.join(root, "tools/dist"), str(tmp_path)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        group.equal(done.returncode, 0, "it succeeds") or group.note(done.stdout)
        path, = (tmp_path / "dist").glob("*.zip")
        made.append(path.read_bytes())
    group.ok(made[0] == made[1], "the same tree gives the same bytes")
    archive = zipfile.ZipFile(io.BytesIO(made[0]))
    files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    group.equal(sorted(files), ["COPYING", "README.txt", "initrd.cpio", "samepage.elf", "samepage.iso",
                                "source.tar.gz"], "the zip contains these files")
    text = files["README.txt"].decode()
    group.ok("UEFI" in text and "Pentium III" in text, "README.txt names the PCs that can boot it", text)
    group.ok("source.tar.gz" in text and "GRUB" in text, "README.txt says where the sources are", text)
    group.ok(text.count("\n") == text.count("\r\n"), "the lines of README.txt end as Windows expects")
    with tarfile.open(fileobj=io.BytesIO(files["source.tar.gz"])) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    group.ok({"Makefile", "COPYING", "kernel/main.c", "tools/dist"} <= names, "source.tar.gz contains the source",
             "\n".join(sorted(names)))
    group.ok(not any(name.startswith(("build/", ".git/")) for name in names), "source.tar.gz contains no files of a build")
