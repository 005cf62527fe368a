# SPDX-License-Identifier: GPL-2.0-only
"""
The view of a run without segments: the private frames of processes, and frames that processes share
without IPC, such as those of a program's file, or after fork all frames until one process writes.

Frames mapped by the same processes in the same areas share a box, such as "stack, of A and B, count
2". A row of a page table stands for consecutive pages that lead to one box.
"""

from samepage.pagetable import PAGE, frame_of, split

from .moment import ENTRY_BITS
from .view import (Frames, Group, Maker, Process, Row, Table, View, area_name, flags, fold_rows,
                   hexa, plural, span, unseen)

BOXES = 7


class PrivateMaker(Maker):
    def view(self, moment):
        boxes = self._boxes(moment)
        shown = list({box.key: box for box in boxes.values() if box}.values())
        return View([self._private(process, boxes) for process in moment.processes],
                    [Group("frames", None, "", [], 0, "", shown)], unseen(moment), moment.bar)

    def _boxes(self, moment):
        """{frame: its box, or None if there are too many boxes}"""
        mapped = {}                     # frame -> [(letter, area)]
        for process in moment.processes:
            for va, pte in process.pages:
                area = next((a for a in process.areas if a.start <= va < a.end), None)
                mapped.setdefault(frame_of(pte), []).append(
                    (process.part.letter, area_name(area) if area else "memory"))
        folded = {}                     # (processes and areas, count) -> frames
        for frame, who in mapped.items():
            folded.setdefault((tuple(sorted(set(who))), moment.counts[frame]), []).append(frame)
        order = sorted(folded.items(), key=lambda item: -len(item[0][0]))    # shared frames first
        boxes = {}
        for number, ((who, count), frames) in enumerate(order):
            box = self._box(who, count, frames) if number < BOXES - 1 or len(order) == BOXES \
                else None
            boxes.update(dict.fromkeys(frames, box))
        return boxes

    @staticmethod
    def _box(who, count, frames):
        letters = list(dict.fromkeys(letter for letter, _ in who))
        name = ", ".join(dict.fromkeys(area for _, area in who))
        key = "frame." + ".".join(f"{letter}-{area}" for letter, area in who) + f".{count}"
        title = f"{name}: frame {hexa(frames[0])}" if len(frames) == 1 else \
            f"{name}: {len(frames)} frames"
        return Frames(key, 0 if len(letters) > 1 else None, "", "", title,
                      f"count {count}: {', '.join(letters)}"
                      + (", file" if count > len(letters) else ""), True, len(frames) == 1)

    def _private(self, process, boxes):
        part = process.part
        if not process.pgd:
            return Process(part, False, "")
        made = Process(part, True, hexa(process.pgd))
        rows = [Row(f"p{part.pid}.area.{area.start:x}",
                    (area_name(area), area.flags[:3], hexa(area.start),
                     plural((area.end - area.start) // PAGE, "page")),
                    to=f"p{part.pid}.pgd.{split(area.start)[0]}") for area in process.areas]
        limit = self.folding.areas
        made.areas = rows if len(rows) <= limit else rows[:limit - 1] + [
            Row(f"p{part.pid}.area.others", (f"and {len(rows) - limit + 1} more", "", "", ""),
                dim=True)]
        pages = {}                      # index in the directory -> [(address, entry)]
        for va, pte in process.pages:
            pages.setdefault(split(va)[0], []).append((va, pte))
        entry = process.directory
        made.directory = fold_rows(
            [Row(f"p{part.pid}.pgd.{i}", (f"[{i}]", hexa(entry[i]), flags(entry[i])),
                 to=f"p{part.pid}.table.{i}") for i in pages], 6, f"p{part.pid}.pgd.others")
        made.tables = [Table(f"p{part.pid}.table.{i}", "page table", hexa(frame_of(entry[i])),
                             self._rows(part, i, entries, boxes)) for i, entries in pages.items()]
        return made

    def _rows(self, part, index, entries, boxes):
        """The rows of a page table: consecutive pages with the same box and bits share one."""
        rows = []                       # [first page, last page, entry, box, pages]
        for va, pte in entries:
            page, box = split(va)[1], boxes.get(frame_of(pte))
            if rows and rows[-1][1] == page - 1 and rows[-1][3] is box \
                    and (rows[-1][2] ^ pte) & ENTRY_BITS == 0:
                rows[-1][1] = page
            else:
                rows.append([page, page, pte, box])
        limit = self.folding.runs_each
        made = [Row(f"p{part.pid}.pte.{index}.{first}",
                    (f"[{span(first, last)}]", hexa(pte) if first == last
                     else f"{last - first + 1} frames", flags(pte)),
                    slot_of(box), to=box.key if box else None)
                for first, last, pte, box in rows]
        if len(made) > limit:
            left = sum(last - first + 1 for first, last, _, _ in rows[limit - 1:])
            made[limit - 1:] = [Row(f"p{part.pid}.pte.{index}.others",
                                    ("others", f"{left} frames", ""), dim=True)]
        return made


def slot_of(box):
    return box.slot if box else None
