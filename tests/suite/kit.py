# SPDX-License-Identifier: GPL-2.0-only
"""
The conformance kit (make kit): no claim is false in Samepage, nor on Linux for either processor, and
kernels with a deliberate mistake (tests/kit/mutants) are found out. The head of a mutant's patch says
what is wrong, and what the kit must say:

    # fork treats the pages of segments like private memory.
    # first: parent_writes              the first false claim
    # fails: parent_writes many_pages   claims that must be false
    # dies in: size_zero                or the claim that the machine does not survive
    # only: size_one size_zero          only these claims are tried, because others would take long
    # skips: 5                          no mistake, but these levels lack a system call
"""

import glob
import io
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree
import zipfile

import pytest

from samepage import kit, linux
from samepage.guest import ROOT
from . import guests

MUTANTS = os.path.join(ROOT, "tests/kit/mutants")
KERNEL = ["boot", "include", "ipc", "kernel", "linker.ld", "Makefile", "mm", "tools"]  # what the kernel is made from
# The claims that Samepage decides otherwise than today's Linux.
OURS = {"stale_id", "many_segments"}


@pytest.fixture(scope="module")
def made(build):
    """The directory of a build with the kit."""
    done = guests.make(build, "kit")
    assert done.returncode == 0, done.stdout[-2000:]
    return build


def _all_true(group, run, where, otherwise=()):
    group.ok(run.complete and run.status == 0, f"{where}: the kit comes to its end, with status 0",
             f"{run.reason}\n{run.text[-1500:]}")
    for name in run.those(kit.FALSE):
        group.ok(False, f"{where}: {name} is true", _about(run, name))
    group.equal(set(run.those(kit.OTHERWISE)), set(otherwise), f"{where}: these claims are decided otherwise")
    group.ok(len(run.those(kit.TRUE)) > 80, f"{where}: most claims are made and true", run.results)


def _about(run, name):
    found = re.search(rf"^# \d+ {name}: .*\n(.*\n(?:#   .*\n)*)", run.text, re.M)
    return found.group(0) if found else ""


def test_in_samepage(group, made):
    run = kit.in_samepage(made)
    _all_true(group, run, "Samepage", OURS)
    group.equal(run.those(kit.SKIPPED), [], "no claim is skipped")


@pytest.mark.parametrize("processor", ["i386", "x86_64"])
def test_on_linux(group, made, processor):
    """This machine's Linux if the kit can run here, otherwise one in QEMU."""
    try:
        run = kit.here(made, processor)
    except OSError:
        run = None
    if os.geteuid() or not run or not run.results:
        try:
            run = kit.on_linux(made, processor)
        except linux.NoLinux as error:
            group.skip(str(error))
            return
    _all_true(group, run, f"Linux, {processor}")
    group.equal(run.those(kit.SKIPPED), [], "no claim is skipped")


def test_linux_in_qemu(group, made):
    """The kit as the first program of a kernel."""
    try:
        run = kit.on_linux(made, "i386")
    except linux.NoLinux as error:
        group.skip(str(error))
        return
    _all_true(group, run, "Linux in QEMU, i386")


# ---- What it prints ----

def test_zip(group, made):
    path = os.path.join(made, "ipc-conformance.zip")
    with open(path, "rb") as file:
        first = file.read()
    os.unlink(path)
    guests.make(made, "kit").check_returncode()
    with open(path, "rb") as file:
        group.ok(file.read() == first, "the same tree gives the same bytes")
    archive = zipfile.ZipFile(io.BytesIO(first))
    names = {name.removeprefix("ipc-conformance/") for name in archive.namelist()}
    wanted = {"README.md", "COPYING", "fidelity.md", "claims.html", "i386/ipc-conformance", "x86_64/ipc-conformance",
              "source/Makefile", "source/main.c", "source/kit.h"}
    group.equal(wanted - names, set(), "the zip contains these files")


def test_its_sources_need_nothing_else(group, made, tmp_path):
    zipfile.ZipFile(os.path.join(made, "ipc-conformance.zip")).extractall(tmp_path)
    with open(os.path.join(made, "compiler")) as file:
        compiler = file.read().strip()
    done = subprocess.run(["make", "-s", "-C", tmp_path / "ipc-conformance/source", f"CC={compiler}",
                           "i386/ipc-conformance" if "clang" not in compiler else "-n"],
                          capture_output=True, text=True)
    group.ok(done.returncode == 0 and not done.stderr, "the sources in the zip build by themselves", done.stderr)


def test_page(group, root, made):
    texts = kit.Texts(kit.program(made))
    page = kit.page(texts, os.path.join(root, "docs/fidelity.md"))
    run = kit.in_samepage(made, ["--list"])
    listed = re.findall(r"^(\d) (\w+): (.*)$", run.text.replace("\r", ""), re.M)
    group.equal(listed, [(str(claim.level), claim.name, claim.situation) for claim in texts.claims],
                "the claims in the file are those that the program lists")
    names = [claim.name for claim in texts.claims]
    group.equal(len(set(names)), len(names), "each claim has its own name")
    group.equal(re.findall(r'<tr id="(\w+)">', page), names, "the page has every claim")
    for claim in texts.claims:
        whole = all(text.endswith(".") and "#" not in text for text in (claim.situation, claim.linux, claim.why))
        group.ok(whole, f"{claim.name}: situation, result and reason are sentences")
    guide = open(os.path.join(root, "docs/kit.md"), encoding="utf-8").read()
    for level, title in enumerate(texts.titles, 1):
        group.ok(f"| {level} | {title} |" in guide, f"docs/kit.md has level {level}")
    for row in filter(None, (claim.row for claim in texts.claims)):
        group.ok(row in kit.rows(os.path.join(root, "docs/fidelity.md")), f"docs/fidelity.md has the row {row}")


def test_guide_names_mutants(group, root):
    with open(os.path.join(root, "docs/kit.md"), encoding="utf-8") as file:
        table = file.read().partition("| mistake |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| `(\w+)`", table, re.M)
    expected = []
    for path in sorted(glob.glob(f"{MUTANTS}/*.patch")):
        with open(path, encoding="utf-8") as file:
            head = dict(re.findall(r"^# (first|fails|dies in): (\w+)", file.read(), re.M))
        if not head:
            continue
        expected.append((os.path.basename(path)[:-6], head.get("dies in") or head.get("first") or head["fails"]))
    group.equal(sorted(rows), expected, "docs/kit.md has a row for each mutant, with the claim that finds it")


def test_junit(group, made):
    run = kit.in_samepage(made, ["--junit", "-", "--level", "1", "--level", "4"])
    tree = xml.etree.ElementTree.fromstring(run.text)
    cases = tree.findall(".//testcase")
    texts = kit.Texts(kit.program(made))
    group.equal(len(cases), sum(claim.level in (1, 4) for claim in texts.claims), "a case for each claim")
    group.equal([case.get("name").partition(":")[0] for case in cases if case.find("skipped") is not None],
                ["stale_id"], "a claim that is decided otherwise is no failure")
    group.equal(tree.findall(".//failure"), [], "there is no failure")


# ---- Whether it notices ----

@pytest.fixture(scope="module")
def tree(made, tmp_path_factory):
    """A copy of the kernel's sources and objects, in which mutants are built."""
    copy = str(tmp_path_factory.mktemp("mutants") / "tree")
    os.mkdir(copy)
    for name in KERNEL:
        path = os.path.join(ROOT, name)
        (shutil.copytree if os.path.isdir(path) else shutil.copy2)(path, os.path.join(copy, name))
    os.mkdir(os.path.join(copy, "build"))
    for entry in os.scandir(made):      # the kernel's objects, and nothing of what else is built there
        target = os.path.join(copy, "build", entry.name)
        if entry.is_dir() and entry.name in KERNEL:
            shutil.copytree(entry.path, target)
        elif entry.is_file() and not entry.name.endswith((".iso", ".html", ".zip")):
            shutil.copy2(entry.path, target)
    return copy


def _patch(tree, path, *words):
    return subprocess.run(["patch", "-p1", "-s", "--no-backup-if-mismatch", *words, "-i", path], cwd=tree,
                          capture_output=True, text=True)


def _few_calls(group, made, run, levels):
    """A kernel with fewer calls gets the same results, except for the levels that need them."""
    _all_true(group, run, "a kernel with few calls", OURS)
    expected = [claim.name for claim in kit.Texts(kit.program(made)).claims if str(claim.level) in levels.split()]
    group.ok(set(expected) <= set(run.those(kit.SKIPPED)), f"the claims of level {levels} are skipped", run.results)
    group.ok("mprotect ... the call does not exist" in run.text, "it says which call is missing", run.text[:1000])


@pytest.mark.parametrize("mutant", sorted(os.path.basename(path)[:-6] for path in glob.glob(f"{MUTANTS}/*.patch")))
def test_mutant(group, made, tree, mutant):
    path = os.path.join(MUTANTS, f"{mutant}.patch")
    with open(path, encoding="utf-8") as file:
        head = dict(re.findall(r"^# (first|fails|dies in|only|skips): (.*)$", file.read(), re.M))
    applied = _patch(tree, path)
    if not group.ok(applied.returncode == 0, f"{mutant} applies", applied.stdout + applied.stderr):
        return
    with open(os.path.join(made, "compiler")) as file:
        compiler = file.read().strip()
    built = subprocess.run(["make", "-s", "B=build", f"CC={compiler}", "build/samepage.elf"], cwd=tree,
                           capture_output=True, text=True)
    if group.ok(built.returncode == 0, f"{mutant} builds", built.stderr):
        run = kit.in_samepage(made, head.get("only", "").split(), kernel=os.path.join(tree, "build/samepage.elf"))
        wrong = run.those(kit.FALSE)
        if "dies in" in head:
            group.equal(run.died_in, head["dies in"], f"{mutant}: the last line names the claim")
        if "skips" in head:
            _few_calls(group, made, run, head["skips"])
        if "first" in head:
            group.equal(wrong[:1], [head["first"]], f"{mutant}: the first false claim is the right one")
        missed = set(head.get("fails", "").split()) - set(wrong)
        group.ok(not missed, f"{mutant}: the kit notices", f"not noticed: {missed}\nnoticed: {wrong}\n{run.text[-1500:]}")
    _patch(tree, path, "-R").check_returncode()
