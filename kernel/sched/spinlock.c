// SPDX-License-Identifier: GPL-2.0-only
/* What a DEBUG build checks about spinlocks. Other builds have nothing here. */
#include "kernel/sched/spinlock.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/current.h"

#ifdef DEBUG
#define MAX_HELD	8
static const spinlock_t *held[MAX_HELD];	/* in the order in which they were taken; cpu0.lock_depth of them */

void debug_spin_lock(spinlock_t *lock, const char *who, bool irqsave)
{
	if (lock->holder)
		panic("deadlock: %s() takes a spinlock that %s() holds", who, lock->holder);
	if (lock->irqsave && irqs_enabled())
		panic("%s() takes a spinlock with interrupts on that needs them off", who);
	lock->irqsave |= irqsave;
	lock->holder = who;
	BUG_ON(cpu0.lock_depth == MAX_HELD);
	held[cpu0.lock_depth++] = lock;
	barrier();
}

void debug_spin_unlock(spinlock_t *lock, const char *who)
{
	barrier();
	if (!lock->holder)
		panic("%s() releases a spinlock that is not held", who);
	lock->holder = NULL;
	cpu0.lock_depth--;
	for (int i = 0; i < cpu0.lock_depth; i++)	/* they may be released in any order */
		if (held[i] == lock)
			memmove(&held[i], &held[i + 1], (cpu0.lock_depth - i) * sizeof(held[0]));
}

void debug_assert_locked(const spinlock_t *lock, const char *name, const char *who)
{
	if (!lock->holder)
		panic("%s() needs %s, which is not held", who, name + (*name == '&'));
}

/* The words that are guarded, by the number of their debug register. */
static struct {
	const spinlock_t *lock;
	const char *word_name, *lock_name;
} guards[4];
static int nr_guards;

#define DR7_GLOBAL(n)		(2UL << 2 * (n))
#define DR7_WRITES_4(n)		(0xdUL << (16 + 4 * (n)))	/* writes to four bytes */

void debug_guard(void *word, const spinlock_t *lock, const char *word_name, const char *lock_name)
{
	unsigned long dr7;
	int n = nr_guards++;

	BUG_ON(n == ARRAY_SIZE(guards));
	guards[n].lock = lock;
	guards[n].word_name = word_name;
	guards[n].lock_name = lock_name;
	switch (n) {
	case 0: __asm__ volatile("mov %0, %%dr0" :: "r"(word)); break;
	case 1: __asm__ volatile("mov %0, %%dr1" :: "r"(word)); break;
	case 2: __asm__ volatile("mov %0, %%dr2" :: "r"(word)); break;
	case 3: __asm__ volatile("mov %0, %%dr3" :: "r"(word)); break;
	}
	__asm__ volatile("mov %%dr7, %0" : "=r"(dr7));
	__asm__ volatile("mov %0, %%dr7" :: "r"(dr7 | DR7_GLOBAL(n) | DR7_WRITES_4(n)));
}

bool check_guards(void)
{
	unsigned long dr6, written;

	__asm__ volatile("mov %%dr6, %0" : "=r"(dr6));
	__asm__ volatile("mov %0, %%dr6" :: "r"(0UL));
	written = dr6 & ((1UL << nr_guards) - 1);
	for (int n = 0; n < nr_guards; n++)
		if (written & (1UL << n) && !guards[n].lock->holder)
			panic("%s is written without %s", guards[n].word_name,
			      guards[n].lock_name + (*guards[n].lock_name == '&'));
	return written;
}

const char *last_spin_locker(void)
{
	return cpu0.lock_depth ? held[cpu0.lock_depth - 1]->holder : NULL;
}
#endif
