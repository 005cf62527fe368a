# SPDX-License-Identifier: GPL-2.0-only
"""make demo prints what the README promises: two virtual addresses and one frame."""

import os
import re

from . import guests

ISO_LIMIT = 3 << 20


def shape(text):
    """A transcript without numbers, which differ between runs, and without the host's lines."""
    lines = [line for line in text.splitlines() if line.strip() and "[host]" not in line]
    return re.sub(r"0x[0-9a-f]+|\d+| +", " ", "\n".join(lines))


def test_demo(group, root, build):
    done = guests.make(build, "demo")
    text = done.stdout.replace("\r", "")
    group.equal(done.returncode, 0, "make demo succeeds")
    group.ok(re.search(r"^Hello World$", text, re.M), "B prints Hello World on a line")
    frames = re.findall(r"frame[= ](0x[0-9a-f]+)", text)
    group.ok(len(frames) >= 4, "frames are shown", f"  {frames}")
    group.equal(len(set(frames)), 1, "all of them are the same frame")
    addresses = set(re.findall(r"\b(0x[4-9a][0-9a-f]{7})\b", text))
    group.ok(len(addresses) >= 2, "it has different virtual addresses", f"  {addresses}")
    for name in ("README.md", "README.zh-CN.md"):
        with open(os.path.join(root, name), encoding="utf-8") as file:
            promised = re.search(r"```\n(1\. .*?)```", file.read(), re.S).group(1)
        group.ok(shape(promised) in shape(text), f"it shows what {name} promises")
    iso = os.path.join(build, "demo.iso")
    group.ok(os.path.exists(iso) and os.path.getsize(iso) < ISO_LIMIT,
             "the disc is smaller than 3 MiB")
    if group.failed:
        group.note(text[-3000:])
