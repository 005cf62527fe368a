# SPDX-License-Identifier: GPL-2.0-only
"""
The kernel's system calls, read from the headers that are the only list of them:

    include/uapi/unistd.h           the numbers, __NR_name
    include/uapi/syscall_table.h    the kernel's function, and a letter for each argument
"""

import functools
import os
import re
from dataclasses import dataclass

HEADERS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../include/uapi")
NUMBER = re.compile(r"^#define __NR_(\w+)\s+(\d+)", re.M)
ENTRY = re.compile(r'^SYSCALL\((\w+),\s*(\w+),[^"]*"(\w*)"\)', re.M)

# Which argument registers of ipc (0: ebx) hold the arguments of the call that goes through it.
IPC_ARGUMENTS = {"shmat": (1, 4, 2), "shmdt": (4,), "shmget": (1, 2, 3), "shmctl": (1, 2, 4),
                 "semop": (1, 4, 2), "semtimedop": (1, 4, 2, 5), "semget": (1, 2, 3), "semctl": (1, 2, 3, 4),
                 "msgget": (1, 2), "msgsnd": (1, 4, 2, 3), "msgrcv": (1, 4, 2, 3), "msgctl": (1, 2, 4)}

# The letters of calls that have no number of their own.
IPC_LETTERS = {"semop": "dxd", "semtimedop": "dxdx"}


@dataclass(frozen=True)
class Call:
    number: int
    name: str
    function: str
    arguments: str              # letters, which include/uapi/syscall_table.h explains


def _read(name):
    with open(os.path.join(HEADERS, name), encoding="utf-8") as file:
        return file.read()


@functools.cache
def names():
    """{number: name} of every call that has a number, also of those that answer -ENOSYS."""
    return {int(number): name for name, number in NUMBER.findall(_read("unistd.h"))}


@functools.cache
def table():
    """Every Call that the kernel has."""
    numbers = {name: number for number, name in names().items()}
    return tuple(Call(numbers[name], name, function, letters)
                 for name, function, letters in ENTRY.findall(_read("syscall_table.h")))
