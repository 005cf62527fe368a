/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flags of clone, as in Linux's <linux/sched.h>. The first argument of clone is
 *
 *	 31               8 7             0
 *	[ CLONE_... flags  | exit signal   ]	fork = clone(SIGCHLD)
 */
#ifndef _UAPI_SCHED_H
#define _UAPI_SCHED_H

#define CSIGNAL			0x000000ff	/* signal to the parent at exit */
#define CLONE_VM		0x00000100	/* same address space */
#define CLONE_FS		0x00000200
#define CLONE_FILES		0x00000400
#define CLONE_SIGHAND		0x00000800
#define CLONE_PTRACE		0x00002000
#define CLONE_VFORK		0x00004000	/* parent waits for exec or exit */
#define CLONE_PARENT		0x00008000
#define CLONE_THREAD		0x00010000
#define CLONE_NEWNS		0x00020000
#define CLONE_SYSVSEM		0x00040000
#define CLONE_SETTLS		0x00080000	/* esi points to a user_desc */
#define CLONE_PARENT_SETTID	0x00100000	/* store the child's pid, in parent */
#define CLONE_CHILD_CLEARTID	0x00200000	/* clear it when the child ends */
#define CLONE_DETACHED		0x00400000
#define CLONE_UNTRACED		0x00800000
#define CLONE_CHILD_SETTID	0x01000000	/* store the child's pid, in child */

#define SCHED_OTHER		0
#define SCHED_FIFO		1
#define SCHED_RR		2

#endif
