/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spinlocks for a machine that today has one processor.
 *
 * On one CPU, with a kernel that is never preempted, nobody else can run
 * between spin_lock() and spin_unlock() but an interrupt, so the lock itself
 * costs nothing; what data it guards, and that nothing sleeps inside, stays
 * true and is what a second CPU would need. A build with DEBUG=1 checks it:
 * taking a held lock (a deadlock) and sleeping under one are panics.
 *
 * Data shared with an interrupt handler needs the _irqsave form.
 */
#ifndef KERNEL_SPINLOCK_H
#define KERNEL_SPINLOCK_H

#include "kernel/lib/io.h"

typedef struct {
#ifdef DEBUG
	const char *holder;	/* who holds it (function name), NULL when free */
#else
	char unused;
#endif
} spinlock_t;

#define SPIN_LOCK_UNLOCKED	{ 0 }

static inline void spin_lock_init(spinlock_t *lock)
{
	*lock = (spinlock_t)SPIN_LOCK_UNLOCKED;
}

#ifdef DEBUG
void debug_spin_lock(spinlock_t *lock, const char *who);
void debug_spin_unlock(spinlock_t *lock, const char *who);
#define spin_lock(lock)		debug_spin_lock(lock, __func__)
#define spin_unlock(lock)	debug_spin_unlock(lock, __func__)
#else
#define spin_lock(lock)		do { (void)(lock); barrier(); } while (0)
#define spin_unlock(lock)	do { (void)(lock); barrier(); } while (0)
#endif

#define spin_lock_irqsave(lock, flags) \
	do { (flags) = local_irq_save(); spin_lock(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { spin_unlock(lock); local_irq_restore(flags); } while (0)

#endif
