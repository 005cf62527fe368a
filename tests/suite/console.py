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
    group.ok(terminal.until(b"abc\b\033[K") is not None, "a deleted letter disappears from the screen")
    terminal.type(b"\x15")
    group.equal(terminal.command(b"echo ok"), b"ok\r\n", "Ctrl-U deletes the rest")
    terminal.type(b"echo o''ne\recho t''wo\r")
    group.ok(terminal.until(b"two\r\n") is not None, "two lines typed at once: both are run")
    terminal.prompt()


# What is typed to start programs, and what appears when they run.
RUNNING = ((b"cat go -\r", b"\r\ngoes\r\n"), (b"cat go - | cat\r", b"\r\ngoes\r\n"),
           (b"/tests/ends loop\r", b"loop\r\nloop\r\n"))


def _start(group, terminal, keys, sign):
    terminal.command(b"cd /tmp; echo goes > go")
    terminal.type(keys)
    group.ok(terminal.until(sign) is not None, f"{keys!r} runs")


HOME, END, DELETE = b"\033[H", b"\033[4~", b"\033[3~"
UP, DOWN, RIGHT, LEFT = b"\033[A", b"\033[B", b"\033[C", b"\033[D"

# Keys, and what the shell runs after them.
EDITED = (
    (b"echo ac" + LEFT + b"b", "abc", "the key left, and a letter in the middle"),
    (b"echo ab" + 9 * LEFT + RIGHT * 20 + b"c", "abc", "the keys stop at both ends of the line"),
    (b"cho abc" + HOME + b"e", "abc", "Home"),
    (b"cho ab" + b"\x01e\x05c", "abc", "Ctrl-A and Ctrl-E"),
    (b"cho ab" + b"\033[1~e" + b"\033OFc", "abc", "other terminals' Home and End"),
    (b"xecho abc" + HOME + DELETE, "abc", "Delete"),
    (b"echo abxc" + LEFT + LEFT + b"\x04", "abc", "Ctrl-D deletes, too, unless the line is empty"),
    (b"echo abxc" + LEFT + b"\x7f", "abc", "Backspace in the middle"),
    (b"echo abc; echo no" + 9 * LEFT + b"\x0b", "abc", "Ctrl-K deletes the rest"),
    (b"rubbish echo abc" + 8 * LEFT + b"\x15", "abc", "Ctrl-U deletes what comes before"),
    (b"echo abc no yes" + b"\x17\x17", "abc", "Ctrl-W deletes a word"),
    (b"echo abc" + b"\033[24~\033[1;5C\033x\033[Z\x07\x16", "abc", "unknown keys do nothing"),
)


def test_editing_in_the_middle(group, terminal):
    for keys, expected, claim in EDITED:
        group.equal(terminal.command(keys), expected.encode() + b"\r\n", claim)
    long_line = b"x" * 300
    group.equal(terminal.command(b"echo " + long_line + HOME + 5 * RIGHT + b"y" + END + b"z"),
                b"y" + long_line + b"z\r\n", "a line longer than the screen")
    terminal.type(b"echo " + long_line[:100] + b"\x01\x0c")
    seen = terminal.until(b"\033[2J" + PROMPT)
    group.ok(seen is not None, "Ctrl-L clears the screen and shows the line again")
    terminal.type(b"\x03")
    terminal.prompt()


def test_history(group, terminal):
    for word in b"one", b"two", b"two", b"three":
        terminal.command(b"echo " + word)
    group.equal(terminal.command(UP), b"three\r\n", "the key up: the last line")
    group.equal(terminal.command(UP + UP), b"two\r\n", "twice: the line before")
    terminal.command(b"echo four")
    group.equal(terminal.command(UP + UP + UP + DOWN), b"two\r\n", "the key down goes back")
    group.equal(terminal.command(b"echo draft" + UP + DOWN), b"draft\r\n",
                "and to what was being typed")
    group.equal(terminal.command(b"thr\x12"), b"three\r\n", "Ctrl-R finds a line by a part of it")
    group.equal(terminal.command(b"echo\x12\x12"), b"draft\r\n", "and the one before it")
    oldest = (terminal.command(b"history") or b"").split(b"\r\n")[0].strip().split(b"  ", 1)[-1]
    terminal.type(UP * 100)
    group.ok(terminal.until(oldest) is not None, "the key up stops at the oldest line", oldest)
    group.equal(terminal.command(b"\x05\x15echo ok"), b"ok\r\n", "and the line can be deleted")
    for n in range(30):
        terminal.command(b": line %d " % n + b"x" * 500)
    lines = (terminal.command(b"history") or b"").split(b"\r\n")
    group.ok(10 < len(lines) < 20 and b": line 29 " in lines[-3], "old lines make room for new ones",
             lines)


def test_completion(group, terminal):
    terminal.command(b"mkdir /tmp/dir; cd /tmp/dir; echo 1 > apple; echo 2 > apricot; echo 3 > 'a b'")
    group.equal(terminal.command(b"cat appl\t"), b"1\r\n", "Tab completes the name of a file")
    group.equal(terminal.command(b"cat apr\t/tmp/d\tappl\t"), b"2\r\n1\r\n",
                "also with a directory before it")
    group.equal(terminal.command(b"cat a\\ \t"), b"3\r\n", "and a name with a blank")
    group.equal(terminal.command(b"unam\t"), b"Samepage\r\n", "the first word is a program")
    group.equal(terminal.command(b"true && unam\t"), b"Samepage\r\n", "after && as well")
    terminal.type(b"cat ap\t")
    seen = terminal.until(PROMPT + b"cat ap") or b""
    group.ok(b"apple    apricot  \r\n" in seen, "several: a list, and the line again", seen)
    group.equal(terminal.command(b"r\t"), b"2\r\n", "which can be completed")
    terminal.type(b"cat a\t")
    group.ok(terminal.until(b"a b ") is not None, "nothing in common: a list")
    terminal.type(b"\x03")
    terminal.prompt()
    # The line is drawn again with its prompt, perhaps late: wait for the output and not for a prompt.
    terminal.type(b"/nowhere/\tx\t\t" + b"y" * 600 + b"\t\x15" + b"echo se''en\r")
    group.ok(terminal.until(b"\r\nseen\r\n") is not None, "nothing to complete: nothing happens")
    terminal.prompt()
    terminal.command(b"cd /")


def test_jobs(group, terminal):
    _start(group, terminal, *RUNNING[0])
    terminal.type(b"\x1a")
    stopped = terminal.prompt() or b""
    group.ok(b"[1] Stopped" in stopped, "Ctrl-Z stops a program", stopped)
    group.ok(b"[1] Stopped          cat go -\r\n" in (terminal.command(b"jobs") or b""), "jobs lists it")
    terminal.type(b"fg\r")
    group.ok(terminal.until(b"cat go -\r\n") is not None, "fg continues it")
    terminal.type(b"more\r")
    group.ok(terminal.until(b"more\r\nmore\r\n") is not None, "with the terminal")
    terminal.type(b"\x04")
    terminal.prompt()
    group.equal(terminal.command(b"jobs"), b"", "and then there is no job any more")

    _start(group, terminal, b"{ echo go''es; sleep 1000; } | cat\r", b"goes\r\n")
    terminal.type(b"\x1a")
    terminal.prompt()
    group.ok(b"[1] Running          { echo go''es; sleep 1000; } | cat" in (terminal.command(b"bg") or b""),
             "bg continues a job in the background")
    answer = terminal.command(b"sleep 1000 & sleep 1000 &") or b""
    group.ok(b"[2] " in answer and b"[3] " in answer, "& starts jobs with numbers", answer)
    terminal.command(b"kill %1 %2")
    answer = terminal.command(b"sleep 0.2; jobs") or b""
    answer += terminal.command(b"") or b""
    group.ok(b"[1] Terminated" in answer and b"[2] Terminated" in answer, "kill %N ends jobs", answer)
    terminal.type(b"fg %3\r")
    terminal.until(b"sleep 1000\r\n")
    terminal.type(b"\x03")
    group.ok(terminal.prompt() is not None, "fg %N and Ctrl-C end another")
    terminal.command(b"cat &")
    answer = (terminal.command(b"sleep 0.2") or b"") + (terminal.command(b"") or b"")
    group.ok(b"Stopped" in answer, "a job in the background that reads the terminal is stopped", answer)
    terminal.command(b"kill -9 %1; wait")
    terminal.command(b"")
    for loop in b"while true; do true; done", b"while :; do sleep 1; done", b"for i in 1 2 3; do cat; done":
        terminal.type(loop + b"\r")
        terminal.until(b"\r\n")
        time.sleep(0.3)
        terminal.type(b"\x03")
        group.ok(terminal.prompt() is not None, f"Ctrl-C ends {loop.decode()}")
    group.equal(terminal.command(b"fg; bg; jobs"), 2 * b"sh: there is no job\r\n", "no jobs: messages")


def test_more(group, terminal):
    terminal.type(b"/tests/ends lines 60 | more\r")
    seen = terminal.until(b"--More--") or b""
    group.ok(b"line 24 of 60" in seen and b"line 25 of 60" not in seen, "more prints a screen and waits", seen)
    terminal.type(b"\r")
    seen = terminal.until(b"--More--") or b""
    group.ok(b"line 25 of 60" in seen and b"line 26 of 60" not in seen, "Enter: one more line", seen)
    terminal.type(b" ")
    group.ok(b"line 49 of 60" in (terminal.until(b"--More--") or b""), "Space: one more screen")
    terminal.type(b"q")
    group.ok(b"line 50" not in (terminal.prompt() or b"line 50"), "q: the end")
    rows = (terminal.command(b"proof") or b"").split(b"\r\n")
    group.ok(rows[-2].startswith(b"Proved") and len(rows) <= 24 and max(map(len, rows)) <= 80,
             "proof fits on a screen", rows)


def test_scripts_at_the_prompt(group, terminal):
    terminal.type(b"for i in a b\r")
    group.ok(terminal.until(b"\r\n> ") is not None, "an unfinished command: another prompt")
    group.equal(terminal.command(b"do echo $i; done"), b"a\r\nb\r\n", "which completes it")
    terminal.type(b"if true\r")
    terminal.until(b"> ")
    terminal.type(b"\x03")
    group.ok(terminal.prompt() is not None, "Ctrl-C drops all of it")
    group.equal(terminal.command(b"echo $?"), b"130\r\n", "with status 130")
    group.equal(terminal.command(b"fi; echo not this"), b"sh: syntax error: unexpected fi\r\n",
                "a mistake drops the line")
    group.equal(terminal.command(b"echo $?"), b"2\r\n", "with status 2")
    terminal.command(b"hello() { echo hello $1; }")
    group.equal(terminal.command(b"hello you; hello all"), b"hello you\r\nhello all\r\n", "a function")
    answer = terminal.command(b"cat <<END\rtext\rEND") or b""
    group.ok(answer.endswith(b"> END\r\ntext\r\n"), "a here-document", answer)
    group.ok((terminal.command(b"clear") or b"").endswith(b"\033[H\033[2J"), "clear")
    help_text = terminal.command(b"help") or b""
    rows = help_text.split(b"\r\n")
    group.ok(10 < len(rows) <= 24 and max(map(len, rows)) <= 80, "help fits on the screen", help_text)
    terminal.type(b"read x y\rone two three\recho $y $x\r")
    group.ok(terminal.until(b"\ntwo three one\r\n") is not None, "read reads what is typed ahead")
    terminal.prompt()


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
    terminal.command(b"kill -9 %1")
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
    seen = terminal.prompt() or b""
    group.ok(b"exit\r\ninit: the shell has ended with status 0" in seen,
             "Ctrl-D at the prompt: the shell ends, init says so and starts another", seen)
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
        for key in "c h o spc k home e end 2 left delete 1 ret".split():
            machine.monitor(f"sendkey {key} 10")
        group.ok(terminal.until(b"\r\nk1\r\n" + PROMPT) is not None, "Home, End, Left and Delete edit a line")
        for key in "up", "ret":
            machine.monitor(f"sendkey {key} 10")
        group.ok(terminal.until(b"\r\nk1\r\n" + PROMPT) is not None, "Up brings the line back")
        dump = os.path.join(machine.directory, "screen")
        machine.monitor(f'pmemsave 0xb8000 0x1000 "{dump}"')
        with open(dump, "rb") as file:
            characters = file.read()[::2]
        rows = [characters[i:i + 80].rstrip() for i in range(0, 80 * 25, 80)]
        group.ok(b"# echo H-i" in rows, "the screen shows the command without the erased letter", rows)
        group.ok(rows.count(b"# echo k1") == 2, "and the edited line twice", rows)
        group.ok(b"H-i" in rows, "the screen shows the command's output in a row of its own", rows)
        group.ok(rows[0].startswith(b"Samepage: "), "the log begins in the first row", rows)
