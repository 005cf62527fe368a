/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc (kernel/fs/proc.c): adding files, and what the files of this directory share. */
#ifndef KERNEL_FS_PROC_H
#define KERNEL_FS_PROC_H

#include "kernel/fs/uio.h"
#include "kernel/lib/types.h"

struct file;

/* At boot: create /proc with the general files. */
void proc_init(void);
/*
 * At boot: create the file /proc/path. show() writes its text into buf, cuts it at size, and
 * returns the length of the whole text (as snprintf does) or -errno. write() takes what was
 * written, with a NUL after it, and returns 0 or -errno. Either may be NULL. Returns 0 or -errno.
 */
int proc_register(const char *path, unsigned int mode, int (*show)(char *buf, size_t size),
		  int (*write)(const char *text));

/*
 * A text that grows in a buffer. len is what it would be in an unlimited one. A text without a
 * limit to its length is made in parts that fit: `from` says where a part begins (0: it is the
 * first one), and whoever makes it says in `next` where the one after it begins (0: none does).
 */
struct proc_text {
	char *buf;
	size_t size, len;
	unsigned long from, next;
};
void text_add(struct proc_text *text, const char *fmt, ...) printf_like(2, 3);
/*
 * The line of `place` was added last, and the text was len bytes long before. If the line does
 * not fit, remove it and let the next part begin with it: true.
 */
bool text_part_ends(struct proc_text *text, size_t len, unsigned long place);

extern struct inode *proc_root;
/*
 * read() of a file whose text show() makes, as a whole or in parts; it returns 0 or -errno. That
 * happens at the first read and whenever reading starts at position 0 again. The file keeps the
 * text, or the present part, for the reads in between. Errors: ENOMEM, EFAULT, those of show().
 */
ssize_t proc_read_text(struct file *file, struct iov_iter *to,
		       int (*show)(struct file *file, struct proc_text *text));
void proc_release_text(struct file *file);
/* read() of a text of len bytes: move what lies at f_pos. Bytes, 0 at the end, or -EFAULT. */
ssize_t proc_give(struct file *file, const char *text, size_t len, struct iov_iter *to);
/*
 * read() of a file of 64-bit words. get() computes n words from number index on and returns how
 * many there are, which is less only at the end of the file. It may sleep. EINVAL (position or
 * count is not a multiple of 8) ENOMEM EFAULT
 */
ssize_t proc_read_words(struct file *file, struct iov_iter *to, void *arg,
			size_t (*get)(void *arg, unsigned long index, uint64_t *words, size_t n));

#endif
