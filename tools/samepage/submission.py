# SPDX-License-Identifier: GPL-2.0-only
"""
The functions of a submission in the grader's own tree: put them there, build both kernels, and tell
what the compiler says about them.

From each file only the steps' functions are taken, with whatever stands between their marks. They
must not include files by a path of their own, so that nothing that lies beside the grader's tree
can be read. What was made of the solution before is deleted first. When a step does not
compile, the function takes its place that students start with, and the other steps are graded.
"""

import os
import re

from . import lab as labs
from .source import NASM_NOT_CODE, NOT_CODE, part

DIRECTIVE = re.compile(r"^[ \t]*(?:#|%:|\?\?=)[ \t]*(\w*)(.*)$", re.M)
NASM_FORBIDDEN = re.compile(r"^\s*(%\s*(?:include|use|pathsearch|depend)\b|incbin\b)|\bincbin\b", re.M | re.I)
ALLOWED = {"", "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "error"}
HEADER = re.compile(r"""\s*("(?:kernel|mm|ipc)/[\w/]+\.h"|<uapi/\w+\.h>|<\w+\.h>|<sys/\w+\.h>)\s*$""")
FORBIDDEN = re.compile(r"\b_Pragma\b|\b__has_include|\b__has_embed|\.?\bincbin\b|\.include\b", re.I)
LOCATION = re.compile(r"^(?:\S*ld\S*: )?(\S+?):(\d+)(?::\d+)?: *((?:fatal )?error|warning|note)?:? *(.*)$")


class Region:
    """The lines of one step: first..last in the grader's file, and where they begin in the submission."""

    def __init__(self, step, first, lines, theirs):
        self.step, self.first, self.lines, self.theirs = step, first, lines, theirs
        self.last = first + len(lines) - 1


def _joined(text):
    return re.sub(r"\\\s*\n", "", text)


def check(path, text, where):
    """Raise LabError if the part of a submission includes what it must not include."""
    def refuse(what):
        raise labs.LabError(f"{where}: {what} is not allowed between the marks of a step")
    if path.endswith(".asm"):
        found = NASM_FORBIDDEN.search(NASM_NOT_CODE.sub("", text))
        if found:
            refuse(found.group().strip())
        return
    text = _joined(text)
    bare = NOT_CODE.sub(lambda match: " " if match.group()[0] == "/" else match.group(), text)
    for name, rest in DIRECTIVE.findall(bare):
        if name == "include" and HEADER.match(rest):
            continue
        if name not in ALLOWED:
            refuse(f"#{name}{rest[:60]}")
    strings = re.sub(r'"\s*"', "", re.sub(r"\\(?:x[0-9a-fA-F]+|[0-7]{1,3})", "?", bare))
    found = FORBIDDEN.search(strings)
    if found:
        refuse(found.group())


class Submission:
    """A submission for one lab, in a copy of the grader's tree."""

    def __init__(self, lab, directory, place):
        self.lab, self.directory = lab, directory
        self.ours = {path: labs.read(os.path.join(directory, path)) for path in lab.files}
        self.theirs = {}
        self.broken = {}            # label of a step -> why its function is not used
        self.warnings = ""
        for path in lab.files:
            source = os.path.join(place, path)
            if not os.path.isfile(source) or os.path.islink(source):
                raise labs.LabError(f"{path} is not in the submission")
            if os.path.getsize(source) > 1 << 20:
                raise labs.LabError(f"{path} is larger than 1 MiB")
            self.theirs[path] = labs.read(source)
        for step in lab.steps:
            part(step.file, self.theirs[step.file], step.functions, step.label)   # it must be there

    def put(self):
        """Write the files with the functions of the submission; steps that are broken get the start's."""
        self.regions = []
        for path in self.lab.files:
            text = self.ours[path]
            steps = [step for step in self.lab.steps if step.file == path]
            for step in steps:
                if not re.search(rf"^(?:/\*|;) LAB {re.escape(step.label)}\b", text, re.M):
                    text = step.marked(text, True)      # a student's tree has marks already
            for step in steps:
                text = self._with(text, step)
            for step in steps:
                before, lines, _ = part(path, text, step.functions, step.label)
                theirs = 0 if step.label in self.broken else \
                    len(part(path, self.theirs[path], step.functions, step.label)[0]) + 1
                self.regions.append(Region(step, len(before) + 1, lines, theirs))
            labs.write_file(os.path.join(self.directory, path), text)
        self._forget()

    def _with(self, text, step):
        donor = self.theirs[step.file]
        if step.label not in self.broken:
            _, lines, _ = part(step.file, donor, step.functions, step.label)
            try:
                check(step.file, "\n".join(lines), f"{step.file}, step {step.label}")
            except labs.LabError as error:
                self.broken[step.label] = str(error)
        if step.label in self.broken:
            return step.start(text)
        return step.transplant(text, donor)

    def _forget(self):
        """Delete what has been made of the files before, so that the compiler cannot read it."""
        build = os.path.join(self.directory, "build")
        stems = {os.path.splitext(path)[0] for path in self.lab.files}
        for parent, _, names in os.walk(build):
            for name in names:
                path = os.path.join(parent, name)
                inside = re.sub(r"^(debug|ubsan|clang)/", "", os.path.relpath(path, build))
                program = inside.startswith("user/") and "." not in name
                if name.startswith(("samepage", "libc.a")) or any(inside.startswith(stem) for stem in stems) \
                        or program and any(stem.startswith("user/") for stem in stems):
                    os.remove(path)

    def blame(self, output):
        """
        Find out from the compiler's output which steps do not compile, and note why. Returns False if no
        step is to blame that is not known already.
        """
        new = {}
        for path, line, kind, words in self._messages(output):
            if "error" not in kind:
                continue
            region = self._region(path, line) or self._before(path, line)
            if not region or region.step.label in self.broken:
                continue
            if region.first <= line <= region.last:
                words = f"line {line - region.first + region.theirs}: {words}"
            else:
                words = "the code after it does not compile: is a brace, an #endif or the like missing?"
            new.setdefault(region.step.label, f"{path}, {words}")
        self.broken.update(new)
        return bool(new)

    def words(self, output):
        """What the compiler says about the submission, with its lines and with the student's numbers."""
        said = []
        for path, line, kind, words in self._messages(output):
            region = self._region(path, line)
            if region and kind:
                said += [f"{path}:{line - region.first + region.theirs}: {kind}: {words}",
                         "    " + region.lines[line - region.first].strip()]
        return "\n".join(said[:60])

    def _messages(self, output):
        """(path, line, kind, words) of each message; the compiler's quotations of the source are left out."""
        for text in output.splitlines():
            found = LOCATION.match(text)
            if found and found.group(1) in self.lab.files:
                kind = found.group(3) or ("error" if "undefined reference" in found.group(4) else "")
                yield found.group(1), int(found.group(2)), kind, found.group(4)

    def _region(self, path, line):
        return next((region for region in self.regions
                     if region.step.file == path and region.first <= line <= region.last), None)

    def _before(self, path, line):
        before = [region for region in self.regions if region.step.file == path and region.last < line
                  and region.step.label not in self.broken]
        return max(before, key=lambda region: region.last, default=None)
