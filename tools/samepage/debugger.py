# SPDX-License-Identifier: GPL-2.0-only
"""
gdb in front of a machine: how it is started and how the two find each other.

    with Debugger("build/samepage.elf") as debugger:
        machine = Machine(..., options=debugger.qemu_options())
        debugger.run(machine.process)

They talk through a socket with a name in a directory of their own, so no port has to be free.
The machine stands still until gdb lets it go. With TOUR_AUTO or standard input from a pipe all
works the same: gdb reads its commands from there.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INIT = os.path.join(ROOT, "tools/gdb/init.py")
# What gdb does first, where nothing else is planned: the first instructions are the BIOS's.
TO_THE_KERNEL = ("tbreak kernel_main", "continue",
                 r"echo \n`help user-defined` lists the commands that know this kernel.\n")
CONNECT_LIMIT = 10          # seconds for QEMU to make its socket


class DebuggerError(Exception):
    """gdb is not there, or cannot do what is needed."""


class Debugger:
    """
    kernel     the ELF file with the symbols
    stub       the socket of a machine that runs already
    programs   more files, or directories, in which programs of the guest have their symbols
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
        """The machine waits, and what makes it stop for good leaves it there to be looked at."""
        return ["-S", "-no-shutdown",
                "-chardev", f"socket,id=gdb,path={self.stub},server=on,wait=off",
                "-gdb", "chardev:gdb"]

    def run(self, qemu, commands=(), arguments=(), environment=None):
        """
        gdb in this terminal, until it ends; its exit status. `qemu` is the process in front of
        which it sits, or None when that is not ours.
        """
        if qemu:
            self._wait(qemu)
        # Nothing may ask a question before the first prompt, or look for symbols elsewhere.
        command = [self.gdb, "-nx", "-q", "-iex", "set auto-load off", "-x", INIT, "-ex",
                   f"target remote {self.stub}"]
        for line in commands:
            command += ["-ex", line]
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)       # Ctrl-C is gdb's
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
