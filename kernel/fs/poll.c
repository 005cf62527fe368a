// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll(): sleep until one of several files is ready. Pipes and the terminal call poll_wake().
 *
 * All processes in poll() sleep on one queue, and a file that may have become ready wakes them
 * all. Linux gives each file a queue of its own, which matters with a thousand files; here only
 * pipes and one terminal make processes wait.
 *
 * Left out compared with Linux: select, epoll, ppoll, timeouts finer than a tick.
 */
#include <uapi/poll.h>
#include "kernel/fs/poll.h"
#include "kernel/fs/file.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

static DECLARE_WAIT_QUEUE_HEAD(poll_wait);

void poll_wake(void)
{
	wake_up(&poll_wait);
}

/* Fill in revents of one entry. Is one of its bits set? */
static bool poll_one(struct pollfd *entry)
{
	struct file *file;
	unsigned int ready = POLLIN | POLLOUT;

	entry->revents = 0;
	if (entry->fd < 0)
		return false;
	file = fget(entry->fd);
	if (!file) {
		entry->revents = POLLNVAL;
		return true;
	}
	if (file->f_op->poll)
		ready = file->f_op->poll(file);
	entry->revents = ready & (entry->events | POLLERR | POLLHUP);
	fput(file);
	return entry->revents != 0;
}

/* Fill in all entries. Returns how many have a bit set. */
static int poll_all(struct pollfd *fds, unsigned int nfds)
{
	int ready = 0;

	for (unsigned int i = 0; i < nfds; i++)
		ready += poll_one(&fds[i]);
	return ready;
}

/*
 * Wait for at most `ticks` clock ticks, or without limit if ticks < 0. Returns how many files are
 * ready, or -EINTR.
 */
static int do_poll(struct pollfd *fds, unsigned int nfds, long ticks)
{
	DEFINE_WAIT(wait);
	int ready;

	for (;;) {
		prepare_to_wait(&poll_wait, &wait, TASK_INTERRUPTIBLE);
		ready = poll_all(fds, nfds);
		if (ready || !ticks)
			break;
		if (signal_pending(current)) {
			ready = -EINTR;
			break;
		}
		if (ticks < 0)
			schedule();
		else
			ticks = schedule_timeout(ticks);
	}
	finish_wait(&poll_wait, &wait);
	return ready;
}

/*
 * Wait until one of nfds files is ready, for at most `timeout` milliseconds (negative: without
 * limit). Returns how many are ready. Errors: EINVAL (more than there can be descriptors), ENOMEM,
 * EFAULT, EINTR.
 */
long sys_poll(struct pollfd *user, unsigned int nfds, long timeout)
{
	size_t size = nfds * sizeof(*user);
	struct pollfd *fds = NULL;
	long ticks = timeout, result;

	if (nfds > NR_OPEN)
		return -EINVAL;
	if (timeout > 0)		/* rounded up, and one more because the current tick is partly over */
		ticks = timeout / (1000 / HZ) + (timeout % (1000 / HZ) != 0) + 1;
	if (nfds) {
		fds = kmalloc(size, GFP_KERNEL);
		if (!fds)
			return -ENOMEM;
		if (copy_from_user(fds, user, size)) {
			kfree(fds);
			return -EFAULT;
		}
	}
	result = do_poll(fds, nfds, ticks);
	if (result >= 0 && copy_to_user(user, fds, size))
		result = -EFAULT;
	kfree(fds);
	return result;
}
