/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The results of stat64, lstat64, fstat64 and fstatat64. Mirrors Linux's <asm/stat.h> and
 * <linux/stat.h>.
 *
 * (A program's `struct stat` is the kernel's `struct stat64`: see the C
 * library's <sys/stat.h>.)
 */
#ifndef _UAPI_STAT_H
#define _UAPI_STAT_H

#include <uapi/types.h>

/*
 * st_mode:	 15  12 11 10  9  8  7  6  5  4  3  2  1  0
 *		[ type ][su sg st][ r  w  x][ r  w  x][ r  w  x]
 *				    owner     group     others
 */
#define S_IFMT		00170000
#define S_IFSOCK	0140000
#define S_IFLNK		0120000
#define S_IFREG		0100000
#define S_IFBLK		0060000
#define S_IFDIR		0040000
#define S_IFCHR		0020000
#define S_IFIFO		0010000
#define S_ISUID		0004000
#define S_ISGID		0002000
#define S_ISVTX		0001000

#define S_ISLNK(m)	(((m) & S_IFMT) == S_IFLNK)
#define S_ISREG(m)	(((m) & S_IFMT) == S_IFREG)
#define S_ISDIR(m)	(((m) & S_IFMT) == S_IFDIR)
#define S_ISCHR(m)	(((m) & S_IFMT) == S_IFCHR)
#define S_ISBLK(m)	(((m) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(m)	(((m) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(m)	(((m) & S_IFMT) == S_IFSOCK)

#define S_IRWXU		00700
#define S_IRUSR		00400
#define S_IWUSR		00200
#define S_IXUSR		00100
#define S_IRWXG		00070
#define S_IRGRP		00040
#define S_IWGRP		00020
#define S_IXGRP		00010
#define S_IRWXO		00007
#define S_IROTH		00004
#define S_IWOTH		00002
#define S_IXOTH		00001

/* Nanoseconds of utimensat: the present time; leave this time as it is. */
#define UTIME_NOW	0x3fffffff
#define UTIME_OMIT	0x3ffffffe

/*
 * 96 bytes. The i386 ABI aligns a long long to 4 bytes, so there is no padding beside the named
 * fields. The inode number appears twice: __st_ino holds its low half.
 */
struct stat64 {
	unsigned long long	st_dev;
	unsigned char		__pad0[4];
	unsigned long		__st_ino;	/* low 32 bits of st_ino */
	unsigned int		st_mode;
	unsigned int		st_nlink;
	unsigned long		st_uid;
	unsigned long		st_gid;
	unsigned long long	st_rdev;
	unsigned char		__pad3[4];
	long long		st_size;
	unsigned long		st_blksize;
	unsigned long long	st_blocks;	/* in units of 512 bytes */
	unsigned long		st_atime;
	unsigned long		st_atime_nsec;
	unsigned long		st_mtime;
	unsigned int		st_mtime_nsec;
	unsigned long		st_ctime;
	unsigned long		st_ctime_nsec;
	unsigned long long	st_ino;
};

_Static_assert(sizeof(struct stat64) == 96, "stat64: i386 ABI");
_Static_assert(offsetof(struct stat64, st_size) == 44, "stat64.st_size");
_Static_assert(offsetof(struct stat64, st_ino) == 88, "stat64.st_ino");

#endif
