/* SPDX-License-Identifier: GPL-2.0-only */
/* Clocks, sleeping and timers: the system calls. (The calendar is in calendar.c.) */
#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

time_t time(time_t *where)
{
	return syscall(__NR_time, where);
}

int gettimeofday(struct timeval *now, void *zone)
{
	return syscall(__NR_gettimeofday, now, zone);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	return syscall(__NR_clock_gettime, clock, now);
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
	return syscall(__NR_clock_getres, clock, resolution);
}

clock_t times(struct tms *used)
{
	return syscall(__NR_times, used);
}

/* Processor time of this process in microseconds. */
clock_t clock(void)
{
	struct rusage used;

	if (getrusage(RUSAGE_SELF, &used) < 0)
		return -1;
	return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * CLOCKS_PER_SEC +
		used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	return syscall(__NR_nanosleep, wanted, left);
}

/* Returns the seconds that were left when a signal ended the sleep, otherwise 0. */
unsigned int sleep(unsigned int seconds)
{
	struct timespec wanted = { .tv_sec = seconds }, left = { 0, 0 };

	if (nanosleep(&wanted, &left) < 0)
		return left.tv_sec + (left.tv_nsec >= 500000000);
	return 0;
}

int usleep(unsigned int microseconds)
{
	struct timespec wanted = { microseconds / 1000000, microseconds % 1000000 * 1000 };

	return nanosleep(&wanted, NULL);
}

unsigned int alarm(unsigned int seconds)
{
	return syscall(__NR_alarm, seconds);
}

int getitimer(int which, struct itimerval *now)
{
	return syscall(__NR_getitimer, which, now);
}

int setitimer(int which, const struct itimerval *now, struct itimerval *old)
{
	return syscall(__NR_setitimer, which, now, old);
}
