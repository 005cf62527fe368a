# SPDX-License-Identifier: GPL-2.0-only
"""
Drive a browser without a window through a pipe. Chromium's protocol (--remote-debugging-pipe) is a
sequence of JSON objects, each ended by a zero byte.

    with Browser() as browser:
        browser.open("file:///...", 1280, 720)
        browser.press("ArrowRight")
        browser.evaluate("document.title")
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
           "--remote-debugging-pipe"]
LIMIT = 60                  # seconds for any answer
KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "PageDown": 34, "PageUp": 33,
        "Tab": 9, " ": 32, "e": 69, "f": 70, "q": 81, "t": 84, "Enter": 13, "Escape": 27}


class NoBrowser(Exception):
    """No browser is installed, or it does not run here."""


def _is_snap(path):
    """Is this a link to snap, or Ubuntu's script that starts the snap or asks for it?"""
    if os.path.realpath(path).endswith("/snap"):
        return True
    with open(path, "rb") as file:
        return b"/snap/bin/" in file.read(4096)


class Browser:
    """own: beginnings of addresses that a page may ask for, of a server that the test has started."""

    def __init__(self, own=()):
        self.own = tuple(own)
        found = [shutil.which(name) for name in NAMES if shutil.which(name)]
        program = next((path for path in found if not _is_snap(path)), None)
        if not program:
            raise NoBrowser("Ubuntu's Chromium is a snap, which cannot read the files of the tests" if found
                            else "no Chromium is installed (tools/setup browser installs it on Debian; "
                                 "Ubuntu has it only as a snap, which the tests do not use)")
        self.directory = tempfile.mkdtemp(prefix="samepage-browser-")
        self.complaints = []            # errors and warnings of the page
        self._number, self._rest, self._session = 0, b"", None
        self._events = []
        command, self._to = os.pipe()
        self._from, answer = os.pipe()
        def connect():                  # the browser reads from 3 and writes to 4
            ends = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (command, answer)]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)
        self._process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={self.directory}/profile", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=connect, pass_fds=(3, 4), env={**os.environ, "HOME": self.directory})
        os.close(command)
        os.close(answer)
        try:
            self._attach()
        except (NoBrowser, OSError) as error:
            self.close()
            raise NoBrowser(f"{program} does not run here: {error}") from None

    def _attach(self):
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.command("Target.attachToTarget", targetId=target,
                                     flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.command(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.close(self._to)              # this ends the browser
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)
        shutil.rmtree(self.directory, ignore_errors=True)

    # ---- the protocol -----------------------------------------------------------------------

    def _message(self, end):
        while b"\0" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._from], [], [], left)[0]:
                raise NoBrowser("the browser does not answer")
            data = os.read(self._from, 1 << 20)
            if not data:
                raise NoBrowser("the browser has ended")
            self._rest += data
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def _note(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(params["exceptionDetails"].get("text", "exception"))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith(("file:", "data:", "about:", "blob:", *self.own)):
                self.complaints.append(f"asks the network for {url}")
        self._events.append(method)

    def command(self, method, **params):
        self._number += 1
        request = {"id": self._number, "method": method, "params": params}
        if self._session:
            request["sessionId"] = self._session
        os.write(self._to, json.dumps(request).encode() + b"\0")
        end = time.monotonic() + LIMIT
        while True:
            message = self._message(end)
            if message.get("id") != self._number:
                self._note(message)
            elif "error" in message:
                raise RuntimeError(f"{method}: {message['error']['message']}")
            else:
                return message["result"]

    # ---- what a reader does ----------------------------------------------------------------------

    def open(self, url, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=False)
        for address in ("about:blank", url):    # a URL that differs only after # is not loaded again
            self._events = []
            self.command("Page.navigate", url=address)
            end = time.monotonic() + LIMIT
            while "Page.loadEventFired" not in self._events:
                self._note(self._message(end))

    def evaluate(self, expression):
        result = self.command("Runtime.evaluate", expression=expression, returnByValue=True,
                              awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", details).get("description", "exception"))
        return result["result"].get("value")

    def press(self, key):
        code = KEYS[key]
        text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                         **(text if kind == "keyDown" else {}))

    def type(self, text):
        """Types a text, as a keyboard does."""
        for character in text:
            self.command("Input.dispatchKeyEvent", type="char", text=character)

    def wait(self, expression, limit=LIMIT):
        """Waits until an expression is true; returns whether it is."""
        end = time.monotonic() + limit
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def prefers(self, scheme):
        """Prefer "dark" or "light" colours."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def images(self):
        """Names and descriptions of the pictures, as a screen reader gets them."""
        nodes = self.command("Accessibility.getFullAXTree")["nodes"]
        return [(node.get("name", {}).get("value", ""), node.get("description", {}).get("value", ""))
                for node in nodes if node.get("role", {}).get("value") in ("image", "img")]

    def medium(self, name):
        """"print", or "" for the screen."""
        self.command("Emulation.setEmulatedMedia", media=name)

    def prefer(self, theme):
        """"light" or "dark"."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def pdf(self):
        return base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True,
                                             printBackground=True, landscape=True)["data"])
