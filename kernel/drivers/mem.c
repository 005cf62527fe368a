// SPDX-License-Identifier: GPL-2.0-only
/*
 * The character devices without hardware: /dev/null, zero, random, urandom and kmsg
 * (Linux: drivers/char/mem.c). Programs reach them through the file calls of kernel/fs.
 *
 * Left out compared with Linux: /dev/mem, and reading the log from /dev/kmsg.
 */
#include "kernel/drivers/mem.h"
#include "kernel/drivers/random.h"
#include "kernel/fs/chrdev.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"

static ssize_t null_read(struct file *file, struct iov_iter *to)
{
	(void)file, (void)to;
	return 0;
}

static ssize_t null_write(struct file *file, struct iov_iter *from)
{
	(void)file;
	return from->count;
}

static loff_t null_llseek(struct file *file, loff_t offset, int whence)
{
	(void)offset, (void)whence;
	return file->f_pos = 0;
}

/* Clear the reader's memory, a page at a time, so that a signal can end a long read. Errors: EFAULT. */
static ssize_t zero_read(struct file *file, struct iov_iter *to)
{
	size_t done = 0;

	(void)file;
	while (to->count && !(done && signal_pending(current))) {
		size_t n = min(to->count, (size_t)PAGE_SIZE), cleared = iov_iter_zero(n, to);

		done += cleared;
		if (cleared < n)
			return done ? (ssize_t)done : -EFAULT;
		cond_resched();
	}
	return done;
}

/* A mapping of /dev/zero is anonymous memory: it has no object. */
static int zero_mmap(struct file *file, bool shared, struct vm_object *object)
{
	(void)file;
	(void)shared;
	*object = (struct vm_object){ NULL, NULL };
	return 0;
}

static ssize_t random_read(struct file *file, struct iov_iter *to)
{
	(void)file;
	return read_random(to);
}

/* Write one line to the log. Errors: EINVAL (too long for printk()), EFAULT. */
static ssize_t kmsg_write(struct file *file, struct iov_iter *from)
{
	char line[PRINTK_MAX - 1];	/* printk() adds the newline */
	size_t count = from->count, len = count;

	(void)file;
	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_iter(line, count, from) < count)
		return -EFAULT;
	if (line[len - 1] == '\n')
		len--;
	line[len] = '\0';
	printk("%s\n", line);
	return count;
}

static const struct file_operations null_fops = {
	.read = null_read, .write = null_write, .llseek = null_llseek,
};
static const struct file_operations zero_fops = {
	.read = zero_read, .write = null_write, .llseek = null_llseek, .mmap = zero_mmap,
};
static const struct file_operations random_fops = {
	.read = random_read, .write = null_write, .llseek = null_llseek,
};
static const struct file_operations kmsg_fops = { .write = kmsg_write };

static const struct chrdev devices[] = {
	{ "/dev/null",		MKDEV(1, 3),	0666,	&null_fops },
	{ "/dev/zero",		MKDEV(1, 5),	0666,	&zero_fops },
	{ "/dev/random",	MKDEV(1, 8),	0666,	&random_fops },
	{ "/dev/urandom",	MKDEV(1, 9),	0666,	&random_fops },
	{ "/dev/kmsg",		MKDEV(1, 11),	0644,	&kmsg_fops },
};

void mem_devices_init(void)
{
	register_chrdevs(devices, ARRAY_SIZE(devices));
}
