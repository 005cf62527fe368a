# SPDX-License-Identifier: GPL-2.0-only
"""
The base of our gdb commands. Each has a help text with an example, takes words or C expressions
as arguments, and reports errors as sentences.

A command is a subclass of Command whose docstring is its help and whose run() does the work:

    class Ps(Command):
        '''List the processes. ...'''
        name = "ps"
        def run(self, words): ...

run() raises Failure("...") to say why it cannot do its work; every other exception becomes a
sentence, too. define() registers commands with gdb. gdb accepts an abbreviation that fits exactly
one command, so a new command `ptwalk` would make `pt` for `ptype` ambiguous. To keep such
abbreviations, define() makes an alias for each that worked before.
"""

import inspect
import re

import gdb


class Failure(Exception):
    """Why a command cannot do its work, as a sentence."""


class Command(gdb.Command):
    """Base class; see above."""

    name = None
    repeats = True              # does Enter repeat the command?
    looks = True                # does it need a connected machine?

    def __init__(self):
        self.__doc__ = inspect.cleandoc(type(self).__doc__)
        super().__init__(self.name, gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        if not self.repeats:
            self.dont_repeat()
        try:
            if self.looks and not gdb.selected_inferior().threads():
                raise Failure("no machine is connected: start with `make gdb`.")
            self.run(gdb.string_to_argv(argument))
        except KeyboardInterrupt:
            raise gdb.GdbError(f"{self.name}: interrupted.") from None
        except Exception as error:
            raise gdb.GdbError(f"{self.name}: {in_words(error)}") from None

    def run(self, words):
        raise NotImplementedError

    def wrong_usage(self):
        """A Failure that shows the usage line of the command's help text."""
        usage = re.search(r"^Usage: (.*)$", self.__doc__, re.M).group(1)
        return Failure(f"usage: {usage}  (`help {self.name}` says more)")


def in_words(error):
    """An exception as a sentence for users who do not read Python."""
    if isinstance(error, Failure):
        return str(error)
    if isinstance(error, gdb.MemoryError):
        return why_unreadable(str(error))
    if isinstance(error, gdb.error):
        return str(error) or "gdb cannot do that."
    return f"this command has a bug ({type(error).__name__}: {error}). Please report what you typed."


def why_unreadable(text):
    """gdb's "Cannot access memory at address 0x...", and the most likely reason."""
    match = re.search(r"0x[0-9a-f]+", text)
    where = f"memory at {match.group(0)}" if match else "that memory"
    try:
        paging = int(gdb.newest_frame().read_register("cr0")) >> 31
    except (gdb.error, ValueError):
        return f"{where} cannot be read: no machine is connected (start with `make gdb`)."
    if not paging:
        return (f"{where} cannot be read: the kernel has not turned paging on yet. "
                "`continue` goes to kernel_main.")
    return f"{where} cannot be read: no page is mapped there. Is a pointer of the kernel broken?"


def number(word, what="a number"):
    """The value of a number or of any C expression."""
    try:
        value = gdb.parse_and_eval(word)
        return int(value.cast(gdb.lookup_type("unsigned long"))
                   if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR else value)
    except gdb.MemoryError:
        raise
    except (gdb.error, ValueError, OverflowError):
        raise Failure(f"{word!r} is not {what}.") from None


def say(text=""):
    gdb.write(text + "\n")


def define(*classes):
    """Register commands, and keep every abbreviation that worked before."""
    meant = {}
    for command in classes:
        for length in range(1, len(command.name)):
            prefix = command.name[:length]
            found = _commands(prefix)
            if prefix not in found and len(found) == 1:
                meant[prefix] = found[0]
    for command in classes:
        command()
    for prefix, command in meant.items():
        gdb.execute(f"alias -a {prefix} = {command}")


def _commands(prefix):
    """The names of gdb's commands that begin with `prefix`."""
    lines = gdb.execute(f"complete {prefix}", to_string=True).splitlines()
    return [line for line in lines if " " not in line]
