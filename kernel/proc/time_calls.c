// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls about time: reading clocks, sleeping, alarms, and the CPU time that a
 * process has used. The clocks themselves are in kernel/drivers/clock.c.
 *
 * Sleeping is exact to the tick (1/HZ s): a sleep never ends early, and at most two ticks
 * late. Left out compared with Linux: interval timers that count CPU time, setting a clock.
 */
#include "kernel/proc/time_calls.h"
#include "kernel/drivers/clock.h"
#include "kernel/lib/div64.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

#define NSEC_PER_TICK	(NSEC_PER_SEC / HZ)

static uint64_t timespec_ns(const struct timespec *t)
{
	return (uint64_t)t->tv_sec * NSEC_PER_SEC + t->tv_nsec;
}

static struct timespec ns_timespec(uint64_t ns)
{
	long nsec = do_div(&ns, NSEC_PER_SEC);

	return (struct timespec){ (time_t)ns, nsec };
}

long sys_time(time_t *user)
{
	time_t now = current_seconds();

	return user && put_user(now, user) ? -EFAULT : now;
}

/* There is one time zone: UTC. */
long sys_gettimeofday(struct timeval *user_tv, struct timezone *user_tz)
{
	const struct timezone utc = { 0, 0 };
	struct timespec now = ns_timespec(realtime_ns());
	struct timeval tv = { now.tv_sec, now.tv_nsec / 1000 };

	if (user_tv && copy_to_user(user_tv, &tv, sizeof(tv)))
		return -EFAULT;
	return user_tz && copy_to_user(user_tz, &utc, sizeof(utc)) ? -EFAULT : 0;
}

/* --- clocks --- */

/* Read a clock. 0, or -EINVAL: there is no such clock. */
static int read_clock(clockid_t clock, struct timespec *t)
{
	switch (clock) {
	case CLOCK_REALTIME:
		*t = ns_timespec(realtime_ns());
		return 0;
	case CLOCK_REALTIME_COARSE:
		*t = ns_timespec(boot_time + coarse_monotonic_ns());
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_BOOTTIME:
		*t = ns_timespec(monotonic_ns());
		return 0;
	case CLOCK_MONOTONIC_COARSE:
		*t = ns_timespec(coarse_monotonic_ns());
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		*t = ns_timespec((uint64_t)(current->utime + current->stime) * NSEC_PER_TICK);
		return 0;
	default:
		return -EINVAL;
	}
}

/* Errors: EINVAL (clock), EFAULT. */
long sys_clock_gettime(clockid_t clock, struct timespec *user)
{
	struct timespec t;

	if (read_clock(clock, &t))
		return -EINVAL;
	return copy_to_user(user, &t, sizeof(t)) ? -EFAULT : 0;
}

/* The same with seconds of 64 bits. */
long sys_clock_gettime64(clockid_t clock, struct __kernel_timespec *user)
{
	struct __kernel_timespec wide;
	struct timespec t;

	if (read_clock(clock, &t))
		return -EINVAL;
	wide = (struct __kernel_timespec){ t.tv_sec, t.tv_nsec };
	return copy_to_user(user, &wide, sizeof(wide)) ? -EFAULT : 0;
}

/* Report the resolution of a clock, as Linux does: a tick for those that count ticks, else 1 ns. */
long sys_clock_getres(clockid_t clock, struct timespec *user)
{
	struct timespec res = { 0, 1 }, now;

	if (read_clock(clock, &now))
		return -EINVAL;
	if (clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE)
		res.tv_nsec = NSEC_PER_TICK;
	return user && copy_to_user(user, &res, sizeof(res)) ? -EFAULT : 0;
}

/* --- sleeping --- */

bool schedule_until(uint64_t deadline)
{
	uint64_t now = monotonic_ns(), left;

	if (now >= deadline)
		return false;
	left = min(deadline - now, (uint64_t)NSEC_PER_SEC * 10000) + NSEC_PER_TICK - 1;
	do_div(&left, NSEC_PER_TICK);
	schedule_timeout((long)left);
	return true;
}

/*
 * Sleep until the monotonic clock shows current->sleep_until. A signal interrupts the sleep:
 * the remaining time is written to sleep_rmtp unless that is NULL, and do_signal() decides
 * whether the call ends with EINTR or continues in sys_restart_syscall().
 */
static long sleep_on_clock(void)
{
	uint64_t now;
	struct timespec rest;

	do {
		now = monotonic_ns();
		if (now >= current->sleep_until)
			return 0;
		current->state = TASK_INTERRUPTIBLE;
	} while (!signal_pending(current) && schedule_until(current->sleep_until));
	current->state = TASK_RUNNING;
	now = monotonic_ns();
	if (now >= current->sleep_until)
		return 0;
	rest = ns_timespec(current->sleep_until - now);
	if (current->sleep_rmtp && copy_to_user(current->sleep_rmtp, &rest, sizeof(rest)))
		return -EFAULT;
	return -ERESTART_RESTARTBLOCK;
}

/* do_signal() makes the program call this after a sleep was interrupted and no handler ran. */
long sys_restart_syscall(void)
{
	return current->sleep_until ? sleep_on_clock() : -EINTR;
}

int get_timespec64(const struct __kernel_timespec *user, uint64_t *ns)
{
	struct __kernel_timespec t;

	if (copy_from_user(&t, user, sizeof(t)))
		return -EFAULT;
	if (t.tv_sec < 0 || (uint32_t)t.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	/* 68 years are as good as more. The time since boot can be added to them. */
	*ns = min((uint64_t)t.tv_sec, (uint64_t)0x7fffffff) * NSEC_PER_SEC + (uint32_t)t.tv_nsec;
	return 0;
}

int get_timespec(const struct timespec *user, uint64_t *ns)
{
	struct timespec t;

	if (copy_from_user(&t, user, sizeof(t)))
		return -EFAULT;
	if (t.tv_sec < 0 || (unsigned long)t.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*ns = timespec_ns(&t);
	return 0;
}

/* Sleep for the time in *user_rqtp. Errors: EFAULT, EINVAL (time), EINTR (*rmtp has the remaining time). */
long sys_nanosleep(const struct timespec *user_rqtp, struct timespec *rmtp)
{
	uint64_t ns;
	int err = get_timespec(user_rqtp, &ns);

	if (err)
		return err;
	current->sleep_until = monotonic_ns() + ns;
	current->sleep_rmtp = rmtp;
	return sleep_on_clock();
}

/*
 * Sleep for a time or, with TIMER_ABSTIME, until a point in time. rmtp is not written in the
 * second case. Errors: EINVAL (clock), EOPNOTSUPP (a clock of CPU time), EFAULT, EINVAL (time),
 * EINTR.
 */
long sys_clock_nanosleep(clockid_t clock, int flags, const struct timespec *user_rqtp,
			 struct timespec *rmtp)
{
	struct timespec t;
	uint64_t ns, offset;
	long ret;

	if (clock == CLOCK_THREAD_CPUTIME_ID || read_clock(clock, &t))
		return -EINVAL;
	if (clock == CLOCK_PROCESS_CPUTIME_ID)
		return -EOPNOTSUPP;
	ret = get_timespec(user_rqtp, &ns);
	if (ret)
		return ret;
	if (!(flags & TIMER_ABSTIME)) {
		current->sleep_until = monotonic_ns() + ns;
		current->sleep_rmtp = rmtp;
		return sleep_on_clock();
	}
	/* Nobody can set the clocks, so they differ by a constant. */
	offset = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? boot_time : 0;
	current->sleep_until = ns > offset ? ns - offset : 0;
	current->sleep_rmtp = NULL;
	ret = sleep_on_clock();
	return ret == -ERESTART_RESTARTBLOCK ? -ERESTARTNOHAND : ret;
}

/* --- alarms --- */

/* Start the timer for task->real_expires, or for as far as a timer can count. */
static void start_alarm(struct task_struct *task)
{
	uint64_t left = task->real_expires - get_jiffies_64();

	task->real_timer.expires = jiffies + min(left, (uint64_t)MAX_SCHEDULE_TIMEOUT);
	add_timer(&task->real_timer);
}

/* The timer has expired. Send SIGALRM if real_expires has come, and start the timer again if necessary. */
static void alarm_rings(void *data)
{
	struct task_struct *task = data;

	if (get_jiffies_64() >= task->real_expires) {
		send_sig(SIGALRM, task);
		if (!task->real_interval)
			return;
		task->real_expires = get_jiffies_64() + task->real_interval;
	}
	start_alarm(task);
}

void init_alarm(struct task_struct *task)
{
	init_timer(&task->real_timer, alarm_rings, task);
	task->real_interval = 0;
}

/* Convert to ticks, rounded up. -1: not a valid time. */
static int64_t timeval_ticks(const struct timeval *t)
{
	if (t->tv_sec < 0 || (unsigned long)t->tv_usec >= 1000000)
		return -1;
	return (int64_t)t->tv_sec * HZ + (t->tv_usec + 1000000 / HZ - 1) / (1000000 / HZ);
}

/* The longest time that a timeval can hold, for longer ones: rounding up may have exceeded it. */
static struct timeval ticks64_timeval(uint64_t ticks)
{
	uint32_t rest;

	ticks = min(ticks, (uint64_t)0x7fffffff * HZ + HZ - 1);
	rest = do_div(&ticks, HZ);
	return (struct timeval){ ticks, rest * (1000000 / HZ) };
}

static struct itimerval current_itimer(void)
{
	uint64_t left = 0;

	/* An alarm whose tick has come, but that has not rung yet, still has a tick. */
	if (timer_pending(&current->real_timer))
		left = max(current->real_expires, get_jiffies_64() + 1) - get_jiffies_64();
	return (struct itimerval){ ticks64_timeval(current->real_interval), ticks64_timeval(left) };
}

/* Let the alarm ring in `value` ticks (0: never), and then every `interval` ticks (0: once). */
static void set_itimer(int64_t value, int64_t interval)
{
	del_timer(&current->real_timer);
	current->real_interval = value ? interval : 0;
	if (value) {
		/* One tick more, because a part of the present tick is over. */
		current->real_expires = get_jiffies_64() + value + 1;
		start_alarm(current);
	}
}

/*
 * Let SIGALRM come in `seconds` (0: never). Returns the remaining seconds of the previous
 * alarm, rounded, but at least 1; 0 if there was none.
 */
long sys_alarm(unsigned int seconds)
{
	const struct timeval old = current_itimer().it_value;
	const struct timeval new = { min(seconds, (unsigned int)(~0U >> 1)), 0 };

	set_itimer(timeval_ticks(&new), 0);
	return (unsigned long)old.tv_sec +
	       (old.tv_usec >= 500000 || (!old.tv_sec && old.tv_usec));
}

/* Errors: EINVAL (not ITIMER_REAL), EFAULT. */
long sys_getitimer(int which, struct itimerval *user)
{
	struct itimerval value = current_itimer();

	if (which != ITIMER_REAL)
		return -EINVAL;
	return copy_to_user(user, &value, sizeof(value)) ? -EFAULT : 0;
}

/*
 * Set the alarm, with fractions of a second and repetition. NULL stops it, as in Linux. Errors:
 * EFAULT, EINVAL (not ITIMER_REAL, or a time).
 */
long sys_setitimer(int which, const struct itimerval *user_new, struct itimerval *user_old)
{
	struct itimerval new = { { 0, 0 }, { 0, 0 } }, old;
	int64_t value, interval;

	if (user_new && copy_from_user(&new, user_new, sizeof(new)))
		return -EFAULT;
	value = timeval_ticks(&new.it_value);
	interval = timeval_ticks(&new.it_interval);
	if (which != ITIMER_REAL || value < 0 || interval < 0)
		return -EINVAL;
	old = current_itimer();
	set_itimer(value, interval);
	return user_old && copy_to_user(user_old, &old, sizeof(old)) ? -EFAULT : 0;
}

/* --- time used --- */

/* Report the CPU time of current and its children in ticks. Returns the ticks since boot. */
long sys_times(struct tms *user)
{
	struct tms t = {
		.tms_utime = current->utime,
		.tms_stime = current->stime,
		.tms_cutime = current->cutime,
		.tms_cstime = current->cstime,
	};

	if (user && copy_to_user(user, &t, sizeof(t)))
		return -EFAULT;
	return jiffies & (~0UL >> 1);	/* values near 2^32 would look like an error */
}

void getrusage(const struct task_struct *task, int who, struct rusage *ru)
{
	unsigned long utime = 0, stime = 0;

	*ru = (struct rusage){ 0 };
	if (who != RUSAGE_CHILDREN) {
		utime += task->utime;
		stime += task->stime;
		ru->ru_minflt += task->min_flt;
		ru->ru_majflt += task->maj_flt;
	}
	if (who != RUSAGE_SELF) {
		utime += task->cutime;
		stime += task->cstime;
		ru->ru_minflt += task->cmin_flt;
		ru->ru_majflt += task->cmaj_flt;
	}
	ru->ru_utime = ticks_timeval(utime);
	ru->ru_stime = ticks_timeval(stime);
}

/* Errors: EINVAL (who), EFAULT. */
long sys_getrusage(int who, struct rusage *user)
{
	struct rusage ru;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN)
		return -EINVAL;
	getrusage(current, who, &ru);
	return copy_to_user(user, &ru, sizeof(ru)) ? -EFAULT : 0;
}
