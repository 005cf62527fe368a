/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Integers of given widths: the types that every compiler for the i386 has. Compilers without gcc's
 * predefined macros, such as TinyCC, must be able to read this file.
 */
#ifndef _STDINT_H
#define _STDINT_H

typedef signed char		int8_t;
typedef short			int16_t;
typedef int			int32_t;
typedef long long		int64_t;
typedef unsigned char		uint8_t;
typedef unsigned short		uint16_t;
typedef unsigned int		uint32_t;
typedef unsigned long long	uint64_t;

typedef signed char		int_least8_t;
typedef short			int_least16_t;
typedef int			int_least32_t;
typedef long long		int_least64_t;
typedef unsigned char		uint_least8_t;
typedef unsigned short		uint_least16_t;
typedef unsigned int		uint_least32_t;
typedef unsigned long long	uint_least64_t;

typedef signed char		int_fast8_t;
typedef int			int_fast16_t;
typedef int			int_fast32_t;
typedef long long		int_fast64_t;
typedef unsigned char		uint_fast8_t;
typedef unsigned int		uint_fast16_t;
typedef unsigned int		uint_fast32_t;
typedef unsigned long long	uint_fast64_t;

typedef int			intptr_t;
typedef unsigned int		uintptr_t;
typedef long long		intmax_t;
typedef unsigned long long	uintmax_t;

#define INT8_MAX	127
#define INT16_MAX	32767
#define INT32_MAX	2147483647
#define INT64_MAX	9223372036854775807LL
#define INT8_MIN	(-INT8_MAX - 1)
#define INT16_MIN	(-INT16_MAX - 1)
#define INT32_MIN	(-INT32_MAX - 1)
#define INT64_MIN	(-INT64_MAX - 1)
#define UINT8_MAX	255
#define UINT16_MAX	65535
#define UINT32_MAX	4294967295U
#define UINT64_MAX	18446744073709551615ULL

#define INTPTR_MAX	INT32_MAX
#define INTPTR_MIN	INT32_MIN
#define UINTPTR_MAX	UINT32_MAX
#define INTMAX_MAX	INT64_MAX
#define INTMAX_MIN	INT64_MIN
#define UINTMAX_MAX	UINT64_MAX
#define PTRDIFF_MAX	INT32_MAX
#define PTRDIFF_MIN	(-PTRDIFF_MAX - 1)
#define SIZE_MAX	UINT32_MAX

#define INT8_C(c)	c
#define INT16_C(c)	c
#define INT32_C(c)	c
#define INT64_C(c)	c ## LL
#define UINT8_C(c)	c
#define UINT16_C(c)	c
#define UINT32_C(c)	c ## U
#define UINT64_C(c)	c ## ULL
#define INTMAX_C(c)	c ## LL
#define UINTMAX_C(c)	c ## ULL

#endif
