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


def cell(text):
    """The text of a cell, changed if a spreadsheet would take it for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def line(test):
    """One test, and for a failed one what was expected and what happened."""
    mark = "ok  " if test["passed"] else "FAIL"
    took = f"  ({test['seconds']:.1f} s)" if test.get("seconds", 0) >= 0.05 else ""
    first = f"{mark} {test['points']:3}/{test['max-points']:<3} {test['id']}  {test['title']}{took}"
    return "\n".join([first] + ["              " + more for more in _reasons(test)])


def _reasons(test):
    if test["passed"]:
        return []
    lines = [f"step {test['id'].split('-')[0]}, {test['function']}",
             f"expected: {clean(test['expected'])}", f"happened: {clean(test['happened'])}"]
    if test["kernel"] == "checked" and test["backtrace"]:
        lines.append("(on the kernel that checks its locks and its use of freed memory)")
    if test["claim"]:
        lines.append(f"the claim: {test['claim']}")
    lines += [clean(line) for line in test["backtrace"].splitlines()[:16]]
    return lines + [f"debug it: {test['reproduce']}"]


def head(result):
    """What is to be said about a result before its tests: errors, and the compiler's messages."""
    lines = [f"Lab {result['lab']}: {result['title']}", ""]
    if result["error"]:
        lines += [clean(result["error"]), ""]
    if result["warnings"]:
        lines += ["The compiler says:"] + [clean(line) for line in result["warnings"].splitlines()[:40]] + [""]
    return "\n".join(lines) + "\n"


def foot(result):
    lines = ["", f"{result['points']} of {result['max-points']} points"]
    if result.get("hidden"):
        lines.append(f"Your teacher runs {result['hidden']['tests']} more tests, for "
                     f"{result['hidden']['points']} points.")
    return "\n".join(lines) + "\n"


def after(result, told):
    """What is left to say when the tests in `told` have been shown as they came."""
    rest = [line(test) for test in result["tests"] if test["id"] not in told and not result["error"]]
    said = ["The compiler says:", clean(result["warnings"])] if result["warnings"] else []
    said += [clean(result["error"])] if result["error"] else []
    return "".join(words + "\n" for words in rest + said) + foot(result)


def text(result):
    shown = result["tests"] if not result["error"] else []
    return head(result) + "".join(line(test) + "\n" for test in shown) + foot(result)


def as_json(result):
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _sentence(test):
    if test["passed"]:
        return test["title"]
    return clean("\n".join(_reasons(test)))


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
