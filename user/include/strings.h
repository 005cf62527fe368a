/* SPDX-License-Identifier: GPL-2.0-only */
/* String functions from the BSD side of the family. */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
int ffs(int word);

#endif
