# SPDX-License-Identifier: GPL-2.0-only
"""
Write SVG: text that stays inside its box, boxes and arrows, and the style of all pictures (STYLE).
Processes and segments are distinguishable without colour: a process has a letter and a line style,
a segment has its number and a hatching.

The colours are Okabe and Ito's set for colour blindness, darkened so that white text is readable.
"""

from html import escape

WIDTH, HEIGHT = 1600, 820
FONT = "'DejaVu Sans','Verdana','Segoe UI','Helvetica Neue',Arial,sans-serif"
MONO = "'DejaVu Sans Mono','Menlo','Consolas','Liberation Mono',monospace"
MONO_WIDTH = 0.605              # of a character, in font sizes
SANS_WIDTH, BOLD_WIDTH = 0.59, 0.67
SMALLEST = 0.65                 # how far long text is shrunk before it is cut

PROCESSES = [                   # colour, dashes of the arrows
    ("#00558c", ""), ("#a84300", "14 7"), ("#006b4e", "3 7"),
    ("#85306d", "16 6 3 6"), ("#6b4a00", "8 5"), ("#2f3e4c", "18 5 3 5 3 5")]
SEGMENTS = ["#fff3cf", "#dcecfb", "#e2f3de", "#f9e1ee"]

STYLE = f"""
svg {{ font-family: {FONT}; background: #fff; }}
text {{ fill: #111; }} .mono {{ font-family: {MONO}; }} .bold {{ font-weight: bold; }}
.soft text, text.soft {{ fill: #4a4a4a; }}
.box {{ fill: #fff; stroke: #333; stroke-width: 1.6; }}
.row {{ fill: #fff; stroke: #999; stroke-width: 1; }}
.head {{ fill: #ececec; stroke: #333; stroke-width: 1.6; }}
.none {{ fill: #fafafa; stroke: #777; stroke-width: 1.6; stroke-dasharray: 4 5; }}
.frame {{ stroke: #111; stroke-width: 2.6; }}
.card {{ fill: #f4f4f4; stroke: #333; stroke-width: 1.6; }}
.arrow {{ fill: none; stroke-width: 3.4; }}
.step {{ fill: none; stroke: #555; stroke-width: 1.8; }}
.changed > .row, .changed > .box, .changed > .frame, .changed > .none, .changed > .card,
.changed > .head {{ stroke: #000; stroke-width: 4.5; stroke-dasharray: none; }}
.changed > .row, .changed > .card {{ fill: #ffe98a; }}
.changed > .arrow {{ stroke-width: 6; }}
"""


def defs():
    """The hatchings of segments and the arrow heads of processes."""
    hatch = ["M-2 2l4 -4M0 12l12 -12M10 14l4 -4", "M6 2v0.1M0 8v0.1M12 8v0.1",
             "M-2 10l4 4M0 0l12 12M10 -2l4 4", "M0 6h12"]
    width = [2, 4, 2, 2.4]
    text = ""
    for i, (tint, path) in enumerate(zip(SEGMENTS, hatch)):
        text += (f'<pattern id="hatch{i}" width="12" height="12" patternUnits="userSpaceOnUse">'
                 f'<rect width="12" height="12" fill="{tint}"/><path d="{path}" stroke="#333" '
                 f'stroke-width="{width[i]}" stroke-linecap="round" fill="none"/></pattern>')
    heads = [(f"head{i}", colour, 15) for i, (colour, _) in enumerate(PROCESSES)]
    for name, colour, size in [*heads, ("tip", "#555", 10)]:
        text += (f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" orient="auto" '
                 f'markerUnits="userSpaceOnUse" markerWidth="{size}" markerHeight="{size}">'
                 f'<path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>')
    return f"<defs>{text}</defs>"


def number(value):
    return f"{value:.1f}".removesuffix(".0")


def tag(name, **attributes):
    words = [name]
    for key, value in attributes.items():
        if value is not None and value != "":
            value = number(value) if isinstance(value, float) else escape(str(value))
            words.append(f'{key.rstrip("_").replace("_", "-")}="{value}"')
    return "<" + " ".join(words) + "/>"


def text_width(content, size, mono=False, bold=False):
    return len(content) * size * (MONO_WIDTH if mono else BOLD_WIDTH if bold else SANS_WIDTH)


def text(x, y, content, size, kind="", anchor=None, room=None, fill=None):
    """
    A line of text. If it may be wider than `room` (fonts differ between machines), it is shrunk,
    and cut if it would become too small.
    """
    if not content:
        return ""
    if room is not None:
        width = text_width(content, size, "mono" in kind, "bold" in kind)
        if width > room:
            shrink = max(room / width, SMALLEST)
            size *= shrink
            fits = int(len(content) * room / (width * shrink) + 0.01)
            content = content if fits >= len(content) else content[:max(fits - 1, 1)] + "…"
    attributes = f' x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    for name, value in (("class", kind), ("text-anchor", anchor),
                        ("style", f"fill:{fill}" if fill else None)):
        if value:
            attributes += f' {name}="{value}"'
    return f"<text{attributes}>{escape(content)}</text>"


def rect(x, y, width, height, kind, radius=0, fill=None, **attributes):
    return tag("rect", x=float(x), y=float(y), width=float(width), height=float(height),
               class_=kind, rx=radius or None, style=f"fill:{fill}" if fill else None,
               **attributes)


def group(key, content, changed=False, **attributes):
    """A group with a key, by which the player and the tests find it."""
    kind = (attributes.pop("kind", "") + (" changed" if changed else "")).strip()
    more = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
                   for name, value in attributes.items() if value is not None)
    return f'<g data-key="{escape(key)}"' + (f' class="{kind}"' if kind else "") + \
        f"{more}>{content}</g>"


def wrap(content, size, room, lines, bold=False):
    """Break text into at most `lines` lines of this width."""
    made = [""]
    for word in content.split():
        longer = (made[-1] + " " + word).strip()
        if text_width(longer, size, bold=bold) > room and made[-1] and len(made) < lines:
            made.append(word)
        else:
            made[-1] = longer
    return made
