/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef USER_OBSERVE_HELD_H
#define USER_OBSERVE_HELD_H

#include <sys/types.h>

/*
 * Runs the program argv[0] until it calls exit, and stops it there: its work is done, but its
 * memory and its attaches still exist. Returns its pid, or 0 when it ended without that call.
 */
pid_t run_to_exit(char *const argv[]);

/* Lets a program that run_to_exit() stopped carry out its exit. Returns its wait status. */
int let_end(pid_t pid);

/* waitpid(), repeated when a signal interrupts it. Returns the wait status. */
int wait_for(pid_t pid);

#endif
