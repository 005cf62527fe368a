/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls of Linux on the i386 and on x86-64, without a C library. Every function returns what
 * the kernel returns: a negative number is an error, as in -EINVAL.
 *
 * The kit expects little of a kernel. Where Linux has several calls for one thing, the functions try
 * them in turn until one of them exists: the ipc call and the direct calls, wait4 and waitpid, the
 * structures with 32-bit and with 16-bit ids.
 */
#ifndef KIT_SYS_H
#define KIT_SYS_H

#include <stddef.h>
#include <stdint.h>

#define PAGE 4096

enum {
	EPERM = 1, ENOENT = 2, EINTR = 4, E2BIG = 7, ECHILD = 10, EAGAIN = 11, ENOMEM = 12, EACCES = 13,
	EFAULT = 14, EEXIST = 17, EINVAL = 22, EFBIG = 27, ENOSPC = 28, ERANGE = 34, ENOSYS = 38,
	ENOMSG = 42, EIDRM = 43,
};
enum { SIGKILL = 9, SIGUSR1 = 10, SIGSEGV = 11, SIGALRM = 14 };

#define IPC_PRIVATE	0
#define IPC_CREAT	01000
#define IPC_EXCL	02000
#define IPC_NOWAIT	04000
enum { IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO };
#define SHM_RDONLY	010000
#define SHM_RND		020000
#define SHM_REMAP	040000
#define SHM_DEST	01000
enum { GETPID = 11, GETVAL, GETALL, GETNCNT, GETZCNT, SETVAL, SETALL };
#define SEM_UNDO	0x1000
#define MSG_NOERROR	010000
#define PROT_NONE	0
#define PROT_READ	1
#define PROT_WRITE	2

void leave(int status) __attribute__((noreturn));
int fork(void);
int getpid(void);
int pipe(int ends[2]);
long read(int file, void *buffer, size_t size);
long write(int file, const void *text, size_t size);
int create_file(const char *path);
int execve(const char *path, char *const *words, char *const *environment);
int kill(int pid, int signal);
int alarm(unsigned seconds);
int sleep_ms(int milliseconds);
int catch_signal(int signal, void (*handler)(int));
int geteuid(void);
int setuid(unsigned uid);
int setgid(unsigned gid);
int munmap(void *address, size_t size);
int mprotect(void *address, size_t size, int rights);

/* Waits for a child. Returns its exit status, 128 + the number of the signal that ended it, or an error. */
int wait_for(int pid);

/* The free memory in pages, or -1 if the kernel does not say (sysinfo). */
long free_pages(void);

/* Gives the caller IPC objects of its own, where the kernel can (unshare). Returns 0 if it has them now. */
int leave_ipc_namespace(void);

/* Switches the machine off, where the kernel can. */
void power_off(void);

/* ---- System V IPC ---- */

int shmget(int key, size_t size, int flags);
void *shmat(int id, const void *address, int flags);	/* failed(address): -error */
int shmdt(const void *address);
int shmctl(int id, int command, void *buffer);
int semget(int key, int count, int flags);
int semctl(int id, int number, int command, long argument);
int msgget(int key, int flags);
int msgsnd(int id, const void *message, size_t size, int flags);
long msgrcv(int id, void *message, size_t size, long type, int flags);
int msgctl(int id, int command, void *buffer);

struct sembuf {
	unsigned short number;
	short	add;
	short	flags;
};
int semop(int id, const struct sembuf *operations, unsigned count);
int semtimedop(int id, const struct sembuf *operations, unsigned count, int milliseconds);

/* Is the result of shmat an error? */
static inline int failed(const void *address)
{
	return (uintptr_t)address >= (uintptr_t)-4095;
}

/*
 * What IPC_STAT says about an object, in whatever layout the kernel gives it. Fields that the kind of
 * object does not have are 0.
 */
struct state {
	unsigned long key, uid, gid, cuid, cgid, mode;
	unsigned long size, nattch, cpid, lpid, atime, dtime, ctime;	/* a segment */
	unsigned long nsems, otime;					/* a set of semaphores */
	unsigned long cbytes, qnum, qbytes, lspid, lrpid;		/* a queue */
};

enum kind { SEGMENT, SEMAPHORES, QUEUE };

/* Fills *state; an error leaves it unchanged. */
int ipc_stat(enum kind kind, int id, struct state *state);

/* Sets uid, gid and mode (for a queue also qbytes) to those in *state. */
int ipc_set(enum kind kind, int id, const struct state *state);

int ipc_remove(enum kind kind, int id);

#endif
