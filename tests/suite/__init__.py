# SPDX-License-Identifier: GPL-2.0-only
"""
The host's side of the tests. conftest.py says how they run; each other file says what it tests.
"""

# All jobs, the longest first: two of them run at a time, and short ones shall be the last.
JOBS = ["debug", "ubsan", "kernel", "yield", "gdb", "greedy", "grade", "mutants", "labs", "kit", "oracle", "picture",
        "panics", "boot", "machines", "shm", "glibc", "oom", "tour", "replay", "trace", "2GiB", "stretch", "4MiB", "many",
        "tool", "site", "console", "screen", "uefi", "editors", "shell", "demo", "recount", "memviewer", "core", "layers",
        "docs", "setup", "refusals", "dist", "runner"]
LONG_JOBS = ["programs", "fuzz", "soak", *(f"clock{shift}" for shift in range(8))]     # only with --long
OTHER_JOBS = ["guest", "host"]          # programs that were named; --host
