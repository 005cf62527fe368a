// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/ and /proc/self: a directory for each process, with the same files in all of them.
 * An inode is created when it is looked up, and freed after its last use. Its number follows from
 * the pid and the file, so it is always the same.
 *
 * The process is searched by its pid whenever a file is read. It is not used after anything that
 * may sleep, because it may have ended by then. get_task_mm() keeps its address space.
 *
 * exe, and the entries of the directory fd, are symbolic links that lead to an inode directly.
 *
 * Left out compared with Linux: all other files; "self" is looked up as the caller's directory
 * and is not a symbolic link; the directory fd cannot be listed.
 */
#include "kernel/fs/proc_pid.h"
#include "kernel/fs/file.h"
#include "kernel/fs/filemap.h"
#include "kernel/fs/proc_mm.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "mm/memory.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"

/* A file that every process has: its contents come from show() or from read_words(). */
struct pid_file {
	const char *name;
	unsigned int mode;
	bool guarded;		/* shows memory: only for those who may trace the process */
	/* Make the text. mm is NULL if the process has none. task must not be used after sleeping. */
	void (*show)(struct task_struct *task, struct mm_struct *mm, struct proc_text *text);
	ssize_t (*read_words)(struct file *file, struct mm_struct *mm, struct iov_iter *to);
	int (*store)(struct task_struct *task, const char *text);
};

/* --- the texts --- */

/* Linux's letter and word for what a process does. */
static const char *state_of(const struct task_struct *task)
{
	switch (task->state) {
	case TASK_RUNNING:		return "R (running)";
	case TASK_INTERRUPTIBLE:	return "S (sleeping)";
	case TASK_KILLABLE:
	case TASK_UNINTERRUPTIBLE:	return "D (disk sleep)";
	case TASK_STOPPED:		return task->ptrace & PT_PTRACED ? "t (tracing stop)" : "T (stopped)";
	case TASK_ZOMBIE:		return "Z (zombie)";
	default:			return "X (dead)";
	}
}

/* The signals that the process ignores, and those for which it has handlers. */
static void signal_actions(const struct task_struct *task, sigset_t *ignored, sigset_t *caught)
{
	memset(ignored, 0, sizeof(*ignored));
	memset(caught, 0, sizeof(*caught));
	for (int i = 0; task->sig && i < _NSIG; i++) {
		__sighandler_t handler = task->sig->action[i].sa.sa_handler;
		unsigned long bit = 1UL << (i % _NSIG_BPW);

		if (handler == SIG_IGN)
			ignored->sig[i / _NSIG_BPW] |= bit;
		else if (handler != SIG_DFL)
			caught->sig[i / _NSIG_BPW] |= bit;
	}
}

static void add_sigset(struct proc_text *text, const char *name, const sigset_t *set)
{
	text_add(text, "%s:\t%08lx%08lx\n", name, set->sig[1], set->sig[0]);
}

static pid_t parent_pid(const struct task_struct *task)
{
	return task->real_parent ? task->real_parent->pid : 0;
}

static void show_status(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	sigset_t ignored, caught;

	signal_actions(task, &ignored, &caught);
	text_add(text, "Name:\t%s\nState:\t%s\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\nTracerPid:\t%d\n",
		 task->comm, state_of(task), task->pid, task->pid, parent_pid(task),
		 task->ptrace & PT_PTRACED && task->parent ? task->parent->pid : 0);
	text_add(text, "Uid:\t%u\t%u\t%u\t%u\n", task->uid, task->euid, task->suid, task->fsuid);
	text_add(text, "Gid:\t%u\t%u\t%u\t%u\nGroups:\t", task->gid, task->egid, task->sgid, task->fsgid);
	for (int i = 0; i < task->ngroups; i++)
		text_add(text, "%u ", task->groups[i]);
	text_add(text, "\n");
	if (mm)
		text_add(text, "VmSize:\t%8lu kB\nVmRSS:\t%8lu kB\n", mm->total_vm * (PAGE_SIZE / 1024),
			 mm->rss * (PAGE_SIZE / 1024));
	text_add(text, "Threads:\t1\n");
	add_sigset(text, "SigPnd", &task->pending);
	add_sigset(text, "SigBlk", &task->blocked);
	add_sigset(text, "SigIgn", &ignored);
	add_sigset(text, "SigCgt", &caught);
}

/* One line with fields 1 to 44 of Linux's. Those that have no meaning here are 0. */
static void show_stat(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	static struct mm_struct no_mm;
	sigset_t ignored, caught;

	if (!mm)
		mm = &no_mm;
	signal_actions(task, &ignored, &caught);
	text_add(text, "%d (%s) %c %d %d %d 0 -1 0 %lu %lu %lu %lu ", task->pid, task->comm,
		 *state_of(task), parent_pid(task), task->pgrp, task->session,
		 task->min_flt, task->cmin_flt, task->maj_flt, task->cmaj_flt);
	text_add(text, "%lu %lu %ld %ld 20 0 1 0 %lu %lu %lu %lu ", task->utime, task->stime,
		 (long)task->cutime, (long)task->cstime, task->start_time,
		 mm->total_vm * PAGE_SIZE, mm->rss, task->rlim[RLIMIT_RSS].rlim_cur);
	text_add(text, "%lu %lu %lu 0 0 %lu %lu %lu %lu 0 0 0 %d 0 0 0 0 0 0\n",
		 mm->start_code, mm->end_code, mm->start_stack, task->pending.sig[0],
		 task->blocked.sig[0], ignored.sig[0], caught.sig[0], task->exit_signal);
}

/* The arguments, each with a NUL after it, as the program has them now. Empty for a zombie. */
static void show_cmdline(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	if (!mm || mm->arg_end <= mm->arg_start)	/* exec has not written them yet */
		return;
	text->len = mm->arg_end - mm->arg_start;
	if (text->len < text->size)
		text->len = access_process_vm(task, mm->arg_start, text->buf, text->len, false);
}

static void show_fail_nth(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	(void)mm;
	text_add(text, "%d\n", task->fail_nth);
}

/* The number that was written to a file, or -EINVAL. */
static long parse_nth(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 0);

	return end == text || (*end && *end != '\n') || n > 0x7fffffff ? -EINVAL : (long)n;
}

/* Let the n-th allocation of the process from now on fail; 0: none. Errors: EINVAL (not a number). */
static int store_fail_nth(struct task_struct *task, const char *text)
{
	long n = parse_nth(text);

	if (n < 0)
		return n;
	task->fail_nth = n;
	return 0;
}

/* -1 while the process sleeps there. */
static void show_sleep_nth(struct task_struct *task, struct mm_struct *mm, struct proc_text *text)
{
	(void)mm;
	text_add(text, "%d\n", task->sleep_nth);
}

/* Let the process sleep in its n-th might_sleep() from now on; 0: none. Wakes it. Errors: EINVAL. */
static int store_sleep_nth(struct task_struct *task, const char *text)
{
	long n = parse_nth(text);

	if (n < 0)
		return n;
	set_sleep_nth(task, n);
	return 0;
}

static const struct pid_file pid_files[] = {
	{ .name = "maps", .mode = 0444, .guarded = true, .show = proc_show_maps },
	{ .name = "pagemap", .mode = 0400, .guarded = true, .read_words = proc_read_pagemap },
	{ .name = "pagetables", .mode = 0400, .guarded = true, .show = proc_show_pagetables },
	{ .name = "status", .mode = 0444, .show = show_status },
	{ .name = "stat", .mode = 0444, .show = show_stat },
	{ .name = "cmdline", .mode = 0444, .show = show_cmdline },
	{ .name = "exe", .mode = S_IFLNK | 0777, .guarded = true },
	{ .name = "fd", .mode = S_IFDIR | 0500, .guarded = true },
	{ .name = "fail-nth", .mode = 0644, .show = show_fail_nth, .store = store_fail_nth },
	{ .name = "sleep-nth", .mode = 0644, .show = show_sleep_nth, .store = store_sleep_nth },
};
#define PID_DIR		(-1)		/* u.proc_pid.type of the directory */
#define FD_LINK		64		/* and, with a descriptor added, of a link in fd */

/* --- reading and writing them --- */

static const struct pid_file *pid_file_of(const struct file *file)
{
	return &pid_files[file->f_inode->u.proc_pid.type];
}

/* The process of an inode, or NULL if it has ended, even if another process has the same pid now. */
static struct task_struct *task_of_inode(const struct inode *inode)
{
	struct task_struct *task = find_task_by_pid(inode->u.proc_pid.pid);

	return task && task->start_time == inode->u.proc_pid.start_time ? task : NULL;
}

static struct task_struct *task_of(const struct file *file)
{
	return task_of_inode(file->f_inode);
}

static int pid_show(struct file *file, struct proc_text *text)
{
	struct task_struct *task = task_of(file);
	struct mm_struct *mm;

	if (!task)
		return -ESRCH;
	mm = get_task_mm(task);
	pid_file_of(file)->show(task, mm, text);
	if (mm)
		mmput(mm);
	return 0;
}

/* Read a file of /proc/PID. Errors: ESRCH, those of proc_read_text() or proc_read_words(). */
static ssize_t pid_read(struct file *file, struct iov_iter *to)
{
	const struct pid_file *type = pid_file_of(file);
	struct task_struct *task;
	struct mm_struct *mm;
	char line[32];
	struct proc_text text = { .buf = line, .size = sizeof(line) };
	ssize_t n;

	if (type->store) {	/* these files are short, and an allocation would change it */
		n = pid_show(file, &text);
		return n ? n : proc_give(file, line, text.len, to);
	}
	if (type->show)
		return proc_read_text(file, to, pid_show);
	task = task_of(file);
	if (!task)
		return -ESRCH;
	mm = get_task_mm(task);
	if (!mm)
		return 0;
	n = type->read_words(file, mm, to);
	mmput(mm);
	return n;
}

/* Write to fail-nth or sleep-nth. Errors: EINVAL (another file, or too long), EFAULT, ESRCH, those of store(). */
static ssize_t pid_write(struct file *file, struct iov_iter *from)
{
	const struct pid_file *type = pid_file_of(file);
	struct task_struct *task;
	char line[32];
	size_t count = from->count;
	int err;

	if (!type->store || count >= sizeof(line))
		return -EINVAL;
	if (copy_from_iter(line, count, from) < count)
		return -EFAULT;
	line[count] = '\0';
	task = task_of(file);
	if (!task)
		return -ESRCH;
	err = type->store(task, line);
	return err ? err : (ssize_t)count;
}

/* Open a file of /proc/PID. Errors: ESRCH, EACCES (guarded, and current may not trace the process). */
static int pid_open(struct inode *inode, struct file *file)
{
	struct task_struct *task = task_of_inode(inode);
	int type = inode->u.proc_pid.type;

	(void)file;
	if (!task)
		return -ESRCH;
	if ((type < FD_LINK && !pid_files[type].guarded) || current->fsuid == 0 || task == current)
		return 0;
	if (current->fsuid == task->uid && current->fsuid == task->euid && current->fsuid == task->suid)
		return 0;
	return -EACCES;
}

static const struct file_operations pid_file_fops = {
	.open	= pid_open,
	.read	= pid_read,
	.write	= pid_write,
	.llseek	= generic_llseek,
	.release = proc_release_text,
};

/* --- the links --- */

/* The inode of the file from which a process runs its program, or NULL. Sleeps. */
static struct inode *program_inode(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	const struct vm_area_struct *text;
	struct file *file = NULL;
	struct inode *inode;

	if (!mm)
		return NULL;
	down(&mm->mmap_sem);
	text = find_vma(mm, mm->start_code);
	if (text)
		file = area_file(text);
	inode = file ? iget(file->f_inode) : NULL;
	up(&mm->mmap_sem);
	mmput(mm);
	return inode;
}

/* The inode of the program or of a descriptor. Errors: those of pid_open(), ENOENT. */
static struct inode *pid_follow(struct inode *link)
{
	int err = pid_open(link, NULL);
	struct task_struct *task = task_of_inode(link);
	struct inode *inode;
	struct file *file;

	if (err)
		return ERR_PTR(err);
	if (link->u.proc_pid.type >= FD_LINK) {
		file = files_file(task->files, link->u.proc_pid.type - FD_LINK);
		inode = file ? iget(file->f_inode) : NULL;
	} else {
		inode = program_inode(task);
	}
	return inode ? inode : ERR_PTR(-ENOENT);
}

static long pid_readlink(struct inode *link, char *buf, size_t size)
{
	struct inode *inode = pid_follow(link);
	long len;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (inode->i_dev == PIPE_DEV)
		len = snprintf(buf, size, "pipe:[%lu]", inode->i_ino);
	else
		len = inode_path(inode, buf, size) - 1;
	iput(inode);
	return len;
}

static const struct inode_operations pid_link_iops = { .readlink = pid_readlink, .follow = pid_follow };

/* For fail-nth and sleep-nth: a file without a position needs no lock for it, so a write never sleeps. */
static const struct file_operations pid_nth_fops = {
	.open	= pid_open,
	.read	= pid_read,
	.write	= pid_write,
};

/* --- the directories --- */

static const struct inode_operations pid_dir_iops, pid_file_iops, fd_dir_iops;
static const struct file_operations pid_dir_fops;

/* The inode number of a file or, for PID_DIR, of the directory. */
static unsigned long pid_ino(int pid, int type)
{
	return 0x1000000 + pid * (FD_LINK + NR_OPEN + 1) + type + 1;
}

/* A new inode with a name in parent, or NULL without memory. */
static struct inode *pid_inode(struct inode *parent, const char *name, unsigned int mode, int pid, int type)
{
	struct inode *inode = new_inode(PROC_DEV, mode);
	struct task_struct *task = find_task_by_pid(pid);

	if (!inode)
		return NULL;
	inode->i_op = type == PID_DIR ? &pid_dir_iops : S_ISLNK(mode) ? &pid_link_iops :
		      S_ISDIR(mode) ? &fd_dir_iops : &pid_file_iops;
	inode->i_fop = type == PID_DIR ? &pid_dir_fops : &pid_file_fops;
	if (type >= 0 && type < (int)ARRAY_SIZE(pid_files) && pid_files[type].store)
		inode->i_fop = &pid_nth_fops;
	inode->u.proc_pid.pid = pid;
	inode->u.proc_pid.type = type;
	if (type != PID_DIR)		/* the same process as that of its directory */
		inode->u.proc_pid.start_time = parent->u.proc_pid.start_time;
	else if (task)
		inode->u.proc_pid.start_time = task->start_time;
	inode->i_ino = pid_ino(pid, type);
	inode->i_uid = task ? task->euid : 0;
	inode->i_gid = task ? task->egid : 0;
	inode->i_parent = iget(parent);
	inode->i_name = copy_name(name, strlen(name));
	if (inode->i_name)
		return inode;
	iput(inode);
	return NULL;
}

/* A decimal number of up to 5 digits without leading zeros, or -1. */
static int parse_number(const char *name, size_t len)
{
	int number = 0;

	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9' || len > 5 || (name[0] == '0' && len > 1))
			return -1;
		number = number * 10 + name[i] - '0';
	}
	return number;
}

/* The pid that "self" or a number means; 0 if there is no such process. */
static int parse_pid(const char *name, size_t len)
{
	int pid = len == 4 && !strncmp(name, "self", 4) ? current->pid : parse_number(name, len);

	return pid > 0 && find_task_by_pid(pid) ? pid : 0;
}

struct inode *proc_pid_lookup(const char *name, size_t len)
{
	int pid = parse_pid(name, len);
	struct inode *inode;
	char text[12];

	if (!pid)
		return ERR_PTR(-ENOENT);
	snprintf(text, sizeof(text), "%d", pid);
	inode = pid_inode(proc_root, text, S_IFDIR | 0555, pid, PID_DIR);
	return inode ? inode : ERR_PTR(-ENOMEM);
}

static struct inode *pid_dir_lookup(struct inode *dir, const char *name, size_t len)
{
	int pid = dir->u.proc_pid.pid;

	for (size_t i = 0; i < ARRAY_SIZE(pid_files); i++) {
		const struct pid_file *type = &pid_files[i];
		struct inode *inode;

		if (strlen(type->name) != len || strncmp(type->name, name, len))
			continue;
		if (!task_of_inode(dir))
			break;
		inode = pid_inode(dir, type->name, type->mode & S_IFMT ? type->mode : S_IFREG | type->mode, pid, i);
		return inode ? inode : ERR_PTR(-ENOMEM);
	}
	return ERR_PTR(-ENOENT);
}

/* The link of a descriptor. */
static struct inode *fd_dir_lookup(struct inode *dir, const char *name, size_t len)
{
	struct task_struct *task = task_of_inode(dir);
	int fd = parse_number(name, len);
	struct inode *inode;
	char text[12];

	snprintf(text, sizeof(text), "%d", fd);
	if (!task || !files_file(task->files, fd))
		return ERR_PTR(-ENOENT);
	inode = pid_inode(dir, text, S_IFLNK | 0700, task->pid, FD_LINK + fd);
	return inode ? inode : ERR_PTR(-ENOMEM);
}

static int pid_dir_readdir(struct file *file, loff_t *pos, struct dir_item *item)
{
	int type;

	if (!task_of(file) || *pos >= (loff_t)ARRAY_SIZE(pid_files) + 2)
		return 0;
	type = *pos - 2;
	item->mode = pid_files[type].mode & S_IFMT ? pid_files[type].mode & S_IFMT : S_IFREG;
	item->ino = pid_ino(file->f_inode->u.proc_pid.pid, type);
	strlcpy(item->name, pid_files[type].name, sizeof(item->name));
	++*pos;
	return 1;
}

static const struct inode_operations pid_dir_iops = { .lookup = pid_dir_lookup };
static const struct inode_operations fd_dir_iops = { .lookup = fd_dir_lookup };
static const struct file_operations pid_dir_fops = {
	.llseek	= generic_llseek,
	.readdir = pid_dir_readdir,
};

int proc_pid_readdir(int *pid, struct dir_item *item)
{
	struct task_struct *task, *next = NULL;

	list_for_each_entry(task, &task_list, tasks)
		if (task->pid >= max(*pid, 1) && (!next || task->pid < next->pid))
			next = task;
	if (!next)
		return 0;
	item->ino = pid_ino(next->pid, PID_DIR);
	item->mode = S_IFDIR;
	snprintf(item->name, sizeof(item->name), "%d", next->pid);
	*pid = next->pid + 1;
	return 1;
}
