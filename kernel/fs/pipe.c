// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes: a ring of PIPE_SIZE bytes. Where there is data, there is a frame; an empty pipe
 * keeps one, so that a message to and fro needs no allocator.
 *
 *	frames  [      |  DDDD|DDDDDD|DDD   |      |  ...  ]
 *	           ^start       start + len^
 *
 * A write of up to PIPE_BUF bytes goes in whole or waits; a longer one may be
 * interleaved with others'. Readers see end-of-file when the last writer has closed;
 * a writer without readers gets SIGPIPE and -EPIPE.
 *
 * The inode's i_sem serialises readers and writers, also while they copy; whoever
 * has to wait lets go of it first.
 *
 * Left out compared with Linux: named pipes, other sizes (F_SETPIPE_SZ), splice.
 */
#include <uapi/ioctls.h>
#include <uapi/poll.h>
#include "kernel/fs/inode.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/census.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define PIPE_PAGES	16
#define PIPE_SIZE	(PIPE_PAGES * PAGE_SIZE)

struct pipe {
	char *frames[PIPE_PAGES];	/* NULL: no data there; all but the first, when it is empty */
	unsigned int start, len;
	unsigned int readers, writers;	/* open files for each end */
	wait_queue_head_t wait;		/* readers and writers both; it is short */
};

static struct pipe *pipe_of(const struct file *file)
{
	return file->f_inode->u.pipe;
}

static void pipe_changed(struct pipe *pipe)
{
	wake_up(&pipe->wait);
	poll_wake();
}

static void drop(char **frame)
{
	free_pages((unsigned long)*frame);
	*frame = NULL;
}

/* Nothing is left: the frame that was read last, the only one now, is the first again. */
static void rewind(struct pipe *pipe, char **frame)
{
	char *last = *frame;

	*frame = NULL;
	pipe->frames[0] = last;
	pipe->start = 0;
}

/* Move up to count bytes out of the ring, frame by frame. i_sem held. Bytes, or -EFAULT. */
static ssize_t take_bytes(struct pipe *pipe, char *buf, size_t count)
{
	size_t done = 0;

	while (done < count && pipe->len) {
		char **frame = &pipe->frames[pipe->start / PAGE_SIZE];
		size_t offset = pipe->start % PAGE_SIZE;
		size_t n = min(min(count - done, (size_t)pipe->len), (size_t)PAGE_SIZE - offset);

		if (copy_to_user(buf + done, *frame + offset, n))
			return done ? (ssize_t)done : -EFAULT;
		pipe->start = (pipe->start + n) % PIPE_SIZE;
		pipe->len -= n;
		done += n;
		if (!pipe->len)
			rewind(pipe, frame);
		else if (offset + n == PAGE_SIZE && pipe->len <= PIPE_SIZE - PAGE_SIZE)
			drop(frame);	/* read to its end, and the data has not come round to its beginning */
	}
	return done;
}

/* The other way, as far as there is room. i_sem held. Bytes, -EFAULT, or -ENOMEM. */
static ssize_t put_bytes(struct pipe *pipe, const char *buf, size_t count)
{
	size_t done = 0;

	while (done < count && pipe->len < PIPE_SIZE) {
		unsigned int end = (pipe->start + pipe->len) % PIPE_SIZE;
		char **frame = &pipe->frames[end / PAGE_SIZE];
		size_t offset = end % PAGE_SIZE;
		size_t n = min(min(count - done, (size_t)PIPE_SIZE - pipe->len), (size_t)PAGE_SIZE - offset);
		bool fresh = !*frame;

		if (fresh)
			*frame = (char *)__get_free_page(GFP_USER);
		if (!*frame)
			return done ? (ssize_t)done : -ENOMEM;
		if (copy_from_user(*frame + offset, buf + done, n)) {
			if (fresh)
				drop(frame);
			return done ? (ssize_t)done : -EFAULT;
		}
		pipe->len += n;
		done += n;
	}
	return done;
}

/* EAGAIN ERESTARTSYS EFAULT; 0 at the end */
static ssize_t pipe_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	struct pipe *pipe = pipe_of(file);
	struct semaphore *sem = &file->f_inode->i_sem;
	ssize_t n;

	(void)pos;
	if (!count)
		return 0;
	down(sem);
	while (!pipe->len) {
		up(sem);
		if (!pipe->writers)
			return 0;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(pipe->wait, pipe->len || !pipe->writers))
			return -ERESTARTSYS;
		down(sem);
	}
	n = take_bytes(pipe, buf, count);
	up(sem);
	if (n > 0)
		pipe_changed(pipe);
	return n;
}

/* Wait, with i_sem held on entry and return, for room of `need` bytes. 0 EPIPE EAGAIN ERESTARTSYS */
static int wait_for_room(struct file *file, struct pipe *pipe, unsigned int need)
{
	struct semaphore *sem = &file->f_inode->i_sem;
	int err = 0;

	while (!err) {
		if (!pipe->readers)
			return -EPIPE;
		if (PIPE_SIZE - pipe->len >= need)
			return 0;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		up(sem);
		err = wait_event_interruptible(pipe->wait,
					       !pipe->readers || PIPE_SIZE - pipe->len >= need);
		down(sem);
	}
	return err;
}

/* EPIPE (with SIGPIPE) EAGAIN ERESTARTSYS EFAULT ENOMEM */
static ssize_t pipe_write(struct file *file, const char *buf, size_t count, loff_t *pos)
{
	struct pipe *pipe = pipe_of(file);
	unsigned int need = count <= PIPE_BUF ? count : 1;
	ssize_t done = 0, n = 0;

	(void)pos;
	if (!count)
		return 0;
	down(&file->f_inode->i_sem);
	while ((size_t)done < count) {
		n = wait_for_room(file, pipe, need);
		if (!n)
			n = put_bytes(pipe, buf + done, count - done);
		if (n < 0)
			break;
		done += n;
		need = 1;
		pipe_changed(pipe);
	}
	up(&file->f_inode->i_sem);
	if (n == -EPIPE)
		send_sig(SIGPIPE, current);
	return done ? done : n;
}

static unsigned int pipe_poll(struct file *file)
{
	struct pipe *pipe = pipe_of(file);
	unsigned int ready = 0;

	if (file->f_mode & FMODE_READ)
		ready |= (pipe->len ? POLLIN : 0) | (pipe->writers ? 0 : POLLHUP);
	/* Ready is a pipe that takes PIPE_BUF bytes: who is told so must not find that they do not fit. */
	if (file->f_mode & FMODE_WRITE)
		ready |= (PIPE_SIZE - pipe->len >= PIPE_BUF ? POLLOUT : 0) | (pipe->readers ? 0 : POLLERR);
	return ready;
}

static int pipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd != FIONREAD)
		return -ENOTTY;
	return put_user((int)pipe_of(file)->len, (int *)arg);
}

static void pipe_release(struct file *file)
{
	struct pipe *pipe = pipe_of(file);

	if (file->f_mode & FMODE_READ)
		pipe->readers--;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers--;
	pipe_changed(pipe);
}

static int pipe_open(struct inode *inode, struct file *file)
{
	if (file->f_mode & FMODE_READ)
		inode->u.pipe->readers++;
	if (file->f_mode & FMODE_WRITE)
		inode->u.pipe->writers++;
	return 0;
}

static const struct file_operations pipe_fops = {
	.read	= pipe_read,
	.write	= pipe_write,
	.poll	= pipe_poll,
	.ioctl	= pipe_ioctl,
	.open	= pipe_open,
	.release = pipe_release,
};

/* The inode of a new pipe, or NULL. */
static struct inode *new_pipe(void)
{
	struct inode *inode;
	struct pipe *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);

	if (!pipe)
		return NULL;
	init_waitqueue_head(&pipe->wait);
	pipe->frames[0] = (char *)__get_free_page(GFP_USER);
	inode = pipe->frames[0] ? new_inode(PIPE_DEV, S_IFIFO | 0600) : NULL;
	if (!inode) {
		pipe_free(pipe);
		return NULL;
	}
	inode->u.pipe = pipe;
	inode->i_fop = &pipe_fops;
	return inode;
}

void pipe_free(struct pipe *pipe)
{
	for (int i = 0; i < PIPE_PAGES; i++)
		free_pages((unsigned long)pipe->frames[i]);
	kfree(pipe);
}

void pipe_census(const struct pipe *pipe)
{
	census_object(pipe);
	for (int i = 0; i < PIPE_PAGES; i++)
		census_object(pipe->frames[i]);
}

/* Open both ends. ENFILE when there is no memory for it */
static int open_ends(struct file **ends, int flags)
{
	struct inode *inode = new_pipe();

	if (!inode)
		return -ENFILE;
	iget(inode);			/* one reference for each end */
	ends[0] = file_open_inode(inode, O_RDONLY | (flags & O_NONBLOCK), FMODE_READ);
	ends[1] = file_open_inode(inode, O_WRONLY | (flags & O_NONBLOCK), FMODE_WRITE);
	if (!IS_ERR(ends[0]) && !IS_ERR(ends[1]))
		return 0;
	for (int i = 0; i < 2; i++)
		if (!IS_ERR(ends[i]))
			fput(ends[i]);
	return -ENFILE;
}

/* EINVAL (flags) ENFILE EMFILE EFAULT */
long sys_pipe2(int *user_fds, int flags)
{
	struct file *ends[2];
	int fds[2] = { 0, 0 };
	long err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	err = open_ends(ends, flags);
	if (err)
		return err;
	fds[0] = get_unused_fd(0);
	fds[1] = fds[0] < 0 ? fds[0] : get_unused_fd(fds[0] + 1);
	if (fds[1] < 0)
		err = fds[1];
	else if (copy_to_user(user_fds, fds, sizeof(fds)))
		err = -EFAULT;
	for (int i = 0; i < 2; i++) {
		if (err)
			fput(ends[i]);
		else
			fd_install(fds[i], ends[i], flags & O_CLOEXEC);
	}
	return err;
}

long sys_pipe(int *fds)
{
	return sys_pipe2(fds, 0);
}
