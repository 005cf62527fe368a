# SPDX-License-Identifier: GPL-2.0-only
"""
Grade a folder of submissions, each a directory or an archive, on all cores. A run that was
interrupted can be continued.

    results.csv, results.html   all students
    answers.csv, answers.html   the answers to the questions, to be marked by hand (course.py)
    moodle.csv, canvas.csv      for these platforms, if the names are theirs
    likeness.txt                with --likeness
    results/NAME.txt            for the student to read
    results/NAME.json           a later run does not grade NAME again unless it has changed
"""

import concurrent.futures
import csv
import hashlib
import html
import json
import os
import random
import sys
import urllib.parse

from . import course, grader, inbox, lab as labs, marks, sandbox
from .guest import ROOT


def _bar(done, total, last):
    if sys.stderr.isatty():
        filled = 30 * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {last[:30]:30}")
        sys.stderr.write("\n" if done == total else "")
    else:
        sys.stderr.write(f"{done}/{total} {last}\n")
    sys.stderr.flush()


def submissions(folder):
    """(name -> path of each submission, names of entries that are none)"""
    found, others = {}, []
    for entry in sorted(os.listdir(folder)):
        path = os.path.join(folder, entry)
        name = inbox.SUFFIX.sub("", entry)
        if not (os.path.islink(path) or os.path.isdir(path) or inbox.is_archive(path)):
            others.append(entry)
        elif not inbox.JUNK.search(entry):
            found[name if not os.path.isdir(path) and name and not os.path.lexists(
                os.path.join(folder, name)) and name not in found else entry] = path
    return found, others


def _target(out, name):
    """The path of a submission's results, without a suffix; names that are too long are shortened."""
    if len(os.fsencode(name)) > 200:
        name = name[:40] + "-" + hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return os.path.join(out, "results", name)


def _write(path, text):
    """Write the whole file or nothing: the next run relies on files that exist."""
    with open(path + ".new", "w", errors="backslashreplace") as file:
        file.write(text)
    os.rename(path + ".new", path)


def _one(lab, path, base, seed, target):
    result = grader.grade_nothing(lab, seed, "it is a link, and links are not followed") \
        if os.path.islink(path) else sandbox.run(lab, path, base, seed)
    _write(target + ".txt", marks.text(result))
    _write(target + ".json", marks.as_json(result))
    return result


def _kept(lab, path, seed, target):
    """The result of an earlier run, if the submission has not changed since."""
    try:
        with open(target + ".json") as file:
            kept = json.load(file)
        if kept["lab"] == lab.number and seed in (None, kept["seed"]) and \
                kept["submitted"] == inbox.digest(inbox.take(lab, path)):
            return kept
    except (OSError, ValueError, KeyError, TypeError, labs.LabError):
        pass
    return None


def run(lab, folder, out, base, seed, jobs=None, likeness=False):
    """Grade all submissions with the same seed; returns name -> result."""
    os.makedirs(os.path.join(out, "results"), exist_ok=True)
    paths, others = submissions(folder)
    for name in others:
        print(f"{marks.clean(name)} is neither a directory nor a zip or tar and is not graded",
              file=sys.stderr)
    results = {name: kept for name, path in paths.items()
               if (kept := _kept(lab, path, seed, _target(out, name)))}
    if results:
        print(f"{len(results)} of {len(paths)} have been graded already", file=sys.stderr)
    seed = seed or next((kept["seed"] for kept in results.values()),
                        "%08x" % random.SystemRandom().getrandbits(32))
    with concurrent.futures.ThreadPoolExecutor(max_workers=jobs or os.cpu_count()) as pool:
        running = {pool.submit(_one, lab, path, base, seed, _target(out, name)): name
                   for name, path in paths.items() if name not in results}
        try:
            for future in concurrent.futures.as_completed(running):
                name = running[future]
                try:
                    results[name] = future.result()
                except Exception as error:          # a bad submission must not stop the others
                    results[name] = grader.grade_nothing(
                        lab, seed, f"the grader failed: {type(error).__name__}: {error}")
                _bar(len(results), len(paths), f"{marks.clean(name)}: {results[name]['points']}")
        except BaseException:
            for future in running:
                future.cancel()
            raise
    write_tables(lab, results, out)
    if likeness:
        print(course.likeness(lab, paths, results, out), file=sys.stderr)
    return results


def merge(lab, directories, out):
    """Make one table of the results in several directories, which other machines have written."""
    os.makedirs(os.path.join(out, "results"), exist_ok=True)
    results = {}
    for directory in directories:
        place = os.path.join(directory, "results")
        for entry in sorted(os.listdir(place if os.path.isdir(place) else directory)):
            path = os.path.join(place if os.path.isdir(place) else directory, entry)
            if not entry.endswith(".json"):
                continue
            with open(path) as file:
                result = json.load(file)
            if result.get("lab") != lab.number:
                raise labs.LabError(f"{path} is not a result of lab {lab.number}")
            name = entry[:-len(".json")]
            results[name] = result
            _write(_target(out, name) + ".txt", marks.text(result))
            _write(_target(out, name) + ".json", marks.as_json(result))
    write_tables(lab, results, out)
    return results


def write_tables(lab, results, out):
    course.write_answers(lab, results, out, ROOT)
    course.write_tables(lab, results, out)
    write_csv(lab, results, os.path.join(out, "results.csv"), course.marked_by_hand(os.path.join(out, "answers.csv")))
    write_html(lab, results, out)


def write_csv(lab, results, path, by_hand):
    """by_hand: name -> points for the answers, which the teacher has given."""
    with open(path, "w", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "points", "max-points", *(test["id"] for test in lab.tests), "hours", "answers",
                         "error"])
        for name, result in sorted(results.items()):
            points = {test["id"]: test["points"] for test in result["tests"]}
            writer.writerow([marks.cell(name), result["points"], result["max-points"],
                             *(points.get(test["id"], 0) for test in lab.tests),
                             result.get("hours") or "", by_hand.get(marks.cell(name), ""),
                             marks.cell(result["error"] or "")])


def _row(label, count, total, note=""):
    width = 100 * count // max(total, 1)
    return (f"<tr><td>{html.escape(label)}</td><td class=n>{count}</td><td class=b><div "
            f"style='width:{width}%'></div></td><td>{html.escape(note)}</td></tr>")


def _link(out, name):
    return os.path.relpath(_target(out, name) + ".txt", out)


def write_html(lab, results, out):
    """Write a page with the distribution of points and the tests that failed most often."""
    total = len(results)
    tenths = [0] * 11
    for result in results.values():
        tenths[10 * result["points"] // max(result["max-points"], 1)] += 1
    most = max(tenths) if total else 1
    spread = [_row(f"{10 * i}% to {10 * i + 9}%" if i < 10 else "100%", count, most)
              for i, count in enumerate(tenths)]
    failed = []
    for test in lab.tests:
        count = sum(not one["passed"] for result in results.values() for one in result["tests"]
                    if one["id"] == test["id"])
        failed.append((count, test))
    failed.sort(key=lambda pair: -pair[0])
    people = [f"<tr><td><a href='{urllib.parse.quote(os.fsencode(_link(out, name)))}'>"
              f"{html.escape(name)}</a></td><td class=n>{result['points']}</td>"
              f"<td>{html.escape(result['error'] or '')}</td></tr>"
              for name, result in sorted(results.items())]
    mean = sum(result["points"] for result in results.values()) / max(total, 1)
    page = f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Lab {lab.number}: {html.escape(lab.title)}</title>
<style>body{{font:15px sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}
table{{border-collapse:collapse;width:100%}}td{{padding:2px 8px;border-bottom:1px solid #ddd}}
.n{{text-align:right;width:4em}}.b{{width:40%}}.b div{{background:#4a7db5;height:12px}}</style>
<h1>Lab {lab.number}: {html.escape(lab.title)}</h1>
<p>{total} submissions, on average {mean:.1f} of {lab.points} points.</p>
<h2>Distribution</h2><table>{"".join(spread)}</table>
<h2>Tests that failed most often</h2>
<table>{"".join(_row(test["id"], count, total, test["title"]) for count, test in failed)}</table>
<h2>All students</h2><table>{"".join(people)}</table></html>
"""
    _write(os.path.join(out, "results.html"), page)
