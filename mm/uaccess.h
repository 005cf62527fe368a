/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only door between the kernel and user memory. Any address may come in:
 * what does not lie wholly below TASK_SIZE is refused, what is not mapped is
 * faulted in or, failing that, found in the exception table (kernel/cpu/entry.asm).
 * May sleep (the fault takes mmap_sem): not with mmap_sem or a spinlock held.
 */
#ifndef MM_UACCESS_H
#define MM_UACCESS_H

#include "mm/page.h"

/* Is [addr, addr+size) wholly in user space? Nothing is said about what is mapped there. */
static inline bool access_ok(const void *addr, unsigned long size)
{
	return size <= TASK_SIZE && (unsigned long)addr <= TASK_SIZE - size;
}

/* Return the number of bytes NOT copied: 0 is success. copy_from_user zeroes what it could not read. */
unsigned long copy_to_user(void *to, const void *from, unsigned long n);
unsigned long copy_from_user(void *to, const void *from, unsigned long n);
unsigned long clear_user(void *to, unsigned long n);
/*
 * mm/usercopy.asm: the same in either direction, for a caller that has checked the range with
 * access_ok() already. They leave alone what they cannot copy.
 */
unsigned long copy_user(void *to, const void *from, unsigned long n);
unsigned long clear_user_bytes(void *to, unsigned long n);
/* Copy a string of at most count bytes, NUL included: its length, count when too long, or -EFAULT. */
long strncpy_from_user(char *to, const char *from, long count);
/* Length including the NUL, more than max when longer, 0 on a fault. */
long strnlen_user(const char *s, long max);

/* mm/usercopy.asm; for put_user() only, which has looked at the address. */
long put_user_word(unsigned long value, void *to);

/* One value: 0 or -EFAULT. The pointer's type says how many bytes; four are the usual case. */
#define put_user(value, ptr)						\
	({								\
		__typeof__(*(ptr)) _v = (value);			\
		long _e = -EFAULT;					\
		if (sizeof(_v) != sizeof(long))				\
			_e = copy_to_user((ptr), &_v, sizeof(_v)) ? -EFAULT : 0; \
		else if (access_ok((ptr), sizeof(_v)))			\
			_e = put_user_word((unsigned long)_v, (ptr));	\
		_e;							\
	})
#define get_user(var, ptr)						\
	({								\
		__typeof__(*(ptr)) _v;					\
		long _e = copy_from_user(&_v, (ptr), sizeof(_v)) ? -EFAULT : 0; \
		(var) = _v;						\
		_e;							\
	})

#endif
