/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups. There is no list of their names here; other C libraries declare setgroups in this file. */
#ifndef _GRP_H
#define _GRP_H

#include <sys/types.h>

int setgroups(size_t count, const gid_t groups[]);

#endif
