/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups: only setgroups, because there is no list of their names. */
#ifndef _GRP_H
#define _GRP_H

#include <sys/types.h>

int setgroups(size_t count, const gid_t groups[]);

#endif
