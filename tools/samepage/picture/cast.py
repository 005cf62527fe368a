# SPDX-License-Identifier: GPL-2.0-only
"""
Choose the processes that are drawn: those that attached a segment at some time, or, in a run
without segments, all that the command started. Each gets a place left or right of the frames, and
the letter of that place. A place is reused after its process has ended, so two processes that never
exist at the same time may both be "A".
"""

from dataclasses import dataclass

from samepage.trace import Model

PLACES = 6              # three on each side; more could not be read from a distance
LETTERS = "ABCDEF"
GUEST_SHELLS = 2        # the shells of tools/guest between init and the command


@dataclass
class Part:
    """A drawn process, from its first to its last event (indexes in the list of events)."""
    pid: int
    name: str
    start: int
    end: int
    place: int | None = None    # None: no place was free

    @property
    def letter(self):
        return "" if self.place is None else LETTERS[self.place]


class Cast:
    def __init__(self, events):
        self.parts = []
        self.attached = False           # the run uses segments
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
        # A process that calls exec after fork is drawn from its exec on.
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
        """Give each part a place: a new one if possible, else the one that has been free longest."""
        count = self._most_at_once()
        free_since = {place: -1 for place in range(count)}
        for part in self.parts:
            free = [(since, place) for place, since in free_since.items() if since < part.start]
            if free:
                _, part.place = min(free)
                free_since[part.place] = part.end

    def _most_at_once(self):
        """The number of places needed: at least two if there are two processes."""
        most = 0
        for part in self.parts:
            most = max(most, sum(p.start <= part.start <= p.end for p in self.parts))
        return min(max(most, min(2, len(self.parts))), PLACES)

    def on_stage(self, number):
        """{place: Part} after an event. A process that has ended stays until its place is needed."""
        stage = {}
        for part in self.parts:
            if part.start <= number and part.place is not None:
                stage[part.place] = part
        return dict(sorted(stage.items()))

    def part(self, pid, number):
        """The part of a process at an event, or which the event creates; or None."""
        for part in self.parts:
            if part.pid == pid and part.start <= number <= part.end:
                return part
        return None

    def unplaced(self, number):
        """The parts for which there is no place."""
        return [p for p in self.parts if p.place is None and p.start <= number < p.end]
