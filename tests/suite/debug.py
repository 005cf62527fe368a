# SPDX-License-Identifier: GPL-2.0-only
"""
The commands of tools/gdb, on a running demonstration in which A and B both exist and B is about to
print. The output of each command is compared with QEMU's monitor and with a dump of memory.
"""

import ast
import os
import re
import tempfile

import pytest

from samepage.elf import Elf
from samepage.trace import Decoder
from .guests import variant_build
from .session import Gdb, Session

pytestmark = pytest.mark.xdist_group("gdb")

A, B = "process_a", "process_b"
COMMANDS = ["ps", "vmas", "kstack", "ptwalk", "vtop", "shm", "pframe", "events", "locks", "break-in",
            "catch-syscall", "catch-fault", "tour", "who-wrote", "sem", "msg"]


@pytest.fixture(scope="module")
def demonstration(root, build):
    with Session(root, build, f"hold {A} {B}; ipcrm -a") as session:
        yield session


@pytest.fixture
def session(group, demonstration):
    """gdb in front of the demonstration, where the test before has left it."""
    gdb = demonstration.gdb
    gdb.everything = ""
    yield demonstration
    group.ok("Traceback" not in gdb.everything and "has a bug" not in gdb.everything, "no Python is shown")
    if group.failed:
        group.note(gdb.everything[-3000:])


def test_without_a_machine(group, root, build):
    """Help, abbreviations, and the messages of commands that need a machine."""
    kernel = os.path.join(build, "samepage.elf")
    with Gdb(root, kernel, plain=True) as gdb:
        before = _abbreviations(gdb)
    with Gdb(root, kernel) as gdb:
        after = _abbreviations(gdb)
        lost = [f"{prefix}: {meaning!r}, now {after.get(prefix)!r}"
                for prefix, meaning in before.items() if after.get(prefix) != meaning]
        group.ok(len(before) > 500 and not lost, "every abbreviation of gdb's own commands still works",
                 "\n".join(lost[:10]))
        for command in COMMANDS:
            text = gdb.ask(f"help {command}")
            group.ok(f"Usage: {command}" in text and re.search(rf"Example:\s+{command}", text),
                     f"help {command} has usage and example", text)
        for command in ("ps", "vmas 1", "ptwalk 1", "vtop 1 0", "shm", "sem", "msg", "pframe 0", "events", "locks",
                        "kstack 1"):
            group.ok("no machine is connected" in gdb.ask(command), f"{command} says that no machine is connected",
                     gdb.everything[-300:])
        group.ok("Traceback" not in gdb.everything, "no Python is shown")


def test_sleepers(group, root, build):
    """The commands `sem` and `msg` show who waits for whom: a deadlock, and processes at a queue."""
    with Session(root, build, "philosophers -d & sleep 1; /tests/ends queue & sleep 1; ipcrm -a; sleep 1",
                 tests=True) as session:
        gdb = session.gdb
        gdb.ask("break-in ipcrm sys_semctl")
        gdb.ask("continue")
        text = gdb.ask("sem")
        group.ok(re.search(r"^ +0 +0 +0x00000000 +0600 +5 +0 0 0 0 0$", text, re.M), "sem lists the set and its sleepers", text)
        text = gdb.ask("sem 0")
        group.equal(len(re.findall(r"process \d+ \(philosophers\) sleeps until semaphore \d is at least 1$", text, re.M)),
                    5, "sem 0 names five sleepers, and what each waits for")
        group.equal(sorted(re.findall(r"the exit of process \d+ \(philosophers\) adds \+1 to semaphore (\d)$", text, re.M)),
                    list("01234"), "and the fork that each holds")
        text = gdb.ask("msg")
        group.ok(re.search(r"^ +0 +0 +0x00000000 +0600 +2 +8 +1 +1$", text, re.M), "msg lists the queue", text)
        text = gdb.ask("msg 0")
        group.ok("8 of 8 bytes in 2 messages" in text and "a message of type 7, 5 bytes" in text and
                 re.search(r"process \d+ \(ends\) sleeps until there is a message of type 9$", text, re.M) and
                 re.search(r"process \d+ \(ends\) sleeps until there is room for 4 bytes of type 1$", text, re.M),
                 "msg 0 shows messages, receivers and senders", text)
        group.ok("there is no set 77" in gdb.ask("sem 77") and "there is no queue 128" in gdb.ask("msg 128"),
                 "both say that there is no such object", gdb.everything[-300:])
        group.ok("Traceback" not in gdb.everything and "has a bug" not in gdb.everything, "no Python is shown")


@pytest.mark.xdist_group("debug")
def test_locks_of_a_debug_build(group, root, build):
    """A DEBUG build remembers which function holds a spinlock."""
    with Session(root, variant_build(build, "debug"), f"{A}; ipcrm -a") as session:
        session.gdb.ask("break-in ipcrm killseg")
        session.gdb.ask("continue")
        text = session.gdb.ask("locks")
        group.ok(re.search(r"spinlock +shm_lock: held by \w+\(\)", text),
                 "shm_lock is held while a segment is destroyed, with its holder", text)
        group.ok("the processor holds 1 spinlock" in text, "locks counts one spinlock held by the processor", text)
        group.ok(re.search(r"spinlock +free_lock: free", session.gdb.ask("locks all")),
                 "locks all shows the free ones")


# Runs inside gdb and prints {prefix: first line of help} for every prefix that names one command.
# The names of a command and its aliases may precede that line.
MEANINGS = r"""
import re
import string
import gdb

def commands(prefix):
    lines = gdb.execute("complete " + prefix, to_string=True).splitlines()
    return [line for line in lines if " " not in line]

def meaning(prefix):
    try:
        text = gdb.execute("help " + prefix, to_string=True)
    except gdb.error:
        return None
    return [line for line in text.splitlines() if not re.match(r"[\w-]+, ", line)][0]

names = [name for letter in string.ascii_lowercase for name in commands(letter)]
prefixes = sorted({name[:i] for name in names for i in range(1, len(name) + 1)})
print(repr({prefix: meaning(prefix) for prefix in prefixes if meaning(prefix)}))
"""


def _abbreviations(gdb):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(MEANINGS)
        file.flush()
        text = gdb.ask(f"source {file.name}")
    return ast.literal_eval(text[text.index("{"):])


# Runs inside gdb. A breakpoint at a function that begins with a call that was inlined stops at the
# line of that call. What must not happen is that it stops at a line of the inlined function.
ELSEWHERE = r"""
import os
import re
import gdb

def stops_elsewhere(name):
    text = gdb.execute("tbreak " + name, to_string=True)
    place = re.search(r"at (0x[0-9a-f]+): file (\S+), line", text)
    symbol = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
    if not place or not symbol:
        return False
    block = gdb.block_for_pc(int(place.group(1), 16))
    while not block.function:
        block = block.superblock
    return block.function.name == name and \
        os.path.basename(place.group(2)) != os.path.basename(symbol.symtab.filename)

print(repr([name for name in NAMES.split() if stops_elsewhere(name)]))
"""


def test_breakpoints_stop_in_their_function(group, root, build):
    kernel = os.path.join(build, "samepage.elf")
    names = [name for name, _, is_global in Elf(kernel).symbols() if is_global and name.startswith("sys_")]
    with Gdb(root, kernel, plain=True) as gdb, tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(f"NAMES = {' '.join(names)!r}\n{ELSEWHERE}")
        file.flush()
        text = gdb.ask(f"source {file.name}", limit=120)
    group.ok(len(names) > 100, "the kernel's calls are known", names)
    group.equal(text.splitlines()[-1], "[]", "a breakpoint at a call of the kernel stops at a line of its function")


def test_before_the_kernel(group, session):
    gdb = session.gdb
    for command in ("ps", "shm", "locks", "events", "pframe 0x1000", "ptwalk", "vmas"):
        group.ok("cannot be read" in gdb.ask(command), f"before paging, {command} says so",
                 gdb.everything[-300:])
    gdb.ask("tbreak kernel_main")
    gdb.ask("continue")
    group.ok("swapper" in gdb.ask("ps"), "at kernel_main the idle task is the only one")
    group.ok("no lock is held" in gdb.ask("locks"), "a semaphore that is not initialised yet is not reported as held",
             gdb.everything[-300:])
    group.ok("has not begun to boot" in gdb.ask("events"), "events says what to do", gdb.everything[-300:])
    group.ok("mem_map is not there yet" in gdb.ask("pframe 1"), "pframe waits for mem_map")


def test_breakpoints(group, session):
    gdb = session.gdb
    gdb.ask(f"catch-fault {B}")
    text = gdb.ask("continue")
    address = re.search(rf"Page fault of process (\d+) \({B}\): .* (0x[0-9a-f]+)[ ,]", text)
    group.ok(address, "catch-fault stops at the first fault of B", text)
    if address:
        group.equal(int(address.group(2), 16), session.register("CR2"), "catch-fault names the address in CR2")
    gdb.ask("delete")
    gdb.ask(f"break-in {B} shmat")
    text = gdb.ask("continue")
    group.ok(re.search(rf"\({B}\) is at breakpoint .*\n#0 +shmat \(.*user/lib/shm.c", text),
             "break-in stops in B's own code, with its source", text)
    gdb.ask("delete")
    _into_the_kernel(group, gdb)
    gdb.ask(f"catch-syscall write {B}")
    text = gdb.ask("continue")
    group.ok(re.search(rf"\({B}\) makes the system call write", text),
             "catch-syscall stops when B prints", text)
    gdb.ask("delete")


def _into_the_kernel(group, gdb):
    """Step from shmat() in the program through int 0x80 into sys_shmat, and back."""
    for _ in range(40):
        if "int\t0x80" in gdb.ask("step"):
            break
    text = gdb.ask("step")
    group.ok("system_call () at kernel/cpu/entry.asm" in text, "step goes through int 0x80", text)
    for _ in range(60):
        text = gdb.ask("step")
        if "sys_ipc (" in text:
            break
    group.ok("sys_ipc (" in text, "step enters the C function of the system call", text)
    gdb.ask("tbreak sys_shmat")
    gdb.ask("continue")
    text = gdb.ask("bt")
    chain = re.findall(r"#\d+ .*?(\w+) \(", text)
    group.ok([n for n in chain if n in ("sys_shmat", "ipc_shmat", "syscall", "shmat", "main")] ==
             ["sys_shmat", "ipc_shmat", "syscall", "shmat", "main"],
             "a backtrace crosses the system call, down to the program's main", text)
    gdb.ask("finish")
    gdb.ask("finish")
    for _ in range(60):
        text = gdb.ask("step")
        if "user/lib/syscall.asm" in text:
            break
    group.ok("user/lib/syscall.asm" in text, "steps lead back into the program", text)


def test_processes(group, session):
    gdb, dump = session.gdb, session.dump()
    text = gdb.ask("ps")
    rows = {int(row[1]): row for row in
            (re.match(r"[* ] +(\d+) +(\d+)  (\w+) +([\d-]+)  (\S+) +(\S+)", line)
             for line in text.splitlines()) if row}
    tasks = dump.tasks()
    group.equal({pid: (row[6], row[5]) for pid, row in rows.items() if pid},
                {t.pid: (t.name, "-" if t.pgd is None else f"{t.pgd:#010x}") for t in tasks},
                "ps: the processes found in memory, with their directories")
    for task in tasks:
        if task.pgd is not None:
            group.equal(int(rows[task.pid][4]), len(dump.walk(task.pgd)),
                        f"ps: the pages of {task.name}")
    star = re.search(r"^\* +(\d+)", text, re.M)
    runs = next(task for task in tasks if task.pgd == session.register("CR3"))
    group.ok(star and int(star.group(1)) == runs.pid, "the star marks the process that CR3 belongs to", text)
    for task in tasks:
        if task.pgd is not None:
            _areas(group, gdb, dump, task)
    text = gdb.ask("kstack 1")
    group.ok("sys_wait4" in text and "user/lib/syscall.asm" in text,
             "kstack: init sleeps in wait4, called by its library", text)
    group.ok("is running" in gdb.ask(f"kstack {B}"), "kstack of the running process refers to bt")


def _areas(group, gdb, dump, task):
    text = gdb.ask(f"vmas {task.pid}")
    shown = re.findall(r"(0x[0-9a-f]+)-(0x[0-9a-f]+) (\S{4}) +(\d+) of", text)
    pages = dump.walk(task.pgd)
    group.equal([(int(s, 16), int(e, 16), flags, int(n)) for s, e, flags, n in shown],
                [(s, e, flags, sum(s <= p < e for p in pages))
                 for s, e, flags in dump.areas(task.mm)],
                f"vmas: the areas of {task.name}, and the pages in each")
    group.ok("!!" not in text, f"vmas: no count of {task.name} is marked as wrong", text)


def _entries(text):
    """The lines of ptwalk, folded or not, as {address: (entry or None, letters, frame)}."""
    found = {}
    for line in text.splitlines():
        row = re.match(r" +\[ *\d+(?:-\d+)?\]  (0x[0-9a-f]+)(?:-(0x[0-9a-f]+))? +(\S+)(?: pages)?"
                       r" +([PWUADG. ]+)  frame (.*?)   ", line)
        if not row:
            continue
        start = int(row.group(1), 16)
        end = int(row.group(2), 16) if row.group(2) else start
        frames = []
        for part in re.findall(r"(0x[0-9a-f]+)(?:-(0x[0-9a-f]+))?", row.group(5)):
            frames += range(int(part[0], 16), int(part[1] or part[0], 16) + 1)
        for i, address in enumerate(range(start, end + 1, 4096)):
            entry = int(row.group(3), 16) if row.group(3).startswith("0x") else None
            frame = frames[i] if i < len(frames) else None
            found[address] = entry, row.group(4).replace(" ", ""), frame
    return found


def _letters(pte):
    return "".join(letter if pte & bit else "." for letter, bit in
                   zip("PWUAD", (1, 2, 4, 0x20, 0x40)))


def test_page_tables(group, session):
    gdb, dump = session.gdb, session.dump()
    for task in dump.tasks():
        if task.pgd is None:
            continue
        pages = dump.walk(task.pgd)
        unfolded = _entries(gdb.ask(f"ptwalk {task.pid} all"))
        group.equal({a: e for a, (e, _, _) in unfolded.items()},
                    {a: pte for a, (_, pte) in pages.items()}, f"ptwalk {task.name} all: every entry")
        folded = _entries(gdb.ask(f"ptwalk {task.name}" if task.name in (A, B) else
                                  f"ptwalk {task.pid}"))
        group.equal({a: (l, f) for a, (_, l, f) in folded.items()},
                    {a: (_letters(pte), pte >> 12) for a, (_, pte) in pages.items()},
                    f"ptwalk {task.name}: the same, folded")
    mapped = session.tlb()
    group.equal({a: (e >> 12 << 12) for a, (e, _, _) in _entries(gdb.ask("ptwalk all")).items()},
                {a: frame for a, (frame, _) in mapped.items()},
                "ptwalk of the running process: the pages of QEMU's `info tlb`")
    task = next(t for t in dump.tasks() if t.name == B)
    pages = dump.walk(task.pgd)
    for address in sorted(pages)[:12]:
        pde, pte = pages[address]
        text = gdb.ask(f"vtop {B} {address + 0x123:#x}")
        good = (f"there: {pde:#010x}" in text and f"there: {pte:#010x}" in text and
                f"+ 0x123 = {(pte & ~0xfff) + 0x123:#010x}" in text)
        group.ok(good, f"vtop {address + 0x123:#x}: both entries and the physical address", text)
    for address in (0, 0x40001000, 0x60000000, 0xbfff0000):
        if address & ~0xfff not in pages:
            text = gdb.ask(f"vtop {B} {address:#x}")
            group.ok("The way ends here" in text, f"vtop {address:#x}: no page is there", text)
    group.ok("0x00101000" in gdb.ask(f"vtop {B} 0xc0101000"), "vtop translates the kernel's addresses, too")


def test_segments(group, session):
    gdb, dump = session.gdb, session.dump()
    tasks = {task.name: task for task in dump.tasks()}
    (id_, (slot, key, size, pages, mode, nattch, frames)), = dump.segments().items()
    row = re.search(r"^ +(\d+) +(\d+)  (0x[0-9a-f]+)  (\d+) +(\d+) +(\d+) +(\d+) +(\d+)",
                    gdb.ask("shm"), re.M)
    group.equal(row and (int(row[1]), int(row[2]), int(row[3], 16), int(row[4], 8), int(row[5]),
                         int(row[6]), int(row[7]), int(row[8])),
                (slot, id_, key, mode & 0o777, size, pages, len(frames), nattch),
                "shm: slot, id, key, perms, bytes, pages, frames, nattch")
    text = gdb.ask(f"shm {id_}")
    group.equal({int(i): int(frame, 16) for i, frame in
                 re.findall(r"shm_pages\[(\d+)\]  frame (0x[0-9a-f]+)", text)}, frames,
                "shm ID: the frame of every page")
    held = {int(f, 16): int(n) for f, n in re.findall(r"frame (0x[0-9a-f]+), count (\d+)", text)}
    group.equal(held, {f: dump.counts()[f >> 12] for f in frames.values()}, "shm ID: the count of every frame")
    attached = {(int(pid), int(start, 16)) for start, pid in re.findall(
        r"attached at (0x[0-9a-f]+)-\S+ \S+ by process (\d+)", text)}
    wanted = {(tasks[n].pid, a) for n in (A, B) for a, (_, pte) in dump.walk(tasks[n].pgd).items()
              if pte & ~0xfff in frames.values()}
    group.equal(attached, wanted, "shm ID: the attaches of both processes")
    group.ok("!!" not in text, "shm ID: no count is marked as wrong", text)


def test_frames(group, session):
    gdb, dump = session.gdb, session.dump()
    counts, maps = dump.counts(), {}
    for task in dump.tasks():
        for address, (_, pte) in (dump.walk(task.pgd) if task.pgd is not None else {}).items():
            maps.setdefault(pte >> 12, set()).add((task.pid, address))
    ours = next(task for task in dump.tasks() if task.name == B)
    chosen = sorted({pte >> 12 for _, pte in dump.walk(ours.pgd).values()})
    for pfn in chosen:
        text = gdb.ask(f"pframe {pfn * 4096:#x}")
        said = {(int(pid), int(address, 16)) for pid, address in
                re.findall(r"process (\d+) \(\w+\) at (0x[0-9a-f]+)", text)}
        group.ok(said == maps[pfn] and f"count {counts[pfn]}" in text and
                 "the count agrees" in text, f"pframe {pfn * 4096:#x}: all processes that map it",
                 f"{maps[pfn]}\n{text}")
    shared = next(iter(next(iter(dump.segments().values()))[6].values())) >> 12
    text = gdb.ask(f"pframe pfn {shared:#x}")
    group.ok("3 references found: the count agrees" in text and "segment 0, shm_pages[0]" in text,
             "the shared frame: the segment, A and B", text)
    group.ok("the page directory of" in gdb.ask(f"pframe {ours.pgd:#x}"), "pframe recognises a page directory")
    group.ok("reserved" in gdb.ask("pframe pa 0x100000"), "the kernel's own image is reserved")
    free = next(pfn for pfn in range(len(counts) - 1, 0, -1)
                if not counts[pfn] and "free: in a block" in gdb.ask(f"pframe pfn {pfn}"))
    group.ok(free, "a free frame is found")
    text = gdb.ask("pframe check")
    group.ok("!!" not in text and "the count agrees" in text, "pframe check: all counts agree", text)
    gdb.ask(f"set variable mem_map[{shared}].count = 4")
    text = gdb.ask("pframe check")
    group.equal(re.findall(r"^!! (.*)", text, re.M),
                [f"frame {shared:#x}: count 4, but 3 references were found"],
                "pframe check finds the count that is wrong")
    text = gdb.ask(f"pframe pfn {shared}")
    group.ok("!! 3 references found, but the count is 4" in text, "pframe reports a count that is too high", text)
    gdb.ask(f"set variable mem_map[{shared}].count = 2")
    text = gdb.ask(f"pframe pfn {shared}")
    group.ok("!! 3 references found, but the count is 2" in text, "pframe reports a count that is too low", text)
    gdb.ask(f"set variable mem_map[{shared}].count = 3")


def test_events(group, session):
    lines = session.dump().last_lines(10)
    text = session.gdb.ask("events 10").splitlines()
    events = [Decoder().decode(line) for line in lines]
    group.equal([(int(line.split()[0]), line.split()[3]) for line in text],
                [(event["n"], event["ev"]) for event in events],
                "events: the last lines of the trace, in order")
    group.ok("name=write args=(1, " in session.gdb.ask("events 16"),
             "among the last is B's call of write (then `hold`, which traces B, had its turn)")


def test_locks(group, session):
    gdb = session.gdb
    group.ok("no lock is held" in gdb.ask("locks"), "at the entry of a system call no lock is held")
    group.ok("mmap_sem: free" in gdb.ask("locks all"), "locks all shows the free ones")
    gdb.ask("break-in hold do_munmap")
    gdb.ask("break-in hold handle_mm_fault")
    gdb.ask("break-in ipcrm handle_mm_fault")
    group.equal(gdb.ask("continue").count("is at breakpoint"), 1,
                "if two breakpoints are at one place, only the one that stops is named")
    text = gdb.ask("locks")
    group.ok(re.search(r"address space of process \d+ \(\w+\)\.mmap_sem: held", text),
             "in a page fault the address space's semaphore is held", text)
    # The state after up() while the waiting process has not run yet.
    gdb.ask("set var cpu0.task->mm->mmap_sem.waking = 1")
    text = gdb.ask("locks")
    group.ok("mmap_sem: released, about to be taken by a waiter" in text,
             "a semaphore that was released and not yet taken is not reported as held", text)
    gdb.ask("set var cpu0.task->mm->mmap_sem.waking = 0")
    gdb.ask("delete")


def test_backtraces_and_symbols(group, session):
    gdb = session.gdb
    gdb.ask("break-in ipcrm main")
    text = gdb.ask("continue")
    group.ok("main (argc=2" in text and "user/ipcrm.c" in text, "another program has its own symbols", text)
    group.ok("argc = 2" in gdb.ask("info args"), "the variables of another program can be printed")
    gdb.ask("delete")
    gdb.ask("catch-syscall ipc ipcrm")
    gdb.ask("continue")
    text = gdb.ask("bt")
    group.ok("sys_ipc" in text and "user/ipcrm.c" in text and "corrupt" not in text,
             "its backtrace crosses the system call", text)
    gdb.ask("delete")


def test_printers(group, session):
    gdb = session.gdb
    for expression, pattern in (
            ("*current", r"process \d+ \(ipcrm\), running"),
            ("*current->mm", r"address space of process \d+ \(ipcrm\), directory at 0x"),
            ("*current->mm->mmap", r"area 0x08048000-0x[0-9a-f]+ r-xp: /bin/ipcrm"),
            ("current->mm->mmap_sem", r"semaphore, count"),
            ("mem_map[256]", r"frame 0x100 at 0x00100000, count 0, reserved"),
            ("*shm_segs[0]", r"segment of 128 bytes, key 0x66"),
            ("shm_segs[0]->shm_pages[0]", r"0x[0-9a-f]+ -> frame 0x[0-9a-f]+  P W U A D"),
            ("current->mm->pgd[32]", r"-> frame 0x"),
            ("*root_inode", r"inode \d+, /")):
        text = gdb.ask(f"print {expression}")
        group.ok(re.search(pattern, text), f"print {expression}", text)
    group.ok("pte_low" in gdb.ask("print/r shm_segs[0]->shm_pages[0]"), "print/r shows the members")
    group.ok("= 128" in gdb.ask("print SHMMNI") and "0xc0000000" in gdb.ask("print/x PAGE_OFFSET"),
             "the kernel's constants are known")


def test_wrong_words(group, session):
    for command, words in (
            ("ps 1", "usage: ps"), ("vmas 4711", "there is no process 4711"),
            ("vmas nobody", "there is no process called nobody"), ("vmas 0", "no user memory"),
            ("ptwalk 1 2 3", "usage: ptwalk"), ("vtop 1", "usage: vtop"), ("vtop 1 nonsense", "is not"),
            ("shm 4711", "there is no segment"), ("shm x", "is not"), ("shm -5", "there is no segment"),
            ("pframe", "usage: pframe"), ("pframe 0xfffffff0", "beyond this machine's memory"),
            ("pframe nonsense", "is not"), ("events -x", "is not"), ("locks some", "usage: locks"),
            ("break-in", "usage: break-in"), ("break-in 1 no_such_function", "there is no"),
            ("break-in nobody main", ""), ("catch-syscall", "usage: catch-syscall"),
            ("catch-syscall nonsense", "no system call nonsense"), ("kstack", "usage: kstack"),
            ("catch-fault 1 2", "usage: catch-fault"), ("tour", "make tour"),
            ("who-wrote jiffies", "make gdb-replay"), ("start-replay", "this is not a recording"), ("print *(int *)4", "Cannot access memory")):
        text = session.gdb.ask(command)
        group.ok(words in text and len(text) > 10, f"{command}: {words}", text)


def test_a_broken_kernel(group, session):
    """Damaged structures and registers must not end gdb or its commands."""
    gdb = session.gdb
    saved = gdb.ask("output/x (unsigned)task_list.next")
    gdb.ask("set variable task_list.next = 0x1230")
    text = gdb.ask("ps")
    group.ok("the list of processes is broken" in text, "a list that leads to a bad address is reported", text)
    gdb.ask("set variable task_list.next = &task_list.next[40]")
    group.ok("broken" in gdb.ask("ps"), "a list that does not come back is reported", gdb.everything[-300:])
    gdb.ask(f"set variable task_list.next = {saved}")
    group.ok("broken" not in gdb.ask("ps"), "after it is restored, ps works")
    for register, value in (("esp", "0x10"), ("esp", "0xfffffff0"), ("ebp", "3"), ("eip", "0x1234")):
        before = gdb.ask(f"output/x (unsigned)${register}")
        gdb.ask(f"set variable ${register} = {value}")
        for command in ("ps", "info frame", "ptwalk"):
            gdb.ask(command)
        group.ok("#0" in gdb.ask("bt"), f"{register} = {value}: gdb goes on, and bt prints what it can")
        gdb.ask(f"set variable ${register} = {before}")
    text = gdb.ask("bt")
    group.ok("sys_ipc" in text, "with the registers restored the backtrace is as before", text)
    for command in ("idt_table[8].a = 0", "idt_table[8].b = 0", "$esp = 0x10"):
        gdb.ask(f"set variable {command}")
    text = gdb.ask("continue")
    group.ok("The processor has reset itself" in text, "a triple fault is reported as a reset", text)
    group.ok("ipcrm" in gdb.ask("ps"), "after a triple fault the machine can be examined")
