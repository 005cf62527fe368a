# SPDX-License-Identifier: GPL-2.0-only
"""
Write one result of the grader (the dictionary of grader.grade) as text, as JSON
(labs/result.schema.json), or in the formats of JUnit, Gradescope and Classroom 50.
"""

import datetime
import json
import os
from xml.sax.saxutils import escape, quoteattr


def clean(text):
    """Remove the characters that XML or a terminal cannot show."""
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() and ord(c) < 0x10000))


def text(result):
    lines = [f"Lab {result['lab']}: {result['title']}", ""]
    if result["error"]:
        lines += [clean(result["error"]), ""]
        lines += [clean(line) for line in result["warnings"].splitlines()[:20]]
    for test in result["tests"]:
        mark = "ok  " if test["passed"] else "FAIL"
        lines.append(f"{mark} {test['points']:3}/{test['max-points']:<3} {test['id']}  {test['title']}")
        if test["passed"] or result["error"]:
            continue
        lines.append(f"              expected: {clean(test['expected'])}")
        lines.append(f"              happened: {clean(test['happened'])}")
        lines += ["              " + clean(line) for line in test["backtrace"].splitlines()[:16]]
        lines.append(f"              debug it: {test['reproduce']}")
    lines += ["", f"{result['points']} of {result['max-points']} points"]
    return "\n".join(lines) + "\n"


def as_json(result):
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _sentence(test):
    if test["passed"]:
        return test["title"]
    words = f"Expected: {test['expected']}. Happened: {test['happened']}.\n{test['reproduce']}"
    return clean(words + ("\n" + test["backtrace"] if test["backtrace"] else ""))


def junit(result):
    failures = sum(not test["passed"] for test in result["tests"])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<testsuite name="lab{result["lab"]}" tests="{len(result["tests"])}" '
             f'failures="{failures}" errors="0" time="{result.get("seconds", 0)}">']
    for test in result["tests"]:
        name = quoteattr(f"{test['id']}: {test['title']}")
        lines.append(f'  <testcase classname="lab{result["lab"]}.step{test["step"]}" name={name}>')
        if not test["passed"]:
            message = quoteattr(clean(test["happened"]))
            lines.append(f"    <failure message={message}>{escape(_sentence(test))}</failure>")
        lines.append("  </testcase>")
    return "\n".join(lines + ["</testsuite>"]) + "\n"


def gradescope(result):
    tests = [{"score": test["points"], "max_score": test["max-points"],
              "status": "passed" if test["passed"] else "failed",
              "name": f"{test['id']}: {test['title']}", "number": test["id"].split("-")[0],
              "output": _sentence(test), "output_format": "text", "visibility": "visible"}
             for test in result["tests"]]
    return json.dumps({"score": result["points"], "output": result["error"] or "",
                       "output_format": "text", "visibility": "visible",
                       "stdout_visibility": "hidden", "tests": tests}, indent=2) + "\n"


def classroom50(result, environment=os.environ):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({
        "schema": "classroom50/result/v1",
        "classroom": environment.get("CLASSROOM", ""),
        "assignment": environment.get("ASSIGNMENT", ""),
        "submission": environment.get("SUBMISSION_TAG", ""),
        "commit": environment.get("COMMIT_URL", ""),
        "release": environment.get("RELEASE_URL", ""),
        "review": environment.get("REVIEW_URL", ""),
        "datetime": now,
        "score": result["points"], "max-score": result["max-points"],
        "tests": [{"test-name": f"{test['id']}: {test['title']}", "passed": test["passed"],
                   "score": test["points"], "max-score": test["max-points"]}
                  for test in result["tests"]]}, indent=2) + "\n"


FORMATS = {"text": text, "json": as_json, "junit": junit, "gradescope": gradescope,
           "classroom50": classroom50}
