/* SPDX-License-Identifier: GPL-2.0-only */
/* assert: if the condition is false, print it and end the program by SIGABRT. */
#undef assert
#ifdef NDEBUG
#define assert(condition)	((void)0)
#else
#define assert(condition) \
	((condition) ? (void)0 : __assert_fail(#condition, __FILE__, __LINE__, __func__))
#endif

#ifndef _ASSERT_H
#define _ASSERT_H

#define static_assert	_Static_assert

_Noreturn void __assert_fail(const char *condition, const char *file, int line,
			     const char *function);

#endif
