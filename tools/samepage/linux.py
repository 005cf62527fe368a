# SPDX-License-Identifier: GPL-2.0-only
"""
Fetch Debian's Linux kernel for the i386, with which tools/bench compares Samepage.

apt downloads the package for the i386 (samepage/apt.py), and it is unpacked but not installed.
"""

import glob
import os
import re
import shutil
import subprocess

from . import apt

META_PACKAGE = "linux-image-686"    # depends on the current kernel for processors without PAE


class NoLinux(Exception):
    """The kernel cannot be fetched; the message says why."""


def fetch(build):
    """The path of a Linux kernel for -kernel. Downloads it only the first time."""
    directory = os.path.join(os.path.abspath(build), "linux")
    kernels = sorted(glob.glob(f"{directory}/boot/vmlinuz-*"))
    if kernels:
        return kernels[-1]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NoLinux("there is no apt-get here; this comparison needs Debian or Ubuntu")
    print("Fetching Debian's i386 kernel (50 MiB) ...", flush=True)
    # A source that fails or has nothing for i386 does not matter if another has the kernel.
    private = {"state": f"{directory}/apt", "architecture": "i386"}
    _, complaints = apt.run("apt-get", "update", **private)
    about, _ = apt.run("apt-cache", "show", META_PACKAGE, **private)
    package = re.search(r"^Depends:.*?(linux-image-[\w.+-]+)", about, re.MULTILINE)
    if not package:
        raise NoLinux(f"apt knows no {META_PACKAGE} for i386:\n{complaints}")
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
