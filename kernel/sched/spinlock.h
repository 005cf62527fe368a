/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spinlocks, for a machine that has one CPU today.
 *
 * The kernel is not preempted, so only an interrupt can run between spin_lock() and
 * spin_unlock(). The lock itself therefore costs nothing. It documents which data it
 * protects, and that its holder must not sleep; a second CPU will need both.
 *
 * Data that an interrupt handler uses as well needs spin_lock_irqsave(). A lock that is
 * taken so in one place must always be taken with interrupts off.
 *
 * A build with DEBUG=1 checks these rules: it panics when a lock is taken that is held, is
 * taken with interrupts on against the rule, or is held by a task that sleeps.
 */
#ifndef KERNEL_SPINLOCK_H
#define KERNEL_SPINLOCK_H

#include "kernel/lib/io.h"

typedef struct {
#ifdef DEBUG
	const char *holder;	/* name of the function that took it; NULL when it is free */
	bool irqsave;		/* it has been taken by spin_lock_irqsave() */
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
void debug_spin_lock(spinlock_t *lock, const char *who, bool irqsave);
void debug_spin_unlock(spinlock_t *lock, const char *who);
#define __spin_lock(lock, irqsave) debug_spin_lock(lock, __func__, irqsave)
#define spin_unlock(lock)	debug_spin_unlock(lock, __func__)
#else
#define __spin_lock(lock, irqsave) do { (void)(lock); barrier(); } while (0)
#define spin_unlock(lock)	do { (void)(lock); barrier(); } while (0)
#endif

#define spin_lock(lock)		__spin_lock(lock, false)
#define spin_lock_irqsave(lock, flags) \
	do { (flags) = local_irq_save(); __spin_lock(lock, true); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { spin_unlock(lock); local_irq_restore(flags); } while (0)

#endif
