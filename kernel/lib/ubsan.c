// SPDX-License-Identifier: GPL-2.0-only
/*
 * Undefined behaviour, caught: in a build with UBSAN=1 the compiler puts a check before each
 * operation that the language leaves undefined for some values, and a call of one of these
 * functions behind it. Undefined behaviour is a bug of the kernel, so each is a panic.
 *
 * The first argument describes the place; how it goes on differs from function to function,
 * but each description begins with file, line and column, and that is all we need. The others
 * are the values: of integers up to 32 bits the value itself, of larger ones its address.
 *
 * Left out compared with Linux's lib/ubsan.c: names of types, and going on afterwards.
 */
#include "kernel/lib/panic.h"

struct source_location {
	const char *file;
	unsigned int line, column;
};

/* gcc calls them like any function of ours; clang forgets -mregparm for its own calls. */
#ifdef __clang__
#define by_compiler __attribute__((regparm(0)))
#else
#define by_compiler
#endif

#define HANDLER(name, words)								\
	void by_compiler noreturn __ubsan_handle_##name(				\
		const struct source_location *where, unsigned long a, unsigned long b);	\
	void by_compiler noreturn __ubsan_handle_##name(				\
		const struct source_location *where, unsigned long a, unsigned long b)	\
	{										\
		panic("undefined behaviour at %s:%u:%u: " words " (%lx, %lx)",		\
		      where->file, where->line, where->column, a, b);			\
	}

HANDLER(type_mismatch_v1, "a pointer that is NULL, misaligned or leads to too small an object")
HANDLER(pointer_overflow, "pointer arithmetic leaves the address space")
HANDLER(out_of_bounds, "an index outside of its array")
HANDLER(add_overflow, "a sum that does not fit")
HANDLER(sub_overflow, "a difference that does not fit")
HANDLER(mul_overflow, "a product that does not fit")
HANDLER(negate_overflow, "a negation that does not fit")
HANDLER(divrem_overflow, "a division by zero, or whose quotient does not fit")
HANDLER(shift_out_of_bounds, "a shift by too much, or of bits that do not fit")
HANDLER(load_invalid_value, "a bool or enum with no value of its type")
HANDLER(vla_bound_not_positive, "an array of no elements")
HANDLER(nonnull_arg, "NULL for an argument that may not be")
HANDLER(invalid_builtin, "zero for a builtin that does not take it")
HANDLER(builtin_unreachable, "a place that cannot be reached was")
HANDLER(missing_return, "a function that ends without its value")
