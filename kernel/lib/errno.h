/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Errors that a system call returns inside the kernel when a signal has interrupted it. Programs
 * never see them: do_signal() turns them into EINTR or restarts the call.
 *
 *			no handler	handler		handler with SA_RESTART
 *	ERESTARTSYS	restart		EINTR		restart
 *	ERESTARTNOINTR	restart		restart		restart
 *	ERESTARTNOHAND	restart		EINTR		EINTR
 *	ERESTART_RESTARTBLOCK	continue (restart_syscall)	EINTR	EINTR
 */
#ifndef KERNEL_LIB_ERRNO_H
#define KERNEL_LIB_ERRNO_H

#include <uapi/errno.h>

#define ERESTARTSYS		512
#define ERESTARTNOINTR		513
#define ERESTARTNOHAND		514
#define ERESTART_RESTARTBLOCK	516

#endif
