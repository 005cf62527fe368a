/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls: see sys.h. What differs between the two processors is in the tables at the top. */
#include "sys.h"

#include "text.h"

#ifdef __x86_64__
enum {	/* <asm/unistd_64.h> */
	NR_read = 0, NR_write = 1, NR_mprotect = 10, NR_munmap = 11, NR_rt_sigaction = 13, NR_pipe = 22, NR_select = 23,
	NR_shmget = 29, NR_shmat = 30, NR_shmctl = 31, NR_nanosleep = 35, NR_alarm = 37, NR_getpid = 39,
	NR_fork = 57, NR_execve = 59, NR_exit = 60, NR_wait4 = 61, NR_kill = 62, NR_semget = 64,
	NR_semop = 65, NR_semctl = 66, NR_shmdt = 67, NR_msgget = 68, NR_msgsnd = 69, NR_msgrcv = 70,
	NR_msgctl = 71, NR_creat = 85, NR_sysinfo = 99, NR_setuid = 105, NR_setgid = 106,
	NR_geteuid = 107, NR_reboot = 169, NR_semtimedop = 220, NR_unshare = 272,
};
#else
enum {	/* <asm/unistd_32.h> */
	NR_exit = 1, NR_fork = 2, NR_read = 3, NR_write = 4, NR_waitpid = 7, NR_creat = 8, NR_execve = 11,
	NR_getpid = 20, NR_setuid16 = 23, NR_alarm = 27, NR_kill = 37, NR_pipe = 42, NR_setgid16 = 46,
	NR_geteuid16 = 49, NR_sigaction = 67, NR_reboot = 88, NR_munmap = 91, NR_wait4 = 114, NR_sysinfo = 116, NR_ipc = 117,
	NR_mprotect = 125, NR_select = 142, NR_nanosleep = 162, NR_rt_sigaction = 174, NR_geteuid = 201, NR_setuid = 213,
	NR_setgid = 214, NR_unshare = 310, NR_semget = 393, NR_semctl = 394, NR_shmget = 395,
	NR_shmctl = 396, NR_shmat = 397, NR_shmdt = 398, NR_msgget = 399, NR_msgsnd = 400,
	NR_msgrcv = 401, NR_msgctl = 402, NR_semtimedop = 420,
};
enum { SEMOP = 1, SEMGET, SEMCTL, SEMTIMEDOP, MSGSND = 11, MSGRCV, MSGGET, MSGCTL, SHMAT = 21, SHMDT, SHMGET, SHMCTL };
#endif

#ifdef __x86_64__
static long sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long result;

	asm volatile("syscall" : "=a" (result)
		     : "a" (number), "D" (a), "S" (b), "d" (c), "r" (r10), "r" (r8), "r" (r9)
		     : "rcx", "r11", "memory");
	return result;
}
#else
static long sys_call(long number, long a, long b, long c, long d, long e, long f)
{
	long last[2] = { number, f };
	long result;

	asm volatile("push %%ebp\n\t"
		     "mov 4(%%eax), %%ebp\n\t"	/* ebp carries the sixth argument ... */
		     "mov (%%eax), %%eax\n\t"		/* ... and eax the number, read last */
		     "int $0x80\n\t"
		     "pop %%ebp"
		     : "=a" (result)
		     : "a" (last), "b" (a), "c" (b), "d" (c), "S" (d), "D" (e) : "memory");
	return result;
}
#endif

#define CALL_(number, a, b, c, d, e, f, ...) \
	sys_call((long)(number), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define CALL(...) CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* ---- Processes ---- */

void leave(int status)
{
	for (;;)
		CALL(NR_exit, status);
}

int fork(void)		{ return CALL(NR_fork); }
int getpid(void)	{ return CALL(NR_getpid); }
int pipe(int ends[2])	{ return CALL(NR_pipe, ends); }
int kill(int pid, int signal)	{ return CALL(NR_kill, pid, signal); }
int alarm(unsigned seconds)	{ return CALL(NR_alarm, seconds); }
int create_file(const char *path)	{ return CALL(NR_creat, path, 0644); }
long read(int file, void *buffer, size_t size)		{ return CALL(NR_read, file, buffer, size); }
long write(int file, const void *text, size_t size)	{ return CALL(NR_write, file, text, size); }
int munmap(void *address, size_t size)	{ return CALL(NR_munmap, address, size); }
int mprotect(void *address, size_t size, int rights)	{ return CALL(NR_mprotect, address, size, rights); }

int execve(const char *path, char *const *words, char *const *environment)
{
	return CALL(NR_execve, path, words, environment);
}

int sleep_ms(int milliseconds)
{
	long time[2] = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
	int result = CALL(NR_nanosleep, time, 0), i;

	if (result != -ENOSYS)
		return result;
	time[1] /= 1000;			/* a struct timeval */
	result = CALL(NR_select, 0, 0, 0, 0, time);
	for (i = 0; result == -ENOSYS && i < milliseconds * 1000; i++)
		getpid();			/* the timer interrupt lets others run */
	return 0;
}

#ifdef __x86_64__
int geteuid(void)		{ return CALL(NR_geteuid); }
int setuid(unsigned uid)	{ return CALL(NR_setuid, uid); }
int setgid(unsigned gid)	{ return CALL(NR_setgid, gid); }
#else
static long either(long newer, long older, long argument)
{
	long result = CALL(newer, argument);

	return result == -ENOSYS ? CALL(older, argument) : result;
}

int geteuid(void)		{ return either(NR_geteuid, NR_geteuid16, 0); }
int setuid(unsigned uid)	{ return either(NR_setuid, NR_setuid16, uid); }
int setgid(unsigned gid)	{ return either(NR_setgid, NR_setgid16, gid); }
#endif

int wait_for(int pid)
{
	int status, got;

	do {
		got = CALL(NR_wait4, pid, &status, 0, 0);
#ifndef __x86_64__
		if (got == -ENOSYS)
			got = CALL(NR_waitpid, pid, &status, 0);
#endif
	} while (got == -EINTR);
	if (got != pid)
		return got < 0 ? got : -ECHILD;
	return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

/* A handler returns to such an address, where the kernel is asked to resume what the signal interrupted. */
void return_from_signal(void);
#ifdef __x86_64__
asm(".text\nreturn_from_signal:\tmov $15, %eax\n\tsyscall\n");
#else
void return_from_old_signal(void);	/* that of sigaction, which has left its number on the stack */
asm(".text\nreturn_from_signal:\tmov $173, %eax\n\tint $0x80\n"
    "return_from_old_signal:\tpop %eax\n\tmov $119, %eax\n\tint $0x80\n");
#endif

int catch_signal(int signal, void (*handler)(int))
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint32_t mask[2];
	} action = { handler, 0x04000004 /* SA_RESTORER, SA_SIGINFO */, return_from_signal, { 0, 0 } };
	int result = CALL(NR_rt_sigaction, signal, &action, 0, sizeof(action.mask));
#ifndef __x86_64__
	struct {
		void (*handler)(int);
		unsigned long mask, flags;
		void (*restorer)(void);
	} old = { handler, 0, 0x04000000 /* SA_RESTORER */, return_from_old_signal };

	if (result == -ENOSYS)
		return CALL(NR_sigaction, signal, &old, 0);
#endif
	return result;
}

long free_pages(void)
{
	struct {	/* struct sysinfo, up to mem_unit */
		long uptime;
		unsigned long loads[3], totalram, freeram, sharedram, bufferram, totalswap, freeswap;
		unsigned short processes, pad;
		unsigned long totalhigh, freehigh;
		uint32_t unit;
		char rest[20];
	} info = { .unit = 0 };
	unsigned long unit;

	if (CALL(NR_sysinfo, &info) < 0)
		return -1;
	unit = info.unit ? info.unit : 1;		/* 0 before Linux 2.3.23 */
	return unit >= PAGE ? info.freeram * (unit / PAGE) : info.freeram / (PAGE / unit);
}

int leave_ipc_namespace(void)
{
	return CALL(NR_unshare, 0x08000000 /* CLONE_NEWIPC */);
}

void power_off(void)
{
	CALL(NR_reboot, 0xfee1dead, 672274793, 0x4321fedc, 0);
}

/* ---- System V IPC: the calls ---- */

#ifdef __x86_64__
#define IPC(direct, operation, first, second, third, ptr) direct
#else
/*
 * The ipc call if the kernel has it, otherwise the direct call. Linux gives ENOSYS for both when it
 * was built without System V IPC.
 */
static long ipc(long operation, long first, long second, long third, long ptr)
{
	return CALL(NR_ipc, operation, first, second, third, ptr);
}
#define IPC(direct, operation, first, second, third, ptr) ({					\
	long result_ = ipc((operation), (long)(first), (long)(second), (long)(third), (long)(ptr));	\
	result_ == -ENOSYS ? (direct) : result_;						\
})
#endif

int shmget(int key, size_t size, int flags)
{
	return IPC(CALL(NR_shmget, key, size, flags), SHMGET, key, size, flags, 0);
}

void *shmat(int id, const void *address, int flags)
{
#ifndef __x86_64__
	void *attached;		/* ipc stores the address here, because an address can look like an error */
	long result = ipc(SHMAT, id, flags, (long)&attached, (long)address);

	if (result != -ENOSYS)
		return result < 0 ? (void *)result : attached;
#endif
	return (void *)CALL(NR_shmat, id, address, flags);
}

int shmdt(const void *address)
{
	return IPC(CALL(NR_shmdt, address), SHMDT, 0, 0, 0, address);
}

int semget(int key, int count, int flags)
{
	return IPC(CALL(NR_semget, key, count, flags), SEMGET, key, count, flags, 0);
}

int semop(int id, const struct sembuf *operations, unsigned count)
{
#ifdef __x86_64__
	return CALL(NR_semop, id, operations, count);
#else
	return IPC(CALL(NR_semtimedop, id, operations, count, 0), SEMOP, id, count, 0, operations);
#endif
}

int semtimedop(int id, const struct sembuf *operations, unsigned count, int milliseconds)
{
	long time[2] = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

#ifdef __x86_64__
	return CALL(NR_semtimedop, id, operations, count, time);
#else
	return CALL(NR_ipc, SEMTIMEDOP, id, count, 0, operations, time);
#endif
}

int msgget(int key, int flags)
{
	return IPC(CALL(NR_msgget, key, flags), MSGGET, key, flags, 0, 0);
}

int msgsnd(int id, const void *message, size_t size, int flags)
{
	return IPC(CALL(NR_msgsnd, id, message, size, flags), MSGSND, id, size, flags, message);
}

long msgrcv(int id, void *message, size_t size, long type, int flags)
{
#ifndef __x86_64__
	struct { void *message; long type; } both = { message, type };
#endif
	return IPC(CALL(NR_msgrcv, id, message, size, type, flags), MSGRCV, id, size, flags, &both);
}

/* ---- The control calls, and the layouts of their structures ---- */

#define IPC_64 0x100

struct field {
	unsigned char offset, size;	/* in bytes; size 0: not in this structure */
};

/* In the order of struct state. */
struct layout {
	struct field key, uid, gid, cuid, cgid, mode;
	struct field size, nattch, cpid, lpid, atime, dtime, ctime;
	struct field nsems, otime;
	struct field cbytes, qnum, qbytes, lspid, lrpid;
};

#ifdef __x86_64__
#define PERM { 0, 4 }, { 4, 4 }, { 8, 4 }, { 12, 4 }, { 16, 4 }, { 20, 4 }
static const struct layout layouts[] = {
	[SEGMENT] = { PERM, .size = { 48, 8 }, .atime = { 56, 8 }, .dtime = { 64, 8 }, .ctime = { 72, 8 },
		      .cpid = { 80, 4 }, .lpid = { 84, 4 }, .nattch = { 88, 8 } },
	[SEMAPHORES] = { PERM, .otime = { 48, 8 }, .ctime = { 64, 8 }, .nsems = { 80, 8 } },
	[QUEUE] = { PERM, .ctime = { 64, 8 }, .cbytes = { 72, 8 }, .qnum = { 80, 8 }, .qbytes = { 88, 8 },
		    .lspid = { 96, 4 }, .lrpid = { 100, 4 } },
};
#else
#define PERM { 0, 4 }, { 4, 4 }, { 8, 4 }, { 12, 4 }, { 16, 4 }, { 20, 2 }
#define OLD_PERM { 0, 4 }, { 4, 2 }, { 6, 2 }, { 8, 2 }, { 10, 2 }, { 12, 2 }
static const struct layout layouts[] = {
	[SEGMENT] = { PERM, .size = { 36, 4 }, .atime = { 40, 4 }, .dtime = { 48, 4 }, .ctime = { 56, 4 },
		      .cpid = { 64, 4 }, .lpid = { 68, 4 }, .nattch = { 72, 4 } },
	[SEMAPHORES] = { PERM, .otime = { 36, 4 }, .ctime = { 44, 4 }, .nsems = { 52, 4 } },
	[QUEUE] = { PERM, .ctime = { 52, 4 }, .cbytes = { 60, 4 }, .qnum = { 64, 4 }, .qbytes = { 68, 4 },
		    .lspid = { 72, 4 }, .lrpid = { 76, 4 } },
};
/* The structures with 16-bit ids: all that kernels like Linux 2.2 have. */
static const struct layout old_layouts[] = {
	[SEGMENT] = { OLD_PERM, .size = { 16, 4 }, .atime = { 20, 4 }, .dtime = { 24, 4 }, .ctime = { 28, 4 },
		      .cpid = { 32, 2 }, .lpid = { 34, 2 }, .nattch = { 36, 2 } },
	[SEMAPHORES] = { OLD_PERM, .otime = { 16, 4 }, .ctime = { 20, 4 }, .nsems = { 40, 2 } },
	[QUEUE] = { OLD_PERM, .ctime = { 32, 4 }, .cbytes = { 44, 2 }, .qnum = { 46, 2 }, .qbytes = { 48, 2 },
		    .lspid = { 50, 2 }, .lrpid = { 52, 2 } },
};
static int old_structures;	/* does the kernel not know IPC_64? */
#endif

int shmctl(int id, int command, void *buffer)
{
	return IPC(CALL(NR_shmctl, id, command & ~IPC_64, buffer), SHMCTL, id, command, 0, buffer);
}

/* The ipc call wants a pointer to the argument, the direct call the argument itself. */
int semctl(int id, int number, int command, long argument)
{
	return IPC(CALL(NR_semctl, id, number, command & ~IPC_64, argument), SEMCTL, id, number, command, &argument);
}

int msgctl(int id, int command, void *buffer)
{
	return IPC(CALL(NR_msgctl, id, command & ~IPC_64, buffer), MSGCTL, id, command, 0, buffer);
}

static int control_as(enum kind kind, int id, int command, void *buffer)
{
	switch (kind) {
	case SEGMENT:
		return shmctl(id, command, buffer);
	case SEMAPHORES:
		return semctl(id, 0, command, (long)buffer);
	default:
		return msgctl(id, command, buffer);
	}
}

static int control(enum kind kind, int id, int command, void *buffer)
{
#ifdef __x86_64__
	return control_as(kind, id, command, buffer);
#else
	int result = -EINVAL;

	if (!old_structures)
		result = control_as(kind, id, command | IPC_64, buffer);
	if (result != -EINVAL)
		return result;
	result = control_as(kind, id, command, buffer);
	if (result >= 0)
		old_structures = 1;
	return result;
#endif
}

static const struct layout *layout_of(enum kind kind)
{
#ifndef __x86_64__
	if (old_structures)
		return &old_layouts[kind];
#endif
	return &layouts[kind];
}

#define FIELDS (sizeof(struct layout) / sizeof(struct field))
_Static_assert(FIELDS == sizeof(struct state) / sizeof(unsigned long), "layout has the fields of state");

int ipc_stat(enum kind kind, int id, struct state *state)
{
	unsigned char bytes[256] = { 0 };
	int result = control(kind, id, IPC_STAT, bytes);
	const struct field *fields = (const struct field *)layout_of(kind);
	unsigned long *values = (unsigned long *)state;
	size_t i;

	if (result < 0)
		return result;
	for (i = 0; i < FIELDS; i++) {
		values[i] = 0;
		memcpy(&values[i], bytes + fields[i].offset, fields[i].size);
	}
	return 0;
}

int ipc_set(enum kind kind, int id, const struct state *state)
{
	unsigned char bytes[256] = { 0 };
	const struct layout *layout = layout_of(kind);

	memcpy(bytes + layout->uid.offset, &state->uid, layout->uid.size);
	memcpy(bytes + layout->gid.offset, &state->gid, layout->gid.size);
	memcpy(bytes + layout->mode.offset, &state->mode, layout->mode.size);
	memcpy(bytes + layout->qbytes.offset, &state->qbytes, layout->qbytes.size);
	return control(kind, id, IPC_SET, bytes);
}

int ipc_remove(enum kind kind, int id)
{
	return control(kind, id, IPC_RMID, NULL);
}
