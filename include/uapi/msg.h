/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues: numbers only. The calls exist (-ENOSYS) but their
 * implementation is not part of this kernel yet.
 */
#ifndef _UAPI_MSG_H
#define _UAPI_MSG_H

#include <uapi/ipc.h>

#define MSG_NOERROR	010000		/* cut off a message that is too long */
#define MSG_EXCEPT	020000		/* any type but this one */

#define MSG_STAT	11
#define MSG_INFO	12

#define MSGMAX		8192		/* most bytes in a message */
#define MSGMNB		16384		/* most bytes in a queue */

#endif
