// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simple character devices: null, zero, random, kmsg (Linux: drivers/char/mem.c).
 *
 * Left out compared with Linux: /dev/mem, reading the log from kmsg.
 */
#include "kernel/drivers/mem.h"
#include "kernel/drivers/random.h"
#include "kernel/fs/chrdev.h"
#include "kernel/lib/printk.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

static ssize_t null_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	(void)file, (void)buf, (void)count, (void)pos;
	return 0;
}

static ssize_t null_write(struct file *file, const char *buf, size_t count, loff_t *pos)
{
	(void)file, (void)buf, (void)pos;
	return count;
}

static loff_t null_llseek(struct file *file, loff_t offset, int whence)
{
	(void)offset, (void)whence;
	return file->f_pos = 0;
}

/* Read piece by piece, so that a signal can end a long one. EFAULT */
static ssize_t read_pieces(char *buf, size_t count, unsigned long (*fill)(char *buf, size_t n))
{
	size_t done = 0;

	while (done < count) {
		size_t n = min(count - done, (size_t)PAGE_SIZE);
		unsigned long left = fill(buf + done, n);

		done += n - left;
		if (left)
			return done ? (ssize_t)done : -EFAULT;
		if (signal_pending(current))
			break;
		cond_resched();
	}
	return done;
}

static unsigned long fill_zero(char *buf, size_t n)
{
	return clear_user(buf, n);
}

static ssize_t zero_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	(void)file, (void)pos;
	return read_pieces(buf, count, fill_zero);
}

/* A mapping of /dev/zero is anonymous memory. */
static int zero_mmap(struct file *file, struct vm_object *object)
{
	(void)file;
	*object = (struct vm_object){ NULL, NULL };
	return 0;
}

/* Returns how many bytes were NOT delivered, as copy_to_user(). */
static unsigned long fill_random(char *buf, size_t n)
{
	unsigned char bytes[64];

	while (n) {
		size_t part = min(n, sizeof(bytes));
		unsigned long left;

		get_random_bytes(bytes, part);
		left = copy_to_user(buf, bytes, part);
		if (left)
			return n - part + left;
		buf += part;
		n -= part;
	}
	return 0;
}

static ssize_t random_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	(void)file, (void)pos;
	return read_pieces(buf, count, fill_random);
}

/* One write is one line of the log. EINVAL (too long) EFAULT */
static ssize_t kmsg_write(struct file *file, const char *buf, size_t count, loff_t *pos)
{
	char line[240];			/* what fits printk()'s own buffer */
	size_t len = count;

	(void)file, (void)pos;
	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, len))
		return -EFAULT;
	if (len && line[len - 1] == '\n')
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
