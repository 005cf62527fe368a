# SPDX-License-Identifier: GPL-2.0-only
"""
Start gdb and connect it to a machine.

    with Debugger("build/samepage.elf") as debugger:
        machine = Machine(..., options=debugger.qemu_options())
        debugger.run(machine.process)

The two are connected by a socket in a directory of its own, so no port has to be free. The
machine waits until gdb continues it. gdb reads its commands from standard input, which may be a
pipe.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time

from .qemu import die_with_parent

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INIT = os.path.join(ROOT, "tools/gdb/init.py")
# gdb's first commands: the first instructions of the machine are those of the BIOS.
TO_THE_KERNEL = ("tbreak kernel_main", "continue",
                 r"echo \n`help user-defined` lists the commands that know this kernel.\n")
CONNECT_LIMIT = 10          # seconds for QEMU to make its socket
END_LIMIT = 5               # and to end


class DebuggerError(Exception):
    """gdb is missing, or cannot do what is needed."""


class Debugger:
    """
    kernel     the ELF file with the symbols
    stub       the socket of a machine that is already running
    programs   more files or directories with programs of the guest and their symbols
    """

    def __init__(self, kernel, programs=(), stub=None):
        self.kernel = os.path.abspath(kernel)
        self.programs = [os.path.abspath(path) for path in programs]
        self.gdb = os.environ.get("GDB") or shutil.which("gdb-multiarch") or shutil.which("gdb")
        if not self.gdb or not shutil.which(self.gdb):
            raise DebuggerError("gdb is not installed: run tools/setup gdb")
        self.directory = tempfile.mkdtemp(prefix="samepage-")
        self.stub = stub or os.path.join(self.directory, "gdb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)

    def qemu_options(self):
        """Arguments that make QEMU wait for gdb, and keep the machine after its end."""
        return ["-S", "-no-shutdown",
                "-chardev", f"socket,id=gdb,path={self.stub.replace(',', ',,')},server=on,wait=off",
                "-gdb", "chardev:gdb"]

    def launch(self, arguments, commands=(), more=(), environment=None, cwd=None):
        """
        Start QEMU with these arguments in the background, where Ctrl-C does not reach it, run gdb
        on it (see run()), and end QEMU.
        """
        qemu = subprocess.Popen([*arguments, *self.qemu_options()], stdin=subprocess.DEVNULL, cwd=cwd,
                                start_new_session=True, preexec_fn=die_with_parent)
        try:
            return self.run(qemu, commands, more, environment)
        finally:
            qemu.terminate()            # it removes its sockets
            try:
                qemu.wait(END_LIMIT)
            except subprocess.TimeoutExpired:
                qemu.kill()
                qemu.wait()

    def run(self, qemu, commands=(), arguments=(), environment=None):
        """
        Run gdb in this terminal and return its exit status. `qemu` is the process of the machine,
        or None if another program has started it.
        """
        if qemu:
            self._wait(qemu)
        # gdb must not ask questions before its first prompt, nor download symbols.
        command = [self.gdb, "-nx", "-q", "-iex", "set auto-load off", "-x", INIT, "-ex",
                   f"target remote {self.stub}"]
        for line in commands:
            command += ["-ex", line]
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)       # Ctrl-C is for gdb
        try:
            return subprocess.Popen(
                [*command, *arguments, self.kernel],
                env={**os.environ, "DEBUGINFOD_URLS": "",
                     "SAMEPAGE_PROGRAMS": ":".join(self.programs),
                     "SAMEPAGE_QEMU": str(qemu.pid if qemu else ""), **(environment or {})},
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)).wait()
        finally:
            signal.signal(signal.SIGINT, before)

    def _wait(self, qemu):
        end = time.monotonic() + CONNECT_LIMIT
        while not os.path.exists(self.stub):
            if time.monotonic() > end or qemu.poll() is not None:
                raise DebuggerError("QEMU did not start")
            time.sleep(0.02)
