/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals: numbers, sets, actions, and the information for handlers. Mirrors Linux's <asm/signal.h>
 * and <asm-generic/siginfo.h>.
 *
 * `struct sigaction` has the layout of rt_sigaction, and our C library uses the same one. `struct
 * old_sigaction` belongs to the older call 67, whose sets have 32 bits.
 */
#ifndef _UAPI_SIGNAL_H
#define _UAPI_SIGNAL_H

#include <uapi/types.h>

#define SIGHUP		1
#define SIGINT		2	/* Ctrl-C */
#define SIGQUIT		3	/* Ctrl-\ */
#define SIGILL		4
#define SIGTRAP		5
#define SIGABRT		6
#define SIGIOT		SIGABRT
#define SIGBUS		7	/* the mapped file has no such page */
#define SIGFPE		8
#define SIGKILL		9	/* cannot be caught */
#define SIGUSR1		10
#define SIGSEGV		11	/* no mapping, or not for this access */
#define SIGUSR2		12
#define SIGPIPE		13
#define SIGALRM		14
#define SIGTERM		15
#define SIGSTKFLT	16
#define SIGCHLD		17
#define SIGCONT		18
#define SIGSTOP		19	/* cannot be caught */
#define SIGTSTP		20	/* Ctrl-Z */
#define SIGTTIN		21
#define SIGTTOU		22
#define SIGURG		23
#define SIGXCPU		24
#define SIGXFSZ		25
#define SIGVTALRM	26
#define SIGPROF		27
#define SIGWINCH	28
#define SIGIO		29
#define SIGPOLL		SIGIO
#define SIGPWR		30
#define SIGSYS		31
#define SIGRTMIN	32
#define SIGRTMAX	64

/* Sets: signal N is bit N - 1. */
#define _NSIG		64
#define _NSIG_BPW	32
#define _NSIG_WORDS	(_NSIG / _NSIG_BPW)

typedef struct {
	unsigned long sig[_NSIG_WORDS];
} sigset_t;

typedef unsigned long old_sigset_t;

/* sigprocmask's first argument. */
#define SIG_BLOCK	0
#define SIG_UNBLOCK	1
#define SIG_SETMASK	2

struct siginfo;
typedef void (*__sighandler_t)(int);

#define SIG_DFL		((__sighandler_t)0)
#define SIG_IGN		((__sighandler_t)1)
#define SIG_ERR		((__sighandler_t)-1)

#define SA_NOCLDSTOP	0x00000001	/* SIGCHLD only when a child ends */
#define SA_NOCLDWAIT	0x00000002	/* children leave no zombies */
#define SA_SIGINFO	0x00000004	/* the handler takes three arguments */
#define SA_RESTORER	0x04000000	/* the handler returns to sa_restorer */
#define SA_ONSTACK	0x08000000
#define SA_RESTART	0x10000000	/* restart an interrupted call */
#define SA_NODEFER	0x40000000	/* the signal itself is not blocked */
#define SA_RESETHAND	0x80000000	/* reset the action to SIG_DFL first */
#define SA_NOMASK	SA_NODEFER
#define SA_ONESHOT	SA_RESETHAND

struct sigaction {
	union {
		__sighandler_t	sa_handler;
		void		(*sa_sigaction)(int, struct siginfo *, void *);
	};
	unsigned long	sa_flags;
	void		(*sa_restorer)(void);
	sigset_t	sa_mask;	/* also blocked while the handler runs */
};

struct old_sigaction {
	__sighandler_t	sa_handler;
	old_sigset_t	sa_mask;
	unsigned long	sa_flags;
	void		(*sa_restorer)(void);
};

/* Another stack for handlers (sigaltstack). */
#define SS_ONSTACK	1
#define SS_DISABLE	2
#define MINSIGSTKSZ	2048
#define SIGSTKSZ	8192

typedef struct sigaltstack {
	void	*ss_sp;
	int	ss_flags;
	size_t	ss_size;
} stack_t;

/* The signal and its cause. 128 bytes, of which few are used. */
typedef union sigval {
	int	sival_int;
	void	*sival_ptr;
} sigval_t;

#define SI_MAX_SIZE	128
#define SI_PAD_SIZE	(SI_MAX_SIZE / 4 - 3)

typedef struct siginfo {
	int	si_signo;
	int	si_errno;
	int	si_code;
	union {
		int	_pad[SI_PAD_SIZE];
		struct {			/* kill */
			pid_t		_pid;
			uid_t		_uid;
		} _kill;
		struct {			/* sigqueue */
			pid_t		_pid;
			uid_t		_uid;
			sigval_t	_sigval;
		} _rt;
		struct {			/* SIGCHLD */
			pid_t		_pid;
			uid_t		_uid;
			int		_status;
			clock_t		_utime;
			clock_t		_stime;
		} _sigchld;
		struct {			/* SIGSEGV, SIGBUS, SIGILL, SIGFPE */
			void		*_addr;
		} _sigfault;
	} _sifields;
} siginfo_t;

#define si_pid		_sifields._kill._pid
#define si_uid		_sifields._kill._uid
#define si_value	_sifields._rt._sigval
#define si_status	_sifields._sigchld._status
#define si_utime	_sifields._sigchld._utime
#define si_stime	_sifields._sigchld._stime
#define si_addr		_sifields._sigfault._addr

/* si_code: the sender or the cause. */
#define SI_USER		0		/* kill */
#define SI_KERNEL	0x80
#define SI_QUEUE	-1
#define SI_TKILL	-6
#define ILL_ILLOPC	1
#define ILL_ILLOPN	2
#define FPE_INTDIV	1
#define FPE_INTOVF	2
#define FPE_FLTINV	7
#define SEGV_MAPERR	1		/* nothing is mapped there */
#define SEGV_ACCERR	2		/* mapped, but not for this access */
#define BUS_ADRALN	1
#define BUS_ADRERR	2
#define TRAP_BRKPT	1
#define TRAP_TRACE	2
#define CLD_EXITED	1
#define CLD_KILLED	2
#define CLD_DUMPED	3
#define CLD_TRAPPED	4
#define CLD_STOPPED	5
#define CLD_CONTINUED	6

_Static_assert(sizeof(struct sigaction) == 20, "sigaction: i386 ABI");
_Static_assert(sizeof(struct old_sigaction) == 16, "old_sigaction: i386 ABI");
_Static_assert(sizeof(siginfo_t) == 128, "siginfo_t: ABI");

#endif
