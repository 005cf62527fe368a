/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Semaphore sets: their structures, and what the files of ipc/ share about them.
 *
 *	sem_sets[]           struct sem_array            on kernel stacks of sleepers
 *	+---+               +---------------------+
 *	| 0 |-------------->| sem_perm, times     |
 *	+---+               | pending_const ------|--> sem_queue <--> sem_queue
 *	| 1 | IPC_UNUSED    | pending_alter ------|--> sem_queue
 *	+---+               | undos --------------|--> sem_undo <--> sem_undo
 *	 ...                | sems[0] value, pid  |       |             |
 *	+---+               | sems[1] value, pid  |    task A        task B (task_struct.sem_undos)
 *	|127|               |  ...                |
 *	+---+               +---------------------+
 */
#ifndef IPC_SEM_H
#define IPC_SEM_H

#include <uapi/sem.h>
#include "ipc/util.h"
#include "kernel/lib/list.h"
#include "kernel/sched/spinlock.h"

struct sem {
	int			semval;		/* 0 to SEMVMX */
	pid_t			sempid;		/* last process that changed it */
};

struct sem_array {
	struct kern_ipc_perm	sem_perm;
	int			sem_id;
	time_t			sem_otime;	/* last successful semop; 0: none */
	time_t			sem_ctime;	/* creation or last change by semctl */
	struct list_head	pending_const;	/* sleepers that only wait for zero */
	struct list_head	pending_alter;	/* all other sleepers */
	int			complex_count;	/* of these, with more than one operation */
	struct list_head	undos;		/* of every process that has one for this set */
	int			sem_nsems;
	struct sem		sems[];
};

/* A call of semop that sleeps. Others may complete it: see update_queue(). */
struct sem_queue {
	struct list_head	list;		/* pending_const or pending_alter, oldest first */
	struct task_struct	*sleeper;
	struct sem_undo		*undo;		/* NULL: no operation has SEM_UNDO */
	const struct sembuf	*sops;
	int			nsops;
	bool			alter;		/* some operation adds or subtracts */
	const struct sembuf	*blocking;	/* the first operation that could not proceed */
	int			status;		/* SEM_WAITING, or the result of the call */
};
#define SEM_WAITING	1

/* More operations than this are not copied to the stack, but to memory of kmalloc(). */
#define SEMOPM_FAST	SEMOPM
#define SEMOPM_MAX	65536		/* what that provides; /proc/sys/kernel/sem may say more */

/* What the exit of one process adds to the semaphores of one set. */
struct sem_undo {
	struct list_head	proc_list;	/* task_struct.sem_undos, latest first */
	struct list_head	set_list;	/* sem_array.undos */
	struct sem_array	*set;
	short			semadj[];	/* one for each semaphore */
};

/* A sleeping call has ended with this result: remove it from the queue, and wake its process. sem_lock is held. */
void wake_up_sleeper(struct sem_array *sma, struct sem_queue *q, int result);
/*
 * Values have changed: complete every sleeping call that can proceed now. NULL: any semaphore may
 * have changed. sem_lock is held, and may be dropped for a while: the set may be gone afterwards.
 */
void update_queue(struct sem_array *sma, const struct sembuf *sops, int nsops);
/* For ipc(); the other calls are declared in kernel/lib/syscalls.h. The timeout may be NULL. */
struct timespec;
long sys_semop(int semid, const struct sembuf *sops, unsigned int nsops);
long sys_semtimedop(int semid, struct sembuf *sops, unsigned int nsops, const struct timespec *timeout);

#endif
