/* SPDX-License-Identifier: GPL-2.0-only */
/* The alarm of a process, and the time that it has used. */
#ifndef KERNEL_PROC_TIME_CALLS_H
#define KERNEL_PROC_TIME_CALLS_H

#include "kernel/sched/task.h"

#define RUSAGE_BOTH	(-2)	/* only in the kernel: RUSAGE_SELF and RUSAGE_CHILDREN together */

/* fork: initialise the timer of a new task, which has no alarm. */
void init_alarm(struct task_struct *task);
#define NO_DEADLINE	(~(uint64_t)0)

/*
 * Sleep, in the state that the caller has set, until woken or until the monotonic clock shows
 * `deadline`, in nanoseconds. It may also return early. False if the clock shows it.
 */
bool schedule_until(uint64_t deadline);
/* Read a struct timespec from user memory, as nanoseconds. 0, EFAULT or EINVAL (no valid time). */
int get_timespec(const struct timespec *user, uint64_t *ns);
/* The same with seconds of 64 bits. As in Linux, the upper half of the nanoseconds is padding. */
int get_timespec64(const struct __kernel_timespec *user, uint64_t *ns);
/*
 * Report the CPU time and the page faults of a task (RUSAGE_SELF), of its children that have
 * been waited for (RUSAGE_CHILDREN), or both. The other fields become 0. (Linux: getrusage)
 */
void getrusage(const struct task_struct *task, int who, struct rusage *ru);

#endif
