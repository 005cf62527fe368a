/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of /proc share among themselves. */
#ifndef KERNEL_FS_PROC_H
#define KERNEL_FS_PROC_H

#include "kernel/fs/inode.h"
#include "kernel/fs/uio.h"

/* Text that is being put together in a buffer; len may grow past size, then it did not fit. */
struct proc_text {
	char *buf;
	size_t size, len;
};
void text_add(struct proc_text *text, const char *fmt, ...) printf_like(2, 3);

/* --- proc.c --- */
extern struct inode *proc_root;
extern const struct inode_operations proc_file_iops;
extern const struct file_operations registered_fops;	/* of the files of proc_register() */
/*
 * read() of a file whose text show() makes as a whole. It is made at the first read
 * and whenever reading starts from the beginning, and kept for the reads that follow.
 */
ssize_t proc_read_text(struct file *file, struct iov_iter *to,
		       int (*show)(struct file *file, char *buf, size_t size));
void proc_release_text(struct file *file);
/* Let read() continue at f_pos in a text of len bytes. Bytes, 0 at its end, or -EFAULT. */
ssize_t proc_give(struct file *file, const char *text, size_t len, struct iov_iter *to);
/*
 * read() of a file of 64-bit words that get(arg, index, words, n) computes: how many
 * it did, fewer than n only at the end. It may sleep. EINVAL when pos or count is no
 * multiple of 8, ENOMEM EFAULT.
 */
ssize_t proc_read_words(struct file *file, struct iov_iter *to, void *arg,
			size_t (*get)(void *arg, unsigned long index, uint64_t *words, size_t n));

/* --- proc_pid.c --- */
struct inode *proc_pid_lookup(const char *name, size_t len);
/* The directory of the first process with this pid or a higher one: 1 and *pid moved behind it, or 0. */
int proc_pid_readdir(int *pid, struct dir_item *item);

/* --- proc_mm.c --- */
int proc_show_maps(struct mm_struct *mm, struct proc_text *text);
int proc_show_pagetables(struct mm_struct *mm, struct proc_text *text);
ssize_t proc_read_pagemap(struct file *file, struct mm_struct *mm, struct iov_iter *to);
ssize_t proc_read_kpagecount(struct file *file, struct iov_iter *to);

#endif
