# SPDX-License-Identifier: GPL-2.0-only
"""What the tools that run a command in a guest share: their options, and the checks of programs."""

import os
import struct
import sys

from .cpio import ArchiveError
from .guest import BUILD, MEMORY, MOST_MEMORY, OUR_WORDS, Guest


class OptionError(Exception):
    """An option that cannot be followed; the message says why."""


def parse(parser, seconds):
    """
    Add the common options to a parser and parse the command line. Returns the options and the
    words after the first --. `seconds` is the default time limit of the command.
    """
    add = parser.add_argument
    add("--add", action="append", default=[], metavar="HOSTFILE[:GUESTPATH]",
        help="put a file (or a directory) into the guest, by default at /NAME")
    add("--memory", type=int, metavar="MIB", help=f"default {MEMORY}, or more if the files need it")
    add("--tests", action="store_true", help="put the test programs into /tests")
    add("--timeout", type=float, default=seconds, metavar="S",
        help=f"seconds the command may take, default {seconds}")
    add("--build", default=BUILD, metavar="DIR",
        help="use the kernel and programs in this directory (build/debug)")
    words, command = sys.argv[1:], []
    if "--" in words:
        at = words.index("--")
        words, command = words[:at], words[at + 1:]
    return parser.parse_args(words), command


def guest(options, line, **more):
    """The Guest that runs a line with these options. Raises OptionError."""
    for word in more.get("append", "").split():
        if word.split("=")[0] in OUR_WORDS:
            raise OptionError(f"--append {word}: this word is set by the tool itself, to run the command")
    if options.memory is not None and options.memory <= 0:
        raise OptionError(f"--memory {options.memory}: this is no amount of memory")
    try:
        made = Guest(line, files=list(_files(options.add)), memory=options.memory, tests=options.tests,
                     build=options.build, **more)
    except ArchiveError as error:
        raise OptionError(f"--add: {error}") from None
    if not options.memory and made.needed_memory() > MOST_MEMORY:
        raise OptionError(f"the files need {made.needed_memory()} MiB of memory, but the guest uses at most "
                          f"{MOST_MEMORY} MiB")
    return made


def _files(specs):
    for spec in specs:
        host, _, path = spec.rpartition(":") if ":" in spec else (spec, "", "")
        if not os.path.exists(host):
            raise OptionError(f"--add {spec}: {host or spec} does not exist")
        if os.path.isfile(host) and not _can_run(host):
            raise OptionError(f"--add {spec}: this program cannot run in the guest, which needs static "
                              "programs for the i386:\n"
                              "    i686-linux-gnu-gcc -static -o my-program my-program.c")
        yield path or "/" + os.path.basename(os.path.abspath(host)), host


def _can_run(path):
    """Can the guest execute the file? True for a file that is not ELF, which may be data."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if len(head) < 52 or head[:4] != b"\x7fELF":
        return True
    kind, machine = struct.unpack_from("<HH", head, 16)
    if (head[4], kind, machine) != (1, 2, 3):       # 32 bits, ET_EXEC, EM_386
        return False
    at, = struct.unpack_from("<I", head, 28)        # the program headers
    size, count = struct.unpack_from("<HH", head, 42)
    loader = struct.pack("<I", 3)                   # PT_INTERP: it needs a dynamic loader
    return all(head[at + n * size:at + n * size + 4] != loader for n in range(count))


def show(data):
    """Pass the guest's output on, byte for byte."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        error.filename = "standard output"
        raise
