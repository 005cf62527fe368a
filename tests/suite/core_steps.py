# SPDX-License-Identifier: GPL-2.0-only
"""
Runs inside gdb (`source` it): step through the path of a shared page, instruction by instruction,
and print every function that is met, inlined ones included, as "met FILE FUNCTION".

The path is what processes A and B do in the kernel for shmget(), for shmat() and for the first
touch of the attached page. Breakpoints would miss functions that the compiler inlined.
"""

import gdb

KERNEL = 0xc0000000
ATTACHED = 0x40000000           # where both programs are given their attach
PAGE = 0xfffff000
REP = (b"\xf2", b"\xf3")       # the prefixes of repeated instructions, two bytes long


def register(name):
    return int(gdb.parse_and_eval(f"(unsigned long)${name}"))


def functions_at(pc):
    """
    The functions, inlined or not, to which an address belongs, in the file of its source line. The file
    is necessary: clang places instructions of the caller among those of an inlined function.
    """
    place = gdb.find_pc_line(pc)
    block = gdb.block_for_pc(pc)
    while block is not None and not block.is_static and not block.is_global:
        function = block.function
        if function and place.symtab and place.symtab.filename == function.symtab.filename:
            yield function.symtab.filename, function.name
        block = block.superblock


def run_until(function, condition):
    stop = gdb.Breakpoint(function, internal=True)
    gdb.execute("continue", to_string=True)
    while not condition():
        gdb.execute("continue", to_string=True)
    stop.delete()


def step_out(met):
    """Step until the process is back in user mode."""
    pc = register("pc")
    while pc >= KERNEL:
        met.update(functions_at(pc))
        before = pc
        gdb.execute("stepi", to_string=True)
        pc = register("pc")
        if pc == before and gdb.selected_inferior().read_memory(pc, 1)[0] in REP:
            # Only one repetition has been executed: let the instruction finish.
            gdb.execute(f"tbreak *{pc + 2}", to_string=True)
            gdb.execute("continue", to_string=True)
            pc = register("pc")


def main():
    met = set()
    for program in "process_a", "process_b":
        runs = lambda: gdb.parse_and_eval("cpu0.task->comm").string() == program        # noqa: E731
        for _ in "shmget", "shmat":
            run_until("sys_ipc", runs)
            step_out(met)
        run_until("page_fault", lambda: runs() and register("cr2") & PAGE == ATTACHED)
        step_out(met)
    for path, name in sorted(met):
        print("met", path, name)


main()
