// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random bytes: for AT_RANDOM (the C library's stack guard) and getrandom().
 * From the CPU's generator when it has one, else a xorshift generator stirred
 * with the time stamp counter. No secret depends on it: nothing here talks to
 * a network. Left out compared with Linux: the entropy pool.
 */
#include "kernel/drivers/random.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

#define CPUID_RDRAND	(1u << 30)	/* leaf 1, ecx */

#define GRND_NONBLOCK	1
#define GRND_RANDOM	2
#define GRND_INSECURE	4

static bool has_rdrand(void)
{
	static int known = -1;
	uint32_t eax, ebx, ecx, edx;

	if (known < 0) {
		cpuid(1, &eax, &ebx, &ecx, &edx);
		known = (ecx & CPUID_RDRAND) != 0;
	}
	return known;
}

static bool rdrand(uint32_t *value)
{
	bool ok;

	__asm__ volatile("rdrand %0; setc %1" : "=r"(*value), "=qm"(ok) :: "cc");
	return ok;
}

static uint32_t random_word(void)
{
	static uint32_t state = 0x2545f491;
	uint32_t value, low, high;

	for (int tries = 0; has_rdrand() && tries < 10; tries++)
		if (rdrand(&value))
			return value;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	state ^= low ^ (uint32_t)jiffies;
	if (!state)
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

/* Errors: EINVAL (flags), EFAULT. A signal ends a long one short. */
long sys_getrandom(char *user, size_t count, unsigned int flags)
{
	char buf[256];
	size_t done, n;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	count = min(count, (size_t)0x7fffffff);
	for (done = 0; done < count; done += n) {
		if (done && signal_pending(current))
			break;
		cond_resched();
		n = min(count - done, sizeof(buf));
		get_random_bytes(buf, n);
		if (copy_to_user(user + done, buf, n))
			return done ? (long)done : -EFAULT;
	}
	return done;
}
