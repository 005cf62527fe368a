# SPDX-License-Identifier: GPL-2.0-only
"""
The page in the browser (tools/web/page), in Chromium: from a server on this machine, and as one file.
Every request that leaves this machine, and every error of the page, fails the test.
"""

import functools
import http.server
import os
import threading

import pytest

from .browser import Browser, NoBrowser

pytestmark = pytest.mark.xdist_group("site")

WIDE, NARROW = (1280, 900), (360, 740)
VIEWS = "watch", "try", "write", "book", "core"
STEPS = 14              # to go forwards and back: A writes, B reads
LESSONS = {"third": "touches", "fork": "fork", "readonly": "refused", "rmid": "rmid-later", "cow": "copy",
           "slots": "refusal"}
TITLE = "samepage.watch._get('title').textContent"
PICTURE = "samepage.watch._get('picture').innerHTML"
STATE = "document.getElementById('state').textContent"
HELD = "samepage.player.state === 'held'"
CHECK = "document.getElementById('check').textContent"

# For every attach: the entry of its first page, and the bytes of its frame, as the guest's memory has
# them, must be in the picture.
DRAWN = """(() => {
    const { player, watch } = samepage, missing = [];
    const text = watch._get('picture').textContent.replace(/\\s+/g, ' ');
    const word = (address) => new DataView(player.machine.read(address, 4).slice().buffer).getUint32(0, true);
    const moment = player.run.last;
    for (const process of Object.values(moment.processes))
        for (const area of moment.spaces[process.pgd]?.areas ?? []) {
            if (area.segment == null) continue;
            const directory = word(process.pgd + 4 * (area.start >>> 22));
            const entry = directory & 1 ? word((directory & ~4095) + 4 * (area.start >>> 12 & 1023)) : 0;
            if (!(entry & 1)) continue;
            const frame = (entry & ~4095) >>> 0, hex = '0x' + frame.toString(16).padStart(8, '0');
            const drawn = [...text.matchAll(/0x[0-9a-f]{8}/g)].map(([one]) => Number(one));
            if (!drawn.some((one) => (one & ~0x60) >>> 0 === (entry & ~0x60) >>> 0)) missing.push('entry ' + entry.toString(16));
            if (!text.includes('frame ' + hex)) missing.push('frame ' + hex);
            const bytes = [...player.machine.read(frame, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
            if (!text.includes(bytes)) missing.push('bytes ' + bytes);
        }
    return missing.join(', ');
})()"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """Math.min(...[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() &&
    [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) &&
    !one.closest('#terminal, .cm-editor')).map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(build):
    """The address of a server for build/site."""
    directory = os.path.join(build, "site")
    if not os.path.exists(os.path.join(directory, "index.html")):
        pytest.skip("build/site is not there: make site")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=directory))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def browser(address, group):
    try:
        browser = Browser(own=[address])
    except NoBrowser as reason:
        pytest.skip(f"the page is not shown: {reason}")
    with browser:
        yield browser
        group.equal(browser.complaints, [], "the page has no errors, and asks nobody else for anything")


def open_page(browser, address, state="", size=WIDE, until=HELD):
    browser.open(address + state, *size)
    return browser.wait(f"globalThis.samepage?.player && ({until})")


def forward(browser):
    browser.press("ArrowRight")
    browser.wait("samepage.player.state !== 'running'")


def test_watch(group, browser, address):
    group.ok(open_page(browser, address), "the machine starts and is held at its first moment", browser.evaluate(STATE))
    seen, memory, drawn = [], [], []
    for _ in range(STEPS):
        seen.append(look(browser))
        if browser.evaluate("samepage.watch.n === samepage.player.run.length"):
            memory.append(browser.evaluate(CHECK))
            drawn.append(browser.evaluate(DRAWN))
        forward(browser)
    titles = "\n".join(title for title, _, _ in seen)
    group.ok('writes "Hello World"' in titles, "A writes Hello World", titles)
    group.ok(any("Hello World" in picture for _, _, picture in seen), "it is drawn in the frame", titles)
    group.ok(memory and all("all equal" in text for text in memory), "every table is what memory has", memory)
    group.equal("".join(drawn), "", "entries, frames and bytes in the picture are those in the machine's memory")
    back = []
    for _ in range(STEPS):
        browser.press("ArrowLeft")
        back.append(look(browser))
    back.reverse()
    group.equal([title for title, _, _ in back], [title for title, _, _ in seen], "back leads to the same steps")
    # The newest step may have ended later than it seemed at first.
    same = [(one[2], other[2]) for one, other in zip(seen, back) if one[1] == other[1]]
    group.ok(len(same) >= STEPS - 2, "at the same events", len(same))
    group.equal([pair for pair in same if pair[0] != pair[1]][:1], [], "and to the same pictures, at the same places")
    group.ok("only the picture moves" in browser.evaluate(STATE), "the page says that the machine did not move",
             browser.evaluate(STATE))
    browser.press("End")
    browser.evaluate("samepage.watch.go(samepage.watch.index - 2)")
    saved = browser.evaluate("samepage.player.restorable().n")
    browser.evaluate("document.getElementById('restore').click()")
    group.ok(browser.wait("samepage.player.how === 'restored'"), "the machine itself goes back")
    group.ok(f"went back to event {saved}" in browser.evaluate(STATE), "and the page says so", browser.evaluate(STATE))
    group.ok("all equal" in browser.evaluate(CHECK), "to a state whose tables are those of that event")
    forward(browser)
    group.ok(browser.evaluate(f"samepage.player.run.length > {saved}"), "from there it goes on")


def look(browser):
    """What is shown: the title, the number of the event, the picture."""
    return tuple(browser.evaluate(what) for what in (TITLE, "samepage.watch.n", PICTURE))


def test_every_event(group, browser, address):
    open_page(browser, address)
    browser.press("e")
    wrong = []
    for _ in range(60):
        forward(browser)
        if "all equal" not in browser.evaluate(CHECK):
            wrong.append(browser.evaluate(f"{TITLE} + ': ' + {CHECK}"))
    group.equal(wrong, [], "after each of 60 events, tables and memory agree")
    n = browser.evaluate("samepage.watch.n")
    browser.press("f")
    browser.wait(f"samepage.watch.n > {n} && {HELD}")
    group.equal(browser.evaluate("samepage.player.run.events[samepage.watch.n - 1].ev"), "fault",
                "f goes to the next page fault")


def test_questions(group, browser, address):
    open_page(browser, address)
    browser.press("q")
    for _ in range(STEPS):
        forward(browser)
        if browser.evaluate("!samepage.watch._get('ask').hidden"):
            break
    asked = browser.evaluate("samepage.watch._get('ask').textContent")
    group.ok(asked, "q: the page asks before it shows")
    before = browser.evaluate(TITLE)
    said = browser.evaluate("""[...samepage.watch._get('ask').querySelectorAll('[data-answer]')].map((button) => {
        button.click(); return samepage.watch._get('why').textContent; })""")
    group.equal(sum(text.startswith("Right.") and len(text) > 40 for text in said), 1, "one answer is right, and explained")
    browser.evaluate("samepage.watch._get('ask').querySelector('[data-part=skip]').click()")
    group.ok(browser.evaluate(TITLE) != before, "then it shows the step")


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson(group, browser, address, lesson):
    group.ok(open_page(browser, address, f"#view=try&lesson={lesson}"), "the link opens the page at the event that decides",
             browser.evaluate("samepage.said"))
    keys = browser.evaluate("samepage.player.run.steps().map(({ key }) => key)")
    group.ok(keys[-1] == LESSONS[lesson] or LESSONS[lesson] in keys[-3:], f"it ends with {LESSONS[lesson]}", keys)
    group.ok("all equal" in browser.evaluate(CHECK), "tables and memory agree", browser.evaluate(CHECK))
    browser.evaluate("document.getElementById('go').click()")
    group.ok(browser.wait("samepage.player.state === 'waiting' && samepage.said.endsWith('# ')"), "Run lets it go on to its end")


def test_terminal(group, browser, address):
    open_page(browser, address, "#view=try", until="samepage.player.state === 'waiting' && samepage.terminal")
    browser.evaluate("samepage.terminal.focus()")
    browser.type("echo $((6 * 7)) answers")
    browser.press("Enter")
    group.ok(browser.wait("samepage.terminal.text().includes('42 answers')"), "what is typed reaches the guest's shell",
             browser.evaluate("samepage.terminal.text()"))
    browser.press("Escape")
    group.ok(browser.evaluate("!document.activeElement.closest('#terminal')"), "Escape leaves the terminal")


PROGRAM = "int main(void)\\n{\\n\\t%s\\n}\\n"


def write(browser, text, command):
    """Put a program into the editor and run it; returns whether it was compiled."""
    browser.evaluate("Object.assign(document.getElementById('command'), { value: %r }).oninput()" % command)
    browser.evaluate(f"samepage.writing.editor.type('{text}')")
    browser.evaluate("void samepage.writing.run()")
    browser.wait("samepage.writing.state === 'done'")
    return browser.evaluate("samepage.writing.result.ok")


def test_write(group, browser, address):
    group.ok(open_page(browser, address, "#view=write", until="samepage.writing.editor && samepage.writing.work.files.length"),
             "the editor appears, with A and B")
    browser.evaluate("void samepage.writing.run()")
    browser.wait("samepage.writing.state === 'done'")
    group.ok(browser.evaluate("samepage.writing.result.ok"), "TinyCC compiles A and B in the guest",
             browser.evaluate("samepage.writing.result.output"))
    browser.wait("samepage.player.state === 'waiting' && samepage.said.endsWith('# ')")
    group.ok("Hello World" in browser.evaluate("samepage.terminal.text()"), "they print Hello World",
             browser.evaluate("samepage.terminal.text()"))
    place = browser.evaluate("[...samepage.player.run.sights.values()].map(({ program }) => program?.find(({ file }) => file === 'process_a.c')).find(Boolean)")
    group.ok(place and place["function"] == "main" and place["line"] > 20, "the program's line is known", place)

    group.ok(not write(browser, PROGRAM % "int x = 1\\n\\treturn x;", "./process_a"), "a syntax error is found")
    group.ok("process_a.c, line 4" in browser.evaluate("document.getElementById('messages').textContent"),
             "the message names the line", browser.evaluate("document.getElementById('messages').textContent"))
    group.ok(browser.wait("document.querySelector('#editor .cm-lint-marker-error')"), "it stands at the line in the editor")

    text = "#include <stdio.h>\\n" + PROGRAM % 'puts("one\\\\r\\\\ntwo");\\n\\treturn 0;'
    group.ok(write(browser, text, "./process_a"), "a program that contains a carriage return and a newline is compiled",
             browser.evaluate("samepage.writing.result.output"))
    browser.wait("samepage.player.state === 'waiting' && samepage.said.endsWith('# ')")
    group.ok("one\r\r\ntwo\r\n" in browser.evaluate("samepage.said"), "and comes out of the guest unchanged",
             browser.evaluate("samepage.said"))

    group.ok(write(browser, PROGRAM % "for (;;)\\n\\t\\t;", "./process_a"), "an endless loop is compiled")
    group.ok(browser.wait("samepage.player.state === 'busy'"), "the page holds it", browser.evaluate(STATE))
    browser.evaluate("document.getElementById('interrupt').click()")
    group.ok(browser.wait("samepage.player.state === 'waiting' && samepage.said.endsWith('# ')"), "Ctrl-C ends it",
             browser.evaluate("samepage.said"))

    text = "#include <sys/reboot.h>\\n" + PROGRAM % "reboot(RB_AUTOBOOT);\\n\\treturn 0;"
    write(browser, text, "./process_a")
    group.ok(browser.wait("samepage.player.state === 'dead'"), "a program restarts the machine")
    trouble = browser.evaluate("document.getElementById('trouble').textContent")
    group.ok("The machine was restarted" in trouble and "reboot(" in trouble, "the page says what happened", trouble)

    browser.evaluate("document.getElementById('share').click()")
    browser.wait("location.hash.includes('files=')")
    link = browser.evaluate("location.href")
    browser.evaluate("localStorage.clear()")
    open_page(browser, link, until="samepage.writing.work.files.length")
    group.ok("RB_AUTOBOOT" in browser.evaluate("samepage.writing.work.files[0].text"), "a link contains the text")


def test_crash(group, browser, address):
    open_page(browser, address)
    # The address space of the machine: the kernel's text is at 0x100000, and so is its entry for calls.
    browser.evaluate("""(() => { const { machine, run } = samepage.player;
        const word = new DataView(machine.read(run.last.swapper + 4 * 768, 4).slice().buffer).getUint32(0, true);
        machine.read(run.last.processes[run.last.current].pgd + 4 * 32, 4).fill(0xff); })()""")
    browser.evaluate("samepage.player.live()")
    group.ok(browser.wait("samepage.player.state === 'dead'"), "a damaged machine dies", browser.evaluate(STATE))
    trouble = browser.evaluate("document.getElementById('trouble').textContent")
    group.ok(len(trouble) > 100 and ("panic" in trouble or "emulator" in trouble), "the page explains its end", trouble)
    group.ok(browser.evaluate("samepage.player.restorable() !== null"), "there is a moment to go back to")
    browser.evaluate("document.getElementById('again').click()")
    group.ok(browser.wait(HELD), "a new machine starts in the same page")
    browser.complaints.clear()          # the emulator's own exception


def test_reading(group, browser, address):
    for language in "en", "zh":
        open_page(browser, address, f"#view=book&lang={language}", until="document.querySelector('.chapter')")
        count = browser.evaluate("document.querySelectorAll('.chapter').length")
        group.ok(count >= 8, f"{language}: the book has its chapters", count)
        group.ok(browser.evaluate("[...document.querySelectorAll('#book .question')].every((one) => one.querySelectorAll('.answers button').length > 1)"),
                 f"{language}: each chapter asks")
        browser.evaluate("document.querySelectorAll('#book .chapter .reveal').forEach((button) => button.click())")
        group.ok(browser.evaluate("[...document.querySelectorAll('#book .chapter .after')].every((one) => !one.hidden && one.querySelector('svg'))"),
                 f"{language}: every chapter shows its moment")
        group.ok(browser.evaluate("[...document.querySelectorAll('#book .chapter .lines')].every((one) => one.children.length)"),
                 f"{language}: and the lines that decide")
    open_page(browser, address, "#core-shm_nopage", until="document.querySelector('.function')")
    group.ok(browser.wait("document.getElementById('core-shm_nopage')?.open"), "an address leads to a function of the core")
    browser.evaluate("document.querySelector('#core a[data-step]').click()")
    group.ok(browser.wait("document.body.dataset.view === 'watch' && samepage.player.state === 'recorded'"),
             "and from it to a moment of the run")


def test_appearance(group, browser, address):
    for scheme in "light", "dark":
        browser.prefers(scheme)
        for view in VIEWS:
            for size in (WIDE, NARROW):
                open_page(browser, address, f"#view={view}&lang=zh", size,
                          f"document.body.dataset.view === '{view}' && (samepage.player.state !== 'starting')")
                where = f"{view}, {size[0]} pixels, {scheme}"
                group.equal(browser.evaluate(OVERFLOW), 0, f"{where}: nothing is wider than the window")
                group.ok(browser.evaluate(SMALLEST) >= 11, f"{where}: no text is smaller than 11 pixels",
                         browser.evaluate(SMALLEST))
        colour = browser.evaluate("getComputedStyle(document.body).backgroundColor").strip("rgb()").split(",")
        group.ok((sum(map(int, colour)) < 384) == (scheme == "dark"), f"{scheme}: the paper is {scheme}", colour)


def test_keyboard_and_language(group, browser, address):
    open_page(browser, address)
    before = browser.evaluate(TITLE)
    for _ in range(4):
        browser.press("Tab")
        if browser.evaluate("document.activeElement.id === 'tab-watch'"):
            break
    group.equal(browser.evaluate("document.activeElement.id"), "tab-watch", "Tab leads to the views")
    browser.press("ArrowRight")
    group.ok(browser.wait("document.body.dataset.view === 'try' && document.activeElement.id === 'tab-try'"),
             "the arrow keys change the view")
    browser.press("ArrowLeft")
    browser.wait(HELD)
    browser.press("Tab")
    group.equal(browser.evaluate("document.activeElement.id"), "language", "the language is next")
    browser.press("Enter")
    group.equal(browser.evaluate("document.documentElement.lang"), "zh-CN", "Enter changes it")
    group.ok(browser.evaluate(TITLE) != before, "the picture's words change, too")
    untranslated = browser.evaluate("""[...document.querySelectorAll('[data-word]')].filter((one) => one.checkVisibility() &&
        !/[\\u4e00-\\u9fff]/.test(one.textContent) && one.id !== 'language').map((one) => one.dataset.word)""")
    group.equal(untranslated, [], "all of the page is in Chinese")
    named = browser.evaluate("""[...document.querySelectorAll('button, input, select, [role=tabpanel]')].filter((one) =>
        one.checkVisibility() && !(one.textContent.trim() || one.ariaLabel || one.labels?.length || one.getAttribute('aria-labelledby') || one.title)).map((one) => one.outerHTML)""")
    group.equal(named, [], "everything that can be used has a name for a screen reader")


def test_one_file(group, browser, build):
    path = os.path.join(build, "samepage.html")
    group.ok(open_page(browser, f"file://{path}"), "one file runs the machine", browser.evaluate(STATE))
    forward(browser)
    group.ok("all equal" in browser.evaluate(CHECK), "and steps")
    open_page(browser, f"file://{path}", "#view=write", until="samepage.writing.editor && samepage.writing.work.files.length")
    browser.evaluate("void samepage.writing.run()")
    group.ok(browser.wait("samepage.writing.state === 'done' && samepage.writing.result.ok"), "and compiles")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    group.ok("Berkeley SoftFloat" in text and "TinyCC" in text and "CodeMirror" in text or "codemirror" in text,
             "it has the licences and notices")
