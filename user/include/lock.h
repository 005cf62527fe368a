/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lock in shared memory: an int that is 0 when the lock is free, and 1 when a process holds it.
 *
 * Processes may have it at different addresses, because they share its frame. A process that does not
 * get the lock yields the processor and tries again.
 */
#ifndef _LOCK_H
#define _LOCK_H

void lock_acquire(int *lock);	/* returns when the caller holds the lock */
void lock_release(int *lock);	/* the caller must hold the lock */

#endif
