# SPDX-License-Identifier: GPL-2.0-only
"""
Claim files for one program.

    with claim("build/machine.lock"):
        ...                             # make sockets in build/, run a machine

A second program that claims the same file gets a Taken, which names the first one, as long as the
first one runs. The kernel releases the claim when a program ends, however it ends.
"""

import fcntl
import os
import shlex
import sys


class Taken(Exception):
    """Another program has claimed the file."""


def claim(path, what=""):
    """
    Claim this file, which is made if necessary. Closing the result releases the claim. `what` says
    what the file stands for, if it is not its whole directory.
    """
    file = open(path, "a+", encoding="utf-8")       # the programs that we start do not inherit it
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        other = file.read().strip() or "another program"
        raise Taken(f"{what}{os.path.dirname(os.path.abspath(path))} is in use by {other}. End that first, "
                    "or use another directory (--build).") from None
    file.truncate(0)
    file.write(f"process {os.getpid()} ({shlex.join(sys.argv)})")
    file.flush()
    return file


def is_claimed(path):
    """Does a program have a claim on this file now?"""
    try:
        with open(path, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
