# SPDX-License-Identifier: GPL-2.0-only
"""
The pictures are drawn from runs in a guest and opened in a browser without a window, which steps
through them by keyboard. Every arrow must begin and end at the box it names, no text may leave its
box, no boxes may overlap, and a picture must agree with pmap in the guest.
"""

import glob
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest

from . import browser as browsers

SVG = "{http://www.w3.org/2000/svg}"
FRAME = re.compile(r"^ +([0-9a-f]{8}) +frame (0x[0-9a-f]+) +count (\d+)", re.M)


def draw(root, build, name, *words):
    """Run tools/picture. Returns (exit status, its output, the directory of the pictures)."""
    directory = os.path.join(build, "tests/picture", name)
    for old in glob.glob(os.path.join(glob.escape(directory), "*")):
        os.remove(old)
    done = subprocess.run(
        [sys.executable, os.path.join(root, "tools/picture"), "--build", build, "--out", directory,
         *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=300)
    return done.returncode, done.stdout.decode(errors="replace"), directory


def pictures(group, directory):
    """Check the files. Returns [(title, description)]."""
    found = []
    for path in sorted(glob.glob(os.path.join(glob.escape(directory), "step-*.svg"))):
        name = os.path.basename(path)
        try:
            tree = xml.parse(path).getroot()
        except xml.ParseError as error:
            group.ok(False, f"{name} is well-formed XML", error)
            continue
        title, description = tree.findtext(SVG + "title"), tree.findtext(SVG + "desc")
        group.ok(title and description, f"{name} has a title and a description")
        found.append((title or "", description or ""))
    return found


def words_of(path):
    """The texts of a picture without numbers, which differ between runs."""
    texts = [text.text or "" for text in xml.parse(path).iter(SVG + "text")]
    return [re.sub(r"0x[0-9a-f]+|\d+", "N", text) for text in texts]


def in_order(titles, patterns):
    """The first pattern that matches no title after the last one matched, or None."""
    rest = iter(titles)
    for pattern in patterns:
        if not any(re.search(pattern, title) for title in rest):
            return pattern
    return None


STORY = [r"^A is process \d+: process_a",
         r"^A: shmget\(0x[0-9a-f]{8}, 128, IPC_CREAT\|IPC_EXCL\|0666\) = 0",
         r"^A: shmat\(0, NULL, 0\) = 0x40000000", r"^A writes to 0x40000000: page fault",
         r"^A's page directory gets a page table", r"^shm_nopage\(\) takes frame 0x",
         r"^A's page table leads to the frame", r"^A ends", r"^B is process \d+: process_b",
         r"^B: shmget", r"^B: shmat", r"^B reads 0x40000000", r"^shm_nopage\(\) finds frame 0x",
         r"^B's page table leads to the frame", r"^B prints 12 bytes", r"^B ends",
         r"^A: shmat\(0, NULL, 0\)", r"^B: shmat\(0, 0x50000000, 0\) = 0x50000000",
         r"^B reads 0x50000000", r"IPC_RMID\) = 0", r"^A is killed by SIGTERM",
         r"^B is killed by SIGTERM"]


class Pages:
    """A browser that shows the pages."""

    def __init__(self, root):
        self.browser = browsers.Browser()
        with open(os.path.join(root, "tests/suite/picture.js"), encoding="utf-8") as file:
            self._look = file.read()

    def open(self, directory, step=1, size=(1280, 720)):
        self.browser.complaints = []
        self.browser.open(f"file://{directory}/index.html#{step}", *size)
        self.browser.evaluate(self._look)

    def look(self):
        return self.browser.evaluate("look()")

    def all_steps(self, group, size=(1280, 720)):
        """Step through the open page with the right arrow key. Returns what is on the screen at each step."""
        seen = [self.look()]
        total = int(seen[0]["count"].split("/")[1])
        for _ in range(total - 1):
            self.browser.press("ArrowRight")
            seen.append(self.look())
        group.equal([s["count"] for s in seen], [f"{i}/{total}" for i in range(1, total + 1)],
                    "the right arrow key goes through all steps, one by one")
        where = f"at {size[0]}x{size[1]}"
        wrong = [f"  step {s['count']}: {line}" for s in seen for line in s["wrong"]]
        group.ok(not wrong, f"every arrow begins and ends at its box, nothing is larger than its "
                 f"box, no boxes overlap, {where}", "\n".join(wrong[:20]))
        group.ok(not any(s["scrolls"] for s in seen), f"it all fits in the window {where}")
        return seen


class NoPages:
    """Stands for Pages where there is no browser: what is drawn is tested without it then."""

    def __init__(self, reason):
        self.reason = reason

    def __bool__(self):
        return False


@pytest.fixture(scope="module")
def pages(root):
    try:
        pages = Pages(root)
    except browsers.NoBrowser as error:
        yield NoPages(f"the pages are not opened: {error}")
        return
    yield pages
    pages.browser.close()


def test_browser(group, pages):
    if pages:
        group.ok(True, "a browser without a window runs")
    else:
        group.skip(pages.reason)


def frames_of(step):
    """The frames with arrows, as {key of the frame: the processes that the arrows come from}."""
    led = {}
    for start, end in step["arrows"]:
        if end.startswith("frame.") and not start.startswith("shm."):
            led.setdefault(end, set()).add(start.split(".")[0])
    return led


def test_files(group, root, build):
    figure = os.path.join(build, "tests/figure.svg")
    status, output, directory = draw(root, build, "demonstration", "--figure", figure)
    group.equal(status, 0, "make picture draws the demonstration")
    group.note(output)
    found = pictures(group, directory)
    missing = in_order([title for title, _ in found], STORY)
    group.ok(missing is None, f"the story is told in order (not found: {missing})",
             "\n".join("  " + title for title, _ in found))
    step = next((n for n, (title, _) in enumerate(found, 1) if title.endswith("page fault")), 1)
    with open(os.path.join(directory, f"step-{step:02d}.svg"), encoding="utf-8") as file:
        group.ok("do_page_fault(" in file.read(), "a page fault is shown at do_page_fault()")
    group.ok(any("count 2: segment, 1 more" in text for _, text in found),
             "a reference that no table entry has yet is counted as one more")
    group.equal(words_of(figure), words_of(os.path.join(root, "docs/samepage.svg")),
                "docs/samepage.svg is still what is drawn, numbers apart "
                "(else: tools/picture --figure docs/samepage.svg)")
    with open(os.path.join(directory, "index.html"), encoding="utf-8") as file:
        text = file.read()
    outside = re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)[^\"']*|@import|url\((?!#)[^)]*", text)
    group.equal(outside, [], "the page needs no other file and no network")


def test_demonstration(group, build, pages):
    """Go through what test_files has drawn."""
    if not pages:
        group.skip(pages.reason)
        return
    directory = os.path.join(build, "tests/picture/demonstration")
    pages.open(directory)
    browser, seen = pages.browser, pages.all_steps(group)
    by_title = {}
    for step in seen:
        by_title.setdefault(step["title"].split(":")[0].split(" 0x")[0], []).append(step)

    fault = by_title["A writes to"][0]
    group.equal(frames_of(fault), {}, "at A's page fault no entry leads to a frame yet")
    led = frames_of(by_title["A's page table leads to the frame"][0])
    group.equal([len(pids) for pids in led.values()], [1], "after it one arrow does")
    both = by_title["B reads"][1]
    before = seen[seen.index(both) - 1]
    group.equal([len(pids) for pids in frames_of(before).values()], [1],
                "before B's first touch only A's entry leads to the frame")
    group.equal([len(pids) for pids in frames_of(both).values()], [2],
                "after it an arrow from A's entry and one from B's end at the same frame")
    frame = next(iter(frames_of(both)), "")
    group.ok(frame in both["changed"] and frame in "".join(both["keys"]),
             "the frame whose count has changed is marked")
    group.ok(any("count 3: segment, A, B" in line for line in both["says"]),
             "its count is 3: the segment's, A's and B's", "\n".join(both["says"]))
    group.ok(all(f"Step {s['count'].split('/')[0]} of" in s["said"] for s in seen),
             "each step is announced to a screen reader")

    for key, expected in (("Home", 1), ("PageDown", 2), ("ArrowLeft", 1), ("ArrowLeft", 1),
                          ("End", len(seen)), ("ArrowRight", len(seen)), ("PageUp", len(seen) - 1)):
        browser.press(key)
        group.equal(pages.look()["count"], f"{expected}/{len(seen)}", f"{key} leads to step {expected}")
    browser.evaluate("(s => { s.value = 5; s.dispatchEvent(new Event('input')); })"
                     "(document.getElementById('slider'))")
    group.equal(pages.look()["count"], f"5/{len(seen)}", "the slider goes to step 5")
    browser.press("t")
    group.ok(browser.evaluate("!document.getElementById('words').hidden"), "t shows it all as text")
    group.equal(len(seen), browser.evaluate("document.querySelectorAll('#all li').length"),
                "the text lists all steps")
    pages.open(directory, 7)
    seventh = pages.look()
    group.equal(seventh["count"], f"7/{len(seen)}", "a link with #7 opens step 7")
    names = browser.images()
    group.ok(any(name == seventh["title"] and "page directory" in about for name, about in names),
             "a screen reader gets the title and the description", names)
    for size in ((1920, 1080), (800, 600)):
        pages.open(directory, size=size)
        pages.all_steps(group, size)
    pages.open(directory, seen.index(both) + 1)
    browser.medium("print")
    group.equal(pages.look()["wrong"], [], "in print arrows and boxes are as on the screen")
    group.equal(browser.evaluate("getComputedStyle(document.querySelector('nav')).display"), "none",
                "the buttons are not printed")
    browser.medium("")
    group.equal(len(re.findall(rb"/Type\s*/Page\b", browser.pdf())), 1, "the print is one page")
    group.equal(browser.complaints, [], "the browser has nothing to complain about")


def test_crowd(group, root, build, pages):
    status, output, directory = draw(root, build, "crowd", "--tests", "--", "/tests/crowd; sleep 1")
    group.equal(status, 0, "five processes, three segments, 300 pages and a fork are drawn")
    group.note(output)
    found = pictures(group, directory)
    fullest = max((text for _, text in found), key=len, default="")
    for letter in "ABCDE":
        group.ok(f"{letter}, crowd, pid" in fullest, f"{letter} is there")
    for slot in range(3):
        group.ok(f"shm_segs[{slot}]: id {slot}" in fullest, f"segment {slot} is there")
    group.ok("300 frames" in fullest, "300 pages are one box")
    titles = "\n".join(title for title, _ in found)
    for pattern in (r"touches (300|299 more) pages of segment 0", "B forks: C is process",
                    "writes to 0x60000000: refused", "is killed by SIGSEGV",
                    r"shmdt\(0x70000000\) = 0"):
        group.ok(re.search(pattern, titles), f"the story has: {pattern}", titles)
    if pages:
        pages.open(directory)
        pages.all_steps(group)
        group.equal(pages.browser.complaints, [], "the browser has nothing to complain about")


def test_pmap(group, root, build):
    """Compare with pmap, which reads /proc and not the trace."""
    status, output, directory = draw(
        root, build, "pmap", "--", "process_a; attach 0 & sleep 1; pmap $!; sleep 1; kill $!; sleep 1")
    group.equal(status, 0, "a command line of the user is drawn")
    group.note(output)
    seen = {va: (frame, count) for va, frame, count in FRAME.findall(output)}
    frame, count = seen.get("40000000", ("?", "?"))
    texts = [text for _, text in pictures(group, directory)]
    group.ok(any(f"frame {frame}, count {count}: segment, B" in text for text in texts),
             f"a picture shows frame {frame} with count {count}, as pmap does", texts[-1:])


def test_fork(group, root, build, pages):
    status, output, directory = draw(root, build, "fork", "--", "sh -c 'echo one; echo two; true'")
    group.equal(status, 0, "a run without segments is drawn")
    group.note(output)
    found = pictures(group, directory)
    group.ok(any("it is copied to frame" in text for _, text in found), "a copy on write is shown")
    if pages:
        pages.open(directory)
        pages.all_steps(group)


def test_nothing(group, root, build):
    empty = os.path.join(build, "tests/picture/empty.jsonl")
    with open(empty, "w", encoding="utf-8"):
        pass
    status, output, _ = draw(root, build, "nothing", "--trace", empty)
    group.ok(status == 1 and "nothing happened" in output and "Traceback" not in output,
             "of an empty trace it says that there is nothing to draw", output)
    status, output, _ = draw(root, build, "nothing", "--trace", empty + ".missing")
    group.ok(status == 1 and "Traceback" not in output, "a missing file is named in words", output)
