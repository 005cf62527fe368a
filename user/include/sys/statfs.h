/* SPDX-License-Identifier: GPL-2.0-only */
/* The file system of a file. There is one structure here, the kernel's statfs64. */
#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H

#include <sys/types.h>

#define statfs64	statfs
#include <uapi/statfs.h>

int statfs(const char *path, struct statfs *st);
int fstatfs(int fd, struct statfs *st);

#endif
