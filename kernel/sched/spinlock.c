// SPDX-License-Identifier: GPL-2.0-only
/* What a DEBUG build checks about spinlocks. Other builds have nothing here. */
#include "kernel/sched/spinlock.h"
#include "kernel/lib/io.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/current.h"

#ifdef DEBUG
void debug_spin_lock(spinlock_t *lock, const char *who, bool irqsave)
{
	if (lock->holder)
		panic("deadlock: %s() takes a spinlock that %s() holds", who, lock->holder);
	if (lock->irqsave && irqs_enabled())
		panic("%s() takes a spinlock with interrupts on that needs them off", who);
	lock->irqsave |= irqsave;
	lock->holder = who;
	cpu0.lock_depth++;
	barrier();
}

void debug_spin_unlock(spinlock_t *lock, const char *who)
{
	barrier();
	if (!lock->holder)
		panic("%s() releases a spinlock that is not held", who);
	lock->holder = NULL;
	cpu0.lock_depth--;
}
#endif
