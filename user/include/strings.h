/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that POSIX declares here and not in <string.h>. */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
int ffs(int word);

#endif
