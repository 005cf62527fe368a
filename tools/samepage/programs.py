# SPDX-License-Identifier: GPL-2.0-only
"""
Programs from elsewhere, for tools/programs: Debian's packages of static programs, and programs built
from source packages with the cross compiler, all fetched by apt (samepage/apt.py) and kept in
build/programs.
"""

import glob
import os
import subprocess
import tarfile
import time

from . import apt, cpio, linux
from .guest import Guest
from .qemu import CONSOLE, Machine

COMPILER = "i686-linux-gnu-gcc"
STRIP = "i686-linux-gnu-strip"
PACKAGES = ["busybox-static", "bash-static", "libsqlite3-dev", "musl-dev"]
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
UTIL_LINUX = ["ipcs", "ipcrm", "ipcmk"]
MEMORY = 128            # MiB for a guest
LINUX_MEMORY = 512
MARK = "=== "           # before the name of a script, in the output of a run


class CannotBuild(Exception):
    """A package cannot be fetched or built; the message says why."""


# ---- Fetching and building ---------------------------------------------------------------------

def _run(words, log, **options):
    with open(log, "a", encoding="utf-8") as file:
        done = subprocess.run(words, stdout=file, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        raise CannotBuild(f"{' '.join(words[:6])} ... has failed: see {log}")


def _packages(work):
    """Unpack Debian's packages for the i386 below work/root."""
    root = f"{work}/root"
    if os.path.isdir(root):
        return root
    private = {"state": f"{os.path.abspath(work)}/apt", "architecture": "i386"}
    apt.run("apt-get", "update", **private)
    _, complaints = apt.run("apt-get", "download", *PACKAGES, **private, cwd=work)
    archives = glob.glob(f"{work}/*.deb")
    if len(archives) < len(PACKAGES):
        raise CannotBuild(f"apt could not fetch {' '.join(PACKAGES)} for the i386:\n{complaints}")
    for archive in archives:
        subprocess.run(["dpkg-deb", "-x", archive, f"{root}.new"], check=True)
    os.rename(f"{root}.new", root)
    return root


def _source(work, package):
    """Unpack the source of a package below work. Returns its directory."""
    directory = f"{work}/{package}"
    if not glob.glob(f"{directory}/source/*"):
        os.makedirs(directory, exist_ok=True)
        archive, complaints = apt.source(package, directory)
        if not archive:
            raise CannotBuild(f"apt could not fetch the source of {package}:\n{complaints}")
        with tarfile.open(archive) as file:
            file.extractall(f"{directory}/source", **SAFELY)
    return glob.glob(f"{directory}/source/*")[0]


def _lua(work):
    source = _source(work, "lua5.4")
    files = [file for file in glob.glob(f"{source}/src/*.c") if not file.endswith("luac.c")]
    _run([COMPILER, "-static", "-O1", "-w", "-DLUA_USE_POSIX", *sorted(files), "-o", f"{work}/lua", "-lm"], f"{work}/log")
    return {"lua": f"{work}/lua"}


def _util_linux(work):
    """ipcs and its relatives. util-linux has its own script that finds out what the C library has."""
    source = os.path.abspath(_source(work, "util-linux"))
    log = f"{os.path.abspath(work)}/log"
    if not os.path.exists(f"{source}/Makefile"):
        _run(["./configure", "--host=i686-linux-gnu", "--disable-shared", "--enable-static", "--disable-all-programs",
              "--disable-nls", "--without-systemd", "--without-ncurses", "--without-python",
              *(f"--enable-{name}" for name in UTIL_LINUX), "CFLAGS=-O1"], log, cwd=source)
    _run(["make", "-s", "LDFLAGS=-all-static", *UTIL_LINUX], log, cwd=source)
    return {name: f"{source}/{name}" for name in UTIL_LINUX}


def _sqlite(work, root, here):
    library = f"{root}/usr/lib/i386-linux-gnu/libsqlite3.a"
    _run([COMPILER, "-static", "-O1", "-w", f"-I{root}/usr/include", f"{here}/database.c", library, "-lm", "-o",
          f"{work}/database"], f"{work}/log")
    return {"database": f"{work}/database"}


def _locks(work, root, here):
    """The same program with the GNU C library and with musl."""
    musl = f"{root}/usr/lib/i386-linux-musl"
    source = f"{here}/locks.c"
    _run([COMPILER, "-static", "-O1", source, "-o", f"{work}/locks_glibc", "-lpthread"], f"{work}/log")
    _run([COMPILER, "-static", "-O1", "-fno-stack-protector", "-no-pie", "-nostdinc", "-nostdlib",
          "-isystem", f"{root}/usr/include/i386-linux-musl", f"{musl}/crt1.o", f"{musl}/crti.o", source,
          f"{musl}/libc.a", "-lgcc", f"{musl}/crtn.o", "-o", f"{work}/locks_musl"], f"{work}/log")
    return {name: f"{work}/{name}" for name in ("locks_glibc", "locks_musl")}


def build(work, here):
    """
    Fetch and build everything. Returns {name: path of the program}. `here` is the directory of the
    sources that belong to this tree.
    """
    os.makedirs(work, exist_ok=True)
    root = _packages(work)
    programs = {"busybox": f"{root}/bin/busybox", "bash": f"{root}/bin/bash-static"}
    for more in (_lua(work), _util_linux(work), _sqlite(work, root, here), _locks(work, root, here)):
        programs.update(more)
    stripped = {}
    for name, path in programs.items():
        stripped[name] = f"{work}/bin/{name}"
        os.makedirs(f"{work}/bin", exist_ok=True)
        subprocess.run([STRIP, path, "-o", stripped[name]], check=True)
    return stripped


# ---- Runs --------------------------------------------------------------------------------------

def _command(names):
    """A line for the shell of either system: run the scripts one after the other."""
    lines = [f"echo '{MARK}{name}'; cd /tmp; /x/busybox sh /x/{name}.sh 2>&1; echo status $?" for name in names]
    return "; ".join([*lines, f"echo '{MARK}end'"])


def _parts(text):
    """{name of a script: what it printed}."""
    parts = text.replace("\r", "").split(f"\n{MARK}")
    return dict(part.split("\n", 1) for part in parts[1:])


def on_samepage(build_directory, programs, scripts, limit):
    files = [(f"/x/{name}", path) for name, path in (programs | scripts).items()]
    result = Guest(f"echo; {_command([name[:-3] for name in scripts])}", files=files, build=build_directory,
                   memory=MEMORY).run(timeout=limit)
    return _parts(result.output.decode(errors="replace")), result.reason or ""


def on_linux(build_directory, programs, scripts, limit):
    """Debian's Linux for amd64 runs the same programs from its first file system."""
    archive = cpio.Archive()
    for name, path in (programs | scripts).items():
        archive.add_host(path, f"x/{name}")
    init = f"""#!/x/busybox sh
/x/busybox mkdir -p /proc /tmp /bin /etc /dev
/x/busybox mount -t proc proc /proc
/x/busybox mount -t devtmpfs dev /dev
/x/busybox ln -s /x/busybox /bin/sh
echo 33554432 > /proc/sys/kernel/shmmax
echo; {_command([name[:-3] for name in scripts])}
/x/busybox poweroff -f
"""
    archive.add("init", init.encode(), 0o755)
    output = b""
    deadline = time.monotonic() + limit
    with Machine(kernel=linux.fetch(build_directory, "amd64"), modules=[archive.to_bytes()],
                 append="console=ttyS0 quiet panic=-1 random.trust_cpu=on ia32_emulation=on", memory=LINUX_MEMORY,
                 cpu="max", program="qemu-system-x86_64") as machine:
        for source, data in machine.events(lambda: deadline):
            if source == CONSOLE:
                output += data
    return _parts(output.decode(errors="replace")), ""
