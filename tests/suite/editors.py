# SPDX-License-Identifier: GPL-2.0-only
"""
What editors read: compile_commands.json for clangd, and the files of .vscode, whose commands are given
to a gdb as the editor would give them.
"""

import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import time

from .guests import make
from .session import Gdb

GCC_ONLY = ("-gno-", "-mpreferred-stack-boundary")      # errors to clang
SAMPLE = ("kernel/main.c", "ipc/shm.c", "mm/memory.c", "user/memviewer.c", "user/sh/sh.c", "tests/shmat_test.c")


def test_compile_commands(group, root, build):
    made = make(build, "compile_commands.json")
    group.equal(made.returncode, 0, "make compile_commands.json succeeds")
    with open(os.path.join(root, "compile_commands.json"), encoding="utf-8") as file:
        entries = {entry["file"]: shlex.split(entry["command"]) for entry in json.load(file)}
    sources = {os.path.relpath(path, root) for top in ("boot", "kernel", "mm", "ipc", "user")
               for path in glob.glob(f"{root}/{top}/**/*.c", recursive=True)}
    group.equal(sources - set(entries), set(), "every source file of the kernel and of the programs is in it")
    group.equal([word for words in entries.values() for word in words if word.startswith(GCC_ONLY)], [],
                "it has no option that clang does not know")
    if shutil.which("clang"):
        for name in SAMPLE:
            done = subprocess.run(["clang", "--target=i686-linux-gnu", "-fsyntax-only", "-Werror",
                                   *entries[name][1:]], cwd=root, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
            group.equal((done.returncode, done.stdout), (0, ""), f"clang understands {name}")


def settings(root, name):
    """A file of .vscode: JSON with comments."""
    with open(os.path.join(root, ".vscode", name), encoding="utf-8") as file:
        return json.loads(re.sub(r"^\s*//.*$", "", file.read(), flags=re.M))


def test_visual_studio_code(group, root, private):
    boot, _ = settings(root, "launch.json")["configurations"]
    task, = (task for task in settings(root, "tasks.json")["tasks"] if task["label"] == boot["preLaunchTask"])
    command = [*shlex.split(task["command"]), "--build", private]
    ready = task["problemMatcher"]["background"]["endsPattern"]

    def real(text):
        return text.replace("${workspaceFolder}/build", private).replace("${workspaceFolder}", root)

    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as machine:
        try:
            said = machine.stdout.readline().decode()
            group.ok(re.search(ready, said), "the task says when the machine waits", said)
            with Gdb(root, real(boot["program"]), plain=True) as gdb:
                for step in boot["setupCommands"]:
                    gdb.ask(real(step["text"]))
                gdb.ask("target remote " + real(boot["miDebuggerServerAddress"]))
                for step in boot["postRemoteConnectCommands"]:
                    gdb.ask(real(step["text"]))
                group.ok("kernel_main" in gdb.ask("continue"), "the debugger stops at kernel_main", gdb.everything)
                group.ok("swapper" in gdb.ask("ps"), "and has our commands", gdb.everything)
                gdb.ask("kill")
            end = time.monotonic() + 10
            while machine.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
            group.ok(machine.poll() is not None, "the end of the debugger ends the machine")
        finally:
            machine.kill()
