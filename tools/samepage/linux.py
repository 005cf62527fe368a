# SPDX-License-Identifier: GPL-2.0-only
"""
Fetch a Linux kernel of Debian or Ubuntu, with which Samepage is compared.

tools/bench uses the kernel for the i386, which only Debian 12 has. tools/kit uses the one for amd64,
which runs programs for both processors. apt downloads the package (samepage/apt.py), and it is
unpacked but not installed.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

from . import apt

# Packages that depend on the current kernel; for the i386, on that for processors without PAE.
META_PACKAGES = {"i386": ["linux-image-686"], "amd64": ["linux-image-amd64", "linux-image-generic"]}


class NoLinux(Exception):
    """The kernel cannot be fetched; the message says why."""


def fetch(build, architecture="i386"):
    """The path of a Linux kernel for -kernel. Downloads it only the first time."""
    directory = os.path.join(os.path.abspath(build), "linux" if architecture == "i386" else f"linux-{architecture}")
    kernels = sorted(glob.glob(f"{directory}/boot/vmlinuz-*"))
    if kernels:
        return kernels[-1]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NoLinux("there is no apt-get here; this comparison needs Debian or Ubuntu")
    print(f"Fetching a Linux kernel for {architecture} (50 to 100 MiB) ...", file=sys.stderr, flush=True)
    # A source that fails or has nothing for this architecture does not matter if another has the kernel.
    private = {"state": f"{directory}/apt", "architecture": architecture}
    _, complaints = apt.run("apt-get", "update", **private)
    package = None
    for name in META_PACKAGES[architecture]:
        about, _ = apt.run("apt-cache", "show", name, **private)
        package = package or re.search(r"^Depends:.*?(linux-image-[\w.+-]+)", about, re.MULTILINE)
    if not package:
        raise NoLinux(f"apt knows no {' or '.join(META_PACKAGES[architecture])} for {architecture}:\n{complaints}")
    _, complaints = apt.run("apt-get", "download", package.group(1), **private, cwd=directory)
    archives = glob.glob(f"{directory}/*.deb")
    if not archives:
        raise NoLinux(f"apt could not fetch {package.group(1)}:\n{complaints}")
    contents = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archives[0]], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", directory, "--wildcards", "./boot/vmlinuz-*"],
                   stdin=contents.stdout, check=True)
    contents.wait()
    os.unlink(archives[0])
    return glob.glob(f"{directory}/boot/vmlinuz-*")[0]
