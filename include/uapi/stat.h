/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The results of stat64, lstat64, fstat64, fstatat64 and statx. Mirrors Linux's <asm/stat.h> and
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

#define STATX_TYPE		0x001U
#define STATX_MODE		0x002U
#define STATX_NLINK		0x004U
#define STATX_UID		0x008U
#define STATX_GID		0x010U
#define STATX_ATIME		0x020U
#define STATX_MTIME		0x040U
#define STATX_CTIME		0x080U
#define STATX_INO		0x100U
#define STATX_SIZE		0x200U
#define STATX_BLOCKS		0x400U
#define STATX_BASIC_STATS	0x7ffU
#define STATX_BTIME		0x800U

struct statx_timestamp {
	int64_t		tv_sec;
	uint32_t	tv_nsec;
	int32_t		__reserved;
};

/* 256 bytes, the same on every machine. */
struct statx {
	uint32_t	stx_mask;		/* STATX_...: what was filled in */
	uint32_t	stx_blksize;
	uint64_t	stx_attributes;
	uint32_t	stx_nlink;
	uint32_t	stx_uid;
	uint32_t	stx_gid;
	uint16_t	stx_mode;
	uint16_t	__spare0[1];
	uint64_t	stx_ino;
	uint64_t	stx_size;
	uint64_t	stx_blocks;
	uint64_t	stx_attributes_mask;
	struct statx_timestamp	stx_atime;
	struct statx_timestamp	stx_btime;
	struct statx_timestamp	stx_ctime;
	struct statx_timestamp	stx_mtime;
	uint32_t	stx_rdev_major;
	uint32_t	stx_rdev_minor;
	uint32_t	stx_dev_major;
	uint32_t	stx_dev_minor;
	uint64_t	stx_mnt_id;
	uint64_t	__spare3[13];
};

_Static_assert(sizeof(struct stat64) == 96, "stat64: i386 ABI");
_Static_assert(offsetof(struct stat64, st_size) == 44, "stat64.st_size");
_Static_assert(offsetof(struct stat64, st_ino) == 88, "stat64.st_ino");
_Static_assert(sizeof(struct statx) == 256, "statx: ABI");
_Static_assert(offsetof(struct statx, stx_rdev_major) == 128, "statx.stx_rdev_major");

#endif
