# SPDX-License-Identifier: GPL-2.0-only
"""
Turn the kernel's trace of a run into SVG files and a page that plays them. tools/picture runs a
command in a guest and passes the events.

    cast     which processes are drawn, with which letter, where
    story    which moments get a picture                 -> steps with descriptions
    moment   the state of the machine at a moment        -> copied from the model
    view     the same, folded until it fits              -> boxes and arrows without positions
    draw     positions (with middle, bar, svg)           -> fragments of SVG
    album    all of that, in order                       -> steps with pictures
    page     all steps in one HTML file with the player

For a run without segments, private replaces view. Only cast, story, moment and bar use the model
of the machine (samepage/trace.py).
"""
