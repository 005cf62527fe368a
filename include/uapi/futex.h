/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of the futex call. */
#ifndef _UAPI_FUTEX_H
#define _UAPI_FUTEX_H

#define FUTEX_WAIT		0	/* sleep if *uaddr is val; the time limit is relative */
#define FUTEX_WAKE		1	/* wake up to val sleepers */
#define FUTEX_WAIT_BITSET	9	/* the time limit is a point in time; val3 says which wake-ups count */
#define FUTEX_WAKE_BITSET	10

#define FUTEX_PRIVATE_FLAG	128	/* only processes with this address space use the word */
#define FUTEX_CLOCK_REALTIME	256	/* the point in time is one of the time of day */
#define FUTEX_CMD_MASK		(~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))
#define FUTEX_BITSET_MATCH_ANY	0xffffffff

#endif
