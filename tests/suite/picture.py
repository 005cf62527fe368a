# SPDX-License-Identifier: GPL-2.0-only
"""
The pictures are drawn from runs in a guest and opened in a browser without a window, which steps
through them by keyboard. Every arrow must begin and end at the box it names, no text may leave its
box or be too small, no boxes may overlap, and a picture must agree with pmap in the guest. After each
event of a run, the picture is compared with the state that samepage.trace.Model says, which "tests/run
trace" compares with the machine's memory.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest

from samepage.pagetable import LETTERS, PAGE, PRESENT, USER_ENTRIES, frame_of, split
from samepage.trace import Model

from . import browser as browsers

SVG = "{http://www.w3.org/2000/svg}"
FRAME = re.compile(r"^ +([0-9a-f]{8}) +frame (0x[0-9a-f]+) +count (\d+)", re.M)


@pytest.fixture(scope="module", autouse=True)
def node():
    if not shutil.which("node"):
        pytest.skip("nothing is drawn: node is not installed (tools/setup picture)")


def draw(root, build, name, *words):
    """Run tools/picture. Returns (exit status, its output, the directory of the pictures)."""
    directory = os.path.join(build, "tests/picture", name)
    for old in glob.glob(os.path.join(glob.escape(directory), "*")):
        os.remove(old)
    done = subprocess.run(
        [sys.executable, os.path.join(root, "tools/picture"), "--build", build, "--out", directory,
         *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=900)
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
         r"^A's page table leads to the frame", r'^A writes "Hello World" into frame 0x',
         r"^B is process \d+: process_b", r"^B: shmget", r"^B: shmat", r"^B reads 0x40000000",
         r"^shm_nopage\(\) finds frame 0x", r"^B's page table leads to the frame", r"^B prints 12 bytes",
         r"^A ends", r"^B ends",
         r"^A: shmat\(0, NULL, 0\)", r"^B: shmat\(0, 0x50000000, 0\) = 0x50000000",
         r"^B reads 0x50000000", r"IPC_RMID, NULL\) = 0", r"^A is killed by SIGTERM",
         r"^B is killed by SIGTERM", r"^A is process \d+: inherit", r"^A forks: B is process",
         r'^B writes "written by the child" into frame', r"^B writes to 0x\w+: page fault",
         r"^B: shmat\(\d+, NULL, SHM_RDONLY\)", r"^B writes to 0x40001000: refused", r"^B is killed by SIGSEGV",
         r"^A ends"]


class Pages:
    """A browser that shows the pages."""

    def __init__(self, root):
        self.browser = browsers.Browser()
        with open(os.path.join(root, "tests/suite/picture.js"), encoding="utf-8") as file:
            self._look = file.read()

    def open(self, directory, at=1, size=(1280, 720), language="en", theme="light"):
        """Open a page at a step, or at another part of its address."""
        self.browser.complaints = []
        self.browser.prefer(theme)
        self.browser.open(f"file://{directory}/index.html?lang={language}#{at}", *size)
        self.browser.evaluate(self._look)

    def readable(self, part):
        """What is too small, or cut off, in a part of the page."""
        return self.browser.evaluate(f"readable(document.querySelector({json.dumps(part)}))")

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
        group.ok(not any(s["scrolls"] for s in seen), f"it all fits in the width of the window, with the buttons {where}")
        group.equal(len({s["size"] for s in seen}), 1, f"nothing moves from step to step {where}")
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
    group.ok(any("count 3: segment, A, 1 more" in text for _, text in found),
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
    group.ok(all(f"Step {s['count']}" in s["said"] for s in seen),
             "each step is announced to a screen reader")
    _beside_the_picture(group, seen, by_title)

    for key, expected in (("Home", 1), ("PageDown", 2), ("ArrowLeft", 1), ("ArrowLeft", 1),
                          ("End", len(seen)), ("ArrowRight", len(seen)), ("PageUp", len(seen) - 1)):
        browser.press(key)
        group.equal(pages.look()["count"], f"{expected}/{len(seen)}", f"{key} leads to step {expected}")
    browser.evaluate("(s => { s.value = 5; s.dispatchEvent(new Event('input')); })"
                     "(document.querySelector('[data-part=slider]'))")
    group.equal(pages.look()["count"], f"5/{len(seen)}", "the slider goes to step 5")
    browser.press("t")
    group.ok(browser.evaluate("!document.querySelector('[data-part=words]').hidden"), "t shows it all as text")
    group.equal(len(seen), browser.evaluate("document.querySelectorAll('[data-part=all] li').length"),
                "the text lists all steps")
    group.ok(browser.evaluate("document.querySelectorAll('[data-part=table] tbody tr').length") > 5,
             "the text has the picture as a table")
    fifth = pages.look()
    browser.press("e")
    browser.press("ArrowRight")
    every = pages.look()
    group.ok(int(every["count"].split("/")[1]) > 1000, "e shows every event", every["count"])
    browser.press("e")
    browser.press("ArrowLeft")
    group.equal(pages.look()["count"], fifth["count"], "e again shows the steps")
    browser.press("Home")
    browser.press("f")
    group.ok("page fault" in pages.look()["title"], "f goes to the next page fault", pages.look()["title"])
    pages.open(directory, 7)
    seventh = pages.look()
    group.equal(seventh["count"], f"7/{len(seen)}", "a link with #7 opens step 7")
    browser.evaluate("history.replaceState = () => { throw new Error('too often'); }")      # as Safari does
    browser.press("ArrowRight")
    group.equal(pages.look()["count"], f"8/{len(seen)}", "the next step is shown even if the address cannot follow")
    browser.press("ArrowLeft")
    names = browser.images()
    group.ok(any(name == seventh["title"] and "page directory" in about for name, about in names),
             "a screen reader gets the title and the description", names)
    for size in ((1920, 1080), (800, 600), (360, 740)):
        pages.open(directory, size=size)
        pages.all_steps(group, size)
    for language in ("en", "zh"):
        pages.open(directory, size=(360, 740), language=language, theme="dark")
        pages.all_steps(group, (360, 740))
    group.ok(browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)",
             "the page is dark for readers who prefer that")
    pages.open(directory, seen.index(both) + 1)
    browser.medium("print")
    group.equal(pages.look()["wrong"], [], "in print arrows and boxes are as on the screen")
    group.equal(browser.evaluate("getComputedStyle(document.querySelector('nav')).display"), "none",
                "the buttons are not printed")
    browser.medium("")
    group.equal(len(re.findall(rb"/Type\s*/Page\b", browser.pdf())), 1, "the print is one page")
    group.equal(browser.complaints, [], "the browser has nothing to complain about")


def _beside_the_picture(group, seen, by_title):
    """The bytes, the program's source, the console, and two processes at the same time."""
    group.ok(seen[0]["height"] <= 720, "the demonstration fits in 1280x720 without scrolling", seen[0]["height"])
    writes = by_title['A writes "Hello World" into frame'][0]
    before = seen[seen.index(writes) - 1]
    group.ok(any('contains "Hello World.' in line for line in writes["says"])
             and not any("Hello" in line for line in before["says"]),
             "Hello World appears in the frame when A writes it", "\n".join(writes["says"]))
    group.ok("sprintf(" in writes["here"] and "main() → sprintf()" in writes["program_head"],
             "the program's line is that of sprintf()", writes["program_head"] + "\n" + writes["program"])
    prints = by_title["B prints 12 bytes"][0]
    after = seen[seen.index(prints) + 1]    # on a busy machine the text may arrive a moment later
    group.ok("Hello World" in prints["console"] + after["console"] and "Hello World" not in writes["console"],
             "the console shows what B prints, at that step", prints["console"])
    group.ok("printf(" in prints["here"], "the line of printf() is shown", prints["here"])
    group.ok(all(any(line.startswith(f"{letter}, process_{letter.lower()}, pid") and "page directory" in line
                     for line in prints["says"]) for letter in "AB"),
             "process A and process B live at the same time", "\n".join(prints["says"]))
    finds = by_title["shm_nopage() finds frame"][0]
    group.ok("get_page(" in finds["kernel"] and "shm_nopage" in finds["kernel_head"],
             "the kernel's line stands beside the program's", finds["kernel"])


def test_book(group, build, pages):
    """The chapters in the page of the demonstration: a question, and then its answer."""
    if not pages:
        group.skip(pages.reason)
        return
    directory = os.path.join(build, "tests/picture/demonstration")
    browser = pages.browser
    for language, size, theme in (("en", (1280, 720), "light"), ("zh", (360, 740), "dark")):
        pages.open(directory, "chapter-1", size, language, theme)
        group.equal(browser.evaluate("document.querySelectorAll('.chapter').length"), 10, f"ten chapters ({language})")
        group.ok(browser.evaluate("[...document.querySelectorAll('.after')].every((one) => one.hidden)"),
                 "the page asks before it shows")
        verdicts = browser.evaluate("""[...document.querySelectorAll('.chapter')].map((chapter, i) => {
            chapter.querySelector(`[data-right="${i % 2 === 0}"]`).click();
            return chapter.querySelector('.verdict').textContent; })""")
        group.equal(len(set(verdicts)), 2, f"right and wrong answers are told apart ({language}: {verdicts})")
        group.ok(browser.evaluate("[...document.querySelectorAll('.after')].every((one) => !one.hidden "
                                  "&& one.querySelector('.lines li') && one.querySelector('svg'))"),
                 "the answer has lines of source, and the picture")
        group.equal(browser.evaluate("[...document.querySelectorAll('.chapter')].filter((one) => "
                                     "!one.querySelector('.after svg .changed')).map((one) => one.dataset.chapter)"),
                    ["read-only"], "what has changed is marked, but in the chapter in which nothing changes")
        group.equal(pages.readable("#book"), [], f"all of it can be read at {size[0]} pixels ({language})")
        group.ok(not browser.evaluate("document.documentElement.scrollWidth > innerWidth"), "nothing leaves the window")
    pages.open(directory, "chapter-3")
    browser.evaluate("document.querySelectorAll('.chapter')[2].querySelector('[data-step]').click()")
    group.ok("shmat(" in pages.look()["title"], "a chapter leads to its moment in the run", pages.look()["title"])
    _questions(group, pages, directory)
    pages.open(directory, "book")
    group.ok(len(re.findall(rb"/Type\s*/Page\b", browser.pdf())) >= 10, "each chapter is printed")
    group.ok(browser.evaluate("matchMedia('print').matches === false"), "the print changes nothing on the screen")
    pages.open(directory, "core-shm_nopage", (360, 740))
    group.ok(browser.evaluate("document.getElementById('core-shm_nopage').open"), "a link opens a function of the core")
    group.equal(pages.readable("#core"), [], "the core can be read at 360 pixels")
    browser.evaluate("document.querySelector('#core-shm_nopage [data-step]').click()")
    group.ok("shm_nopage() takes" in pages.look()["title"], "its step leads into the run", pages.look()["title"])
    browser.evaluate("document.getElementById('language').click()")
    group.ok("shm_nopage() 分配页框" in pages.look()["title"], "the button changes the language", pages.look()["title"])
    browser.press("ArrowRight")
    group.ok("A" in pages.look()["title"], "and the keys go on", pages.look()["title"])
    group.equal(browser.complaints, [], "the browser has nothing to complain about")


def _questions(group, pages, directory):
    """With q the page asks before it shows; a question can be answered, or skipped."""
    pages.open(directory)
    browser = pages.browser
    ask = "document.querySelector('[data-part=ask]')"
    browser.press("q")
    seen, asked = [pages.look()["count"]], 0
    for _ in range(80):
        browser.press("ArrowRight")
        seen.append(pages.look()["count"])
        if not browser.evaluate(f"{ask}.hidden"):
            asked += 1
            if asked == 2:
                browser.evaluate(f"[...{ask}.querySelectorAll('[data-answer]')].forEach((one) => one.click())")
                group.ok("Right." in browser.evaluate(f"{ask}.textContent") or "Not quite." in
                         browser.evaluate(f"{ask}.textContent"), "an answer is judged")
                group.equal(browser.evaluate(f"{ask}.querySelectorAll('.right').length"), 1, "one answer is right")
                group.equal(pages.readable(".ask"), [], "the question can be read")
        if len(seen) > 1 and seen[-1].split("/")[0] == seen[-1].split("/")[1]:
            break
    group.equal(asked, 10, "it asks before ten moments")
    group.equal(len(set(seen)), int(seen[0].split("/")[1]), "each question is skipped by going on")
    browser.press("q")
    browser.press("Home")
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    group.ok(browser.evaluate(f"{ask}.hidden"), "q again stops the questions")


# ---- Event by event -----------------------------------------------------------------------------

def _flags(entry):
    return "".join(letter if entry & bit else "-" for bit, letter in LETTERS)


class Expected:
    """What must be in a picture, from the state that the events describe."""

    def __init__(self, model):
        self.model = model

    def wrong(self, shown, arrows):
        """The first differences between the texts of a picture and the state."""
        found = []
        drawn = {int(key[1:]) for key in shown if re.fullmatch(r"p\d+", key) and f"{key}.pgd" in shown}
        for pid in drawn:
            process = self.model.processes.get(pid)
            space = process and process.space
            if space:
                found += self._process(pid, space, shown)
        for segment in self.model.segments.values():
            found += self._segment(segment, shown)
        for start, end in arrows:
            found += self._arrow(start, end, shown)
        return found[:3]

    @staticmethod
    def _expect(shown, key, *texts):
        missing = [text for text in texts if text not in shown.get(key, [])]
        return [f"{key} is {shown.get(key)}, without {missing}"] if missing else []

    def _process(self, pid, space, shown):
        found = self._expect(shown, f"p{pid}.pgd", f"0x{space.pgd:08x}")
        starts = {f"p{pid}.area.{area.start:x}": area for area in space.areas}
        for key in shown:
            if re.fullmatch(rf"p{pid}\.area\.[0-9a-f]+", key) and key not in starts:
                found.append(f"there is no area {key}")
        for area in space.areas:
            if area.segment is None:
                continue
            pages = (area.end - area.start) // PAGE
            found += self._expect(shown, f"p{pid}.area.{area.start:x}", f"segment {area.segment}", area.flags[:3])
            size = "1 page" if pages == 1 else f"{pages} pages"
            if not any(f"0x{area.start:08x}, {size}" in text for text in shown.get(f"p{pid}.area.{area.start:x}", [])):
                found.append(f"area {area.start:#x} of {pid}: {shown.get(f'p{pid}.area.{area.start:x}')}")
            high, low, _ = split(area.start)
            entry, pte = self.model.page_tables(space).entry(area.start)
            found += self._expect(shown, f"p{pid}.pgd.{high}", f"[{high}]", *([f"0x{entry:08x}", _flags(entry)] if entry else []))
            key = f"p{pid}.pte.{area.segment}.{area.start:x}.{area.pgoff}"
            if entry & PRESENT and pages == 1:
                found += self._expect(shown, key, f"[{low}]", *([f"0x{pte:08x}", _flags(pte)] if pte & PRESENT else ["empty"]))
        for i, entry in enumerate(space.directory[:USER_ENTRIES]):
            if f"p{pid}.pgd.{i}" in shown and entry & PRESENT:
                found += self._expect(shown, f"p{pid}.pgd.{i}", f"0x{entry:08x}", _flags(entry))
        return found

    def _segment(self, segment, shown):
        found = self._expect(shown, f"segment.{segment.id}", f"nattch {segment.nattch}")
        facts = ", ".join(shown.get(f"segment.{segment.id}", []))
        key = "removed: no key" if segment.removed else f"key 0x{segment.key:08x}"
        if f"id {segment.id}, {key}" not in facts or f"{segment.bytes} bytes" not in facts:
            found.append(f"segment {segment.id}: {facts}")
        if segment.pages == 1:
            frame = segment.frames.get(0)
            found += self._expect(shown, f"shm.frame.{segment.id}.0", "shm_pages[0]", f"0x{frame:08x}" if frame else "no frame yet")
            if frame:
                found += self._expect(shown, f"frame.{segment.id}.0", f"frame 0x{frame:08x}")
                count = next((text for text in shown.get(f"frame.{segment.id}.0", []) if text.startswith("count ")), "")
                if not count.startswith(f"count {self.model.count(frame)}: segment"):
                    found.append(f"frame {frame:#x} has {self.model.count(frame)} references, not \"{count}\"")
        return found

    def _arrow(self, start, end, shown):
        """An arrow from an entry to a frame: the entry names that frame."""
        if ".pte." not in start or not end.startswith("frame."):
            return []
        entry = next((int(text, 16) for text in shown.get(start, []) if text.startswith("0x")), 0)
        title = f"frame 0x{frame_of(entry):08x}"
        return [] if title in shown.get(end, []) else [f"{start} leads to {shown.get(end)}, not to {title}"]


def _compare(group, root, run, width):
    """Compare the picture after every event of a recorded run with the state."""
    with open(run, encoding="utf-8") as file:
        events = json.load(file)["events"]
    node = subprocess.run(["node", os.path.join(root, "tools/web/tests/facts.js"), run, str(width)],
                          stdout=subprocess.PIPE, check=True, text=True, timeout=300)
    model, wrong, compared, arrows = Model(), [], 0, 0
    for line in node.stdout.splitlines():
        picture = json.loads(line)
        while model.n < picture["n"]:
            model.apply(events[model.n])
        # exit and exec take an address space apart step by step; what is left is drawn, but not compared
        differences = Expected(model).wrong(picture["shown"], picture["arrows"])
        if differences:
            wrong.append(f"after event {picture['n']} {events[picture['n'] - 1]}: {differences}")
        compared += 1
        arrows += sum(end.startswith("frame.") and ".pte." in start for start, end in picture["arrows"])
    group.equal(wrong[:5], [], f"the picture agrees with the trace after each of {compared} events, at {width} pixels")
    group.ok(compared > 1000 and arrows > 1000, f"{arrows} arrows were compared")


@pytest.mark.parametrize("width", [1280, 360])
def test_trace(group, root, build, width):
    _compare(group, root, os.path.join(build, "tests/picture/demonstration/run.json"), width)


def test_modules(group, root, build):
    """The modules' own tests, with the demonstration as the recorded run."""
    tests = [os.path.join(root, f"tools/web/tests/{name}.test.js") for name in ("model", "draw", "recorded")]
    done = subprocess.run(["node", "--test", "--test-reporter=tap", *tests], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=300, env={**os.environ, "SAMEPAGE_RUN": os.path.join(build, "tests/picture/demonstration/run.json")})
    group.equal(done.returncode, 0, "node's tests of the model, the drawing and the book pass")
    group.ok(re.search(r"^# pass [5-9]\d$", done.stdout, re.M) and "# skipped 0" in done.stdout, "none is left out", done.stdout[-3000:])


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
    group.ok(any("300 frames, count 2: segment, A" in text for _, text in found), "300 pages are one box")
    boxes = re.findall(r"shm_segs\[0\] shm_pages\[", fullest)
    group.ok(1 <= len(boxes) <= 3, f"when they differ, they are few boxes ({len(boxes)})")
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
    status, output, directory = draw(root, build, "fork", "--", "sh -c '(echo one; echo two); true'")
    group.equal(status, 0, "a run without segments is drawn")
    group.note(output)
    found = pictures(group, directory)
    group.ok(any("it is copied to frame" in text for _, text in found), "a copy on write is shown")
    if pages:
        pages.open(directory)
        pages.all_steps(group)


def test_types_and_format(group, root):
    """All modules of tools/web, with the checkers that `make site` installs."""
    web = os.path.join(root, "build/web")
    packages = os.path.join(web, "node_modules")
    if not os.path.exists(os.path.join(packages, "typescript")):
        group.skip("types are not checked: build/web has no packages (make site)")
        return
    run = dict(cwd=web, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    compiler = ["node", f"{packages}/typescript/bin/tsc", "-p", web, "--preserveSymlinks"]
    files = subprocess.run([*compiler, "--listFilesOnly"], **run).stdout
    group.ok(f"{web}/draw/watch.js" in files and f"{web}/machine/machine.js" in files, "tsc looks at all modules", files[-500:])
    group.equal(subprocess.run(compiler, **run).stdout, "", "tsc finds every type right")
    parts = [f"{part}/*.{end}" for part in ("model", "draw", "book", "machine", "page", "tests") for end in ("js", "css")]
    paths = [path for part in parts for path in sorted(glob.glob(part, root_dir=web))]
    done = subprocess.run(["node", f"{packages}/prettier/bin/prettier.cjs", "--check", *paths], **run)
    group.equal(done.returncode, 0, "prettier would write every module as it is" + (":" if done.returncode else ""))
    if done.returncode:
        group.note(done.stdout)


def test_nothing(group, root, build):
    empty = os.path.join(build, "tests/picture/empty.jsonl")
    with open(empty, "w", encoding="utf-8"):
        pass
    status, output, _ = draw(root, build, "nothing", "--trace", empty)
    group.ok(status == 1 and "nothing happened" in output and "Traceback" not in output,
             "of an empty trace it says that there is nothing to draw", output)
    status, output, _ = draw(root, build, "nothing", "--trace", empty + ".missing")
    group.ok(status == 1 and "Traceback" not in output, "a missing file is named in words", output)
