// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc: the kernel's numbers as files. This file has the directory, text files that any part of
 * the kernel adds with proc_register(), and the general files. proc_pid.c has the processes.
 *
 * A file's text is made in a kernel buffer and copied afterwards, so no lock is held while user
 * memory is accessed. A short text is made as a whole, and a reader with a small buffer sees one
 * consistent state. A text that a program can make as long as it likes is made in parts, like the
 * files of Linux's seq_file, so that the kernel does not run for long without a pause.
 *
 * Left out compared with Linux: all files that neither a program nor a test here reads.
 */
#include "kernel/fs/proc.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/proc_mm.h"
#include "kernel/fs/proc_pid.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/slab.h"

#define MAX_TEXT	(4UL << 20)	/* the largest size that kmalloc() can allocate */

struct inode *proc_root;

void text_add(struct proc_text *text, const char *fmt, ...)
{
	size_t room = text->len < text->size ? text->size - text->len : 0;
	va_list args;

	va_start(args, fmt);
	text->len += vsnprintf(room ? text->buf + text->len : NULL, room, fmt, args);
	va_end(args);
}

/* --- reading and writing --- */

/* What a file keeps in private_data: a part of its text, which begins at this position. */
struct kept_text {
	loff_t pos;
	size_t len;
	unsigned long next;		/* where the next part begins; 0: this is the last one */
	char text[];
};

bool text_part_ends(struct proc_text *text, size_t len, unsigned long place)
{
	if (text->len < text->size)
		return false;
	text->len = len;
	text->next = place;
	return true;
}

/* Call show() with larger and larger buffers until its text fits. Errors: ENOMEM, those of show(). */
static struct kept_text *make_text(struct file *file, loff_t pos, unsigned long from,
				   int (*show)(struct file *, struct proc_text *))
{
	size_t size = PAGE_SIZE / 2 - sizeof(struct kept_text);

	while (size <= MAX_TEXT - sizeof(struct kept_text)) {
		struct kept_text *kept = kmalloc(sizeof(*kept) + size, GFP_KERNEL);
		struct proc_text text = { .size = size, .from = from };
		int err;

		if (!kept)
			return ERR_PTR(-ENOMEM);
		text.buf = kept->text;
		err = show(file, &text);
		if (!err && text.len < size) {
			*kept = (struct kept_text){ .pos = pos, .len = text.len, .next = text.next };
			return kept;
		}
		kfree(kept);
		if (err)
			return ERR_PTR(err);
		size = max(2 * size, text.len + PAGE_SIZE);
	}
	return ERR_PTR(-ENOMEM);
}

/*
 * Let the file keep the part of its text in which f_pos lies, or the last one. Going back means to
 * start again at the beginning. Errors of make_text(), EINTR.
 */
static int find_part(struct file *file, int (*show)(struct file *, struct proc_text *))
{
	struct kept_text *kept = file->private_data;
	bool again = !kept || !file->f_pos || file->f_pos < kept->pos;

	while (again || (file->f_pos >= kept->pos + (loff_t)kept->len && kept->next)) {
		if (again)
			kept = make_text(file, 0, 0, show);
		else
			kept = make_text(file, kept->pos + kept->len, kept->next, show);
		if (IS_ERR(kept))
			return PTR_ERR(kept);
		kfree(file->private_data);
		file->private_data = kept;
		again = false;
		if (ending_signal_pending())
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/* Move to the reader what lies at f_pos in a text that begins at pos. Bytes, or -EFAULT. */
static ssize_t give(struct file *file, const char *text, loff_t pos, size_t len, struct iov_iter *to)
{
	size_t start, n;

	if (file->f_pos >= pos + (loff_t)len)
		return 0;
	start = file->f_pos - pos;
	n = copy_to_iter(text + start, min(len - start, to->count), to);
	file->f_pos += n;
	return n ? (ssize_t)n : -EFAULT;
}

ssize_t proc_give(struct file *file, const char *text, size_t len, struct iov_iter *to)
{
	return give(file, text, 0, len, to);
}

ssize_t proc_read_text(struct file *file, struct iov_iter *to,
		       int (*show)(struct file *file, struct proc_text *text))
{
	struct kept_text *kept;
	ssize_t n, done = 0;

	do {
		n = find_part(file, show);
		if (n)
			break;
		kept = file->private_data;
		n = give(file, kept->text, kept->pos, kept->len, to);
		if (n > 0)
			done += n;
	} while (n > 0 && to->count);
	return done ? done : n;
}

void proc_release_text(struct file *file)
{
	kfree(file->private_data);
}

/*
 * Call store() with a copy of what is written; what exceeds half a page is ignored. Errors: ENOMEM,
 * EFAULT, those of store().
 */
static ssize_t write_text(struct iov_iter *from, int (*store)(const char *text))
{
	size_t count = from->count, len = min(count, (size_t)PAGE_SIZE / 2 - 1);
	char *text = kmalloc(len + 1, GFP_KERNEL);
	ssize_t result = -EFAULT;

	if (!text)
		return -ENOMEM;
	if (copy_from_iter(text, len, from) == len) {
		text[len] = '\0';
		result = store(text);
	}
	kfree(text);
	return result ? result : (ssize_t)count;
}

#define WORDS_AT_ONCE	(PAGE_SIZE / 2 / sizeof(uint64_t))

ssize_t proc_read_words(struct file *file, struct iov_iter *to, void *arg,
			size_t (*get)(void *arg, unsigned long index, uint64_t *words, size_t n))
{
	size_t size = sizeof(uint64_t), done = 0, n, got, copied;
	uint64_t *words;

	if (file->f_pos % (loff_t)size || to->count % size)
		return -EINVAL;
	words = kmalloc(WORDS_AT_ONCE * size, GFP_KERNEL);
	if (!words)
		return -ENOMEM;
	do {
		n = min(to->count / size, (size_t)WORDS_AT_ONCE);
		got = file->f_pos > 0x7fffffff ? 0 : get(arg, (unsigned long)file->f_pos / size, words, n);
		copied = copy_to_iter(words, got * size, to);
		done += copied;
		file->f_pos += copied;
		cond_resched();
	} while (!ending_signal_pending() && to->count && got == n && copied == got * size);
	kfree(words);
	return done || !got ? (ssize_t)done : -EFAULT;
}

/* --- files of proc_register() --- */

static int registered_show(struct file *file, struct proc_text *text)
{
	int len = file->f_inode->u.proc.show(text->buf, text->size);

	if (len < 0)
		return len;
	text->len = len;
	return 0;
}

static ssize_t registered_read(struct file *file, struct iov_iter *to)
{
	if (!file->f_inode->u.proc.show)
		return -EINVAL;
	return proc_read_text(file, to, registered_show);
}

static ssize_t registered_write(struct file *file, struct iov_iter *from)
{
	if (!file->f_inode->u.proc.write)
		return -EINVAL;
	return write_text(from, file->f_inode->u.proc.write);
}

static const struct file_operations registered_fops = {
	.read	= registered_read,
	.write	= registered_write,
	.llseek	= generic_llseek,
	.release = proc_release_text,
};
static const struct inode_operations proc_file_iops;

/* Create the file /proc/path with these operations. Its inode with one more reference, or ERR_PTR. */
static struct inode *proc_make(const char *path, unsigned int mode, const struct file_operations *fops)
{
	char full[64];
	struct inode *inode;

	snprintf(full, sizeof(full), "/proc/%s", path);
	inode = make_path(full, S_IFREG | mode);
	if (IS_ERR(inode))
		return inode;
	inode->i_op = &proc_file_iops;
	inode->i_fop = fops;
	return inode;
}

int proc_register(const char *path, unsigned int mode, int (*show)(char *buf, size_t size),
		  int (*write)(const char *text))
{
	struct inode *inode = proc_make(path, mode, &registered_fops);

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	inode->u.proc.show = show;
	inode->u.proc.write = write;
	iput(inode);			/* its directory keeps it */
	return 0;
}

/* --- the directory --- */

/* readdir positions after those of registered files: "self", then the processes by their pids. */
#define SELF_COOKIE	0x10000

static struct inode *proc_lookup(struct inode *dir, const char *name, size_t len)
{
	struct inode *inode = dir_lookup(dir, name, len);

	if (PTR_ERR(inode) == -ENOENT && dir == proc_root)
		inode = proc_pid_lookup(name, len);
	return inode;
}

static int proc_readdir(struct file *file, loff_t *pos, struct dir_item *item)
{
	bool in_root = file->f_inode == proc_root;
	int pid, result;

	if (*pos < SELF_COOKIE || !in_root) {
		result = dir_readdir(file, pos, item);
		if (result || !in_root)
			return result;
		*pos = SELF_COOKIE + 1;
		*item = (struct dir_item){ .ino = 2, .mode = S_IFDIR, .name = "self" };
		return 1;
	}
	if (*pos >= SELF_COOKIE + PID_MAX)
		return 0;
	pid = *pos - SELF_COOKIE;
	result = proc_pid_readdir(&pid, item);
	*pos = pid + SELF_COOKIE;
	return result;
}

static const struct inode_operations proc_dir_iops = { .lookup = proc_lookup };
static const struct file_operations proc_dir_fops = {
	.llseek	= generic_llseek,
	.readdir = proc_readdir,
};

/* --- general files --- */

static int meminfo_show(char *buf, size_t size)
{
	unsigned long free = nr_free_pages(), kib = PAGE_SIZE / 1024;

	return snprintf(buf, size,
			"MemTotal:     %8lu kB\n"
			"MemFree:      %8lu kB\n"
			"Cached:       %8lu kB\n",
			totalram_pages * kib, free * kib, nr_file_pages * kib);
}

static int uptime_show(char *buf, size_t size)
{
	unsigned long up = jiffies, idle = init_task.utime + init_task.stime;

	return snprintf(buf, size, "%lu.%02lu %lu.%02lu\n", up / HZ, up % HZ, idle / HZ, idle % HZ);
}

static int cmdline_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%s\n", saved_command_line);
}

static int stat_show(char *buf, size_t size)
{
	unsigned long user = 0, system = 0, up = jiffies;
	struct task_struct *task;
	int running = 0;

	/* Unlike Linux's, these sums forget a process together with its parent. */
	list_for_each_entry(task, &task_list, tasks) {
		user += task->utime + task->cutime;
		system += task->stime + task->cstime;
		running += task->state == TASK_RUNNING;
	}
	return snprintf(buf, size, "cpu  %lu 0 %lu %lu\nbtime %ld\nprocs_running %d\n",
			user, system, up - min(up, user + system),
			current_seconds() - (long)(up / HZ), running);
}

/* As in Linux, 2 frees empty slabs. There is no page cache that 1 could drop. Errors: EINVAL. */
static int drop_caches(const char *text)
{
	unsigned long what = strtoul(text, NULL, 0);

	if (what < 1 || what > 4)
		return -EINVAL;
	while (what & 2 && kmem_cache_reap())
		cond_resched();
	return 0;
}

static const struct file_operations kpagecount_fops = {
	.read	= proc_read_kpagecount,
	.llseek	= generic_llseek,
};

void proc_init(void)
{
	proc_root = make_path("/proc", S_IFDIR | 0555);
	if (IS_ERR(proc_root))
		panic("no memory for /proc");
	proc_root->i_dev = PROC_DEV;
	proc_root->i_op = &proc_dir_iops;
	proc_root->i_fop = &proc_dir_fops;

	proc_register("meminfo", 0444, meminfo_show, NULL);
	proc_register("uptime", 0444, uptime_show, NULL);
	proc_register("cmdline", 0444, cmdline_show, NULL);
	proc_register("stat", 0444, stat_show, NULL);
	proc_register("slabinfo", 0444, kmem_cache_stats, NULL);
	proc_register("sys/vm/drop_caches", 0200, NULL, drop_caches);
	iput(proc_make("kpagecount", 0400, &kpagecount_fops));
}
