# SPDX-License-Identifier: GPL-2.0-only
"""
Build the guest's compiler: TinyCC, from the source package of Debian or Ubuntu.

    python3 -m samepage.tinycc build build/site-data/compiler.cpio

It writes an archive for the guest's root directory:

    /bin/tcc                    the compiler, for the i386, linked statically
    /usr/lib/tcc                its own headers and its library
    /usr/include, /usr/lib      the headers, the C library and the start code of this tree

The source is fetched once and stays in build/tinycc; samepage/apt.py says how.
"""

import glob
import os
import shutil
import subprocess
import sys
import tarfile

from . import apt, cpio

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMPILER, AR, STRIP, OBJCOPY = (f"i686-linux-gnu-{name}" for name in ("gcc", "ar", "strip", "objcopy"))
PATHS = {"CONFIG_TCCDIR": "/usr/lib/tcc", "CONFIG_TCC_SYSINCLUDEPATHS": "/usr/lib/tcc/include:/usr/include",
         "CONFIG_TCC_CRTPREFIX": "/usr/lib", "CONFIG_TCC_LIBPATHS": "/usr/lib:/usr/lib/tcc"}
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}     # Debian 12's has it not yet
LIBRARY = ["libtcc1.c", "alloca86.S", "alloca.S"]   # of TinyCC, for what it does not compile in line;
                                            # newer versions have another name for the second
FREESTANDING = ["-m32", "-O2", "-w", "-ffreestanding", "-fno-pic", "-fno-pie", "-fno-stack-protector"]


def fetch(directory):
    """The directory with TinyCC's source."""
    found = glob.glob(f"{directory}/source/**/libtcc.c", recursive=True)
    if not found:
        os.makedirs(directory, exist_ok=True)
        print("Fetching the source of TinyCC (1 MiB, and a list of packages) ...", file=sys.stderr)
        archive, complaints = apt.source("tcc", directory)
        if not archive:
            raise SystemExit(f"tinycc: apt could not fetch the source package tcc:\n{complaints}")
        with tarfile.open(archive) as file:
            file.extractall(f"{directory}/source", **SAFELY)
        found = glob.glob(f"{directory}/source/**/libtcc.c", recursive=True)
    return os.path.dirname(found[0])


def _compiler(source, work):
    """Compile TinyCC; return the path of the program."""
    with open(f"{source}/VERSION", encoding="ascii") as file:
        version = file.read().strip()
    with open(f"{work}/config.h", "w", encoding="ascii") as file:
        file.write(f'#define TCC_VERSION "{version}"\n#define TCC_TARGET_I386 1\n#define CONFIG_TCC_STATIC 1\n'
                   "#define CONFIG_TCC_PREDEFS 0\n")
        file.writelines(f'#define {name} "{value}"\n' for name, value in PATHS.items())
    subprocess.run([COMPILER, "-Os", "-static", "-no-pie", "-w", "-DONE_SOURCE=1", f"-I{work}", f"-I{source}",
                    f"{source}/tcc.c", "-o", f"{work}/tcc", "-lm"], check=True)
    subprocess.run([STRIP, f"{work}/tcc"], check=True)
    return f"{work}/tcc"


def _library(source, work):
    objects = []
    for name in LIBRARY:
        if not os.path.exists(f"{source}/lib/{name}"):
            continue
        objects.append(f"{work}/{name}.o")
        subprocess.run([COMPILER, *FREESTANDING, "-c", f"{source}/lib/{name}", "-o", objects[-1]], check=True)
        # Our C library divides 64-bit numbers, too (user/lib/div64.c): of two functions take ours.
        subprocess.run([OBJCOPY, "--weaken", objects[-1]], check=True)
    subprocess.run([AR, "rcsD", f"{work}/libtcc1.a", *objects], check=True)
    return f"{work}/libtcc1.a"


def _stripped(path, work):
    """A copy without debugging information."""
    copy = os.path.join(work, os.path.basename(path))
    shutil.copyfile(path, copy)
    subprocess.run([STRIP, "-g", copy], check=True)
    return copy


def _nothing(work):
    """An object file without contents, for the start and the end of constructors, which we lack."""
    subprocess.run([COMPILER, *FREESTANDING, "-x", "c", "-c", os.devnull, "-o", f"{work}/nothing.o"], check=True)
    return f"{work}/nothing.o"


def build(directory, output):
    work = "build/tinycc"
    source = fetch(work)
    archive = cpio.Archive()
    archive.add_host(_compiler(source, work), "bin/tcc")
    archive.add_host(_library(source, work), "usr/lib/tcc/libtcc1.a")
    for header in sorted(os.listdir(f"{source}/include")):
        archive.add_host(f"{source}/include/{header}", f"usr/lib/tcc/include/{header}")
    archive.add_host(_stripped(f"{directory}/user/libc.a", work), "usr/lib/libc.a")
    archive.add_host(_stripped(f"{directory}/user/lib/crt0.asm.o", work), "usr/lib/crt1.o")
    for name in ("crti.o", "crtn.o"):
        archive.add_host(_nothing(work), f"usr/lib/{name}")
    for top, inside in (("user/include", "usr/include"), ("include/uapi", "usr/include/uapi")):
        archive.add_host(os.path.join(ROOT, top), inside)
    with open(output, "wb") as file:
        file.write(archive.to_bytes())


if __name__ == "__main__":
    build(*sys.argv[1:])
