/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process has to undo to semaphores when it ends. */
#ifndef IPC_SEM_UNDO_H
#define IPC_SEM_UNDO_H

struct sem_array;
struct sem_undo;

/* Let do_exit() undo, and make /proc/sysvipc/sem. At boot. */
void sem_init(void);
/*
 * Find the set with this id, and the entry in which current notes what it has to undo there, or make
 * one. sem_lock is held, and dropped while memory is allocated. Errors: EINVAL and EIDRM (id), ENOMEM, EIDRM
 * (removed meanwhile).
 */
struct sem_array *find_set_and_undo(int semid, struct sem_undo **un);
/* Forget what a process would undo in a set. sem_lock is held. */
void free_undo(struct sem_undo *un);

#endif
