// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll() and select(): sleep until one of several files is ready. Pipes and the terminal call
 * poll_wake(). select() has three sets of bits instead of an array, and is made from poll() here.
 *
 * All processes in poll() sleep on one queue, and a file that may have become ready wakes them
 * all. Linux gives each file a queue of its own, which matters with a thousand files; here only
 * pipes and one terminal make processes wait.
 *
 * Left out compared with Linux: epoll, timeouts finer than a tick.
 */
#include <uapi/poll.h>
#include "kernel/fs/poll.h"
#include "kernel/fs/file.h"
#include "kernel/lib/string.h"
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
 * Wait for at most *ticks clock ticks, or without limit if *ticks < 0; *ticks becomes what is left.
 * Returns how many files are ready, or -EINTR.
 */
static int do_poll(struct pollfd *fds, unsigned int nfds, long *ticks)
{
	DEFINE_WAIT(wait);
	int ready;

	for (;;) {
		prepare_to_wait(&poll_wait, &wait, TASK_INTERRUPTIBLE);
		ready = poll_all(fds, nfds);
		if (ready || !*ticks)
			break;
		if (signal_pending(current)) {
			ready = -EINTR;
			break;
		}
		if (*ticks < 0)
			schedule();
		else
			*ticks = schedule_timeout(*ticks);
	}
	finish_wait(&poll_wait, &wait);
	return ready;
}

/* Clock ticks for a time limit: rounded up, and one more because the current tick is partly over. */
static long limit_ticks(unsigned long sec, unsigned long nsec)
{
	const unsigned long tick = NSEC_PER_SEC / HZ;

	if (sec > MAX_SCHEDULE_TIMEOUT / HZ - 2)
		return MAX_SCHEDULE_TIMEOUT;
	return sec || nsec ? (long)(sec * HZ + nsec / tick + (nsec % tick != 0) + 1) : 0;
}

/*
 * Wait until one of nfds files is ready, for at most `timeout` milliseconds (negative: without
 * limit). Returns how many are ready. Errors: EINVAL (more than there can be descriptors), ENOMEM,
 * EFAULT, EINTR.
 */
long sys_poll(struct pollfd *user, unsigned int nfds, long timeout)
{
	long ticks = timeout < 0 ? -1 : limit_ticks(timeout / 1000, timeout % 1000 * 1000000), result;
	size_t size = nfds * sizeof(*user);
	struct pollfd *fds = NULL;

	if (nfds > NR_OPEN)
		return -EINVAL;
	if (nfds) {
		fds = kmalloc(size, GFP_KERNEL);
		if (!fds)
			return -ENOMEM;
		if (copy_from_user(fds, user, size)) {
			kfree(fds);
			return -EFAULT;
		}
	}
	result = do_poll(fds, nfds, &ticks);
	if (result >= 0 && copy_to_user(user, fds, size))
		result = -EFAULT;
	kfree(fds);
	return result;
}

/* --- select --- */

/* What the three sets ask for, and which answers put a bit into them. */
static const short asked[3] = { POLLIN, POLLOUT, POLLPRI };
static const short answers[3] = { POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI };

#define WORD_BITS	32

/* Turn the sets into entries for poll: fd -1 where no set has the bit. */
static void read_sets(unsigned long (*sets)[NR_OPEN / WORD_BITS], struct pollfd *fds, unsigned int n)
{
	for (unsigned int fd = 0; fd < n; fd++) {
		fds[fd] = (struct pollfd){ .fd = -1 };
		for (int i = 0; i < 3; i++)
			if (sets[i][fd / WORD_BITS] >> fd % WORD_BITS & 1)
				fds[fd] = (struct pollfd){ .fd = fd, .events = fds[fd].events | asked[i] };
	}
}

/* Turn the answers into sets. Returns the number of bits, or -EBADF: one descriptor is not open. */
static long write_sets(unsigned long (*sets)[NR_OPEN / WORD_BITS], const struct pollfd *fds, unsigned int n)
{
	long bits = 0;

	memset(sets, 0, 3 * sizeof(sets[0]));
	for (unsigned int fd = 0; fd < n; fd++) {
		if (fds[fd].revents & POLLNVAL)
			return -EBADF;
		for (int i = 0; i < 3; i++)
			if (fds[fd].events & asked[i] && fds[fd].revents & answers[i]) {
				sets[i][fd / WORD_BITS] |= 1UL << fd % WORD_BITS;
				bits++;
			}
	}
	return bits;
}

/* select() with *ticks as for do_poll(). Errors: EINVAL (n), EFAULT, ENOMEM, EBADF, EINTR. */
static long do_select(int n, unsigned long *const user[3], long *ticks)
{
	unsigned long sets[3][NR_OPEN / WORD_BITS] = { { 0 } };
	size_t size = (min(n, NR_OPEN) + WORD_BITS - 1) / WORD_BITS * sizeof(long);
	struct pollfd *fds;
	long result;

	if (n < 0)
		return -EINVAL;
	n = min(n, NR_OPEN);
	for (int i = 0; i < 3; i++)
		if (user[i] && copy_from_user(sets[i], user[i], size))
			return -EFAULT;
	fds = kmalloc(max(n, 1) * sizeof(*fds), GFP_KERNEL);
	if (!fds)
		return -ENOMEM;
	read_sets(sets, fds, n);
	result = do_poll(fds, n, ticks);
	if (result >= 0)
		result = write_sets(sets, fds, n);
	kfree(fds);
	for (int i = 0; i < 3 && result >= 0; i++)
		if (user[i] && copy_to_user(user[i], sets[i], size))
			result = -EFAULT;
	return result;
}

/* Wait until a file of one of three sets is ready. As in Linux, *limit becomes the time that is left. */
long sys_select(int n, unsigned long *in, unsigned long *out, unsigned long *except, struct timeval *limit)
{
	unsigned long *const sets[3] = { in, out, except };
	struct timeval t;
	long ticks = -1, result;

	if (limit) {
		if (copy_from_user(&t, limit, sizeof(t)))
			return -EFAULT;
		if (t.tv_sec < 0 || t.tv_usec < 0)
			return -EINVAL;
		ticks = limit_ticks((unsigned long)t.tv_sec + t.tv_usec / 1000000, t.tv_usec % 1000000 * 1000);
	}
	result = do_select(n, sets, &ticks);
	if (limit) {
		t = ticks_timeval(ticks);
		(void)copy_to_user(limit, &t, sizeof(t));
	}
	return result;
}

/*
 * select with a finer time limit, and with other signals blocked meanwhile; mask points to their
 * address and size. A handler that interrupts the call runs with the new mask, and then do_signal()
 * restores the old one.
 */
long sys_pselect6(int n, unsigned long *in, unsigned long *out, unsigned long *except,
		  struct timespec *limit, const unsigned long *mask)
{
	unsigned long *const sets[3] = { in, out, except };
	unsigned long where[2] = { 0, 0 };
	struct timespec t;
	long ticks = -1, result;
	sigset_t set;

	if ((limit && copy_from_user(&t, limit, sizeof(t))) ||
	    (mask && copy_from_user(where, mask, sizeof(where))))
		return -EFAULT;
	if (limit && (t.tv_sec < 0 || (unsigned long)t.tv_nsec >= NSEC_PER_SEC))
		return -EINVAL;
	if (limit)
		ticks = limit_ticks(t.tv_sec, t.tv_nsec);
	if (where[0]) {
		if (where[1] != sizeof(set))
			return -EINVAL;
		if (copy_from_user(&set, (void *)where[0], sizeof(set)))
			return -EFAULT;
		current->saved_sigmask = current->blocked;
		current->restore_sigmask = true;
		set_current_blocked(&set);
	}
	result = do_select(n, sets, &ticks);
	t = (struct timespec){ ticks_timeval(ticks).tv_sec, ticks_timeval(ticks).tv_usec * 1000 };
	if (limit)		/* as in Linux; C libraries hide it */
		(void)copy_to_user(limit, &t, sizeof(t));
	if (where[0] && result != -EINTR) {
		current->restore_sigmask = false;
		set_current_blocked(&current->saved_sigmask);
	}
	return result;
}
