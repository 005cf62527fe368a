/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Definitions that every kernel file uses: integer types, a few macros, and pointers that carry
 * an error number.
 */
#ifndef KERNEL_LIB_TYPES_H
#define KERNEL_LIB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uapi/types.h>
#include <uapi/errno.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#define min(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })

#define barrier()	__asm__ volatile("" ::: "memory")
#define noinline	__attribute__((noinline))
#define noreturn	__attribute__((noreturn))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

/*
 * Errors as pointers, as in Linux: the highest 4095 addresses are never valid, so a function that
 * returns a pointer can return -errno instead.
 */
#define MAX_ERRNO	4095
#define IS_ERR_VALUE(x)	((unsigned long)(x) >= (unsigned long)-MAX_ERRNO)

static inline void *ERR_PTR(long error) { return (void *)error; }
static inline long PTR_ERR(const void *ptr) { return (long)ptr; }
static inline bool IS_ERR(const void *ptr) { return IS_ERR_VALUE(ptr); }

#endif
