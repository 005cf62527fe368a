# SPDX-License-Identifier: GPL-2.0-only
"""
How a tool starts and ends. Errors that have a cause outside the tool end it with a sentence and an
exit status.

    if __name__ == "__main__":
        start(main)

Such causes are a missing file or program, a directory that cannot be written, a full disk. A
traceback would not help. Any other exception is a bug in the tool, and Python prints the traceback.
The exit status is `status` in both cases, because 1 could be that of a command that the tool runs.
"""

import errno
import os
import signal
import sys
import traceback

OUTSIDE = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EISDIR,
           errno.ENAMETOOLONG, errno.EDQUOT}


def start(main, status=1):
    """
    Run main() and exit with its result, or print a sentence and exit with `status`. SIGTERM ends it
    like an exception, so that machines and scratch directories go, too.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:             # the reader of our output has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(141)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in OUTSIDE and error.filename is not None:
            message = sentence(error)
        else:
            traceback.print_exc()
            message = "a mistake in this tool ended it"
        number = f"{status}: " if status != 1 else ""
        print(f"{os.path.basename(sys.argv[0])}: {number}{message}", file=sys.stderr, flush=True)
        os._exit(status)                # Python would try again to write what could not be written


def sentence(error):
    """What an OSError says, with the remedy for a program that is not installed."""
    name = os.fsdecode(error.filename)
    if error.errno == errno.ENOENT and "/" not in name and not os.path.exists(name):
        return f"{name} is not there. If it is a program, `make setup` installs what is missing."
    return f"{name}: {error.strerror}"
