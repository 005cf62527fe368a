// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simple character devices: null, zero, random, kmsg (Linux: drivers/char/mem.c).
 *
 * Left out compared with Linux: /dev/mem, reading the log from kmsg.
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

/* Read a page at a time, so that a signal can end a long read. EFAULT */
static ssize_t read_pages(struct iov_iter *to, size_t (*fill)(size_t n, struct iov_iter *to))
{
	size_t done = 0;

	while (to->count) {
		size_t n = min(to->count, (size_t)PAGE_SIZE), copied = fill(n, to);

		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
		if (signal_pending(current))
			break;
		cond_resched();
	}
	return done;
}

static ssize_t zero_read(struct file *file, struct iov_iter *to)
{
	(void)file;
	return read_pages(to, iov_iter_zero);
}

/* A mapping of /dev/zero is anonymous memory. */
static int zero_mmap(struct file *file, struct vm_object *object)
{
	(void)file;
	*object = (struct vm_object){ NULL, NULL };
	return 0;
}

/* Like iov_iter_zero(), with random bytes. */
static size_t fill_random(size_t n, struct iov_iter *to)
{
	unsigned char bytes[64];
	size_t done = 0, part, copied;

	do {
		part = min(n - done, sizeof(bytes));
		get_random_bytes(bytes, part);
		copied = copy_to_iter(bytes, part, to);
		done += copied;
	} while (done < n && copied == part);
	return done;
}

static ssize_t random_read(struct file *file, struct iov_iter *to)
{
	(void)file;
	return read_pages(to, fill_random);
}

/* One write is one line of the log. EINVAL (too long) EFAULT */
static ssize_t kmsg_write(struct file *file, struct iov_iter *from)
{
	char line[240];			/* what fits printk()'s own buffer */
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
