# SPDX-License-Identifier: GPL-2.0-only
"""
A run that can be played again, forwards and backwards.

    run = Recording("build", "process_a; process_b", memory=32)
    run.record() and run.debug()

QEMU counts instructions (-icount) and writes down when each interrupt came; playing that again
gives the same run, instruction for instruction. A snapshot of the beginning is kept on a small
disk, and going backwards is: load the snapshot, and go forwards to a moment before the present.

The two command lines must agree in everything that the machine consists of, down to the kinds of
its serial lines. What else QEMU 7.2 asks for stands in docs/debugging.md; above all no vapic: that
device makes QEMU wait for itself when a snapshot is loaded, for ever.
"""

import os
import shutil
import subprocess
import sys
import time

from . import cpio
from .debugger import Debugger
from .qemu import QEMU, QemuError, die_with_parent

RECORD_LIMIT = 60           # seconds; the demonstration takes one
OUTPUT = "console.log", "kernel.log"


class Recording:
    """
    build      the directory with kernel and initrd; the recording goes to its `replay`
    command    a line for the guest's shell
    files      (guest path, host path) pairs to be put into the guest
    """

    def __init__(self, build, command, memory=32, files=()):
        self.build = os.path.abspath(build)
        self.directory = os.path.join(self.build, "replay")
        self.command = command
        self.memory = memory
        self.files = files

    def record(self):
        """Run it once. True when there is something to play."""
        self._prepare()
        print(f"Recording: {self.command}", flush=True)
        start = time.monotonic()
        try:
            done = subprocess.run(self._machine("record"), stdin=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, timeout=RECORD_LIMIT,
                                  cwd=self.directory, preexec_fn=die_with_parent)
        except subprocess.TimeoutExpired:
            print(f"It had not ended after {RECORD_LIMIT} seconds. A recording needs a command "
                  "that ends; what has happened so far can be played.", file=sys.stderr)
            return False
        except FileNotFoundError:
            raise QemuError(f"{QEMU} is not installed: run tools/setup run") from None
        if done.returncode:
            print("QEMU could not record: " + done.stderr.decode(errors="replace").strip(),
                  file=sys.stderr)
            return False
        for line in self._output():
            print("    " + line)
        size = os.path.getsize(os.path.join(self.directory, "events"))
        print(f"Recorded in {time.monotonic() - start:.1f} seconds; {size // 1024} KiB of events.",
              flush=True)
        return True

    def debug(self, arguments=()):
        """gdb at the first instruction of the recording; its exit status."""
        with Debugger(os.path.join(self.build, "samepage.elf"),
                      [host for _, host in self.files]) as debugger:
            qemu = subprocess.Popen(
                self._machine("replay") + debugger.qemu_options(), stdin=subprocess.DEVNULL,
                cwd=self.directory, start_new_session=True, preexec_fn=die_with_parent)
            try:
                return debugger.run(qemu, ["start-replay"], arguments)
            finally:
                qemu.kill()
                qemu.wait()

    def _prepare(self):
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        archive = cpio.Archive()
        for path, host in self.files:
            archive.add_host(host, path)
        archive.add("run/line", self.command.encode() + b"\n")
        archive.add("run/command", b"sh /run/line < /dev/null\n")
        with open(os.path.join(self.directory, "command.cpio"), "wb") as file:
            file.write(archive.to_bytes())
        # Names without commas, which mean something to QEMU.
        for name in ("samepage.elf", "initrd.cpio"):
            os.symlink(os.path.join("..", name), os.path.join(self.directory, name))
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "disk.qcow2", "64M"],
                       cwd=self.directory, check=True)

    def _machine(self, mode):
        """QEMU's command line; only the mode and the names of the output files differ."""
        arguments = [
            QEMU, "-no-user-config", "-nodefaults", "-display", "none", "-vga", "none",
            "-nic", "none", "-no-reboot", "-m", f"{self.memory}M",
            "-global", "apic-common.vapic=off", "-singlestep",
            "-icount", f"shift=auto,rr={mode},rrfile=events,rrsnapshot=beginning",
            "-drive", "file=disk.qcow2,if=none,id=disk,format=qcow2",
            "-kernel", "samepage.elf", "-initrd", "initrd.cpio,command.cpio",
            "-append", "rc=/run/command log=ttyS2 quiet"]
        for name, file in zip(("com1", "com3"), OUTPUT):
            if name == "com3":
                arguments += ["-serial", "null"]            # COM2
            arguments += ["-chardev", f"file,id={name},path={mode}-{file}",
                          "-serial", f"chardev:{name}"]
        return arguments

    def _output(self):
        with open(os.path.join(self.directory, "record-" + OUTPUT[0]), errors="replace") as file:
            lines = file.read().splitlines()
        return lines if len(lines) <= 12 else [*lines[:5], "...", *lines[-5:]]
