# SPDX-License-Identifier: GPL-2.0-only
"""
What a teacher gets beside the points of a class: the answers to the questions, tables that Moodle
and Canvas import, and the likeness of the submissions.

Students have numbers, so that answers and likeness can be read without names. A number follows from
the name and the seed of the run; answers.csv says whose it is.
"""

import csv
import hashlib
import html
import os
import re
import shutil
import subprocess
import tempfile

from . import inbox, lab as labs, marks
from .source import part

HEADING = re.compile(r"^## Question (\d+)[^\n]*\n", re.M)
MOODLE = re.compile(r"^(.+)_(\d+)_assignsubmission_file")
CANVAS = re.compile(r"^([^_]+)_(?:LATE_)?(\d+)_(\d+)_")


def numbers(results):
    """Name -> number, from 1, in an order that says nothing about the names."""
    def mixed(name):
        return hashlib.sha256(os.fsencode(results[name]["seed"] + name)).hexdigest()
    return {name: number for number, name in enumerate(sorted(results, key=mixed), 1)}


# ---- answers -----------------------------------------------------------------------------------

def answers(text):
    """Number of the question -> what was answered."""
    pieces = HEADING.split(text)
    found = {}
    for number, said in zip(pieces[1::2], pieces[2::2]):
        found[int(number)] = said.partition("Answer:")[2].strip() if "Answer:" in said else said.strip()
    return found


def hours(text):
    """The first number in time.txt, or None."""
    found = re.search(r"\d+(?:[.,]\d+)?", text or "")
    return float(found.group().replace(",", ".")) if found else None


def marked_by_hand(path):
    """Name -> the points that the teacher has written into answers.csv."""
    if not os.path.exists(path):
        return {}
    with open(path, newline="", errors="surrogateescape") as file:
        return {row["name"]: row["points"] for row in csv.DictReader(file) if row.get("points", "").strip()}


def write_answers(lab, results, out, root):
    """answers.csv, whose column "points" is the teacher's, and answers.html, without names."""
    path, number_of = os.path.join(out, "answers.csv"), numbers(results)
    points, asked = marked_by_hand(path), labs.questions(lab, root)
    with open(path, "w", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "number", "hours", "answered", "points"])
        for name, result in sorted(results.items()):
            given = answers(result.get("answers", ""))
            writer.writerow([marks.cell(name), number_of[name], result.get("hours") or "",
                             sum(bool(said) for said in given.values()), points.get(name, "")])
    parts = []
    for number, question in enumerate(asked, 1):
        parts.append(f"<h2>{number}. {html.escape(question)}</h2>")
        for name in sorted(results, key=number_of.get):
            said = answers(results[name].get("answers", "")).get(number, "")
            if said:
                parts.append(f"<h3>Student {number_of[name]}</h3><pre>{html.escape(said)}</pre>")
    with open(os.path.join(out, "answers.html"), "w", errors="backslashreplace") as file:
        file.write(f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Lab {lab.number}: answers</title>
<style>body{{font:15px sans-serif;max-width:50em;margin:2em auto;padding:0 1em}}
pre{{white-space:pre-wrap;background:#f4f4f4;padding:6px}}h3{{margin:1em 0 .2em;font-size:15px}}</style>
<h1>Lab {lab.number}: answers</h1>
<p>docs/teaching.md has what to expect. Write the points of each student into the column
"points" of answers.csv; the next run adds them to results.csv.</p>
{"".join(parts)}</html>
""")


# ---- tables for course platforms ---------------------------------------------------------------

def write_tables(lab, results, out):
    """moodle.csv and canvas.csv, if the names of the submissions are those that the platform gives."""
    moodle = [(f"Participant {found.group(2)}", found.group(1), result) for name, result in sorted(results.items())
              if (found := MOODLE.match(name))]
    canvas = [(found.group(1), found.group(2), result) for name, result in sorted(results.items())
              if (found := CANVAS.match(name))]
    if moodle:
        _table(os.path.join(out, "moodle.csv"), ["Identifier", "Full name", "Grade", "Feedback comments"],
               [[who, name, result["points"], _remark(result)] for who, name, result in moodle])
    if canvas:
        _table(os.path.join(out, "canvas.csv"), ["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                                                  f"Lab {lab.number}: {lab.title}"],
               [[name, number, "", "", "", result["points"]] for name, number, result in canvas])


def _table(path, head, rows):
    with open(path, "w", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([marks.cell(str(word)) for word in row] for row in rows)


def _remark(result):
    failed = [test["id"] for test in result["tests"] if not test["passed"]]
    return result["error"] or ("failed: " + ", ".join(failed) if failed else "all tests passed")


# ---- likeness ----------------------------------------------------------------------------------

def _regions(lab, path):
    """What a submission has between the marks, as one text; "" if it cannot be read."""
    try:
        taken = inbox.unpack(lab, inbox.take(lab, path))
        return "\n".join("\n".join(part(step.file, taken[step.file].decode(errors="replace"), step.functions,
                                        step.label)[1]) for step in lab.steps)
    except labs.LabError:
        return ""


def likeness(lab, paths, results, out):
    """
    Compare the submissions' functions by sim_c (Debian: similarity-tester) and write likeness.txt, with
    numbers instead of names. Returns what to tell the teacher.
    """
    if not shutil.which("sim_c"):
        return "likeness: skipped, because sim_c is not installed (Debian's package similarity-tester)"
    number_of = numbers(results)
    with tempfile.TemporaryDirectory(prefix="likeness-") as scratch:
        for name, path in paths.items():
            text = _regions(lab, path)
            if text and name in number_of:
                labs.write_file(os.path.join(scratch, f"{number_of[name]:04}.c"), text)
        done = subprocess.run(["sim_c", "-p", "-e", *sorted(os.listdir(scratch))], cwd=scratch,
                              capture_output=True, text=True)
    pairs = re.findall(r"^0*(\d+)\.c consists for (\d+) % of 0*(\d+)\.c material", done.stdout, re.M)
    pairs.sort(key=lambda found: -int(found[1]))
    with open(os.path.join(out, "likeness.txt"), "w") as file:
        file.write("How much of one submission is found in another (sim_c -p). All submissions solve the\n"
                   "same task with the same names, so some likeness is normal: look at the highest only,\n"
                   "and read both. answers.csv says whose number it is.\n\n")
        file.writelines(f"{share:>4} %  of {one} in {other}\n" for one, share, other in pairs)
    return f"{out}/likeness.txt"
