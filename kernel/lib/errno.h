/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a system call that a signal interrupted returns inside the kernel. No
 * program sees these: do_signal() turns them into EINTR, or runs the call again.
 *
 *			no handler	handler		handler with SA_RESTART
 *	ERESTARTSYS	again		EINTR		again
 *	ERESTARTNOINTR	again		again		again
 *	ERESTARTNOHAND	again		EINTR		EINTR
 *	ERESTART_RESTARTBLOCK	go on (restart_syscall)	EINTR	EINTR
 */
#ifndef KERNEL_ERRNO_H
#define KERNEL_ERRNO_H

#include <uapi/errno.h>

#define ERESTARTSYS		512
#define ERESTARTNOINTR		513
#define ERESTARTNOHAND		514
#define ERESTART_RESTARTBLOCK	516

#endif
