# SPDX-License-Identifier: GPL-2.0-only
"""
What all our gdb commands have in common: a name that takes none of gdb's own away, a help text
with an example, arguments in words or C expressions, and errors in words.

A command is a subclass of Command whose docstring is its help and whose run() does the work:

    class Ps(Command):
        '''List the processes. ...'''
        name = "ps"
        def run(self, words): ...

run() raises Failure("...") to say why it cannot; whatever else goes wrong becomes a sentence,
too. define() makes gdb know a row of commands. gdb accepts every abbreviation that fits one
command only, and `pt` for `ptype` would stop working as soon as there is a `ptwalk`: define()
looks up what each such abbreviation meant before, and makes an alias of it.
"""

import inspect
import re

import gdb


class Failure(Exception):
    """Why a command cannot do what it was asked for, in words."""


class Command(gdb.Command):
    """Base class; see above."""

    name = None
    repeats = True              # does Enter give the command again?
    looks = True                # does it look at a machine, which must be there?

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
        """A Failure that shows how the command is given: the help text's line of usage."""
        usage = re.search(r"^Usage: (.*)$", self.__doc__, re.M).group(1)
        return Failure(f"usage: {usage}  (`help {self.name}` says more)")


def in_words(error):
    """What went wrong, for somebody who does not read Python."""
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
    """A number, or any C expression that has one as its value."""
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
    """Make gdb know these commands, and keep every abbreviation that worked before."""
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
    """gdb's commands that begin so."""
    lines = gdb.execute(f"complete {prefix}", to_string=True).splitlines()
    return [line for line in lines if " " not in line]
