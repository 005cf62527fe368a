/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls as text: names, arguments and results. For user/strace.c.
 *
 * The numbers come from the registers of the stopped process, and strings from its memory, both by
 * ptrace. The calls of System V IPC are decoded, those of shared memory in full, whether they are made
 * directly or through the ipc call. Other calls are shown as the table below says, and calls that it does not list as
 * call_NUMBER with three hexadecimal arguments.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include "calls.h"

/*
 * Names and arguments of the calls, by number. <uapi/syscall_table.h> explains the letters. Two
 * calls that this kernel does not have are here because C libraries try them.
 */
static const struct call {
	const char *name, *arguments;
} calls[] = {
#define SYSCALL(name, function, types, letters) [__NR_##name] = { #name, letters },
#include <uapi/syscall_table.h>
	SYSCALL(set_robust_list, none, (), "xd")
	SYSCALL(rseq, none, (), "xdxx")
#undef SYSCALL
};

static FILE *out;		/* the first argument of print_entry() and print_exit() */

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

#define FIRST_COMMAND 11
static const char *const common_commands[] = { "IPC_RMID", "IPC_SET", "IPC_STAT", "IPC_INFO" };
static const char *const shm_commands[] = {	/* of shmctl, from 11 on */
	"SHM_LOCK", "SHM_UNLOCK", "SHM_STAT", "SHM_INFO", "SHM_STAT_ANY", NULL,
};
static const char *const sem_commands[] = {	/* of semctl */
	"GETPID", "GETVAL", "GETALL", "GETNCNT", "GETZCNT", "SETVAL", "SETALL", "SEM_STAT", "SEM_INFO",
	"SEM_STAT_ANY", NULL,
};
static const char *const msg_commands[] = { "MSG_STAT", "MSG_INFO", "MSG_STAT_ANY", NULL };	/* of msgctl */

/* Calls through ipc: where their arguments are (0: ebx), and the letters of these. */
static const struct ipc_call {
	const char *name, *arguments;
	int order[4];
} ipc_calls[] = {
	[SEMOP] = { "semop", "dxd", { 1, 4, 2 } },
	[SEMGET] = { "semget", "kdo", { 1, 2, 3 } },
	[SEMCTL] = { "semctl", "ddSx", { 1, 2, 3, 4 } },
	[SEMTIMEDOP] = { "semtimedop", "dxdx", { 1, 4, 2, 5 } },
	[MSGSND] = { "msgsnd", "dxdo", { 1, 4, 2, 3 } },
	[MSGRCV] = { "msgrcv", "dxdo", { 1, 4, 2, 3 } },
	[MSGGET] = { "msgget", "ko", { 1, 2 } },
	[MSGCTL] = { "msgctl", "dMx", { 1, 2, 4 } },
};

/* ------------------------------------------------------------ arguments */

/* Prints at most 40 bytes of the process in quotes: `size` or, if that is negative, up to a NUL. */
static void print_bytes(pid_t pid, unsigned long address, long size)
{
	long i;

	fputc('"', out);
	for (i = 0; i != size && i < 40; i++) {
		long word = ptrace(PTRACE_PEEKDATA, pid, address + i, NULL);
		unsigned char c = word;		/* i386 is little-endian: the byte at that address */

		if ((word == -1 && errno) || (size < 0 && c == '\0'))
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

/* Prints the names of the bits that are set, and bits without a name as a number. */
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

/* Prints a command of shmctl, semctl or msgctl, whose own names begin with number 11. */
static void print_command(unsigned long command, const char *const *own)
{
	unsigned long plain = command & ~IPC_64, n = 0;	/* IPC_64: the layout of the buffer */

	while (n < plain - FIRST_COMMAND && own[n])
		n++;
	if (plain < sizeof(common_commands) / sizeof(common_commands[0]))
		fputs(common_commands[plain], out);
	else if (plain >= FIRST_COMMAND && own[n])
		fputs(own[n], out);
	else
		fprintf(out, "%lu", plain);
}

static void print_shmctl(unsigned long id, unsigned long command, unsigned long buffer)
{
	fprintf(out, "shmctl(%ld, ", id);
	print_command(command, shm_commands);
	fprintf(out, ", 0x%lx", buffer);
}

/* Prints one of the four calls, made directly or through ipc. Returns 0 if it is another call. */
static int print_shm_call(const struct user_regs_struct *r)
{
	unsigned long op = r->orig_eax == __NR_ipc ? r->ebx & 0xffff : 0;

	if (op == SHMGET)
		print_shmget(r->ecx, r->edx, r->esi);
	else if (r->orig_eax == __NR_shmget)
		print_shmget(r->ebx, r->ecx, r->edx);
	else if (op == SHMAT)
		print_shmat(r->ecx, r->edi, r->edx);
	else if (r->orig_eax == __NR_shmat)
		print_shmat(r->ebx, r->ecx, r->edx);
	else if (op == SHMDT || r->orig_eax == __NR_shmdt)
		fprintf(out, "shmdt(0x%lx", (unsigned long)(op ? r->edi : r->ebx));
	else if (op == SHMCTL)
		print_shmctl(r->ecx, r->edx, r->edi);
	else if (r->orig_eax == __NR_shmctl)
		print_shmctl(r->ebx, r->ecx, r->edx);
	else
		return 0;
	return 1;
}

static void print_arguments(pid_t pid, const unsigned long *values, const char *letters)
{
	for (int i = 0; letters[i]; i++) {
		fputs(i ? ", " : "", out);
		if (letters[i] == 's')
			print_bytes(pid, values[i], -1);
		else if (letters[i] == 'b')
			print_bytes(pid, values[i], values[i + 1]);
		else if (letters[i] == 'S' || letters[i] == 'M')
			print_command(values[i], letters[i] == 'S' ? sem_commands : msg_commands);
		else
			fprintf(out, letters[i] == 'd' ? "%ld" : letters[i] == 'o' ? "%#lo" : "0x%lx",
				values[i]);
	}
}

/* ------------------------------------------------------------ one call */

void print_entry(FILE *f, pid_t pid, const struct user_regs_struct *r)
{
	const unsigned long values[] = { r->ebx, r->ecx, r->edx, r->esi, r->edi, r->ebp, 0 };
	unsigned long nr = r->orig_eax, op = r->ebx & 0xffff, moved[4];

	out = f;
	if (print_shm_call(r))
		return;
	if (nr == __NR_ipc && op < sizeof(ipc_calls) / sizeof(ipc_calls[0]) && ipc_calls[op].name) {
		for (int i = 0; i < 4; i++)
			moved[i] = values[ipc_calls[op].order[i]];
		fprintf(out, "%s(", ipc_calls[op].name);
		print_arguments(pid, moved, ipc_calls[op].arguments);
		return;
	}
	if (nr < sizeof(calls) / sizeof(calls[0]) && calls[nr].name) {
		fprintf(out, "%s(", calls[nr].name);
		print_arguments(pid, values, calls[nr].arguments);
	} else {
		fprintf(out, "call_%lu(", nr);
		print_arguments(pid, values, "xxx");
	}
}

void print_exit(FILE *f, pid_t pid, const struct user_regs_struct *r)
{
	long result = r->eax;

	out = f;
	if (result < 0 && result >= -4095) {
		const char *name = strerrorname_np(-result);

		fprintf(out, ") = -1 %s (%s)\n", name ? name : "?", strerror(-result));
		return;
	}
	/* shmat through ipc stores the address where the third argument points, and returns 0. */
	if (r->orig_eax == __NR_ipc && (r->ebx & 0xffff) == SHMAT)
		result = ptrace(PTRACE_PEEKDATA, pid, r->esi, NULL);
	fprintf(out, result >= 0 && result < 0x100000 ? ") = %ld\n" : ") = 0x%lx\n", result);
}
