# SPDX-License-Identifier: GPL-2.0-only
"""
Rules for the intended differences between Samepage and today's Linux. Each row of docs/fidelity.md
whose column "ours" promises a difference has a rule under the row's name.

A rule is a function (model, step) -> set of results. `step` is Linux's. The rule looks at the
arguments, the state of the scenario (oracle_model.py) and Linux's result. It returns the results
that Samepage must choose from, or None if the row does not apply to this step. A row is a promise:
where its rule applies, Linux's own result is wrong for Samepage unless the rule contains it.

    RULES          name: function, in the order in which they are tried
    KERNEL_RULES   rows about a kernel's initial limits
    CHANGE_RULES   rows about changes of a segment
    NUMBERING      the row about ids, which the model checks
    NOT_PLAYED     rows that no scenario can meet, and why
"""

PAGE = 4096
TASK_SIZE = 0xc0000000
GUARD = 4 * PAGE

RULES = {}
KERNEL_RULES = {}
CHANGE_RULES = {}
NUMBERING = "id-numbering"

NOT_PLAYED = {
    "array-memory": "needs memory that is nearly gone",
    **dict.fromkeys(("sem-ids", "setall-stale", "msgrcv-stale"),
                    "tools/sleepers and tests/ play semaphores and message queues"),
    **dict.fromkeys(("sem-limits", "semmni-max", "msg-limits", "msgmni-max", "sem-share", "msg-copy", "msg-stat-128"),
                    "tests/semget_test.c, sem_undo_test.c and msg_test.c have it"),
    "shm-stat-index": "an index from 128 on, which no step passes but with the bits of a sequence number",
    "sem-give-way": "needs a call that lasts longer than a time slice",
    "msg-memory": "needs memory that is fragmented",
    "low-address": "vm.mmap_min_addr belongs to the whole host; no scenario attaches that low",
}


def rule(name, table=RULES):
    def add(function):
        table[name] = function
        return function
    return add


# --- attaching ---

class Attach:
    """The arguments of a shmat, in numbers."""

    def __init__(self, model, step):
        self.id = step.args[0]
        self.given = model.address(step.args[1])
        self.flags = step.args[2].split("|")
        self.at = self.given & -PAGE if "RND" in self.flags else self.given
        self.used = "used" in step.notes and "REMAP" not in self.flags
        self.wanted = 0o4 if "RDONLY" in self.flags else 0o6
        if "EXEC" in self.flags:
            self.wanted |= 1

    def unaligned(self):
        return self.at % PAGE != 0

    def above_user(self, length):
        return self.given and self.at + length > TASK_SIZE

    def in_stack_guard(self, model, length):
        """The stack starts inside the page at model.stack."""
        return self.given and self.at <= model.stack < self.at + length + GUARD

    def page_zero(self):
        return self.given and self.at == 0

    def refused(self, model, length):
        """Does Samepage refuse the address for a segment of this length?"""
        return (self.unaligned() or self.above_user(length) or self.page_zero() or self.used or
                self.in_stack_guard(model, length) or not self.given and "REMAP" in self.flags)


def attaching(model, step):
    """(Attach, length) of a shmat of a living segment, or (None, 0)."""
    segment = model.segment(step.args[0]) if step.name == "shmat" else None
    if not segment or "version 1" in step.notes:
        return None, 0
    return Attach(model, step), segment.length


@rule("stale-id-no-room")
def stale_id_no_room(model, step):
    """A stale id whose slot is in use again, and no gap is large enough for the new segment."""
    if step.name == "crowd" and step.result.endswith(" stale EINVAL"):
        return {step.result.replace("stale EINVAL", "stale ENOMEM")}
    return None


def stale_attach(model, step):
    """The results that Samepage may give to a shmat with a stale id."""
    occupant = model.stale(step.args[0])
    if not occupant or "version 1" in step.notes:
        return None, None
    attach = Attach(model, step)
    if attach.refused(model, occupant.length):
        return occupant, {"EINVAL"}
    if attach.given and occupant.length > PAGE and "REMAP" not in attach.flags:
        return occupant, {"EINVAL", "EIDRM"}    # the log does not tell what lies after the first page
    return occupant, {"EIDRM"}


@rule("stale-id-perm")
def stale_id_perm(model, step):
    if step.name != "shmat":
        return None
    occupant, results = stale_attach(model, step)
    if not occupant or model.permitted(step.process, occupant, Attach(model, step).wanted):
        return None
    return results


@rule("stale-id-command")
def stale_id_command(model, step):
    return {"EIDRM"} if step.name == "shmctl" and unknown_command(step) and \
        model.stale(step.args[0]) else None


def unknown_command(step):
    return int(step.args[1]) >= 0


@rule("stale-id")
def stale_id(model, step):
    if step.name == "shmat":
        return stale_attach(model, step)[1]
    if step.name in ("STAT", "SET", "RMID", "LOCK", "UNLOCK") and model.stale(step.args[0]):
        return {"EIDRM"} if step.result == "EINVAL" else None
    if step.name == "many" and model.stale(step.args[0]):
        return {step.result.replace("EINVAL", "EIDRM")}
    return None


@rule("page-zero")
def page_zero(model, step):
    attach, _ = attaching(model, step)
    return {"EINVAL"} if attach and attach.page_zero() else None


@rule("above-user")
def above_user(model, step):
    attach, length = attaching(model, step)
    return {"EINVAL"} if attach and attach.above_user(length) else None


@rule("stack-guard")
def stack_guard(model, step):
    attach, length = attaching(model, step)
    return {"EINVAL"} if attach and attach.in_stack_guard(model, length) else None


@rule("overlap-perm")
def overlap_perm(model, step):
    attach, _ = attaching(model, step)
    return {"EINVAL"} if attach and attach.used else None


# --- detaching, moving ---

@rule("shmdt-moved")
def shmdt_moved(model, step):
    """A segment is attached twice; a page of the second attach moves to the end of the first."""
    if step.name != "moved" or " left " not in step.result:
        return None
    rest, _, left = step.result.rpartition(" ")
    return {f"{rest} {int(left) - 1}"}


# --- getting ---

@rule("hugetlb")
def hugetlb(model, step):
    """Linux checks for huge pages after the size and the total, and before the free index."""
    if step.name != "shmget" or "HUGETLB" not in step.args[2]:
        return None
    if step.result == "ENOSPC":
        pages = -(-int(step.args[1]) // PAGE)
        return None if pages + model.pages() > int(model.limits["shmall"]) else {"EINVAL"}
    return {"EINVAL"} if step.result in ("ENOMEM", "EPERM", "made") else None


# --- controlling ---

@rule("lock-owner")
def lock_owner(model, step):
    """ENOMEM: more than RLIMIT_MEMLOCK."""
    return {"EPERM"} if "owner" in step.notes and step.result in ("0", "ENOMEM", "EPERM") else None


@rule("shmmni-max")
def shmmni_max(model, step):
    if step.name != "odd-limit" or step.args[0] != "shmmni" or not step.result.startswith("0 "):
        return None
    value = step.result.split()[1]
    if int(value) <= 128 or value not in step.args[1]:
        return None
    return {f"EINVAL {model.limits['shmmni']}"}


# A line of /proc/sysvipc/shm: the columns of 1999, each with a space after it, and two more columns.
PROC_WIDTH = sum((10, 10, 5, 10, 5, 5, 6, 5, 5, 5, 5, 10, 10, 10, 10, 10)) + 15


@rule("proc-columns")
def proc_columns(model, step):
    if step.name != "proc":
        return None
    head, _, rest = step.result.partition(" width=")
    return {f"{head} width={PROC_WIDTH} {rest.partition(' ')[2]}"}


# --- the rest of the kernel ---

@rule("no-execute")
def no_execute(model, step):
    """Linux does not execute code in an area without x that has been read or written."""
    if step.name == "execute" and step.result == f"signal 11/2 {step.args[0]}":
        perms = step.notes[0]
        if perms != "---" and perms[2] == "-" and (perms[1] == "w" or step.args[1] == "0"):
            return {"ran"}
    return None


# --- from the start ---

@rule("limits", KERNEL_RULES)
def limits(theirs):
    return {"shmmax": "33554432", "shmall": "4194304"}


@rule("slots", KERNEL_RULES)
def slots(theirs):
    return {"made": "128"}


# --- what changes ---
#
# (step, theirs, ours) -> may the changes differ in this way? theirs and ours are {segment:
# {field: value}}, and differ.

TIMES = {"atime", "dtime", "lpid"}


def noted(step, word):
    """The segments that the notes `word` of the step name."""
    return {name for note in step.notes if note.split()[0] == word for name in note.split()[1:]}


def only_in(segments, theirs, ours):
    return all(name in segments or theirs.get(name) == ours.get(name) for name in {*theirs, *ours})


@rule("partial-unmap-times", CHANGE_RULES)
def partial_unmap_times(step, theirs, ours):
    """Unmapping a part of an attach: Linux splits the part off and closes it, which is a detach."""
    segments = noted(step, "cuts")
    for name in segments:
        left, right = theirs.get(name, {}), ours.get(name, {})
        if not (left.keys() - right.keys()) <= TIMES or not right.items() <= left.items():
            return False
    return only_in(segments, theirs, ours)


@rule("remap-limit-cut", CHANGE_RULES)
def remap_limit_cut(step, theirs, ours):
    """SHM_REMAP of a part, refused for RLIMIT_AS: Linux has already cut the old attach."""
    segments = noted(step, "cuts")
    return step.limited and step.result == "ENOMEM" and only_in(segments, theirs, ours) and \
        all(name not in ours and {"nattch"} <= theirs.get(name, {"nattch": 0}).keys()
            for name in segments)
