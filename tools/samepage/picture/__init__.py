# SPDX-License-Identifier: GPL-2.0-only
"""
Pictures of a run: from the kernel's trace to SVG files and a page that plays them. tools/picture
has run something in a guest, and brings the events.

    cast     who is drawn, under which letter, where
    story    which moments are worth a picture           -> steps, with words
    moment   what is there at such a moment              -> taken from the model
    view     the same folded until it fits               -> boxes and arrows, no geometry
    draw     where everything goes (middle, bar, svg)    -> fragments of SVG
    album    all of that, in order                       -> steps with pictures
    page     all steps in one HTML file, with the player

In a run without segments private takes the place of view. Only cast, story, moment and bar look
at the model of the machine (samepage/trace.py).
"""
