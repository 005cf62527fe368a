# SPDX-License-Identifier: GPL-2.0-only
"""
Who is drawn. Of all processes of a run only those matter that were attached to a segment at some
time; in a run without segments, all that the command started. Each gets a place, left or right
of the frames, and a letter that goes with the place. A place is given again when its process
has ended, so that two processes that never lived at the same time may both have been "A".
"""

from dataclasses import dataclass

from samepage.trace import Model

PLACES = 6              # three on either side; more could not be read from across a room
LETTERS = "ABCDEF"
GUEST_SHELLS = 2        # those of tools/guest, between init and the command


@dataclass
class Part:
    """One process from its first to its last event on stage (numbers of events in the list)."""
    pid: int
    name: str
    start: int
    end: int
    place: int | None = None    # None: there was none left

    @property
    def letter(self):
        return "" if self.place is None else LETTERS[self.place]


class Cast:
    def __init__(self, events):
        self.parts = []
        self.attached = False           # somebody was: segments are what this run is about
        self._read(events)
        self._give_places()
        self.begin = min((p.start for p in self.parts), default=0)
        self.end = max((p.end for p in self.parts), default=-1)
        self.places = 1 + max((p.place for p in self.parts if p.place is not None), default=0)

    def _read(self, events):
        model, running, attached, shells = Model(), {}, set(), {1}
        for number, event in enumerate(events):
            model.apply(event)
            kind = event["ev"]
            if kind == "fork":
                running[event["child"]] = Part(event["child"], event["name"], number, len(events))
            elif kind == "exec":
                self._exec(event, number, running, attached, shells, len(events))
            elif kind == "exit" and event["pid"] in running:
                running.pop(event["pid"]).end = number
            elif kind == "area" and event.get("segment") is not None:
                attached |= {p.pid for p in model.processes.values()
                             if any(a.segment is not None for a in p.areas)}
            if kind in ("fork", "exec"):
                pid = event["child"] if kind == "fork" else event["pid"]
                if pid in running:
                    self.parts.append(running[pid])
        self.attached = bool(attached)
        wanted = attached or {p.pid for p in self.parts} - shells
        # A process that was forked and then called exec is on stage from its exec on.
        last = {}
        for part in self.parts:
            if part.pid in wanted:
                last.setdefault(part.pid, []).append(part)
        self.parts = sorted((part for parts in last.values() for part in parts[-1:]),
                            key=lambda part: part.start)

    @staticmethod
    def _exec(event, number, running, attached, shells, end):
        pid = event["pid"]
        if event["name"] == "sh" and len(shells) <= GUEST_SHELLS:
            shells.add(pid)
        if pid not in attached:
            running[pid] = Part(pid, event["name"], number, end)

    def _give_places(self):
        """The place that has been empty for longest; a new one rather than a used one."""
        count = self._most_at_once()
        free_since = {place: -1 for place in range(count)}
        for part in self.parts:
            free = [(since, place) for place, since in free_since.items() if since < part.start]
            if free:
                _, part.place = min(free)
                free_since[part.place] = part.end

    def _most_at_once(self):
        """How many places are needed: two at least if there are two processes."""
        most = 0
        for part in self.parts:
            most = max(most, sum(p.start <= part.start <= p.end for p in self.parts))
        return min(max(most, min(2, len(self.parts))), PLACES)

    def on_stage(self, number):
        """{place: Part} after that event; one who has ended stays until the place is needed."""
        stage = {}
        for part in self.parts:
            if part.start <= number and part.place is not None:
                stage[part.place] = part
        return dict(sorted(stage.items()))

    def part(self, pid, number):
        """The part of a process on stage then (or soon: the event makes it), or None."""
        for part in self.parts:
            if part.pid == pid and part.start <= number <= part.end:
                return part
        return None

    def unplaced(self, number):
        """Those for whom there was no place."""
        return [p for p in self.parts if p.place is None and p.start <= number < p.end]
