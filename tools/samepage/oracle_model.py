# SPDX-License-Identifier: GPL-2.0-only
"""
The state of a scenario, read from its log: each segment's ids, size, owner and slot, and each
process's user and groups. The rules need it to decide how the two kernels may differ.

The model also checks the numbering of segments. Samepage, like Linux in 1999, takes the lowest free
slot, and

    id = seq * 128 + slot          seq counts the segments destroyed so far

Linux today takes the next index in turn, and id = seq * 32768 + index, where seq counts the rounds.
"""

SLOTS = 128                     # SHMMNI of Samepage
OURS_SEQ = 65536                # seq is 16 bits wide
THEIRS = 32768                  # indexes in today's Linux: IPCMNI

PAGE = 4096


class Segment:
    def __init__(self):
        self.size = self.mode = self.uid = self.gid = self.cuid = self.cgid = 0
        self.alive = True
        self.ours = self.theirs = None          # ids

    @property
    def length(self):
        return -(-self.size // PAGE) * PAGE


class Process:
    def __init__(self, uid, gid, groups):
        self.uid, self.gid, self.groups = uid, gid, groups


class Broken(Exception):
    """A kernel did not number its segments by its own rule."""


class Model:
    def __init__(self, kernel, head):
        self.limits = dict(word.split("=") for word in head.split()[2:] if "=" in word)
        self.arena = int(kernel["arena"], 16)
        self.stack = int(kernel["stack"], 16)
        self.segments = {}
        self.processes = {}
        self.slots = {}                         # slot: name of the segment in it
        self.destroyed = 0
        self._first_seq = None
        self._last_theirs = None

    # --- queries ---

    def segment(self, word):
        """The living segment that an argument names, or None."""
        segment = self.segments.get(word)
        return segment if segment and segment.alive else None

    def pages(self):
        """The number of pages of all segments together (shm_tot)."""
        return sum(s.length for s in self.segments.values() if s.alive) // PAGE

    def id_of(self, word):
        """The id that an argument stands for on Samepage: "s3", "s3!" or a number."""
        name = word.rstrip("!")
        return self.segments[name].ours if name in self.segments else int(word)

    def stale(self, word):
        """
        For a wrong id whose slot is in use, the segment in that slot; otherwise None.
        """
        if word in self.segments and self.segments[word].alive:
            return None
        shmid = self.id_of(word)
        if shmid is None or shmid < 0:
            return None
        occupant = self.slots.get(shmid % SLOTS)
        return self.segments[occupant] if occupant else None

    def address(self, word):
        if word == "NULL":
            return 0
        return int(word[1:], 16) + (self.arena if word[0] == "+" else 0)

    def permitted(self, process, segment, wanted):
        """The kernel's ipcperms(): one class of users decides. `wanted` is 0444 and the like."""
        who = self.processes[process]
        if who.uid == 0:
            return True
        granted = segment.mode
        if who.uid in (segment.uid, segment.cuid):
            granted >>= 6
        elif {who.gid, *who.groups} & {segment.gid, segment.cgid}:
            granted >>= 3
        return not (wanted & 7 & ~granted)

    # --- what a step changes; ours and theirs are the two Steps ---

    def apply(self, ours, theirs):
        """Apply a step. Returns whether ids differ between the kernels. Raises Broken."""
        differ = False
        self._processes(ours)
        for name, fields in ours.changes.items():
            if "gone" in fields:
                self._remove(name)
                continue
            if name not in self.segments:
                self._add(name, int(ours.raw["id"]), int(theirs.raw["id"]))
                differ |= ours.raw["id"] != theirs.raw["id"]
            segment = self.segments[name]
            for field in ("size", "uid", "gid", "cuid", "cgid"):
                if field in fields:
                    setattr(segment, field, int(fields[field]))
            if "mode" in fields:
                segment.mode = int(fields["mode"], 8)
        if "made" in ours.raw:                  # many segments, all destroyed again
            self._made(ours.raw["made"])
        if "each" in ours.raw:                  # one segment after the other
            for shmid in ours.raw["each"].split(","):
                self._made(f"{shmid}-{shmid}")
        if "each" in theirs.raw or "made" in theirs.raw:
            self._last_theirs = None
        if "seq" in ours.raw:
            self._check_seq(ours, theirs)
        return differ

    def _processes(self, step):
        """Note the users of processes, and the limits."""
        who = step.process
        if "uid" in step.words:
            groups = [int(group) for group in step.words["groups"].split(",")]
            self.processes[who] = Process(int(step.words["uid"]), int(step.words["gid"]), groups)
        elif step.name == "limit":
            self.limits[step.args[0]] = step.args[1].strip('"')
        elif step.name == "fork" and step.result.startswith("p"):
            self.processes[step.result] = self.processes[who]

    def _seq(self, seq):
        if self._first_seq is None:
            self._first_seq = seq - self.destroyed
        return (self._first_seq + self.destroyed) % OURS_SEQ

    def _check_ours(self, shmid, slots):
        slot = min(set(range(SLOTS)) - set(slots))
        expected = self._seq(shmid // SLOTS) * SLOTS + slot
        if shmid != expected:
            raise Broken(f"Samepage gave id {shmid}, it should be {expected}: slot {slot}, "
                         f"the lowest free one, and seq {expected // SLOTS}")
        return slot

    def _check_theirs(self, shmid):
        index, seq = shmid % THEIRS, shmid // THEIRS
        taken = {s.theirs % THEIRS for s in self.segments.values() if s.alive}
        if index in taken:
            raise Broken(f"Linux gave id {shmid}, whose index is taken")
        last, self._last_theirs = self._last_theirs, shmid
        if last is not None and shmid <= last and seq <= last // THEIRS and seq:
            raise Broken(f"Linux gave id {shmid} after {last}")

    def _add(self, name, ours, theirs):
        slot = self._check_ours(ours, self.slots)
        self._check_theirs(theirs)
        segment = self.segments[name] = Segment()
        segment.ours, segment.theirs = ours, theirs
        self.slots[slot] = name

    def _remove(self, name):
        segment = self.segments[name]
        segment.alive = False
        del self.slots[segment.ours % SLOTS]
        self.destroyed += 1

    def _made(self, ranges):
        slots = set(self.slots)
        count = 0
        for part in ranges.split(","):
            first, last = map(int, part.split("-"))
            for shmid in range(first, last + 1):
                slots.add(self._check_ours(shmid, slots))
                count += 1
        self.destroyed += count

    def _check_seq(self, ours, theirs):
        names = [word.lstrip("#").removesuffix("+seq") for word in (ours.args[0], ours.result)]
        segment = next((self.segments[name.split()[0]] for name in names
                        if name.split()[0] in self.segments), None)
        if not segment:
            return
        if int(ours.raw["seq"]) != segment.ours // SLOTS:
            raise Broken(f"perm.seq is {ours.raw['seq']} on Samepage, the id is {segment.ours}")
        if "seq" in theirs.raw and int(theirs.raw["seq"]) != segment.theirs // THEIRS:
            raise Broken(f"perm.seq is {theirs.raw['seq']} on Linux, the id is {segment.theirs}")
