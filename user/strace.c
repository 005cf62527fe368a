/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * strace [-o FILE] COMMAND [ARG...]: runs a program and prints every system call it makes, on
 * stderr, with arguments and result.
 *
 * Try `strace process_a`: everything the article's program does fits on one screen, and its
 * calls of shmget and shmat are among it, unpacked from the ipc call that carries them.
 *
 * How: the child asks to be traced (PTRACE_TRACEME). From then on it stops at its execve, at
 * each entry into the kernel and at each return from it, and at each signal; we read its
 * registers (eax number and result, ebx ecx edx esi edi ebp arguments), print, and let it go on
 * to the next stop. Its children are not followed.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Names and arguments of the calls, by number. <uapi/syscall_table.h> explains the letters.
 * Three calls that this kernel does not have are here because C libraries try them.
 */
static const struct call {
	const char *name, *arguments;
} calls[] = {
#define SYSCALL(name, function, letters) [__NR_##name] = { #name, letters },
#include <uapi/syscall_table.h>
	SYSCALL(set_robust_list, none, "xd")
	SYSCALL(rseq, none, "xdxx")
	SYSCALL(futex, none, "xddxxx")
#undef SYSCALL
};

static const struct {
	int number;
	const char *name;
} errors[] = {
#define E(name) { name, #name }
	E(EPERM), E(ENOENT), E(ESRCH), E(EINTR), E(EIO), E(ENXIO), E(E2BIG), E(ENOEXEC),
	E(EBADF), E(ECHILD), E(EAGAIN), E(ENOMEM), E(EACCES), E(EFAULT), E(EBUSY), E(EEXIST),
	E(ENODEV), E(ENOTDIR), E(EISDIR), E(EINVAL), E(EMFILE), E(ENOTTY), E(EFBIG), E(ENOSPC),
	E(ESPIPE), E(EROFS), E(EPIPE), E(ERANGE), E(ENAMETOOLONG), E(ENOSYS), E(ENOTEMPTY),
	E(EIDRM), E(EOVERFLOW),
#undef E
};

struct flag {
	unsigned long bit;
	const char *name;
};

static const struct flag get_flags[] = {
	{ IPC_CREAT, "IPC_CREAT" }, { IPC_EXCL, "IPC_EXCL" }, { 0, NULL },
};

static const struct flag attach_flags[] = {
	{ SHM_RDONLY, "SHM_RDONLY" }, { SHM_RND, "SHM_RND" }, { SHM_REMAP, "SHM_REMAP" },
	{ SHM_EXEC, "SHM_EXEC" }, { 0, NULL },
};

static const char *const commands[] = {		/* of shmctl */
	"IPC_RMID", "IPC_SET", "IPC_STAT", "IPC_INFO", [11] = "SHM_LOCK", "SHM_UNLOCK",
	"SHM_STAT", "SHM_INFO", "SHM_STAT_ANY",
};

/* What the first argument of ipc says is to be done. */
enum { OP_SHMAT = 21, OP_SHMDT, OP_SHMGET, OP_SHMCTL };

static FILE *out;

/* ------------------------------------------------------------ arguments */

/* The child's bytes at an address, quoted: up to a NUL or, if size is not negative, so many. */
static void print_bytes(pid_t pid, unsigned long address, long size)
{
	long i;

	fputc('"', out);
	for (i = 0; i != size && i < 40; i++) {
		long word = (errno = 0, ptrace(PTRACE_PEEKDATA, pid, address + i, NULL));
		unsigned char c = word;		/* its lowest byte stands first in memory */

		if (errno || (size < 0 && c == '\0'))
			break;
		if (c == '\n')
			fputs("\\n", out);
		else if (isprint(c))
			fputc(c, out);
		else
			fprintf(out, "\\%o", c);
	}
	fputs(i == 40 ? "\"..." : "\"", out);
}

/* The names of the bits that are set, and the rest as a number. */
static void print_flags(unsigned long flags, const struct flag *known)
{
	int any = 0;

	for (; known->name; known++) {
		if (flags & known->bit) {
			fprintf(out, "%s%s", any++ ? "|" : "", known->name);
			flags &= ~known->bit;
		}
	}
	if (flags || !any)
		fprintf(out, "%s%#lo", any ? "|" : "", flags);
}

static void print_shmget(unsigned long key, unsigned long size, unsigned long flags)
{
	fprintf(out, "shmget(0x%08lx, %lu, ", key, size);
	print_flags(flags, get_flags);
}

static void print_shmat(unsigned long id, unsigned long address, unsigned long flags)
{
	fprintf(out, "shmat(%ld, 0x%lx, ", id, address);
	print_flags(flags, attach_flags);
}

static void print_shmctl(unsigned long id, unsigned long command, unsigned long buffer)
{
	unsigned long plain = command & ~0x100UL;	/* IPC_64: the layout of the buffer */

	fprintf(out, "shmctl(%ld, ", id);
	if (plain < sizeof(commands) / sizeof(commands[0]) && commands[plain])
		fprintf(out, "%s", commands[plain]);
	else
		fprintf(out, "%lu", plain);
	fprintf(out, ", 0x%lx", buffer);
}

/* One of the four calls, by either way; 0 when it is none of them. */
static int print_shm_call(const struct user_regs_struct *r)
{
	unsigned long op = r->orig_eax == __NR_ipc ? r->ebx & 0xffff : 0;

	if (op == OP_SHMGET)
		print_shmget(r->ecx, r->edx, r->esi);
	else if (r->orig_eax == __NR_shmget)
		print_shmget(r->ebx, r->ecx, r->edx);
	else if (op == OP_SHMAT)
		print_shmat(r->ecx, r->edi, r->edx);
	else if (r->orig_eax == __NR_shmat)
		print_shmat(r->ebx, r->ecx, r->edx);
	else if (op == OP_SHMDT || r->orig_eax == __NR_shmdt)
		fprintf(out, "shmdt(0x%lx", (unsigned long)(op ? r->edi : r->ebx));
	else if (op == OP_SHMCTL)
		print_shmctl(r->ecx, r->edx, r->edi);
	else if (r->orig_eax == __NR_shmctl)
		print_shmctl(r->ebx, r->ecx, r->edx);
	else
		return 0;
	return 1;
}

static void print_arguments(pid_t pid, const struct user_regs_struct *r, const char *letters)
{
	const unsigned long values[] = { r->ebx, r->ecx, r->edx, r->esi, r->edi, r->ebp, 0 };

	for (int i = 0; letters[i]; i++) {
		fputs(i ? ", " : "", out);
		if (letters[i] == 's')
			print_bytes(pid, values[i], -1);
		else if (letters[i] == 'b')
			print_bytes(pid, values[i], values[i + 1]);
		else
			fprintf(out, letters[i] == 'd' ? "%ld" : letters[i] == 'o' ? "%#lo" : "0x%lx",
				values[i]);
	}
}

/* ------------------------------------------------------------ one call */

/* On the way in: "name(arguments". */
static void print_entry(pid_t pid, const struct user_regs_struct *r)
{
	unsigned long nr = r->orig_eax;

	if (print_shm_call(r))
		return;
	if (nr < sizeof(calls) / sizeof(calls[0]) && calls[nr].name) {
		fprintf(out, "%s(", calls[nr].name);
		print_arguments(pid, r, calls[nr].arguments);
	} else {
		fprintf(out, "call_%lu(", nr);
		print_arguments(pid, r, "xxx");
	}
}

/* On the way out: ") = result". */
static void print_exit(pid_t pid, const struct user_regs_struct *r)
{
	long result = r->eax;

	if (result < 0 && result >= -4095) {
		const char *name = "?";

		for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
			if (errors[i].number == -result)
				name = errors[i].name;
		}
		fprintf(out, ") = -1 %s (%s)\n", name, strerror(-result));
		return;
	}
	if (r->orig_eax == __NR_ipc && (r->ebx & 0xffff) == OP_SHMAT)	/* it is stored there */
		result = ptrace(PTRACE_PEEKDATA, pid, r->esi, NULL);
	fprintf(out, result >= 0 && result < 0x100000 ? ") = %ld\n" : ") = 0x%lx\n", result);
}

/* ------------------------------------------------------------ the program */

/* Lets the child go on to its next stop, with that signal if it is not 0; its wait status. */
static int go_on(pid_t pid, int sig)
{
	int status;

	if (ptrace(PTRACE_SYSCALL, pid, NULL, sig) < 0)
		err(1, "ptrace");
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			err(1, "wait");
	}
	return status;
}

/* From the stop after its execve to its end; returns the status that a shell would give. */
static int trace(pid_t pid)
{
	/* With this option, a stop at a call can be told from one for a signal SIGTRAP. */
	int marked = ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD) == 0;
	int call_stop = marked ? SIGTRAP | 0x80 : SIGTRAP;
	int inside = 0, sig = 0;

	for (;;) {
		int status = go_on(pid, sig);
		struct user_regs_struct regs;

		sig = 0;
		if (!WIFSTOPPED(status)) {
			if (inside)
				fprintf(out, ") = ?\n");
			if (WIFEXITED(status))
				fprintf(out, "+++ exited with %d +++\n", WEXITSTATUS(status));
			else
				fprintf(out, "+++ killed: %s +++\n", strsignal(WTERMSIG(status)));
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
		if (WSTOPSIG(status) == call_stop) {
			if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
				err(1, "ptrace");
			if (inside)
				print_exit(pid, &regs);
			else
				print_entry(pid, &regs);
			inside = !inside;
		} else if (WSTOPSIG(status) != SIGTRAP) {	/* SIGTRAP: after an execve */
			sig = WSTOPSIG(status);
			fprintf(out, "--- %s ---\n", strsignal(sig));
		}
		fflush(out);
	}
}

int main(int argc, char **argv)
{
	int status, first = 1;
	pid_t pid;

	out = stderr;
	if (argc > 3 && strcmp(argv[1], "-o") == 0) {
		out = fopen(argv[2], "we");		/* e: not for the program */
		if (!out)
			err(1, "%s", argv[2]);
		first = 3;
	}
	if (first >= argc || argv[first][0] == '-')
		errx(1, "usage: strace [-o FILE] COMMAND [ARG...]");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(argv[first], argv + first);
		warn("%s", argv[first]);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			err(1, "wait");
	}
	if (!WIFSTOPPED(status))		/* it could not be started, and has said so */
		return WEXITSTATUS(status);
	fprintf(out, "execve(\"%s\", ...) = 0\n", argv[first]);
	return trace(pid);
}
