# SPDX-License-Identifier: GPL-2.0-only
"""
Fetch packages of Debian or Ubuntu without installing them.

apt gets a state directory of its own and perhaps another architecture, so the host does not change:
no foreign architecture is added, no package list replaced, no package installed. Package sources and
their keys are those of the host.
"""

import glob
import os
import re
import shutil
import subprocess


def run(command, *arguments, state, architecture=None, options=(), cwd=None):
    """Run apt-get or apt-cache with its state in a directory. Returns its output and its complaints."""
    settings = {"Dir::State": state, "Dir::State::lists": f"{state}/lists",
                "Dir::State::status": f"{state}/status", "Dir::Cache": f"{state}/cache",
                "APT::Sandbox::User": "root", **dict(options)}
    if architecture:
        settings.update({"APT::Architecture": architecture, "APT::Architectures": architecture})
    os.makedirs(f"{state}/lists/partial", exist_ok=True)
    os.makedirs(f"{state}/cache/archives/partial", exist_ok=True)
    open(f"{state}/status", "a").close()
    words = [command, "-q"]
    for name, value in settings.items():
        words += ["-o", f"{name}={value}"]
    done = subprocess.run(words + list(arguments), cwd=cwd, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    return done.stdout, done.stderr


def _source_lists(state):
    """The host's lists of packages, as lists of source packages in a directory of their own."""
    parts = f"{state}/sources.list.d"
    shutil.rmtree(parts, ignore_errors=True)
    os.makedirs(parts)
    for path in ["/etc/apt/sources.list", *glob.glob("/etc/apt/sources.list.d/*")]:
        if not os.path.isfile(path):
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if path.endswith(".sources"):
            text = re.sub(r"(?m)^Types:.*$", "Types: deb-src", text)
        else:
            text = "".join(f"{line}\n" for line in re.sub(r"(?m)^deb\s", "deb-src ", text).splitlines()
                           if line.startswith("deb-src"))
        with open(os.path.join(parts, os.path.basename(path)), "w", encoding="utf-8") as file:
            file.write(text)
    return {"Dir::Etc::sourcelist": "/dev/null", "Dir::Etc::sourceparts": parts}.items()


def source(package, directory):
    """
    Download a source package to a directory. Returns the path of the upstream archive, or None, and
    apt's complaints.
    """
    state = os.path.join(os.path.abspath(directory), "apt")
    options = _source_lists(state)
    run("apt-get", "update", state=state, options=options)
    # A source of packages that fails or has no sources does not matter if another has this one.
    _, complaints = run("apt-get", "source", "--download-only", package, state=state, options=options,
                        cwd=directory)
    found = sorted(glob.glob(f"{directory}/{package}_*.orig.tar.*[!c]"))
    return (found[-1] if found else None), complaints
