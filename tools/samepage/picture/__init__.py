# SPDX-License-Identifier: GPL-2.0-only
"""
Pictures of a run: from the kernel's trace to SVG files and a page that plays them.

    record   run something in a guest, traced            -> events
    cast     who is drawn, under which letter, where
    story    which moments are worth a picture           -> steps, with words
    moment   what is there at such a moment              -> taken from the model
    view     the same folded until it fits               -> boxes and arrows, no geometry
    draw     where everything goes                       -> SVG
    page     all steps in one HTML file, with the player

Only view and cast look at the model of the machine (samepage/trace.py).
"""
