/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals. The structures are the kernel's, so each function does little more than its system call.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where handlers return to, for the two kinds of signal frame (syscall.asm). */
void __restore(void);
void __restore_rt(void);

int __sigsetjmp_mask(sigjmp_buf env, int save_mask);

int kill(pid_t pid, int sig)
{
	return syscall(__NR_kill, pid, sig);
}

int raise(int sig)
{
	return kill(getpid(), sig);
}

int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	struct sigaction with_restorer;

	if (act) {
		with_restorer = *act;
		with_restorer.sa_flags |= SA_RESTORER;
		with_restorer.sa_restorer = act->sa_flags & SA_SIGINFO ? __restore_rt : __restore;
		act = &with_restorer;
	}
	return syscall(__NR_rt_sigaction, sig, act, old, sizeof(sigset_t));
}

/* The handler stays installed and interrupted calls are restarted, as in BSD and glibc. */
sighandler_t signal(int sig, sighandler_t handler)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct sigaction old;

	return sigaction(sig, &act, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return syscall(__NR_rt_sigprocmask, how, set, old, sizeof(sigset_t));
}

int sigpending(sigset_t *set)
{
	return syscall(__NR_rt_sigpending, set, sizeof(*set));
}

int sigsuspend(const sigset_t *mask)
{
	return syscall(__NR_rt_sigsuspend, mask, sizeof(*mask));
}

int sigaltstack(const stack_t *stack, stack_t *old)
{
	return syscall(__NR_sigaltstack, stack, old);
}

int pause(void)
{
	return syscall(__NR_pause);
}

int sigemptyset(sigset_t *set)
{
	*set = (sigset_t){ { 0, 0 } };
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = (sigset_t){ { -1UL, -1UL } };
	return 0;
}

/* Returns the word of SET with the bit of SIG, or NULL if there is no such signal. */
static unsigned long *word_of(const sigset_t *set, int sig)
{
	if (sig < 1 || sig > _NSIG) {
		errno = EINVAL;
		return NULL;
	}
	return (unsigned long *)&set->sig[(sig - 1) / _NSIG_BPW];
}

static unsigned long bit_of(int sig)
{
	return 1UL << (sig - 1) % _NSIG_BPW;
}

int sigaddset(sigset_t *set, int sig)
{
	unsigned long *word = word_of(set, sig);

	if (!word)
		return -1;
	*word |= bit_of(sig);
	return 0;
}

int sigdelset(sigset_t *set, int sig)
{
	unsigned long *word = word_of(set, sig);

	if (!word)
		return -1;
	*word &= ~bit_of(sig);
	return 0;
}

int sigismember(const sigset_t *set, int sig)
{
	unsigned long *word = word_of(set, sig);

	return word ? (*word & bit_of(sig)) != 0 : -1;
}

/* The end of sigsetjmp (setjmp.asm), after it has saved the registers. */
int __sigsetjmp_mask(sigjmp_buf env, int save_mask)
{
	env->mask_was_saved = save_mask;
	if (save_mask)
		sigprocmask(SIG_BLOCK, NULL, &env->mask);
	return 0;
}

void siglongjmp(sigjmp_buf env, int value)
{
	if (env->mask_was_saved)
		sigprocmask(SIG_SETMASK, &env->mask, NULL);
	longjmp(env, value);
}

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *limit)
{
	return syscall(__NR_rt_sigtimedwait, set, info, limit, sizeof(*set));
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
	return sigtimedwait(set, info, NULL);
}

/* sigwait() returns the error. A handler does not end it. */
int sigwait(const sigset_t *set, int *sig)
{
	do
		*sig = sigwaitinfo(set, NULL);
	while (*sig < 0 && errno == EINTR);
	return *sig < 0 ? errno : 0;
}
