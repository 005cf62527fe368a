/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lock in shared memory: an int that is 0 when nobody has it, and 1 when somebody has.
 *
 * It works between processes, since each of them may have it at another address: what
 * they share is the frame. Who does not get the lock gives up the processor and tries again.
 */
#ifndef _LOCK_H
#define _LOCK_H

void lock_acquire(int *lock);	/* returns when the caller, and nobody else, has it */
void lock_release(int *lock);	/* by the one who has it */

#endif
