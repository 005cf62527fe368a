/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of /proc that show address spaces and frames (kernel/fs/proc_mm.c). */
#ifndef KERNEL_FS_PROC_MM_H
#define KERNEL_FS_PROC_MM_H

#include "kernel/fs/proc.h"

struct mm_struct;
struct task_struct;
struct vm_area_struct;

/*
 * What an area maps: the path of a file, [heap], [stack], the name of a segment, or an empty
 * string; and its inode number or the id of the segment, or 0. mmap_sem is held.
 */
void area_name(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino);

/*
 * Make a part of the text of /proc/PID/maps and /proc/PID/pagetables, whose places are addresses.
 * They take mmap_sem. mm may be NULL.
 */
void proc_show_maps(struct task_struct *task, struct mm_struct *mm, struct proc_text *text);
void proc_show_pagetables(struct task_struct *task, struct mm_struct *mm, struct proc_text *text);
/* read() of /proc/PID/pagemap and /proc/kpagecount. Errors of proc_read_words(). */
ssize_t proc_read_pagemap(struct file *file, struct mm_struct *mm, struct iov_iter *to);
ssize_t proc_read_kpagecount(struct file *file, struct iov_iter *to);

#endif
