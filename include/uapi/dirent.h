/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directory entries as getdents64 returns them: one after the other, each d_reclen bytes long, a
 * multiple of 8. Mirrors struct linux_dirent64 of Linux's include/linux/dirent.h.
 *
 *	d_ino (8) | d_off (8) | d_reclen (2) | d_type (1) | d_name ... 0 | pad
 */
#ifndef _UAPI_DIRENT_H
#define _UAPI_DIRENT_H

#include <uapi/types.h>

struct linux_dirent64 {
	uint64_t	d_ino;
	int64_t		d_off;		/* file position of the next entry */
	unsigned short	d_reclen;
	unsigned char	d_type;
	char		d_name[];
};

/* d_type: the type bits of st_mode, shifted down by 12. */
#define DT_UNKNOWN	0
#define DT_FIFO		1
#define DT_CHR		2
#define DT_DIR		4
#define DT_BLK		6
#define DT_REG		8
#define DT_LNK		10
#define DT_SOCK		12

_Static_assert(offsetof(struct linux_dirent64, d_name) == 19, "linux_dirent64.d_name");

#endif
