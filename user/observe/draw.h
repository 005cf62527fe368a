/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef USER_OBSERVE_DRAW_H
#define USER_OBSERVE_DRAW_H

#include "snapshot.h"

#define LETTERS		"ABCDEFGHIJ"	/* the letters that processes may have */

/*
 * Prints a snapshot: the map, the shared frames, and the address spaces of A and B. With redraw it
 * draws over what is on the screen, in colours; without, it prints plain text.
 */
void draw(const struct snapshot *s, int redraw);

#endif
