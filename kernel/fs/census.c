// SPDX-License-Identifier: GPL-2.0-only
/*
 * The census of files (mm/census.h): which objects and frames inodes and open files have, and how
 * many references to each inode and file there are. kernel/debug/check.c calls it for
 * /proc/invariants.
 *
 *	f_count == descriptors + areas (+ system calls in progress)
 *	i_count == its directory + children's i_parent + open files + working directories
 *		   (+ system calls in progress)
 */
#include "kernel/fs/census.h"
#include "kernel/fs/file.h"
#include "kernel/fs/filemap.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/locks.h"
#include "kernel/fs/proc.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/report.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"

/* Call fn(file) once for each descriptor and each area that refers to the file. */
static void for_each_use(void (*fn)(struct file *file))
{
	struct task_struct *task;
	struct vm_area_struct *vma;

	files_for_each(init_task.files, fn);
	list_for_each_entry(task, &task_list, tasks) {
		files_for_each(task->files, fn);
		if (!task->mm || shares_mm_with_older(task))
			continue;
		for (vma = task->mm->mmap; vma; vma = vma->vm_next)
			if (area_file(vma))
				fn(area_file(vma));
	}
}

/* Name what a file owns, and count this reference to it. */
static void see_file(struct file *file)
{
	if (file->f_seen++)
		return;
	file->f_inode->i_seen++;
	census_object(file);
	if (file->f_op->release == proc_release_text)
		census_object(file->private_data);
}

static void see_task(const struct task_struct *task)
{
	census_object(task->files);
	if (task->cwd)
		task->cwd->i_seen++;
}

/* Name what an inode owns, and count the references that the tree holds. */
static void see_inode(struct inode *inode)
{
	census_object(inode);
	census_object(inode->i_name);
	if (inode->i_parent)
		inode->i_parent->i_seen++;
	if (inode->i_listed)
		inode->i_seen++;			/* its directory refers to it */
	if (inode->i_op->census)
		inode->i_op->census(inode);
}

void fs_census(void)
{
	struct task_struct *task;

	locks_census();
	for_each_inode(see_inode);
	for_each_use(see_file);
	see_task(&init_task);
	list_for_each_entry(task, &task_list, tasks)
		see_task(task);
	root_inode->i_seen++;				/* the variables refer to them */
	proc_root->i_seen++;
}

/* fs_check()'s argument, for the functions that it calls for each file and inode. */
static struct report *report;

static void judge_file(struct file *file)
{
	if (file->f_seen > file->f_count)
		complain(report, "file %p (inode %lu): count %d, but %d uses were found\n", file,
			 file->f_inode->i_ino, file->f_count, file->f_seen);
	file->f_seen = 0;
}

static void judge_inode(struct inode *inode)
{
	if (miscounted(report, inode->i_count, inode->i_seen))
		complain(report, "inode %lu (%s): count %d, but %d references were found\n",
			 inode->i_ino, inode->i_name ? inode->i_name : "", inode->i_count,
			 inode->i_seen);
	inode->i_seen = 0;
}

void fs_check(struct report *to)
{
	report = to;
	for_each_use(judge_file);
	for_each_inode(judge_inode);
}
