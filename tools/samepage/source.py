# SPDX-License-Identifier: GPL-2.0-only
"""
Find a function of a C file, or a routine of a nasm file, by its name.

In C the lines count: a definition in the kernel's style begins in column 0, its `{` and its `}`
stand alone in column 0. Comments and strings are blanked first, so nothing in them is taken for
code. In nasm a routine reaches from its label to the next global label. The comment directly above
belongs to the function. A name that is missing, defined twice or not in that style is an error.

The lab tools put marks around functions in a student's tree (/* LAB 2.3 */ ... /* LAB END */;
in nasm the lines begin with ;). Where a step has marks, it is what stands between them: students
may add helper functions there.
"""

import re

# The ends are optional, so that an unfinished comment or string takes linear time, too.
NOT_CODE = re.compile(r"""/\*.*?(?:\*/|\Z)|//[^\n]*|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?""", re.S)
NASM_NOT_CODE = re.compile(r"""'[^'\n]*'?|"[^"\n]*"?|;[^\n]*""")
BEGIN = re.compile(r"^(?:/\*|;) LAB (\d+\.\d+)\b")
END = re.compile(r"^(?:/\*|;) LAB END\b")


class SourceError(Exception):
    """A function or a mark is missing or wrong; the message is a sentence."""


class Function:
    """The comment is lines[comment:start], the definition lines[start:end]."""

    def __init__(self, comment, start, end):
        self.comment, self.start, self.end = comment, start, end


def _one(found, path, name):
    if not found:
        raise SourceError(f"{path}: there is no function {name}")
    if len(found) > 1:
        raise SourceError(f"{path}: {name} is defined {len(found)} times")
    return found[0]


def _c_function(path, text, name):
    lines = text.split("\n")
    code = NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text).split("\n")
    found = []
    for brace, line in enumerate(code):
        if line.rstrip() != "{":
            continue
        start = brace - 1
        while start > 0 and code[start][:1] in (" ", "\t"):
            start -= 1
        declarator = re.match(r"\w[\w\s*]*?\b(\w+)\(", "\n".join(code[start:brace]))
        if declarator and declarator.group(1) == name:
            found.append((start, brace))
    start, brace = _one(found, path, name)
    end = next((i + 1 for i in range(brace, len(code)) if code[i].rstrip() == "}"), None)
    body = "\n".join(code[brace:end])
    above = code[start - 1] if start else ""
    if end is None or body.count("{") != body.count("}") or \
            not (above.strip() == "" or above[0] in "#}" or above.endswith(";")):
        raise SourceError(f"{path}: {name} is not laid out as a function should be: the definition, "
                          "its { and its } each begin a line in column 0")
    comment = start
    while comment and lines[comment - 1].strip() and not code[comment - 1].strip():
        comment -= 1
    return Function(comment, start, end)


def _nasm_routine(path, text, name):
    lines = text.split("\n")
    public = {word for line in lines if (match := re.match(r"\s*global\s+([\w\s,]+)", line))
              for word in re.findall(r"\w+", match.group(1))}
    labels = [(i, match.group(1)) for i, line in enumerate(lines) if (match := re.match(r"(\w+):", line))]
    start = _one([i for i, label in labels if label == name], path, name)
    end = next((i for i, label in labels if i > start and label in public), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith(";"):
        end -= 1
    comment = start
    while comment and lines[comment - 1].startswith(";"):
        comment -= 1
    return Function(comment, start, end)


def find(path, text, name):
    """The Function of that name. Raises SourceError."""
    return (_nasm_routine if path.endswith(".asm") else _c_function)(path, text, name)


def code(path, text):
    """The text without comments and empty lines."""
    pattern = NASM_NOT_CODE if path.endswith(".asm") else NOT_CODE
    bare = pattern.sub(lambda match: "" if match.group()[0] in "/;" else match.group(), text)
    return "".join(line.rstrip() + "\n" for line in bare.split("\n") if line.strip())


def replace(path, text, name, donor):
    """The text with the definition of the function as `donor`, another text, has it."""
    ours, theirs = find(path, text, name), find(path, donor, name)
    lines = text.split("\n")
    return "\n".join(lines[:ours.start] + donor.split("\n")[theirs.start:theirs.end] + lines[ours.end:])


def remove(path, text, name):
    """The text without the function, its comment and the empty line after it."""
    where, lines = find(path, text, name), text.split("\n")
    return "\n".join(lines[:where.comment] + lines[where.end + (lines[where.end:][:1] == [""]):])


def gather(path, text, names):
    """The text with all of these functions directly before the last of them, in this order."""
    for name in names[:-1]:
        where, lines = find(path, text, name), text.split("\n")
        function = lines[where.comment:where.end] + [""]
        lines = remove(path, text, name).split("\n")
        at = find(path, "\n".join(lines), names[-1]).comment
        text = "\n".join(lines[:at] + function + lines[at:])
    return text


def mark(path, text, names, label):
    """The text with marks around these functions, which must be together, and their comments."""
    begin, end = find(path, text, names[0]).comment, find(path, text, names[-1]).end
    lines, form = text.split("\n"), "; {}" if path.endswith(".asm") else "/* {} */"
    return "\n".join(lines[:begin] + [form.format("LAB " + label)] + lines[begin:end]
                     + [form.format("LAB END")] + lines[end:])


def part(path, text, names, label):
    """
    (lines before, lines, lines after): the lines are those between the marks with this label, or
    without marks these functions and their comments.
    """
    lines = text.split("\n")
    begun = [i for i, line in enumerate(lines) if (match := BEGIN.match(line)) and match.group(1) == label]
    if not begun:
        try:
            text = gather(path, text, names)
            begin, end = find(path, text, names[0]).comment, find(path, text, names[-1]).end
        except SourceError as error:
            raise SourceError(f"{error}, and the marks of LAB {label} are missing") from None
        lines = text.split("\n")
        return lines[:begin], lines[begin:end], lines[end:]
    if len(begun) > 1:
        raise SourceError(f"{path}: LAB {label} is marked twice")
    for end in range(begun[0] + 1, len(lines)):
        if END.match(lines[end]):
            return lines[:begun[0] + 1], lines[begun[0] + 1:end], lines[end:]
        if BEGIN.match(lines[end]):
            break
    raise SourceError(f"{path}: LAB {label} has no LAB END")


def transplant(path, text, names, label, donor):
    """The text with this part as donor, the same file of another tree, has it."""
    before, _, after = part(path, text, names, label)
    return "\n".join(before + part(path, donor, names, label)[1] + after)
