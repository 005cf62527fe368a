# SPDX-License-Identifier: GPL-2.0-only
"""
A machine: QEMU without a window, with its serial lines and its control channel.

    COM1  the guest's console: bytes in both directions, unchanged
    COM2  the kernel's trace (trace=True), which must be read, or the guest waits
    COM3  the kernel's log, in lines (if the boot words contain log=ttyS2)
    QMP   QEMU's control channel: stop, go on, read physical memory, why it ended

The four are socket pairs whose other ends QEMU inherits, so no names can clash. QEMU ends when this
process ends, for whatever reason.
"""

import collections
import ctypes
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from .pagetable import PAGE, PageTables, table_from

QEMU = "qemu-system-i386"
CONSOLE, LOG, CONTROL = "console", "log", "control"
PR_SET_PDEATHSIG = 1


def basic(memory, vga="none"):
    """QEMU's command line for a machine with this many MiB, no devices, and no second start."""
    return [QEMU, "-no-user-config", "-nodefaults", "-display", "none", "-vga", vga, "-nic", "none",
            "-no-reboot", "-m", f"{memory}M"]


class QemuError(Exception):
    """QEMU could not be started, or refused a command."""


# Looked up before the fork: after it, a program with threads may call very few functions.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def die_with_parent():
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Qmp:
    """The control channel: a JSON object per line; answers in order, with events in between."""

    def __init__(self, channel):
        self.channel = channel
        self.events = collections.deque()
        self._rest = b""
        self._lock = threading.Lock()
        self._message()                 # the greeting
        self.command("qmp_capabilities")

    def _message(self):
        while b"\n" not in self._rest:
            data = self.channel.recv(65536)
            if not data:
                raise QemuError("QEMU has ended")
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def command(self, name, **arguments):
        """Send a command and wait for its answer. Events that arrive meanwhile are kept."""
        request = {"execute": name, "arguments": arguments}
        with self._lock:
            self.channel.sendall(json.dumps(request).encode() + b"\n")
            while True:
                message = self._message()
                if "event" in message:
                    self.events.append(message)
                elif "error" in message:
                    raise QemuError(f"QEMU: {name}: {message['error']['desc']}")
                elif "return" in message:
                    return message["return"]

    def event(self):
        """Wait for the next event and return it."""
        while not self.events:
            message = self._message()
            if "event" in message:
                self.events.append(message)
        return self.events.popleft()

    def drain(self):
        """Read the rest after QEMU has ended. Returns why the guest ended, or None."""
        try:
            while True:
                self.events.append(self._message())
        except (QemuError, OSError):
            pass
        return self.shutdown()

    def shutdown(self):
        """Why the guest has ended, or None if it runs or the reason is not known yet."""
        for event in self.events:
            if event.get("event") == "SHUTDOWN":
                return event["data"].get("reason")
        return None

    def look(self):
        """Read the events that have arrived. A command that waits in another thread reads them itself."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._rest += self.channel.recv(65536, socket.MSG_DONTWAIT)
            while b"\n" in self._rest:
                self.events.append(self._message())
        except BlockingIOError:
            pass                        # a command has read them
        finally:
            self._lock.release()


class Machine:
    """
    A running QEMU. Give either cdrom (an ISO), or kernel (an ELF file) with modules (paths, or
    contents as bytes) and append (the boot words).

        with Machine(kernel="build/samepage.elf", modules=["build/initrd.cpio"]) as machine:
            for source, data in machine.events(deadline):
                ...

    `directory` is a scratch directory, deleted with the machine. A `detached` machine does not get
    Ctrl-C from the terminal. `on_reset` is called after the processor has reset itself, while the
    machine is still in that state. `program` is another QEMU.
    """

    def __init__(self, kernel=None, modules=(), append="", cdrom=None, memory=32, cpu=None,
                 icount=None, trace=False, options=(), detached=False, on_reset=None, program=QEMU):
        self.directory = tempfile.mkdtemp(prefix="samepage-")
        self.memory = memory << 20      # bytes
        self.console = self.log = self.trace = self._control = self._stderr = None
        self.process = None
        self.ended = None               # why QEMU ended: guest-shutdown, guest-reset, ...
        self._on_reset = on_reset
        self._selector = selectors.PollSelector()
        arguments = [program, *basic(memory)[1:], *options]
        if on_reset:
            arguments.append("-no-shutdown")        # QEMU stays, and we end it
        if cpu:
            arguments += ["-cpu", cpu]
        if icount is not None:
            arguments += ["-icount", str(icount)]
        if cdrom:
            arguments += ["-boot", "d", "-cdrom", self._link(cdrom, "cdrom.iso")]
        if kernel:
            arguments += ["-kernel", self._link(kernel, "kernel")]
            names = [self._module(module, f"module{i}") for i, module in enumerate(modules)]
            if names:
                arguments += ["-initrd", ",".join(names)]
            arguments += ["-append", append]
        try:
            self._start(arguments, trace, detached)
        except BaseException:
            self.close()
            raise

    def _link(self, path, name):
        """
        A symbolic link in QEMU's directory. Its name has no commas and spaces, which QEMU would interpret,
        but a slash, by which the kernel knows that it is no boot word.
        """
        os.symlink(os.path.abspath(path), os.path.join(self.directory, name))
        return "./" + name

    def _module(self, content, name):
        if not isinstance(content, bytes):
            return self._link(content, name)
        with open(os.path.join(self.directory, name), "wb") as file:
            file.write(content)
        return name

    def _start(self, arguments, trace, detached):
        ours, theirs = zip(*(socket.socketpair() for _ in range(4)))
        self.console, self.log, self._control, self.trace = ours
        console, log, qmp, com2 = (end.fileno() for end in theirs)
        com2 = f"socket,id=com2,fd={com2}" if trace else "null,id=com2"
        arguments += ["-chardev", f"socket,id=com1,fd={console}", "-serial", "chardev:com1",
                      "-chardev", com2, "-serial", "chardev:com2",
                      "-chardev", f"socket,id=com3,fd={log}", "-serial", "chardev:com3",
                      "-chardev", f"socket,id=control,fd={qmp}",
                      "-mon", "chardev=control,mode=control"]
        self._stderr = open(os.path.join(self.directory, "stderr"), "w+b")
        try:
            self.process = subprocess.Popen(
                arguments, cwd=self.directory, stdin=subprocess.DEVNULL, stdout=self._stderr, stderr=self._stderr,
                pass_fds=[end.fileno() for end in theirs], preexec_fn=die_with_parent,
                start_new_session=detached)
        except FileNotFoundError:
            raise QemuError(f"{arguments[0]} is not installed: run tools/setup") from None
        finally:
            for end in theirs:
                end.close()
        try:
            self.qmp = Qmp(self._control)
        except (QemuError, OSError):
            self.process.wait()
            raise QemuError(self.errors().strip() or "QEMU ended at once") from None
        self._selector.register(self.log, selectors.EVENT_READ, LOG)
        self._selector.register(self.console, selectors.EVENT_READ, CONSOLE)
        if self._on_reset:
            self._selector.register(self._control, selectors.EVENT_READ, CONTROL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End QEMU if it still runs, and release everything."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._selector.close()
        for file in (self.console, self.log, self.trace, self._control, self._stderr):
            if file:
                file.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def events(self, deadline):
        """
        Yield (LOG, bytes) and (CONSOLE, bytes) as they arrive, until QEMU ends; `ended` then says
        why. Yield (None, b"") and return when deadline(), a time of time.monotonic(), has passed.
        What the guest wrote to its log before it wrote to the console is yielded first.
        """
        channels = {LOG: self.log, CONSOLE: self.console}
        while channels:
            left = deadline() - time.monotonic()
            if left <= 0:
                yield None, b""
                return
            ready = {key.data for key, _ in self._selector.select(left)}
            if CONTROL in ready:
                self._look_at_end()
            if CONSOLE in ready and LOG in channels:
                ready.add(LOG)          # data may have arrived after select()
            for name in sorted(ready, reverse=True):     # the log before the console
                if name in channels:
                    data = self._receive(channels[name])
                    if data == b"":
                        self._selector.unregister(channels.pop(name))
                    elif data:
                        yield name, data
        self.process.wait()
        self.ended = self.qmp.drain()

    def _look_at_end(self):
        """End QEMU after its guest has ended; on_reset may look at the machine before."""
        try:
            self.qmp.look()
            reason = self.qmp.shutdown()
            if not reason:
                return
            self._selector.unregister(self._control)
            if reason == "guest-reset":
                self._on_reset()
            self.qmp.command("quit")
        except (QemuError, OSError):
            pass                        # it has ended already; the channels show it

    @staticmethod
    def _receive(channel):
        """The bytes that have arrived: b"" at the end, None if there are none yet."""
        try:
            return channel.recv(65536, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            return b""

    def rest_of_console(self):
        """What the guest has written to its console and events() has not yielded yet."""
        return self._receive(self.console) or b""

    def errors(self):
        """QEMU's own error messages."""
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")

    def type(self, data):
        """Send bytes to the guest's console, as if they were typed."""
        self.console.sendall(data)

    def stop(self):
        """Stop the machine."""
        self.qmp.command("stop")

    def go_on(self):
        self.qmp.command("cont")

    def monitor(self, line):
        """Give a command to QEMU's monitor ("info tlb", "xp /4xw 0x1000"); returns its output."""
        return self.qmp.command("human-monitor-command", **{"command-line": line})

    def read_physical(self, address, size):
        """Bytes of physical memory."""
        path = os.path.join(self.directory, "memory")
        self.qmp.command("pmemsave", val=address, size=size, filename=path)
        with open(path, "rb") as file:
            return file.read()

    def page_tables(self, directory):
        """The page tables under a page directory, given by its physical address, as they are now."""
        def fetch(physical):
            inside = 0 <= physical <= self.memory - PAGE
            return table_from(self.read_physical(physical, PAGE)) if inside else None
        return PageTables(directory, fetch)
