/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message queues: flags, commands and limits, as in Linux's <linux/msg.h>. This kernel does not
 * implement the calls yet: they return -ENOSYS.
 */
#ifndef _UAPI_MSG_H
#define _UAPI_MSG_H

#include <uapi/ipc.h>

#define MSG_NOERROR	010000		/* cut off a message that is too long */
#define MSG_EXCEPT	020000		/* any type except this one */

#define MSG_STAT	11
#define MSG_INFO	12

#define MSGMAX		8192		/* bytes in a message, at most */
#define MSGMNB		16384		/* bytes in a queue, at most */

#endif
