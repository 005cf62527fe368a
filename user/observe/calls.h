/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef USER_OBSERVE_CALLS_H
#define USER_OBSERVE_CALLS_H

#include <stdio.h>
#include <sys/types.h>
#include <sys/user.h>

/* A process stopped at the entry to a system call: prints "name(arguments". */
void print_entry(FILE *f, pid_t pid, const struct user_regs_struct *r);

/* A process stopped at the return from it: prints ") = result" and a newline. */
void print_exit(FILE *f, pid_t pid, const struct user_regs_struct *r);

#endif
