// SPDX-License-Identifier: GPL-2.0-only
/*
 * The census of files (mm/census.h): what inodes and open files own, and how many references
 * to each of them there are. Called by kernel/debug/check.c only.
 *
 *	f_count == descriptors + areas (+ system calls in progress)
 *	i_count == its directory + children's i_parent + open files + root and cwd of processes
 *		   (+ system calls in progress)
 */
#include "kernel/fs/proc.h"
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
		inode->i_seen++;			/* by its directory */
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
	root_inode->i_seen++;				/* by these two variables */
	proc_root->i_seen++;
}

/* The report of fs_check(), for the functions that it calls for each file and inode. */
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
