/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls that the kit needs, looked for before the first claim. */
#ifndef KIT_NEEDS_H
#define KIT_NEEDS_H

/* Tries each call and says in words what is missing. Returns 0 if no claim can be tried. */
int look_for_needs(void);

/* The name of a call that all claims of this level need and the kernel does not have, or NULL. */
const char *missing_for(int level);

/* Prints a line of the TAP output (main.c). */
void say(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

#endif
