# SPDX-License-Identifier: GPL-2.0-only
"""
The page in Firefox, which has no protocol that tests could speak without more packages. The server of
this test adds a script to the page; it does what a reader does, and sends the server what it saw.
"""

import functools
import http.server
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading

import pytest

pytestmark = pytest.mark.xdist_group("site")

LIMIT = 240
SCRIPT = """<script>
addEventListener('load', async () => {
    const seen = { errors: [] };
    addEventListener('error', (event) => seen.errors.push(event.message));
    const until = async (good) => { while (!good()) await new Promise((resolve) => setTimeout(resolve, 50)); };
    try {
        await until(() => globalThis.samepage?.player?.state === 'held');
        const { player, watch, writing } = samepage;
        seen.titles = [];
        for (let i = 0; i < 8; i++) {
            watch.go(watch.index + 1);
            await until(() => player.state === 'held');
            seen.titles.push(watch._get('title').textContent);
        }
        seen.check = document.getElementById('check').textContent;
        document.getElementById('tab-write').click();
        await until(() => writing.editor && writing.work.files.length);
        writing.run();
        await until(() => writing.state === 'done');
        seen.compiled = writing.result.ok;
        await until(() => player.state === 'waiting');
        seen.said = samepage.said;
    } catch (error) {
        seen.errors.push(String(error));
    }
    fetch('report', { method: 'POST', body: JSON.stringify(seen) });
});
</script>"""


class Handler(http.server.SimpleHTTPRequestHandler):
    reports = queue.Queue()

    def do_GET(self):
        if self.path != "/":
            super().do_GET()
            return
        with open(os.path.join(self.directory, "index.html"), encoding="utf-8") as file:
            data = file.read().replace("</body>", SCRIPT + "</body>").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def firefox():
    for name in "firefox-esr", "firefox":
        path = shutil.which(name)
        if not path:
            continue
        with open(path, "rb") as file:
            if os.path.realpath(path).endswith("/snap") or b"/snap/bin/" in file.read(4096):
                pytest.skip("Ubuntu's Firefox is a snap, which the tests do not use")
        return path
    pytest.skip("no Firefox is installed (tools/setup browser installs it on Debian)")


def test_firefox(group, build):
    program, site = firefox(), os.path.join(build, "site")
    if not os.path.exists(os.path.join(site, "index.html")):
        pytest.skip("build/site is not there: make site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="samepage-firefox-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([program, "--headless", "--no-remote", "--profile", profile,
                                    f"http://127.0.0.1:{server.server_port}/"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "HOME": profile})
        try:
            seen = Handler.reports.get(timeout=LIMIT)
        except queue.Empty:
            seen = {"errors": [f"no report in {LIMIT} seconds"]}
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    server.shutdown()
    group.equal(seen["errors"], [], "the page has no errors")
    group.ok(any('writes "Hello World"' in title for title in seen.get("titles", [])), "it steps through the run", seen)
    group.ok("all equal" in seen.get("check", ""), "what it draws is what the machine's memory has", seen)
    group.ok(seen.get("compiled") and "Hello World" in seen.get("said", ""), "it compiles A and B, and they run", seen)
