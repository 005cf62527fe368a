/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for children. The status word is drawn in <uapi/wait.h>. */
#ifndef _SYS_WAIT_H
#define _SYS_WAIT_H

#include <sys/types.h>
#include <sys/resource.h>
#include <uapi/wait.h>

#define WTERMSIG(status)	((status) & 0x7f)
#define WEXITSTATUS(status)	((status) >> 8 & 0xff)
#define WSTOPSIG(status)	WEXITSTATUS(status)
#define WCOREDUMP(status)	((status) & 0x80)
#define WIFEXITED(status)	(WTERMSIG(status) == 0)
#define WIFSTOPPED(status)	(((status) & 0xff) == 0x7f)
#define WIFCONTINUED(status)	((status) == 0xffff)
#define WIFSIGNALED(status)	(WTERMSIG(status) != 0 && WTERMSIG(status) != 0x7f)

pid_t wait(int *status);
pid_t waitpid(pid_t pid, int *status, int options);
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

#endif
