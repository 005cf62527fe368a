# SPDX-License-Identifier: GPL-2.0-only
"""
Record a run of a guest, so that gdb can go through it forwards and backwards.

    run = Recording(Guest("process_a; process_b"), "build")
    run.record() and run.debug()

A run ends when the guest powers off, when the kernel panics, or after a time limit.

QEMU counts instructions (-icount) and records when each interrupt came. The replay is the same
run, instruction for instruction. A small disk holds a snapshot of the beginning; to go backwards,
QEMU loads the snapshot and runs forwards to an earlier moment.

The command lines for recording and replaying must describe the same machine, including the types of
its serial lines. docs/debugging.md lists what else QEMU 7.2 needs. Most important, the device vapic
must be off: with it QEMU waits forever when it loads a snapshot.
"""

import os
import re
import shutil
import subprocess
import sys
import time

from .claim import claim
from .debugger import Debugger
from .qemu import QEMU, basic, QemuError, die_with_parent

RECORD_LIMIT = 60           # seconds; the demonstration takes one second
OUTPUT = "console.log", "kernel.log"


def one_instruction_at_a_time():
    """
    QEMU's option that lets gdb stop after every instruction. QEMU 8.1 renamed it, and QEMU 10
    removed the old name.
    """
    try:
        said = subprocess.run([QEMU, "--version"], stdout=subprocess.PIPE, text=True).stdout
    except FileNotFoundError:
        raise QemuError(f"{QEMU} is not installed: run tools/setup run") from None
    version = re.search(r"version (\d+)\.(\d+)", said)
    if version and (int(version.group(1)), int(version.group(2))) < (8, 1):
        return ["-singlestep"]
    return ["-accel", "tcg,one-insn-per-tb=on"]


class Recording:
    """
    A run of a Guest; the recording goes to the directory `replay` of the build directory. It is
    claimed: record() raises Taken if another program uses it.
    """

    def __init__(self, guest, build):
        self.guest = guest
        self.directory = os.path.join(os.path.abspath(build), "replay")

    def record(self):
        """Record the run. Returns whether there is something to replay."""
        self._prepare()
        print(f"Recording: {self.guest.command}", flush=True)
        start = time.monotonic()
        qemu = subprocess.Popen(self._machine("record"), stdin=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, cwd=self.directory,
                                preexec_fn=die_with_parent)
        ended = self._watch(qemu, start + RECORD_LIMIT)
        _, errors = qemu.communicate()
        if qemu.returncode:
            print("QEMU could not record: " + errors.decode(errors="replace").strip(),
                  file=sys.stderr)
            return False
        for line in self._output():
            print("    " + line)
        size = os.path.getsize(os.path.join(self.directory, "events"))
        print(f"Recorded in {time.monotonic() - start:.1f} seconds{ended}; {size // 1024} KiB of "
              "events.", flush=True)
        return True

    def _watch(self, qemu, end):
        """Wait for the end of the run, and if necessary end it. Returns a remark on the end."""
        while True:
            try:
                qemu.wait(0.1)
                return ""
            except subprocess.TimeoutExpired:
                pass
            log = self._read(OUTPUT[1])
            panic = log.find("Kernel panic")
            if panic >= 0 and "Halted." in log[panic:]:
                words = ", up to this: " + log[panic:].splitlines()[0]
            elif time.monotonic() > end:
                words = ", the time limit, before the run had ended"
            else:
                continue
            qemu.terminate()            # it closes its files properly
            return words

    def debug(self, arguments=()):
        """Run gdb, stopped at the first instruction of the recording; returns its exit status."""
        with Debugger(self.guest.kernel, self.guest.programs) as debugger:
            return debugger.launch(self._machine("replay"), ["start-replay"], arguments,
                                   {"SAMEPAGE_REPLAY": "1"}, self.directory)

    def _prepare(self):
        self.guest.check_images()
        self._claim = claim(self.directory + ".lock")
        if os.path.exists(self.directory):
            shutil.rmtree(self.directory)
        os.makedirs(self.directory)
        with open(os.path.join(self.directory, "command.cpio"), "wb") as file:
            file.write(self.guest.overlay)
        # QEMU interprets commas in names, so use links without them.
        os.symlink(os.path.abspath(self.guest.kernel), os.path.join(self.directory, "kernel"))
        for i, image in enumerate(self.guest.images):
            os.symlink(os.path.abspath(image), os.path.join(self.directory, f"module{i}"))
        try:
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "disk.qcow2", "64M"],
                           cwd=self.directory, check=True)
        except FileNotFoundError:
            raise QemuError("qemu-img is not installed: run tools/setup replay") from None

    def _machine(self, mode):
        """QEMU's command line; only the mode and the names of the output files differ."""
        arguments = [
            *basic(self.guest.memory), "-global", "apic-common.vapic=off", *one_instruction_at_a_time(),
            "-icount", f"shift=auto,rr={mode},rrfile=events,rrsnapshot=beginning",
            "-drive", "file=disk.qcow2,if=none,id=disk,format=qcow2",
            "-kernel", "./kernel", "-initrd",
            ",".join([*(f"module{i}" for i in range(len(self.guest.images))), "command.cpio"]),
            "-append", self.guest.append]
        for name, file in zip(("com1", "com3"), OUTPUT):
            if name == "com3":
                arguments += ["-serial", "null"]            # COM2
            arguments += ["-chardev", f"file,id={name},path={mode}-{file}",
                          "-serial", f"chardev:{name}"]
        return arguments

    def _read(self, name):
        try:
            with open(os.path.join(self.directory, "record-" + name), errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def _output(self):
        lines = self._read(OUTPUT[0]).splitlines()
        return lines if len(lines) <= 12 else [*lines[:5], "...", *lines[-5:]]
