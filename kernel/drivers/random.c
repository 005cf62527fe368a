// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random bytes for AT_RANDOM (the C library's stack guard), getrandom() and /dev/random.
 *
 * They come from a xorshift generator that the time stamp counter stirs. No secret depends on
 * them, because this kernel talks to no network. Left out compared with Linux: the entropy
 * pool, and the CPU's own generator.
 */
#include "kernel/drivers/random.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

#define GRND_NONBLOCK	1
#define GRND_RANDOM	2
#define GRND_INSECURE	4

static uint32_t random_word(void)
{
	static uint32_t state;

	state ^= (uint32_t)rdtsc() ^ (uint32_t)jiffies;
	if (!state)			/* xorshift would produce zeros for ever */
		state = 0x2545f491;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

void get_random_bytes(void *buf, size_t count)
{
	char *to = buf;

	while (count) {
		uint32_t word = random_word();
		size_t n = min(count, sizeof(word));

		memcpy(to, &word, n);
		to += n;
		count -= n;
	}
}

ssize_t read_random(struct iov_iter *to)
{
	char buf[256];
	size_t done = 0;

	while (to->count && !(done && signal_pending(current))) {
		size_t n = min(to->count, sizeof(buf)), copied;

		cond_resched();
		get_random_bytes(buf, n);
		copied = copy_to_iter(buf, n, to);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
	}
	return done;
}

/* The getrandom call. Errors: EINVAL (flags), EFAULT. */
long sys_getrandom(char *user, size_t count, unsigned int flags)
{
	struct iovec piece = { user, min(count, (size_t)0x7fffffff) };
	struct iov_iter to = { &piece, piece.iov_len };

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if (!access_ok(user, piece.iov_len))
		return -EFAULT;
	return read_random(&to);
}
