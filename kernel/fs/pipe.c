// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes. A pipe is a ring of PIPE_BUFFERS buffers, each of which has one frame:
 *
 *	buffer	 0        1        2        3              15
 *		[      ] [  DDDD] [DDDDDD] [DD    ]  ...  [      ]
 *	                  ^tail             ^head - 1: only this one can be appended to
 *
 * Readers take bytes from the buffer at the tail, and writers add buffers at the head. A write
 * may append to the last buffer only if the part of it that does not fill a page fits there.
 * Every other page of a write starts a new buffer. A pipe can therefore be full although its
 * frames have room, exactly as in Linux.
 *
 * A write of up to PIPE_BUF bytes uses one buffer, so it happens as a whole or not at all. The
 * parts of a longer one can be interleaved with what others write. Readers see the end of the
 * file when the writing end is closed. A writer without readers gets SIGPIPE and
 * -EPIPE.
 *
 * The inode's i_sem is held while bytes are copied. A reader or writer that has to wait
 * releases it first.
 *
 * A named pipe (FIFO) is an inode of the tree with the same ring. Opening one end waits for another
 * process to open the other. What the pipe contains goes when the last process closes it.
 *
 * Left out compared with Linux: other sizes (F_SETPIPE_SZ), splice, packets.
 */
#include <uapi/ioctls.h>
#include <uapi/poll.h>
#include "kernel/fs/pipe.h"
#include "kernel/fs/file.h"
#include "kernel/fs/poll.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/census.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define PIPE_BUFFERS	16

struct pipe_buffer {
	char *frame;
	unsigned int offset, len;	/* the bytes that can be read */
};

struct pipe {
	struct pipe_buffer bufs[PIPE_BUFFERS];
	unsigned int head, tail;	/* the numbers of buffers added and removed so far */
	char *spare;			/* a frame for the next buffer: short messages need no allocation */
	unsigned int readers, writers;	/* open files of each end */
	unsigned int reads_opened, writes_opened;	/* how often each end was opened so far */
	wait_queue_head_t wait;		/* readers and writers */
};

static struct pipe *pipe_of(const struct file *file)
{
	return file->f_inode->u.pipe;
}

static bool is_empty(const struct pipe *pipe)
{
	return pipe->head == pipe->tail;
}

static bool is_full(const struct pipe *pipe)
{
	return pipe->head - pipe->tail == PIPE_BUFFERS;
}

/* The buffer with this number. */
static struct pipe_buffer *buffer(struct pipe *pipe, unsigned int i)
{
	return &pipe->bufs[i % PIPE_BUFFERS];
}

static void pipe_changed(struct pipe *pipe)
{
	wake_up(&pipe->wait);
	poll_wake();
}

/*
 * Copy bytes out of the pipe until it is empty or `to` is full. i_sem is held. Return the
 * number of bytes, or -EFAULT. If only a part of a buffer can be copied, all of it stays in the
 * pipe.
 */
static ssize_t take_bytes(struct pipe *pipe, struct iov_iter *to)
{
	size_t done = 0;

	while (to->count && !is_empty(pipe)) {
		struct pipe_buffer *buf = buffer(pipe, pipe->tail);
		size_t n = min((size_t)buf->len, to->count);

		if (copy_to_iter(buf->frame + buf->offset, n, to) < n)
			return done ? (ssize_t)done : -EFAULT;
		buf->offset += n;
		buf->len -= n;
		done += n;
		if (buf->len)
			break;
		if (pipe->spare)
			free_pages((unsigned long)buf->frame);
		else
			pipe->spare = buf->frame;
		buf->frame = NULL;
		pipe->tail++;
	}
	return done;
}

/*
 * Read what is in the pipe; wait if it is empty. Returns the number of bytes, 0 if the pipe is
 * empty and has no writer. Errors: EAGAIN, ERESTARTSYS, EFAULT. (Linux: pipe_read)
 */
static ssize_t pipe_read(struct file *file, struct iov_iter *to)
{
	struct pipe *pipe = pipe_of(file);
	struct semaphore *sem = &file->f_inode->i_sem;
	bool was_full;
	ssize_t n;

	for (;;) {
		bool at_end;

		if (down_killable(sem))
			return -ERESTARTSYS;
		if (!is_empty(pipe))
			break;
		at_end = !pipe->writers;	/* before up(): it may write and close then */
		up(sem);
		if (at_end)
			return 0;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(pipe->wait, !is_empty(pipe) || !pipe->writers))
			return -ERESTARTSYS;
	}
	was_full = is_full(pipe);
	n = take_bytes(pipe, to);
	up(sem);
	if (was_full && !is_full(pipe))		/* otherwise no writer waits */
		pipe_changed(pipe);
	return n;
}

/*
 * Append the part of a write that does not fill a page to the last buffer, if it fits there.
 * i_sem is held. Return the number of bytes, 0 if they do not fit, or -EFAULT, and then nothing
 * was written.
 */
static ssize_t append_bytes(struct pipe *pipe, struct iov_iter *from)
{
	struct pipe_buffer *last = buffer(pipe, pipe->head - 1);
	size_t n = from->count % PAGE_SIZE, end = last->offset + last->len;

	if (is_empty(pipe) || end + n > PAGE_SIZE)
		return 0;
	if (copy_from_iter(last->frame + end, n, from) < n)
		return -EFAULT;
	last->len += n;
	return n;
}

/*
 * Copy up to a page into a new buffer of a pipe that is not full. i_sem is held. Return the
 * number of bytes, or -ENOMEM or -EFAULT, and then no buffer was added.
 */
static ssize_t add_buffer(struct pipe *pipe, struct iov_iter *from)
{
	size_t n = min(from->count, (size_t)PAGE_SIZE);

	if (!pipe->spare)
		pipe->spare = (char *)__get_free_page(GFP_USER);
	if (!pipe->spare)
		return -ENOMEM;
	if (copy_from_iter(pipe->spare, n, from) < n)
		return -EFAULT;
	*buffer(pipe, pipe->head++) = (struct pipe_buffer){ .frame = pipe->spare, .len = n };
	pipe->spare = NULL;
	return n;
}

/*
 * Wait until the pipe is not full. i_sem is held on entry and return. 0, or -EPIPE (no reader),
 * -EAGAIN; or -ERESTARTSYS, and then i_sem is not held.
 */
static int wait_for_room(struct file *file, struct pipe *pipe)
{
	struct semaphore *sem = &file->f_inode->i_sem;

	for (;;) {
		if (!pipe->readers)
			return -EPIPE;
		if (!is_full(pipe))
			return 0;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		up(sem);
		pipe_changed(pipe);		/* let readers take what was written so far */
		if (wait_event_interruptible(pipe->wait, !pipe->readers || !is_full(pipe)) ||
		    down_killable(sem))
			return -ERESTARTSYS;
	}
}

/*
 * Write to the pipe; wait while it is full. Returns the number of bytes. Errors: EPIPE (with
 * SIGPIPE), EFAULT, EAGAIN, ERESTARTSYS, ENOMEM. (Linux: pipe_write)
 */
static ssize_t pipe_write(struct file *file, struct iov_iter *from)
{
	struct pipe *pipe = pipe_of(file);
	ssize_t done = 0, n;

	if (down_killable(&file->f_inode->i_sem))
		return -ERESTARTSYS;
	n = pipe->readers ? append_bytes(pipe, from) : -EPIPE;
	while (n >= 0) {
		done += n;
		if (!from->count)
			break;
		n = wait_for_room(file, pipe);
		if (!n)
			n = add_buffer(pipe, from);
	}
	if (n != -ERESTARTSYS)
		up(&file->f_inode->i_sem);
	if (done)
		pipe_changed(pipe);
	if (n == -EPIPE)
		send_sig(SIGPIPE, current);
	return done ? done : n;
}

static unsigned int pipe_poll(struct file *file)
{
	struct pipe *pipe = pipe_of(file);
	unsigned int ready = 0;

	/* Nobody has hung up if there was no writer yet. */
	if (file->f_mode & FMODE_READ)
		ready |= (is_empty(pipe) ? 0 : POLLIN) |
			 (pipe->writers || pipe->writes_opened == (unsigned long)file->private_data ? 0 : POLLHUP);
	/* A pipe that is not full takes PIPE_BUF bytes at once. */
	if (file->f_mode & FMODE_WRITE)
		ready |= (is_full(pipe) ? 0 : POLLOUT) | (pipe->readers ? 0 : POLLERR);
	return ready;
}

static int pipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pipe *pipe = pipe_of(file);
	int len = 0;

	if (cmd != FIONREAD)
		return -ENOTTY;
	for (unsigned int i = pipe->tail; i != pipe->head; i++)
		len += buffer(pipe, i)->len;
	return put_user(len, (int *)arg);
}

/* Free what the pipe contains. */
static void empty_pipe(struct pipe *pipe)
{
	for (int i = 0; i < PIPE_BUFFERS; i++) {
		free_pages((unsigned long)pipe->bufs[i].frame);
		pipe->bufs[i].frame = NULL;
	}
	free_pages((unsigned long)pipe->spare);
	pipe->spare = NULL;
	pipe->tail = pipe->head;
}

static void pipe_release(struct file *file)
{
	struct pipe *pipe = pipe_of(file);

	if (file->f_mode & FMODE_READ)
		pipe->readers--;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers--;
	if (!pipe->readers && !pipe->writers)
		empty_pipe(pipe);
	pipe_changed(pipe);
}

/*
 * Open an end of a pipe. One of a named pipe waits until the other is opened, even if it is closed
 * again at once. Errors: ENXIO (O_NONBLOCK for writing, and no reader), ERESTARTSYS. (Linux: fifo_open)
 */
static int pipe_open(struct inode *inode, struct file *file)
{
	bool reads = file->f_mode & FMODE_READ, writes = file->f_mode & FMODE_WRITE;
	bool waits = inode->i_dev != PIPE_DEV && reads != writes;
	struct pipe *pipe = pipe_of(file);
	unsigned int reads_opened = pipe->reads_opened, writes_opened = pipe->writes_opened;
	int err = 0;

	if (waits && writes && !pipe->readers && file->f_flags & O_NONBLOCK)
		return -ENXIO;
	pipe->readers += reads;
	pipe->writers += writes;
	pipe->reads_opened += reads;
	pipe->writes_opened += writes;
	pipe_changed(pipe);
	if (waits && reads && !pipe->writers) {
		if (file->f_flags & O_NONBLOCK)
			file->private_data = (void *)(unsigned long)writes_opened;
		else
			err = wait_event_interruptible(pipe->wait, pipe->writes_opened != writes_opened);
	} else if (waits && writes && !pipe->readers) {
		err = wait_event_interruptible(pipe->wait, pipe->reads_opened != reads_opened);
	}
	if (err)
		pipe_release(file);
	return err;
}

static const struct file_operations pipe_fops = {
	.open	= pipe_open,
	.read	= pipe_read,
	.write	= pipe_write,
	.poll	= pipe_poll,
	.ioctl	= pipe_ioctl,
	.release = pipe_release,
};

static void pipe_free(struct inode *inode)
{
	struct pipe *pipe = inode->u.pipe;

	empty_pipe(pipe);
	kfree(pipe);
}

static void pipe_census(struct inode *inode)
{
	struct pipe *pipe = inode->u.pipe;

	census_object(pipe);
	census_object(pipe->spare);
	for (int i = 0; i < PIPE_BUFFERS; i++)
		census_object(pipe->bufs[i].frame);
}

static const struct inode_operations pipe_iops = { .free = pipe_free, .census = pipe_census };

struct inode *new_fifo(unsigned int dev, unsigned int mode)
{
	struct inode *inode;
	struct pipe *pipe = kzalloc(sizeof(*pipe), GFP_KERNEL);

	if (!pipe)
		return NULL;
	init_waitqueue_head(&pipe->wait);
	pipe->writes_opened = 1;	/* 0 would be the private_data of a file that has none */
	inode = new_inode(dev, mode);
	if (!inode) {
		kfree(pipe);
		return NULL;
	}
	inode->u.pipe = pipe;
	inode->i_op = &pipe_iops;
	inode->i_fop = &pipe_fops;
	return inode;
}

/* Open both ends of a new pipe. Errors: ENFILE (no memory). */
static int open_ends(struct file **ends, int flags)
{
	struct inode *inode = new_fifo(PIPE_DEV, S_IFIFO | 0600);

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

/*
 * Create a pipe; user_fds receives the reading and the writing end. Errors: EINVAL (flags),
 * ENFILE, EMFILE, EFAULT.
 */
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
