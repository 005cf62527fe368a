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
 * taken with interrupts on against the rule, is held by a task that sleeps or returns to its
 * program, or is not held where it must be (assert_spin_locked(), guarded_by()).
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
void debug_assert_locked(const spinlock_t *lock, const char *name, const char *who);
/* The function that took the last of the spinlocks that are held, or NULL. */
const char *last_spin_locker(void);
/* Panic unless the lock is held; in a build without DEBUG, nothing. */
#define assert_spin_locked(lock) debug_assert_locked(lock, #lock, __func__)
/*
 * From now on, panic when a word is written while the lock is not held. At boot, for up to
 * four words: the CPU watches them with its debug registers. Each write costs an exception, so only
 * the grader of the labs asks for it (labs/lib/channel.c).
 */
#define guarded_by(word, lock)	debug_guard(&(word), lock, #word, #lock)
void debug_guard(void *word, const spinlock_t *lock, const char *word_name, const char *lock_name);
/* In a debug exception: was a guarded word written? Panics if its lock is not held. */
bool check_guards(void);
#define __spin_lock(lock, irqsave) debug_spin_lock(lock, __func__, irqsave)
#define spin_unlock(lock)	debug_spin_unlock(lock, __func__)
#else
#define __spin_lock(lock, irqsave) do { (void)(lock); barrier(); } while (0)
#define spin_unlock(lock)	do { (void)(lock); barrier(); } while (0)
#define assert_spin_locked(lock) ((void)(lock))
#define guarded_by(word, lock)	((void)(word), (void)(lock))
static inline bool check_guards(void) { return false; }
#endif

#define spin_lock(lock)		__spin_lock(lock, false)
#define spin_lock_irqsave(lock, flags) \
	do { (flags) = local_irq_save(); __spin_lock(lock, true); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { spin_unlock(lock); local_irq_restore(flags); } while (0)

#endif
