# SPDX-License-Identifier: GPL-2.0-only
"""
`locks`: spinlocks and semaphores, their holders, and the processes that wait for them.

A spinlock records its holder only in a build with DEBUG=1 (kernel/sched/spinlock.h). A semaphore
has a count in every build, and a queue of waiters. Locks that are variables are found in the
debug information by their type, the others in the objects that contain them: address spaces,
files, terminals, slab caches.
"""

import re

import gdb

import kernel
from command import Command, say
from memory import entries, kernel_file, lookup_type, text, variable


# Types of variables that are a lock or contain one.
TYPES = ("spinlock_t", "struct semaphore", "wait_queue_head_t", "struct tty", "struct kmem_cache")


def lock_variables():
    """(name, value) of every variable of the kernel that holds a lock."""
    ours = kernel_file()
    for type_ in TYPES:
        listing = gdb.execute(f"info variables -q -t {type_}$", to_string=True)
        for name in sorted(set(re.findall(r"^\d+:.* \*?(\w+);$", listing, re.M))):
            found = [gdb.lookup_global_symbol(name), *gdb.lookup_static_symbols(name)]
            for symbol in found:
                if symbol is not None and symbol.symtab.objfile == ours:
                    yield name, symbol.value()


def state(semaphore):
    """
    Whether a semaphore is held. After up(), until the woken waiter takes the semaphore, it is not
    held although its count is below 1.
    """
    if int(semaphore["count"]) > 0:
        return "free"
    return "released, about to be taken by a waiter" if int(semaphore["waking"]) > 0 else "held"


def members(type_, name):
    """(path, kind) of every lock inside a structure; kind is "spinlock" or "semaphore"."""
    if type_.name == "spinlock_t":
        yield name, "spinlock"
        return
    type_ = type_.strip_typedefs()
    if type_.code != gdb.TYPE_CODE_STRUCT:
        return
    if type_.name == "semaphore":
        yield name, "semaphore"
        return
    for field in type_.fields():
        if field.name:
            yield from members(field.type, f"{name}.{field.name}" if name else field.name)


def _member(value, path):
    for name in filter(None, path.split(".")):
        value = value[name]
    return value


def waiters(queue):
    """The processes in a wait queue."""
    for wait in entries(queue["task_list"], lookup_type("struct wait_queue"), "task_list",
                        "waiters"):
        yield wait["task"].dereference()


class Locks(Command):
    """Show which locks are held, and which processes wait for them.

Usage: locks [all]

The holder of a spinlock is known only in a build with DEBUG=1 (make DEBUG=1 gdb).
For a semaphore the processes in its queue are listed. Without "all", only locks
that are held or waited for are shown. Example:

    (gdb) locks
    (gdb) locks all"""

    name = "locks"

    def run(self, words):
        if words not in ([], ["all"]):
            raise self.wrong_usage()
        self.everything = bool(words)
        self.shown = 0
        self.debug = any(field.name == "holder"
                         for field in lookup_type("spinlock_t").strip_typedefs().fields())
        self._spinlocks()
        self._semaphores()
        if not self.shown:
            say("no lock is held, and no process waits for one")
        cpu = variable("cpu0")
        if self.debug:
            say(f"the processor holds {int(cpu['lock_depth'])} spinlocks and is in "
                f"{int(gdb.parse_and_eval('irq_depth'))} interrupts")
        else:
            say("(the holder of a spinlock is known only in a build with DEBUG=1)")

    def _spinlocks(self):
        if not self.debug:
            return
        for name, value in self._objects("spinlock"):
            holder = value["holder"]
            if holder:
                self._line(f"spinlock   {name}: held by {text(holder)}()")
            elif self.everything:
                self._line(f"spinlock   {name}: free")

    def _semaphores(self):
        files = 0
        for name, value in self._objects("semaphore"):
            if not value["wait"]["task_list"]["next"]:
                continue                # early at boot, before it is initialised
            count, asleep = int(value["count"]), list(waiters(value["wait"]))
            if count > 0 and not asleep:
                if name.startswith("file "):
                    files += 1
                    continue
                if not self.everything:
                    continue
            words = state(value)
            if asleep:
                words += "; waiting: " + ", ".join(kernel.who(task) for task in asleep)
            self._line(f"semaphore  {name}: {words}")
        if self.everything:
            self._line(f"semaphores of {files} other files (i_sem): free")

    def _line(self, text_):
        self.shown += 1
        say(text_)

    @staticmethod
    def _objects(kind):
        """(name, value) of every lock of that kind."""
        for name, value in _holders():
            for path, found in members(value.type, ""):
                if found == kind:
                    yield (f"{name}.{path}" if path else name), _member(value, path)


def _holders():
    """(name, value) of every object that contains a lock."""
    yield from lock_variables()
    caches = variable("caches")
    for i in range(int(variable("nr_caches"))):
        yield f"slab cache {text(caches[i]['name'])}", caches[i]
    for mm, owners in kernel.address_spaces():
        yield f"address space of {kernel.owner_words(owners)}", mm
    for inode in kernel.inodes():
        yield f"file {kernel.path(inode)}", inode


COMMANDS = (Locks,)
