// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calling a handler in the program, and returning from it.
 *
 * The kernel writes a frame to the program's stack. It contains all registers and begins like
 * a call of the handler:
 *
 *	esp -> pretcode		"return address": sa_restorer, or retcode below
 *	       sig		first argument
 *	       sc		(SA_SIGINFO: &info, &uc, info, uc with the registers in it)
 *	       fpstate
 *	       retcode		mov $__NR_sigreturn, %eax; int $0x80
 *
 * The handler returns to pretcode, which calls sigreturn. The registers are then restored
 * from the frame, which the program may have changed. The layouts are Linux's, because
 * debuggers and C libraries know them.
 */
#include <uapi/sigcontext.h>
#include <uapi/unistd.h>
#include "kernel/proc/signal_frame.h"
#include "kernel/cpu/switch.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/fpu_frame.h"
#include "kernel/proc/signal.h"
#include "kernel/proc/tls.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

struct sigframe {
	void *pretcode;
	int sig;
	struct sigcontext sc;
	struct _fpstate fpstate;
	unsigned long extramask;	/* blocked signals 33 to 64 before; the others are in sc */
	unsigned char retcode[8];
};

struct rt_sigframe {
	void *pretcode;
	int sig;
	siginfo_t *pinfo;
	struct ucontext *puc;
	siginfo_t info;
	struct ucontext uc;
	struct _fpstate fpstate;
	unsigned char retcode[8];
};

/* pop %eax removes sig, so that sigreturn finds its frame at a fixed distance. */
static const unsigned char sigreturn_code[8] = {
	0x58, 0xb8, __NR_sigreturn, 0, 0, 0, 0xcd, 0x80,	/* pop %eax; mov $119, %eax; int $0x80 */
};
static const unsigned char rt_sigreturn_code[8] = {
	0xb8, __NR_rt_sigreturn, 0, 0, 0, 0xcd, 0x80,		/* mov $173, %eax; int $0x80 */
};

/* --- the alternative stack --- */

static bool on_sig_stack(unsigned long esp)
{
	return esp - (unsigned long)current->sas.ss_sp < current->sas.ss_size;
}

/* The alternative stack as sigaltstack() reports it, when the stack pointer is esp. */
static stack_t current_sigaltstack(unsigned long esp)
{
	stack_t sas = current->sas;

	sas.ss_flags = !sas.ss_size ? SS_DISABLE : on_sig_stack(esp) ? SS_ONSTACK : 0;
	return sas;
}

int do_sigaltstack(const stack_t *user_new, stack_t *user_old, unsigned long esp)
{
	stack_t new, old = current_sigaltstack(esp);

	if (user_new) {
		if (copy_from_user(&new, user_new, sizeof(new)))
			return -EFAULT;
		if (on_sig_stack(esp))
			return -EPERM;
		if (new.ss_flags & ~(SS_DISABLE | SS_ONSTACK))
			return -EINVAL;
		if (new.ss_flags == SS_DISABLE) {
			new.ss_sp = NULL;
			new.ss_size = 0;
		} else if (new.ss_size < MINSIGSTKSZ) {
			return -ENOMEM;
		}
		current->sas = new;
	}
	return user_old && copy_to_user(user_old, &old, sizeof(old)) ? -EFAULT : 0;
}

/* --- calling a handler --- */

/* Choose the address of a frame. At a function's entry, esp + 4 is divisible by 16: SSE code relies on it. */
static void *get_sigframe(const struct k_sigaction *ka, const struct pt_regs *regs, size_t size)
{
	unsigned long esp = regs->esp;

	if (ka->sa.sa_flags & SA_ONSTACK && !current_sigaltstack(esp).ss_flags)
		esp = (unsigned long)current->sas.ss_sp + current->sas.ss_size;
	esp -= size;
	return (void *)(((esp + 4) & ~15UL) - 4);
}

static void setup_sigcontext(struct sigcontext *sc, const struct pt_regs *regs,
			     struct _fpstate *user_fpstate, unsigned long oldmask)
{
	*sc = (struct sigcontext){
		.gs = read_gs(), .fs = read_fs(), .es = regs->es, .ds = regs->ds,
		.edi = regs->edi, .esi = regs->esi, .ebp = regs->ebp, .esp = regs->esp,
		.ebx = regs->ebx, .edx = regs->edx, .ecx = regs->ecx, .eax = regs->eax,
		.trapno = current->thread.trap_no, .err = current->thread.error_code,
		.eip = regs->eip, .cs = regs->cs, .eflags = regs->eflags,
		.esp_at_signal = regs->esp, .ss = regs->ss,
		.fpstate = user_fpstate, .oldmask = oldmask, .cr2 = current->thread.cr2,
	};
}

void fill_siginfo(siginfo_t *to, int sig, const struct signal_info *info)
{
	memset(to, 0, sizeof(*to));
	to->si_signo = sig;
	to->si_code = info->code;
	switch (sig) {
	case SIGSEGV: case SIGBUS: case SIGILL: case SIGFPE: case SIGTRAP:
		if (info->code > 0) {
			to->si_addr = (void *)info->address;
			return;
		}
		break;
	case SIGCHLD:
		if (info->code > 0) {
			to->si_status = info->status;
			to->si_utime = info->utime;
			to->si_stime = info->stime;
		}
		break;
	}
	to->si_pid = info->pid;
	to->si_uid = info->uid;
}

/* Set the registers with which the handler begins. eax, edx and ecx repeat the arguments, for regparm code. */
static void enter_handler(struct pt_regs *regs, const struct k_sigaction *ka, void *frame,
			  int sig, void *info, void *uc)
{
	regs->esp = (unsigned long)frame;
	regs->eip = (unsigned long)ka->sa.sa_handler;
	regs->eax = sig;
	regs->edx = (unsigned long)info;
	regs->ecx = (unsigned long)uc;
	regs->ds = regs->es = regs->ss = __USER_DS;
	regs->cs = __USER_CS;
	regs->eflags &= ~(EFLAGS_TF | EFLAGS_DF);
}

static void *return_address(const struct k_sigaction *ka, unsigned char *user_retcode)
{
	return ka->sa.sa_flags & SA_RESTORER ? (void *)ka->sa.sa_restorer : user_retcode;
}

/*
 * Both kinds of frames are built on the kernel stack as far as their member fpstate, which
 * save_fpu_frame() writes to the user's frame by itself.
 */
static int setup_old_frame(int sig, const struct k_sigaction *ka, const sigset_t *oldset,
			   struct pt_regs *regs)
{
	struct sigframe *user = get_sigframe(ka, regs, sizeof(*user)), frame;
	struct _fpstate *fpstate = &user->fpstate;

	if (!access_ok(user, sizeof(*user)) || save_fpu_frame(&fpstate))
		return -EFAULT;
	frame.pretcode = return_address(ka, user->retcode);
	frame.sig = sig;
	setup_sigcontext(&frame.sc, regs, fpstate, oldset->sig[0]);
	if (copy_to_user(user, &frame, offsetof(struct sigframe, fpstate)) ||
	    put_user(oldset->sig[1], &user->extramask) ||
	    copy_to_user(user->retcode, sigreturn_code, sizeof(sigreturn_code)))
		return -EFAULT;
	enter_handler(regs, ka, user, sig, NULL, NULL);
	return 0;
}

static int setup_rt_frame(int sig, const struct k_sigaction *ka, const struct signal_info *info,
			  const sigset_t *oldset, struct pt_regs *regs)
{
	struct rt_sigframe *user = get_sigframe(ka, regs, sizeof(*user)), frame;
	struct _fpstate *fpstate = &user->fpstate;

	if (!access_ok(user, sizeof(*user)) || save_fpu_frame(&fpstate))
		return -EFAULT;
	frame.pretcode = return_address(ka, user->retcode);
	frame.sig = sig;
	frame.pinfo = &user->info;
	frame.puc = &user->uc;
	fill_siginfo(&frame.info, sig, info);
	frame.uc = (struct ucontext){
		.uc_stack = current_sigaltstack(regs->esp),
		.uc_sigmask = *oldset,
	};
	setup_sigcontext(&frame.uc.uc_mcontext, regs, fpstate, oldset->sig[0]);
	if (copy_to_user(user, &frame, offsetof(struct rt_sigframe, fpstate)) ||
	    copy_to_user(user->retcode, rt_sigreturn_code, sizeof(rt_sigreturn_code)))
		return -EFAULT;
	enter_handler(regs, ka, user, sig, &user->info, &user->uc);
	return 0;
}

int setup_frame(int sig, const struct k_sigaction *ka, const struct signal_info *info,
		const sigset_t *oldset, struct pt_regs *regs)
{
	if (ka->sa.sa_flags & SA_SIGINFO)
		return setup_rt_frame(sig, ka, info, oldset, regs);
	return setup_old_frame(sig, ka, oldset, regs);
}

/* --- returning from it --- */

/*
 * The program may have changed anything in the frame. Selectors are reduced to those that
 * user mode can load. A cs or ss to which the CPU cannot return ends the process later, in
 * bad_user_return(). Of eflags only the program's bits are restored.
 */
static int restore_sigcontext(struct pt_regs *regs, const struct sigcontext *user)
{
	struct sigcontext sc;

	if (copy_from_user(&sc, user, sizeof(sc)))
		return -EFAULT;
	if (sc.fpstate) {
		if (restore_fpu_frame(sc.fpstate))
			return -EFAULT;
	} else {
		fpu_drop(&current->thread.fpu);
	}
	write_gs(safe_selector(sc.gs | USER_RPL));
	write_fs(safe_selector(sc.fs | USER_RPL));
	regs->es = safe_selector(sc.es | USER_RPL);
	regs->ds = safe_selector(sc.ds | USER_RPL);
	regs->edi = sc.edi;
	regs->esi = sc.esi;
	regs->ebp = sc.ebp;
	regs->esp = sc.esp;
	regs->ebx = sc.ebx;
	regs->edx = sc.edx;
	regs->ecx = sc.ecx;
	regs->eax = sc.eax;
	regs->eip = sc.eip;
	regs->cs = sc.cs | USER_RPL;
	regs->ss = sc.ss | USER_RPL;
	regs->eflags = (regs->eflags & ~(unsigned long)EFLAGS_USER) | (sc.eflags & EFLAGS_USER);
	regs->orig_eax = -1;		/* do not restart this call */
	return 0;
}

/* sigreturn found no valid frame: send SIGSEGV. The value becomes the program's eax. */
static long bad_frame(const struct pt_regs *regs)
{
	if (signal_is_fatal(SIGSEGV))
		printk("%s[%d]: sigreturn: there is no valid signal frame (esp %08lx)\n",
		       current->comm, current->pid, regs->esp);
	force_sig(SIGSEGV);
	return 0;
}

/* `ret` has removed pretcode from the stack, and `pop` sig. */
long sys_sigreturn(void)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct sigframe *user = (struct sigframe *)(regs->esp - 8);
	sigset_t set;

	if (!access_ok(user, sizeof(*user)))	/* esp may be anything */
		return bad_frame(regs);
	if (get_user(set.sig[0], &user->sc.oldmask) || get_user(set.sig[1], &user->extramask))
		return bad_frame(regs);
	set_current_blocked(&set);
	if (restore_sigcontext(regs, &user->sc))
		return bad_frame(regs);
	return regs->eax;		/* the eax of the interrupted code */
}

/* `ret` has removed pretcode from the stack. */
long sys_rt_sigreturn(void)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct rt_sigframe *user = (struct rt_sigframe *)(regs->esp - 4);
	sigset_t set;

	if (!access_ok(user, sizeof(*user)))
		return bad_frame(regs);
	if (copy_from_user(&set, &user->uc.uc_sigmask, sizeof(set)))
		return bad_frame(regs);
	set_current_blocked(&set);
	if (restore_sigcontext(regs, &user->uc.uc_mcontext))
		return bad_frame(regs);
	/* The handler may have set another stack in the frame; if it is refused, nothing changes. */
	if (do_sigaltstack(&user->uc.uc_stack, NULL, regs->esp) == -EFAULT)
		return bad_frame(regs);
	return regs->eax;
}
