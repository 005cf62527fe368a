/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The limits of System V IPC, which are set in /proc/sys/kernel/:
 *
 *	shmmax	the largest size of a segment, in bytes
 *	shmall	the largest number of pages in all segments
 *	shmmni	the largest number of segments, 0 to SHMMNI
 *	sem	SEMMSL, SEMMNS, SEMOPM and SEMMNI (<uapi/sem.h>), in one line
 *	msgmax	the largest size of a message, in bytes
 *	msgmnb	the size of a new queue, in bytes
 *	msgmni	the largest number of queues, 0 to MSGMNI
 *
 * A new limit applies to objects created, and calls made, after the change; existing objects stay.
 */
#include "ipc/ipc_sysctl.h"
#include <uapi/msg.h>
#include <uapi/sem.h>
#include <uapi/shm.h>
#include "kernel/fs/proc.h"
#include "kernel/lib/vsprintf.h"

#define INT_MAX	0x7fffffff

unsigned long shmmax = SHMMAX;
unsigned long shmall = SHMALL;
int shmmni = SHMMNI;
int semmsl = SEMMSL, semmns = SEMMNS, semopm = SEMOPM, semmni = SEMMNI;
int msgmax = MSGMAX, msgmnb = MSGMNB, msgmni = MSGMNI;

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* The value of c as a digit, or 16, which is no digit of any base used here. */
static unsigned long digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/*
 * Parse the number at the start of *end, after white space: decimal, 0x hexadecimal or 0 octal. Moves *end
 * after it. 0, or -EINVAL: there is no number, or it exceeds 32 bits, or something follows directly.
 */
static int parse_number(const char **end, unsigned long *number)
{
	unsigned long value = 0, base = 10;
	const char *start, *text = *end;

	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	} else if (text[0] == '0') {
		base = 8;
	}
	for (start = text; ; text++) {
		unsigned long digit = digit_value(*text);

		if (digit >= base)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return -EINVAL;
	}
	if (text == start || (*text && !is_space(*text)))
		return -EINVAL;
	*end = text;
	*number = value;
	return 0;
}

static const char *skip_space(const char *text)
{
	while (is_space(*text))
		text++;
	return text;
}

/* Parse a limit from 0 to max. As in Linux, text after white space is ignored. 0 or -EINVAL. */
static int parse_limit(const char *text, unsigned long max, unsigned long *limit)
{
	unsigned long value;

	text = skip_space(text);
	if (parse_number(&text, &value) || value > max)
		return -EINVAL;
	*limit = value;
	return 0;
}

/* The same for an int. */
static int parse_int_limit(const char *text, int max, int *limit)
{
	unsigned long value;
	int err = parse_limit(text, max, &value);

	if (!err)
		*limit = value;
	return err;
}

/* --- segments --- */

static int shmmax_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%lu\n", shmmax);
}

static int shmmax_write(const char *text)
{
	return parse_limit(text, ~0UL, &shmmax);
}

static int shmall_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%lu\n", shmall);
}

static int shmall_write(const char *text)
{
	return parse_limit(text, ~0UL, &shmall);
}

static int shmmni_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\n", shmmni);
}

static int shmmni_write(const char *text)
{
	return parse_int_limit(text, SHMMNI, &shmmni);
}

/* --- semaphores --- */

static int sem_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\t%d\t%d\t%d\n", semmsl, semmns, semopm, semmni);
}

/* Parse a number with a sign. Moves *text after it. 0 or -EINVAL. */
static int parse_int(const char **text, int *number)
{
	bool negative = **text == '-';
	unsigned long value;

	*text += negative;
	if (parse_number(text, &value) || value > (unsigned long)INT_MAX + negative)
		return -EINVAL;
	*number = negative ? (int)-value : (int)value;
	return 0;
}

/*
 * Up to four numbers; those that are missing stay. As in Linux, the others are already set when SEMMNI
 * is refused. Errors: EINVAL (no number), ERANGE (SEMMNI).
 */
static int sem_write(const char *text)
{
	int *const limits[] = { &semmsl, &semmns, &semopm, &semmni };
	int before = semmni, err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(limits) && !err; i++) {
		text = skip_space(text);
		if (!*text)
			return i ? 0 : -EINVAL;
		err = parse_int(&text, limits[i]);
	}
	if (semmni < 0 || semmni > SEMMNI) {
		semmni = before;
		err = -ERANGE;
	}
	return err;
}

/* --- message queues --- */

static int msgmax_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\n", msgmax);
}

static int msgmax_write(const char *text)
{
	return parse_int_limit(text, INT_MAX, &msgmax);
}

static int msgmnb_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\n", msgmnb);
}

static int msgmnb_write(const char *text)
{
	return parse_int_limit(text, INT_MAX, &msgmnb);
}

static int msgmni_show(char *buf, size_t size)
{
	return snprintf(buf, size, "%d\n", msgmni);
}

static int msgmni_write(const char *text)
{
	return parse_int_limit(text, MSGMNI, &msgmni);
}

void ipc_sysctl_init(void)
{
	proc_register("sys/kernel/shmmax", 0644, shmmax_show, shmmax_write);
	proc_register("sys/kernel/shmall", 0644, shmall_show, shmall_write);
	proc_register("sys/kernel/shmmni", 0644, shmmni_show, shmmni_write);
	proc_register("sys/kernel/sem", 0644, sem_show, sem_write);
	proc_register("sys/kernel/msgmax", 0644, msgmax_show, msgmax_write);
	proc_register("sys/kernel/msgmnb", 0644, msgmnb_show, msgmnb_write);
	proc_register("sys/kernel/msgmni", 0644, msgmni_show, msgmni_write);
}
