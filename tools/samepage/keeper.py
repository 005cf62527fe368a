# SPDX-License-Identifier: GPL-2.0-only
"""
Run the machine of an interactive user (make run). End when the guest powers off, and reset the
machine when the guest restarts. When the kernel panics or the processor resets itself, keep the
machine as it is and print how to examine it.

QEMU uses the terminal. Its control channel reports power-off and resets. QEMU does not notice a
panic, so the Keeper looks for one in the file to which QEMU copies the console.
"""

import os
import select
import socket
import subprocess

from . import remains
from .claim import claim
from .faults import Faults
from .qemu import Qmp, QemuError, die_with_parent

# In the build directory. A program that makes the others claims the first.
CLAIM, LOG, STUB = "machine.lock", "console.log", "gdb"
LOOK = """\
[make attach, in another terminal, opens the debugger on this machine as it is now;
 make gdb starts a new one and stops when the same happens again. Ctrl-A x ends this one.]
"""


class Keeper:
    """
    Runs QEMU with these arguments. The current directory must be the build directory. Raises Taken
    if another machine runs there.
    """

    def __init__(self, arguments):
        self._claim = claim(CLAIM)
        self.channel, theirs = socket.socketpair()
        self._seen = b""
        self._said = False
        for name in (LOG, STUB):
            if os.path.exists(name):
                os.unlink(name)
        self.qemu = subprocess.Popen(
            [*arguments, "-no-reboot", "-no-shutdown",
             "-chardev", f"stdio,id=console,mux=on,signal=off,logfile={LOG}",
             "-serial", "chardev:console", "-mon", "chardev=console,mode=readline",
             "-chardev", f"socket,id=gdb,path={STUB},server=on,wait=off", "-gdb", "chardev:gdb",
             "-chardev", f"socket,id=control,fd={theirs.fileno()}",
             "-mon", "chardev=control,mode=control"],
            pass_fds=[theirs.fileno()], preexec_fn=die_with_parent)
        theirs.close()
        self._log = None
        self._line = b""                # the last line of the console, which is not complete yet
        self._faults = Faults(".")

    def keep(self):
        """Handle events until QEMU has ended. Returns its exit status."""
        try:
            qmp = Qmp(self.channel)
            while self.qemu.poll() is None:
                if qmp.events or select.select([self.channel], [], [], 0.3)[0]:
                    self._event(qmp, qmp.event())
                self._look_at_console()
        except (QemuError, OSError):
            pass                        # QEMU has ended
        return self.qemu.wait()

    def _event(self, qmp, event):
        if event["event"] != "SHUTDOWN":
            return
        if event["data"]["reason"] != "guest-reset":
            qmp.command("quit")
            return
        self._look_at_console()
        if b"reboot: Restarting system" in self._seen:
            self._seen = b""
            qmp.command("system_reset")
            qmp.command("cont")
        else:
            words = remains.describe(lambda line: qmp.command(
                "human-monitor-command", **{"command-line": line}), "samepage.elf")
            self._say("\n".join(words) + "\n" + LOOK)

    def _look_at_console(self):
        """Look at the new output: add the source line to a program's death, and help to a panic."""
        if self._log is None:
            if not os.path.exists(LOG):
                return
            self._log = open(LOG, "rb")
        new = self._log.read()
        self._seen = (self._seen + new)[-65536:]
        *lines, self._line = (self._line + new).split(b"\n")
        for line in lines:
            explanation = self._faults.explain(line.decode(errors="replace").rstrip("\r"))
            if explanation:
                self._say(explanation + "\n")
                os.write(1, self._line)         # the prompt, which stood there before
        start = self._seen.find(b"Kernel panic")
        if start >= 0 and b"Halted." in self._seen[start:] and not self._said:
            self._said = True
            self._say(LOOK)

    @staticmethod
    def _say(text):
        """Print text. The terminal is in raw mode, so each line needs a carriage return."""
        os.write(1, b"\r\n" + text.replace("\n", "\r\n").encode())
