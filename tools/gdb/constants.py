# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's #defines, for gdb. The compiler's debug information knows structures and
variables, but no macros. So this file reads the plain constants and the small address macros
from the headers and defines them in gdb. The commands use them, and users can type

    (gdb) print IPC_SLOT(shmid)
    (gdb) print/x PAGE_OFFSET
"""

import functools
import glob
import os
import re

import gdb

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

HEADERS = ["include/uapi/ipc.h", "include/uapi/shm.h", "include/uapi/errno.h",
           "include/uapi/unistd.h", "include/uapi/mman.h", "include/uapi/signal.h",
           "kernel/*/*.h", "mm/*.h", "ipc/*.h"]
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([\w, ]*\))?[ \t]+(.+)$", re.M)
CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*$|(__NR|PG)_\w+$")
ALSO = {"pte_val", "pgd_val", "pgprot_val", "__pa", "__va", "pgd_index", "pte_index",
        "virt_to_page", "page_to_pfn", "page_to_phys", "page_address", "pfn_valid"}
FOREIGN = re.compile(r"__asm__|\{|\bdo\b|__attribute__|#|\.\.\.|\"")   # gdb cannot evaluate these
NAMES = {}                      # name -> (header, text)


def define_macros():
    """Read the headers and define the macros in gdb."""
    for pattern in HEADERS:
        for path in sorted(glob.glob(os.path.join(ROOT, pattern))):
            _read(path)
    gdb.execute("macro define current (cpu0.task)")


def _read(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S).replace("\\\n", " ")
    for name, arguments, value in DEFINE.findall(text):
        value = " ".join(value.split())
        if not (CONSTANT.match(name) or name in ALSO) or FOREIGN.search(value):
            continue
        NAMES[name] = (os.path.relpath(path, ROOT), value)
        gdb.execute(f"macro define {name}{arguments} {value}")


@functools.lru_cache(maxsize=None)
def constant(name):
    """The value of a #define of the kernel."""
    return int(gdb.parse_and_eval(name))


def names(prefix, header=None):
    """{value: name} of all constants whose names begin with `prefix`."""
    found = {}
    for name, (where, _) in NAMES.items():
        if name.startswith(prefix) and (header is None or where == header):
            try:
                found.setdefault(constant(name), name)
            except (gdb.error, ValueError):
                pass
    return found
