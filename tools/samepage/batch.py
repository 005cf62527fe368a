# SPDX-License-Identifier: GPL-2.0-only
"""
Grade a folder of submissions, one directory each: on all cores, with a progress bar, going on
where an earlier run was broken off, and ending in results.csv and results.html.
"""

import concurrent.futures
import csv
import html
import json
import os
import sys

from . import sandbox


def _bar(done, total, last):
    if sys.stderr.isatty():
        filled = 30 * done // max(total, 1)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {last[:30]:30}")
        sys.stderr.write("\n" if done == total else "")
    else:
        sys.stderr.write(f"{done}/{total} {last}\n")
    sys.stderr.flush()


def _one(lab, path, base, seed, broken, target):
    result = sandbox.run(lab, path, base, seed, broken=broken)
    with open(target + ".new", "w") as file:
        json.dump(result, file, indent=1)
    os.rename(target + ".new", target)
    return result


def run(lab, folder, out, base, seed, broken, jobs=None):
    """Returns name -> result of every submission."""
    os.makedirs(os.path.join(out, "results"), exist_ok=True)
    names = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    results, waiting = {}, []
    for name in names:
        target = os.path.join(out, "results", name + ".json")
        try:
            with open(target) as file:
                kept = json.load(file)
            if kept["lab"] == lab.number:
                results[name] = kept
                continue
        except (OSError, ValueError, KeyError):
            pass
        waiting.append((name, target))
    if results:
        print(f"{len(results)} of {len(names)} are graded already", file=sys.stderr)
    with concurrent.futures.ThreadPoolExecutor(max_workers=jobs or os.cpu_count()) as pool:
        running = {pool.submit(_one, lab, os.path.join(folder, name), base, seed, broken, target): name
                   for name, target in waiting}
        try:
            for future in concurrent.futures.as_completed(running):
                name = running[future]
                try:
                    results[name] = future.result()
                except Exception as error:          # one bad submission never stops the others
                    results[name] = broken(f"the grader broke: {type(error).__name__}: {error}")
                _bar(len(results), len(names), name)
        except KeyboardInterrupt:
            for future in running:
                future.cancel()
            raise
    write_csv(lab, results, os.path.join(out, "results.csv"))
    write_html(lab, results, os.path.join(out, "results.html"))
    return results


def write_csv(lab, results, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "points", "max-points", *(test["id"] for test in lab.tests), "error"])
        for name, result in sorted(results.items()):
            points = {test["id"]: test["points"] for test in result["tests"]}
            writer.writerow([name, result["points"], result["max-points"],
                             *(points.get(test["id"], 0) for test in lab.tests),
                             result["error"] or ""])


def _row(label, count, total, note=""):
    width = 100 * count // max(total, 1)
    return (f"<tr><td>{html.escape(label)}</td><td class=n>{count}</td><td class=b><div "
            f"style='width:{width}%'></div></td><td>{html.escape(note)}</td></tr>")


def write_html(lab, results, path):
    """One page: how the marks are spread, and which tests failed most."""
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
    people = [f"<tr><td>{html.escape(name)}</td><td class=n>{result['points']}</td>"
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
<h2>Tests that failed most</h2>
<table>{"".join(_row(test["id"], count, total, test["title"]) for count, test in failed)}</table>
<h2>Everybody</h2><table>{"".join(people)}</table></html>
"""
    with open(path, "w") as file:
        file.write(page)
