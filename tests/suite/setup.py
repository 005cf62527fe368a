# SPDX-License-Identifier: GPL-2.0-only
"""
tools/setup on a machine that has nothing: the PATH leads to a few basic commands and to an
apt-get of our own, which notes how it was called and "installs" a package by creating its command.
"""

import os
import shutil
import subprocess
import sys
import tempfile

BASIC = ["sh", "env", "id", "grep", "sed", "touch", "chmod"]
APT = """#!/bin/sh
echo "$*" | sed "s/^-o [^ ]* -q //" >> {calls}
case "$*" in
*update)
	echo "Hit:1 http://good.example stable InRelease"
	echo "E: The repository 'http://broken.example stable Release' does not have a Release file." >&2
	exit 100 ;;
*--assume-no*)
	echo "Need to get 12.5 MB of archives."
	echo "After this operation, 34 MB of additional disk space will be used."
	exit 1 ;;
*" install "*)
	if read answer; then exit 99; fi	# it must not be asked anything
	for command in {commands}; do
		touch {bin}/$command
		chmod +x {bin}/$command
	done
	exit {status} ;;
esac
"""


def _setup(root, task, present=(), commands=(), status=0, system="debian"):
    """
    Run tools/setup for a task where the commands `present` exist and apt-get creates `commands`
    and ends with `status`, on that system. Returns its exit status, all that it printed, and the calls of apt-get.
    """
    with tempfile.TemporaryDirectory() as scratch:
        calls, path = os.path.join(scratch, "calls"), os.path.join(scratch, "bin")
        os.mkdir(path)
        for name in BASIC:
            os.symlink(shutil.which(name), os.path.join(path, name))
        programs = dict.fromkeys(present, "#!/bin/sh\n")
        programs["apt-get"] = APT.format(calls=calls, bin=path, commands=" ".join(commands), status=status)
        programs["python3"] = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
        programs["sudo"] = '#!/bin/sh\nexec "$@"\n'
        for name, text in programs.items():
            with open(os.path.join(path, name), "w") as file:
                file.write(text)
            os.chmod(file.name, 0o755)
        release = os.path.join(scratch, "os-release")
        with open(release, "w") as file:
            file.write(f"ID={system}\n")
        done = subprocess.run([os.path.join(root, "tools/setup"), task],
                              env={"PATH": path, "OS_RELEASE": release},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        made = []
        if os.path.exists(calls):
            with open(calls) as file:
                made = file.read().splitlines()
        return done.returncode, done.stdout, made


def test_setup(group, root):
    status, text, calls = _setup(root, "dist", present=["zip"])
    group.equal((status, text, calls), (0, "", []), "when every tool is there, it is silent")
    status, text, calls = _setup(root, "dist", commands=["zip"])
    group.equal(status, 0, "a package source is broken: it installs from the others")
    group.equal(calls, ["update", "install --assume-no --no-install-recommends zip",
                        "-y install --no-install-recommends zip"],
                "apt-get is asked to update, then for the cost, then to install")
    group.ok("Installing zip and what they depend on (12.5 MB to fetch, 34 MB on disk) ..." in text,
             "it says what it fetches", text)
    group.ok("broken.example" not in text, "the broken source is not mentioned", text)
    status, text, calls = _setup(root, "dist", commands=["zip"], status=100)
    group.equal(status, 0, "apt-get fails, but the tool is there: that is enough")
    status, text, calls = _setup(root, "dist", status=100)
    group.equal(status, 1, "a package is still missing: it fails")
    group.ok("could not install: zip" in text, "it names the package", text)
    group.ok("E: The repository 'http://broken.example" in text, "it names the broken source", text)
    status, text, calls = _setup(root, "test", present=["i686-linux-gnu-gcc", "patch", "bwrap", "zip", "node", "npm"])
    group.equal(status, 0, "a browser cannot be installed: it goes on")
    group.ok("chromium is left out" in text, "it says what is left out", text)
    status, text, calls = _setup(root, "test", present=["i686-linux-gnu-gcc", "patch", "bwrap", "zip", "node", "npm"],
                                 system="ubuntu")
    group.equal((status, text, calls), (0, "", []), "on Ubuntu, it asks for no browser")
    status, text, calls = _setup(root, "test", present=["i686-linux-gnu-gcc", "patch", "bwrap", "zip", "chromium"])
    group.equal(status, 0, "npm cannot be installed: the tests go on")
    group.ok("nodejs npm is left out" in text, "it says that npm is left out", text)
    status, text, calls = _setup(root, "test", present=["clang", "ld.lld", "ar", "patch", "chromium", "node", "npm"])
    group.ok(status == 1 and "gcc-i686-linux-gnu" in calls[-1],
             "the tests need the cross compiler beside clang", calls)
    status, text, calls = _setup(root, "build", present=["clang", "ld.lld", "ar"])
    group.equal(calls[-1:], ["-y install --no-install-recommends nasm cpio"],
                "it asks only for what is missing")
