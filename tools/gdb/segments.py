# SPDX-License-Identifier: GPL-2.0-only
"""`shm`: the System V segments, their frames and attaches. It checks the counts, too."""

import gdb

import kernel
from command import Command, Failure, number, say
from constants import constant
from memory import address_of, variable
from samepage.pagetable import TABLE_SPAN, frame_of
from tables import of


def permissions(segment):
    mode = int(segment["u"]["shm_perm"]["mode"])
    marks = "".join(f", {word}" for name, word in
                    (("SHM_DEST", "removed: goes with its last attach"), ("SHM_LOCKED", "locked"))
                    if mode & constant(name))
    return f"{mode & 0o777:04o}{marks}"


def attach_owner(area):
    """The processes that use the address space of an attach."""
    space = address_of(area["vm_mm"])
    return [task for task in kernel.tasks() if address_of(task["mm"]) == space]


class Shm(Command):
    """Show the System V shared memory segments.

Usage: shm [ID]

Without an id, prints a line for each used slot of shm_segs[]. With one, prints
that segment: its permissions, every frame it holds with its reference count, and
every attach with process and address. Inconsistent numbers are marked with !!.
Example:

    (gdb) shm
    (gdb) shm 0"""

    name = "shm"

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        if words:
            self._one(number(words[0], "an id of a segment"))
        else:
            self._all()

    @staticmethod
    def _all():
        used = held = total = 0
        say("  SLOT      ID  KEY         PERMS     BYTES  PAGES  FRAMES  NATTCH  CREATOR")
        for slot in range(constant("SHMMNI")):
            segment = kernel.slot_segment(slot)
            if segment is None:
                mark = kernel.slot_state(slot)
                if mark != "IPC_UNUSED":
                    used += 1
                    say(f"  {slot:4}          {mark}: newseg() is creating a segment for this slot")
                continue
            fields = segment["u"]
            frames = sum(1 for entry in kernel.segment_pages(segment) if entry)
            used, held, total = used + 1, held + frames, total + int(segment["shm_npages"])
            say(f"  {slot:4}  {kernel.segment_id(segment, slot):6}  "
                f"{int(fields['shm_perm']['key']) & 0xffffffff:#010x}  "
                f"{int(fields['shm_perm']['mode']) & 0o777:04o}  {int(fields['shm_segsz']):8}  "
                f"{int(segment['shm_npages']):5}  {frames:6}  {int(fields['shm_nattch']):6}  "
                f"pid {int(fields['shm_cpid'])}"
                + ("  removed" if int(fields["shm_perm"]["mode"]) & constant("SHM_DEST") else ""))
        say(f"  {used} of {constant('SHMMNI')} slots in use, {held} frames")
        if used != int(variable("shm_ids")["in_use"]):
            say(f"  !! shm_ids.in_use says {int(variable('shm_ids')['in_use'])}")
        if held != int(variable("shm_rss")):
            say(f"  !! shm_rss says {int(variable('shm_rss'))} frames")

    def _one(self, id_):
        slot = id_ % constant("SHMMNI")
        segment = kernel.slot_segment(slot) if id_ >= 0 else None
        if segment is None:
            raise Failure(f"there is no segment {id_}: slot {slot} is {kernel.slot_state(slot)}.")
        now = kernel.segment_id(segment, slot)
        if now != id_:
            raise Failure(f"there is no segment {id_} (any more): slot {slot} holds segment {now}.")
        fields = segment["u"]
        perm = fields["shm_perm"]
        say(f"segment {id_} = {int(perm['seq'])} * {constant('SHMMNI')} + slot {slot}, "
            f"descriptor at {address_of(segment):#010x}")
        say(f"    key {int(perm['key']) & 0xffffffff:#010x}, perms {permissions(segment)}, "
            f"owner {int(perm['uid'])}:{int(perm['gid'])}, made by pid {int(fields['shm_cpid'])}, "
            f"last used by pid {int(fields['shm_lpid'])}")
        pages = kernel.segment_pages(segment)
        held = [(i, frame_of(entry)) for i, entry in enumerate(pages) if entry]
        say(f"    {int(fields['shm_segsz'])} bytes = {len(pages)} pages, {len(held)} of them "
            f"with a frame; nattch {int(fields['shm_nattch'])}")
        self._frames(held)
        self._attaches(segment, int(fields["shm_nattch"]))

    @staticmethod
    def _frames(held):
        table = variable("mem_map")
        limit = int(variable("max_mapnr"))
        for i, frame in held:
            if frame >> 12 >= limit:
                say(f"    shm_pages[{i}]  !! {frame:#010x} is no memory")
                continue
            count = int(table[frame >> 12]["count"])
            say(f"    shm_pages[{i}]  frame {frame:#010x}, count {count}"
                + ("" if count > 0 else "  !! this frame is free"))
        if not held:
            say("    no frames: no process has touched it yet")

    @staticmethod
    def _attaches(segment, nattch):
        count = 0
        for area in kernel.attaches(segment):
            count += 1
            owners = attach_owner(area)
            rss = _present(area)
            say(f"    attached at {int(area['vm_start']):#010x}-{int(area['vm_end']):#010x} "
                f"{kernel.rights(area)} by {kernel.owner_words(owners)}, "
                f"{rss} pages in its page table")
        if not count:
            say("    no attaches")
        if count != nattch:
            say(f"    !! {count} attaches are in the list, but nattch is {nattch}")


def _present(area):
    """How many pages of an attach are in the page table."""
    try:
        tables = of(area["vm_mm"])
    except gdb.MemoryError:
        return 0
    start, end = int(area["vm_start"]), int(area["vm_end"])
    pages = tables.pages(start // TABLE_SPAN, (end - 1) // TABLE_SPAN + 1)
    return sum(start <= address < end for address, _, _ in pages)


COMMANDS = (Shm,)
