/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a path. Both may write into it. */
#ifndef _LIBGEN_H
#define _LIBGEN_H

char *basename(char *path);
char *dirname(char *path);

#endif
