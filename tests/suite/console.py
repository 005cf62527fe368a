# SPDX-License-Identifier: GPL-2.0-only
"""
A user types at the console: line editing, Ctrl-C and its like, lines that are too long, random
bytes, the end of the session. Then the keyboard and the screen.
"""

import os
import random
import time

import pytest

from samepage.qemu import CONSOLE, Machine

PROMPT = b"# "
LIMIT = 20              # seconds for any one answer


class Terminal:
    """Keeps what the serial line prints until it is looked at."""

    def __init__(self, machine):
        self.machine = machine
        self.seen = b""
        self.log = b""

    def wait(self, done, limit=LIMIT):
        """Wait until done(output) is true. Returns the output and forgets it, or None after the limit."""
        deadline = time.monotonic() + limit
        if not done(self.seen):
            for source, data in self.machine.events(lambda: deadline):
                if source == CONSOLE:
                    self.seen += data
                elif source is not None:
                    self.log += data
                if done(self.seen):
                    break
            else:
                return None
            if not done(self.seen):
                return None
        seen, self.seen = self.seen, b""
        return seen

    def until(self, text):
        return self.wait(lambda seen: text in seen)

    def prompt(self):
        return self.wait(lambda seen: seen.endswith(PROMPT))

    def type(self, keys):
        self.machine.type(keys)

    def command(self, keys):
        """Type a line and wait for the next prompt. Returns the answer without echo and prompt."""
        self.type(keys + b"\r")
        seen = self.prompt()
        if seen is None:
            return None
        return seen[:-len(PROMPT)].partition(b"\r\n")[2]


@pytest.fixture(scope="module")
def terminal(build):
    modules = [os.path.join(build, "initrd.cpio"), os.path.join(build, "tests.cpio")]
    with Machine(kernel=os.path.join(build, "samepage.elf"), modules=modules,
                 append="log=ttyS2 quiet") as machine:
        yield Terminal(machine)


@pytest.fixture(autouse=True)
def log(group, terminal):
    """Show the kernel's log when a claim has failed."""
    yield
    if group.failed:
        group.note("the kernel's log:\n" + terminal.log.decode(errors="replace")[-800:])


def test_a_shell(group, terminal):
    group.ok(terminal.prompt() is not None, "a prompt appears")
    group.equal(terminal.command(b"echo hello"), b"hello\r\n", "a command and its answer")
    group.equal(terminal.command(b"false; echo $?"), b"1\r\n", "; separates commands, and $? is a status")
    group.equal(terminal.command(b"echo a b | cat > /tmp/x; cat < /tmp/x"), b"a b\r\n",
                "|, > and <")
    group.equal(terminal.command(b""), b"", "an empty line: another prompt")
    group.equal(terminal.command(b"process_a; process_b"), b"Hello World\r\n",
                "A writes and B reads")


def test_line_editing(group, terminal):
    group.equal(terminal.command(b"echo hellx\x7fo"), b"hello\r\n", "DEL deletes a letter")
    group.equal(terminal.command(b"echo hellxy\x7f\x7fo"), b"hello\r\n", "two DEL delete two letters")
    group.equal(terminal.command(b"\x7f\x7fecho edge"), b"edge\r\n", "DEL at the start of the line does nothing")
    group.equal(terminal.command(b"rubbish\x15echo fresh"), b"fresh\r\n",
                "Ctrl-U deletes the line")
    terminal.type(b"abc\x7f")
    group.ok(terminal.until(b"abc\b \b") is not None, "a deleted letter disappears from the screen")
    terminal.type(b"\x15")
    group.equal(terminal.command(b"echo ok"), b"ok\r\n", "Ctrl-U deletes the rest")
    terminal.type(b"echo o''ne\recho t''wo\r")
    group.ok(terminal.until(b"two\r\n") is not None, "two lines typed at once: both are run")
    terminal.prompt()


# What is typed to start a program, and what appears when it runs. cat gets a line and repeats it.
RUNNING = ((b"cat\rgo\r", b"go\r\ngo\r\n"), (b"cat | cat\rgo\r", b"go\r\ngo\r\n"),
           (b"/tests/ends loop\r", b"loop\r\nloop\r\n"))


def _start(group, terminal, keys, sign):
    terminal.type(keys)
    group.ok(terminal.until(sign) is not None, f"{keys!r} runs")


def test_keys_that_end_programs(group, terminal):
    for key, status, name in ((b"\x03", b"130", "Ctrl-C"), (b"\x1c", b"131", "Ctrl-\\")):
        for keys, sign in RUNNING:
            _start(group, terminal, keys, sign)
            terminal.type(key)
            group.ok(terminal.prompt() is not None, f"{name} ends it")
            group.equal(terminal.command(b"echo $?"), status + b"\r\n",
                        f"its status is {status.decode()}")
    terminal.type(b"not this\x03")
    group.ok(terminal.prompt() is not None, "Ctrl-C at the prompt gives a new prompt")
    group.equal(terminal.command(b"echo this"), b"this\r\n", "Ctrl-C at the prompt discards the line typed so far")
    terminal.command(b"sleep 1000 &")
    _start(group, terminal, *RUNNING[0])
    terminal.type(b"\x03")
    terminal.prompt()
    answer = terminal.command(b"kill -9 $! && echo alive") or b""
    group.ok(answer.startswith(b"alive\r\n"), "Ctrl-C does not end programs in the background",
             answer)
    _start(group, terminal, *RUNNING[0])
    terminal.type(b"\x1a")
    group.ok(terminal.prompt() is not None, "Ctrl-Z stops a program: the shell is back")
    terminal.command(b"echo settled")


def test_end_of_file(group, terminal):
    terminal.type(b"cat\r")
    terminal.until(b"cat\r\n")
    terminal.type(b"line\r")
    group.ok(terminal.until(b"line\r\nline\r\n") is not None, "cat answers line by line")
    terminal.type(b"part\x04")
    group.ok(terminal.until(b"partpart") is not None, "Ctrl-D within a line sends what was typed so far")
    terminal.type(b"\x04")
    group.ok(terminal.prompt() is not None, "Ctrl-D at the start of a line ends the input")
    group.equal(terminal.command(b"echo $?"), b"0\r\n", "the end of the input is no error: cat exits with 0")
    terminal.type(b"\x04")
    group.ok(terminal.prompt() is not None, "Ctrl-D at the prompt: the shell ends, init starts another")
    group.equal(terminal.command(b"echo again"), b"again\r\n", "the new shell runs commands")


def test_end_of_the_session(group, terminal):
    terminal.command(b'sh -c "sleep 1; kill -9 $$" &')
    _start(group, terminal, *RUNNING[0])
    group.ok(terminal.prompt() is not None, "the shell is killed while cat runs: init starts another")
    processes = terminal.command(b"ps") or b""
    group.ok(b"ps" in processes and b" S cat" not in processes, "SIGHUP has ended cat", processes)


def test_too_much_at_once(group, terminal):
    word = b"x" * 1000
    group.equal(terminal.command(b"echo " + word), word + b"\r\n", "a line of 1000 letters")
    terminal.type(b"y" * 6000 + b"\x15")
    group.equal(terminal.command(b"\x15echo alive"), b"alive\r\n",
                "after 6000 letters and Ctrl-U the shell still works")
    terminal.type(b"z" * 6000 + b"\r")
    group.ok(terminal.prompt() is not None, "after 6000 letters and Enter there is a prompt again")
    lines = terminal.command(b"/tests/ends lines 2000") or b""
    group.equal(lines.count(b"\r\n"), 2000, "2000 lines of output are 2000 lines")
    garbage = random.Random(7)
    for _ in range(3):
        terminal.type(bytes(garbage.randrange(256) for _ in range(3000)))
        group.ok(_answers(terminal), "after 3000 random bytes a command is answered")


def _answers(terminal):
    """
    Resume output (Ctrl-Q), end what runs (Ctrl-C), and run echo. Try several times: the random
    bytes may have ended the shell, and what is typed before another has started is lost.
    """
    for _ in range(5):
        terminal.type(b"\x11\x03\x15echo al''ive\r")
        if terminal.wait(lambda seen: b"alive\r\n" in seen, LIMIT / 5) is not None:
            return True
    return False


def test_keyboard_and_screen(group, build):
    """Type on the keyboard, and read the answer from the memory of the screen."""
    with Machine(kernel=os.path.join(build, "samepage.elf"),
                 modules=[os.path.join(build, "initrd.cpio")]) as machine:
        terminal = Terminal(machine)
        group.ok(terminal.prompt() is not None, "a prompt appears")
        for key in "e c h o spc shift-h minus x backspace i kp_enter".split():
            machine.monitor(f"sendkey {key} 10")
        group.ok(terminal.until(b"\r\nH-i\r\n" + PROMPT) is not None, "keys form a command that runs")
        dump = os.path.join(machine.directory, "screen")
        machine.monitor(f'pmemsave 0xb8000 0x1000 "{dump}"')
        with open(dump, "rb") as file:
            characters = file.read()[::2]
        rows = [characters[i:i + 80].rstrip() for i in range(0, 80 * 25, 80)]
        group.ok(b"# echo H-i" in rows, "the screen shows the command without the erased letter", rows)
        group.ok(b"H-i" in rows, "the screen shows the command's output in a row of its own", rows)
        group.ok(rows[0].startswith(b"Samepage: "), "the log begins in the first row", rows)
