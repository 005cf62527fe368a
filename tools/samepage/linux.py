# SPDX-License-Identifier: GPL-2.0-only
"""
Fetch Debian's Linux kernel for the i386, with which tools/bench compares Samepage.

apt downloads the package, and it is unpacked but not installed. apt gets a state directory of its
own under build/linux and i386 as its architecture, so the host does not change: no foreign
architecture is added, no package list replaced, no package installed. Package sources and their
keys are those of the host.
"""

import glob
import os
import re
import shutil
import subprocess

META_PACKAGE = "linux-image-686"    # depends on the current kernel for processors without PAE


class NoLinux(Exception):
    """The kernel cannot be fetched; the message says why."""


def _apt(command, *arguments, state, cwd=None):
    directories = {"Dir::State": state, "Dir::State::lists": f"{state}/lists",
                   "Dir::State::status": f"{state}/status", "Dir::Cache": f"{state}/cache"}
    os.makedirs(f"{state}/lists/partial", exist_ok=True)
    os.makedirs(f"{state}/cache/archives/partial", exist_ok=True)
    open(f"{state}/status", "a").close()
    words = [command, "-q"]
    for name, value in {**directories, "APT::Architecture": "i386", "APT::Architectures": "i386",
                        "APT::Sandbox::User": "root"}.items():
        words += ["-o", f"{name}={value}"]
    done = subprocess.run(words + list(arguments), cwd=cwd, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    return done.stdout, done.stderr


def fetch(build):
    """The path of a Linux kernel for -kernel. Downloads it only the first time."""
    directory = os.path.join(os.path.abspath(build), "linux")
    kernels = sorted(glob.glob(f"{directory}/boot/vmlinuz-*"))
    if kernels:
        return kernels[-1]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NoLinux("there is no apt-get here; this comparison needs Debian or Ubuntu")
    state = f"{directory}/apt"
    print("Fetching Debian's i386 kernel (50 MiB) ...", flush=True)
    # A source that fails or has nothing for i386 does not matter if another has the kernel.
    _, complaints = _apt("apt-get", "update", state=state)
    about, _ = _apt("apt-cache", "show", META_PACKAGE, state=state)
    package = re.search(r"^Depends:.*?(linux-image-[\w.+-]+)", about, re.MULTILINE)
    if not package:
        raise NoLinux(f"apt knows no {META_PACKAGE} for i386:\n{complaints}")
    _, complaints = _apt("apt-get", "download", package.group(1), state=state, cwd=directory)
    archives = glob.glob(f"{directory}/*.deb")
    if not archives:
        raise NoLinux(f"apt could not fetch {package.group(1)}:\n{complaints}")
    contents = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archives[0]], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", directory, "--wildcards", "./boot/vmlinuz-*"],
                   stdin=contents.stdout, check=True)
    contents.wait()
    os.unlink(archives[0])
    return glob.glob(f"{directory}/boot/vmlinuz-*")[0]
