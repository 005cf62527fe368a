// SPDX-License-Identifier: GPL-2.0-only
/* Checks before the copies in uaccess.asm: the user's range must lie below TASK_SIZE. */
#include "mm/uaccess.h"
#include "kernel/lib/string.h"

/* mm/uaccess.asm */
long strnlen_user_bytes(const char *s, unsigned long max);

unsigned long copy_to_user(void *to, const void *from, unsigned long n)
{
	return access_ok(to, n) ? copy_user(to, from, n) : n;
}

unsigned long copy_from_user(void *to, const void *from, unsigned long n)
{
	unsigned long left = access_ok(from, n) ? copy_user(to, from, n) : n;

	if (unlikely(left))	/* a caller that ignores the result must not see old stack contents */
		memset((char *)to + (n - left), 0, left);
	return left;
}

unsigned long clear_user(void *to, unsigned long n)
{
	return access_ok(to, n) ? clear_user_bytes(to, n) : n;
}

/* The number of bytes of a string at s that may be read before user space ends. */
static unsigned long string_room(const char *s, long max)
{
	unsigned long addr = (unsigned long)s;

	if (addr >= TASK_SIZE || max < 0)
		return 0;
	return min((unsigned long)max, TASK_SIZE - addr);
}

long strnlen_user(const char *s, long max)
{
	unsigned long room = string_room(s, max);
	long len = room ? strnlen_user_bytes(s, room) : -1;

	if (len < 0)
		return 0;
	if ((unsigned long)len == room)		/* there is no NUL in these bytes */
		return room == (unsigned long)max ? max + 1 : 0;
	return len + 1;
}

long strncpy_from_user(char *to, const char *from, long count)
{
	long len = strnlen_user(from, count);

	if (!len)
		return -EFAULT;
	if (len > count)
		len = count + 1;
	/* The string may change before the copy: the NUL below ends what was copied. */
	if (copy_from_user(to, from, min(len, count)))
		return -EFAULT;
	if (len > count)
		return count;
	to[len - 1] = '\0';
	return len - 1;
}
