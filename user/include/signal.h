/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals: sending, catching, blocking. */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <sys/types.h>
#include <uapi/signal.h>

typedef int sig_atomic_t;
typedef __sighandler_t sighandler_t;

#define NSIG	(_NSIG + 1)

int kill(pid_t pid, int sig);
int raise(int sig);
sighandler_t signal(int sig, sighandler_t handler);
int sigaction(int sig, const struct sigaction *act, struct sigaction *old);
int sigprocmask(int how, const sigset_t *set, sigset_t *old);
struct timespec;
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *limit);
int sigwaitinfo(const sigset_t *set, siginfo_t *info);
int sigwait(const sigset_t *set, int *sig);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigaltstack(const stack_t *stack, stack_t *old);

int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int sig);
int sigdelset(sigset_t *set, int sig);
int sigismember(const sigset_t *set, int sig);

#define SIG2STR_MAX	8
int str2sig(const char *name, int *sig);
int sig2str(int sig, char *name);

void psignal(int sig, const char *message);

#endif
