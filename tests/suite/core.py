# SPDX-License-Identifier: GPL-2.0-only
"""
The core (tools/core) is complete: every function that it lists exists, and every function of ipc/,
of mm/ or of the page fault that processes A and B meet on the path of a shared page is listed.
"""

import importlib.machinery
import importlib.util
import os
import re
import subprocess

from .session import Session

# Files whose functions belong to the path. Others (locks, lists, strings) are only used on it.
ON_THE_PATH = re.compile(r"(?:^|/)((?:ipc|mm)/\w+\.c|kernel/proc/traps\.c)$")
HEADER_FUNCTION = r"^static (?:inline|__always_inline) [^;{]*?\b(\w+)\("


def _tool(root):
    loader = importlib.machinery.SourceFileLoader("core", os.path.join(root, "tools/core"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("core", loader))
    loader.exec_module(module)
    return module


def _header_functions(root):
    """Names of functions that headers define in place. gdb gives the file that includes them."""
    names = set()
    for room in ["ipc", "mm", *(os.path.join("kernel", name) for name in os.listdir(os.path.join(root, "kernel")))]:
        directory = os.path.join(root, room)
        for name in os.listdir(directory) if os.path.isdir(directory) else ():
            if name.endswith(".h"):
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    names.update(re.findall(HEADER_FUNCTION, file.read(), re.M))
    return names


def test_list(group, root):
    core = _tool(root)
    done = subprocess.run([os.path.join(root, "tools/core")], capture_output=True, text=True)
    group.equal(done.returncode, 0, "every listed function is in its file")
    group.ok(re.search(r"^\d+ lines in \d+ files$", done.stdout.rstrip().rpartition("\n")[2]),
             "the last line has the total", done.stdout + done.stderr)
    try:
        core.definition("ipc/shm.c", "shm_nosuch")
        group.ok(False, "a function that is gone is noticed")
    except core.Missing:
        group.ok(True, "a function that is gone is noticed")


def test_path(group, root, build):
    listed = {(path, name) for _, path, name in _tool(root).functions()}
    inlined = _header_functions(root)
    with Session(root, build, "process_a; process_b", append="") as session:
        steps = os.path.join(os.path.dirname(os.path.realpath(__file__)), "core_steps.py")
        text = session.gdb.ask(f"source {steps}", limit=300)
    met = {(ON_THE_PATH.search(path).group(1), name)
           for path, name in re.findall(r"^met (\S+) (\w+)$", text, re.M)
           if ON_THE_PATH.search(path) and name not in inlined}
    group.ok(("ipc/shm.c", "shm_nopage") in met and ("mm/memory.c", "do_no_page") in met,
             "gdb has stepped through the path", text[-2000:])
    group.equal(sorted(met - listed), [], "every function on the path of a shared page is listed")
