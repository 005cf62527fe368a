// SPDX-License-Identifier: GPL-2.0-only
/*
 * What files have, and who has them: the part of the census (mm/census.h) that is about
 * inodes and open files. Called by kernel/debug/check.c only.
 *
 *	f_count == descriptors + areas (+ calls on the way)
 *	i_count == its directory + children's i_parent + open files + root and cwd of processes
 *		   (+ calls on the way)
 */
#include "kernel/debug/check.h"
#include "kernel/fs/proc.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"

/* Every open file once for each descriptor and each area that has it. */
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
	if (task->root)
		task->root->i_seen++;
	if (task->cwd)
		task->cwd->i_seen++;
}

static void see_inode(struct inode *inode)
{
	census_object(inode);
	census_object(inode->i_name);
	if (inode->i_parent)
		inode->i_parent->i_seen++;
	if (!list_empty(&inode->i_sibling))
		inode->i_seen++;			/* the directory's */
	if (inode->i_op == &ramfs_file_iops) {
		census_object(inode->u.data.pages);
		for (unsigned long i = 0; i < inode->u.data.nr_slots; i++)
			if (inode->u.data.pages[i])
				census_page(inode->u.data.pages[i]);
	} else if (S_ISFIFO(inode->i_mode)) {
		pipe_census(inode->u.pipe);
	} else if (inode->i_op == &proc_file_iops && inode->i_fop == &registered_fops) {
		census_object(inode->u.proc);
	}
}

void fs_census(void)
{
	struct task_struct *task;

	for_each_inode(see_inode);
	for_each_use(see_file);
	see_task(&init_task);
	list_for_each_entry(task, &task_list, tasks)
		see_task(task);
	root_inode->i_seen++;				/* those two variables */
	proc_root->i_seen++;
}

/* What fs_check() is told, for the functions that it has called for each. */
static struct report *report;
static bool quiet;

static void judge_file(struct file *file)
{
	if (file->f_seen > file->f_count)
		complain(report, "file %p (inode %lu): count %d, but %d uses were found\n", file,
			 file->f_inode->i_ino, file->f_count, file->f_seen);
	file->f_seen = 0;
}

static void judge_inode(struct inode *inode)
{
	if (inode->i_seen > inode->i_count || (quiet && inode->i_seen != inode->i_count))
		complain(report, "inode %lu (%s): count %d, but %d references were found\n",
			 inode->i_ino, inode->i_name ? inode->i_name : "", inode->i_count,
			 inode->i_seen);
	inode->i_seen = 0;
}

void fs_check(struct report *to, bool is_quiet)
{
	report = to;
	quiet = is_quiet;
	for_each_use(judge_file);
	for_each_inode(judge_inode);
}
