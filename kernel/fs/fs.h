/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Open files, and the operations that each kind of file implements: files in memory (ramfs.c),
 * pipes, the files of /proc, and the devices of kernel/drivers.
 */
#ifndef KERNEL_FS_FS_H
#define KERNEL_FS_FS_H

#include <uapi/fcntl.h>
#include <uapi/limits.h>
#include "kernel/sched/semaphore.h"
#include "mm/mm.h"

struct file;
struct inode;
struct iov_iter;

/* One entry of a directory. */
struct dir_item {
	unsigned long ino;
	unsigned int mode;		/* S_IFMT bits only */
	char name[NAME_MAX + 1];
};

/* What a kind of file can do. The brackets say what a NULL operation means. */
struct file_operations {
	/*
	 * Move bytes between the file, beginning at f_pos, and memory of at least one byte. Advance
	 * f_pos by their number and return it; 0 is the end of the file. [EINVAL]
	 */
	ssize_t (*read)(struct file *file, struct iov_iter *to);
	ssize_t (*write)(struct file *file, struct iov_iter *from);
	/* Set f_pos and return it. [ESPIPE, and f_pos is not used] */
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	/*
	 * Fill in the first entry whose position is at least *pos, and set *pos to the position after
	 * it. Positions 0 and 1 are "." and "..", which the caller handles. 1, or 0 at the end of the
	 * directory. [ENOTDIR]
	 */
	int (*readdir)(struct file *file, loff_t *pos, struct dir_item *item);
	int (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);	/* [ENOTTY] */
	unsigned int (*poll)(struct file *file);	/* the POLL* bits that hold now [always ready] */
	int (*open)(struct inode *inode, struct file *file);	/* [success] */
	void (*release)(struct file *file);		/* called before the file is freed */
	/*
	 * Fill in the object that an area of this file maps; without ops it is anonymous memory. This
	 * takes no reference to the file: the open and close operations of each area do. [ENODEV]
	 */
	int (*mmap)(struct file *file, bool shared, struct vm_object *object);
};

struct file {
	int f_count;			/* descriptors, system calls and areas that use it */
	int f_seen;			/* how many of them the census found; 0 between two censuses */
	unsigned int f_mode;		/* FMODE_* */
	unsigned int f_flags;		/* O_* of open; fcntl may change O_APPEND and O_NONBLOCK */
	loff_t f_pos;
	struct semaphore f_pos_sem;	/* held by the call that uses f_pos */
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;		/* for f_op */
};

#define FMODE_READ	1
#define FMODE_WRITE	2
#define FMODE_EXEC	4		/* meanwhile the inode cannot be opened for writing */

/* An offset that a system call gets in two registers. */
static inline loff_t make_loff(unsigned long low, unsigned long high)
{
	return (loff_t)((unsigned long long)high << 32 | low);
}

#endif
