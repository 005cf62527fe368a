/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphores and message queues: the functions that programs call. Each puts its arguments into
 * registers, beside the number of the ipc call and of its operation. Everything else happens in the
 * kernel, in ipc/sem.c and ipc/msg.c.
 */
#include <stdarg.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

int semget(key_t key, int nsems, int semflg)
{
	return syscall(__NR_ipc, SEMGET, key, nsems, semflg);
}

int semop(int semid, struct sembuf *sops, size_t nsops)
{
	return syscall(__NR_ipc, SEMOP, semid, nsops, 0, sops);
}

int semtimedop(int semid, struct sembuf *sops, size_t nsops, const struct timespec *timeout)
{
	return syscall(__NR_ipc, SEMTIMEDOP, semid, nsops, 0, sops, timeout);
}

/* The fourth argument, if the command has one, is an int or a pointer: both are one word. */
int semctl(int semid, int semnum, int cmd, ...)
{
	va_list args;
	unsigned long word;

	va_start(args, cmd);
	word = va_arg(args, unsigned long);
	va_end(args);
	return syscall(__NR_ipc, SEMCTL, semid, semnum, cmd | IPC_64, &word);
}

int msgget(key_t key, int msgflg)
{
	return syscall(__NR_ipc, MSGGET, key, msgflg);
}

int msgsnd(int msqid, const void *msgp, size_t size, int msgflg)
{
	return syscall(__NR_ipc, MSGSND, msqid, size, msgflg, msgp);
}

/* ipc has no register left for the type, so address and type are in memory. */
ssize_t msgrcv(int msqid, void *msgp, size_t size, long type, int msgflg)
{
	struct ipc_kludge kludge = { msgp, type };

	return syscall(__NR_ipc, MSGRCV, msqid, size, msgflg, &kludge);
}

int msgctl(int msqid, int cmd, struct msqid_ds *buf)
{
	return syscall(__NR_ipc, MSGCTL, msqid, cmd | IPC_64, 0, buf);
}
