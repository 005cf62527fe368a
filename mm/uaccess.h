/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only access of the kernel to user memory. It accepts any address. A range that is not
 * entirely below TASK_SIZE is refused. A page that is not present is faulted in; when that
 * fails, the exception table tells where to continue, and the copy ends short.
 *
 * May sleep, because a fault takes mmap_sem: never with mmap_sem or a spinlock held.
 */
#ifndef MM_UACCESS_H
#define MM_UACCESS_H

#include "mm/page.h"

/* Is [addr, addr+size) entirely in user space? It need not be mapped. */
static inline bool access_ok(const void *addr, unsigned long size)
{
	return size <= TASK_SIZE && (unsigned long)addr <= TASK_SIZE - size;
}

/* Copy n bytes. Both return the number of bytes NOT copied; copy_from_user() clears those. */
unsigned long copy_to_user(void *to, const void *from, unsigned long n);
unsigned long copy_from_user(void *to, const void *from, unsigned long n);
unsigned long clear_user(void *to, unsigned long n);
/*
 * mm/uaccess.asm: the same in either direction, for a caller that has checked the range with
 * access_ok() already. They leave alone what they cannot copy.
 */
unsigned long copy_user(void *to, const void *from, unsigned long n);
unsigned long clear_user_bytes(void *to, unsigned long n);
/* Copy a string of at most count bytes, NUL included. Its length, or count if it is longer, or -EFAULT. */
long strncpy_from_user(char *to, const char *from, long count);
/* The length of a string including its NUL; more than max if it is longer; 0 on a fault. */
long strnlen_user(const char *s, long max);

/* One word at an address that the caller has checked: 0 or -EFAULT. get_user_word() leaves *to alone then. */
long put_user_word(unsigned long value, void *to);
long get_user_word(const void *from, void *to);

/* Copy one value. The type of the pointer gives the size. 0 or -EFAULT. */
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
