/* SPDX-License-Identifier: GPL-2.0-only */
/* A function that the student has still to write calls this; user/lib/not_implemented.c. */
#ifndef _NOT_IMPLEMENTED_H
#define _NOT_IMPLEMENTED_H

/* Print which function of which step ("7.1") is missing and end the program. */
_Noreturn void not_implemented(const char *function, const char *step);

#endif
