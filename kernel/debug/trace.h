/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace: with the boot word `trace` the kernel sends a record on COM2 for everything that
 * happens to processes, address spaces, table entries, frames and segments (docs/trace.md).
 *
 * trace_WHAT(...) stands directly after the change that it reports, so that memory after each
 * record is what the records so far say. It never sleeps, allocates, or touches user memory, so
 * every room of the kernel may use it, like printk(). Without the boot word each costs a test of
 * one word.
 */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include "kernel/lib/types.h"

struct page;
struct task_struct;
struct vm_area_struct;

/* TRACE_PROC ...: the classes, one bit each; EV_FORK ...: the events. */
enum trace_class {
#define TRACE_CLASS(NAME, word, bit) TRACE_##NAME = bit,
#define TRACE_EVENT(NAME, fields)
#include "kernel/debug/trace_events.h"
};
enum trace_event {
#define TRACE_CLASS(NAME, word, bit)
#define TRACE_EVENT(NAME, fields) EV_##NAME,
#include "kernel/debug/trace_events.h"
};

/* The classes that are traced. */
extern unsigned long trace_classes;

/* The last records, which debuggers read (trace.c); NULL while the kernel does not trace. */
extern struct trace_ring *trace_ring;

/* Read the boot word and send the first records. Memory is known, and no frame is in use yet. */
void trace_init(void);

/* cold: the compiler keeps these calls out of the way of what always runs. */
#define rarely noinline __attribute__((cold))

/* Send a record of n numbers. ip: the instruction after the cause; 0: after the call of this. */
rarely void trace_record(enum trace_event event, unsigned long ip, int n, ...);
#define trace_send(event, ip, ...)								\
	trace_record(event, ip, sizeof((unsigned long[]){ __VA_ARGS__ }) / sizeof(long), __VA_ARGS__)

/* The barrier keeps the compiler from making the call a jump: the record contains its return address. */
#define TRACE_CALLING(class, call)								\
	do {											\
		if (unlikely(trace_classes & (class))) {					\
			call;									\
			barrier();								\
		}										\
	} while (0)
#define TRACE(class, event, ...)	TRACE_CALLING(class, trace_send(event, 0, __VA_ARGS__))

/* A process was made, runs another program, gets the CPU, has ended, is forgotten. */
#define trace_fork(child)		TRACE_CALLING(TRACE_PROC, do_trace_fork(child))
#define trace_exec(path)		TRACE_CALLING(TRACE_PROC, do_trace_exec(path))
#define trace_switch(next)		TRACE_CALLING(TRACE_PROC, do_trace_switch(next))
#define trace_exit(status)		TRACE(TRACE_PROC, EV_EXIT, status)
#define trace_reap(child)		TRACE(TRACE_PROC, EV_REAP, (child)->pid)
/* An address space: EV_MM_MAKE, EV_MM_LEAVE (current no longer uses it), EV_MM_FREE. */
#define trace_mm(event, mm)		TRACE(TRACE_PROC, event, __pa((mm)->pgd))

/* A system call of current begins (leaving = 0) or ends. */
#define trace_call(leaving)		TRACE_CALLING(TRACE_CALL, do_trace_call(leaving))
/* A page fault was handled. An address that is also eip was to be executed. */
#define trace_fault(regs, va, result)	TRACE(TRACE_FAULT, EV_FAULT, va, (regs)->eip,		\
	(regs)->orig_eax & PF_WRITE ? 1 : (va) == (regs)->eip ? 2 : 0,				\
	(regs)->orig_eax & PF_PROT, user_mode(regs) != 0, result)

/* An area: EV_AREA_ADD, EV_AREA_REMOVE, EV_AREA_PROTECT; or it began at start and ended at end. */
#define trace_area(event, vma)		TRACE_CALLING(TRACE_AREA, do_trace_area(event, vma))
#define trace_resize(vma, start, end)	TRACE(TRACE_AREA, EV_AREA_RESIZE,			\
	__pa((vma)->vm_mm->pgd), (vma)->vm_start, (vma)->vm_end, start, end)

/* A table entry: where it is, its value before and now. */
#define trace_pgd(entry, old, new)	TRACE_CALLING(TRACE_TABLE, do_trace_entry(EV_PGD, entry, old, new))
#define trace_pte(entry, old, new)	TRACE_CALLING(TRACE_TABLE, do_trace_entry(EV_PTE, entry, old, new))

/* Memory given to the allocator; a block of frames allocated (NULL: none) or freed; a new count. */
#define trace_ram(start, end)		TRACE(TRACE_FRAME, EV_RAM, start, end)
#define trace_alloc(page, gfp)		TRACE_CALLING(TRACE_FRAME, if (page) trace_send(EV_ALLOC,	\
	_RET_IP_, page_to_phys(page), (page)->order, ((gfp) & __GFP_USER) != 0))
#define trace_free(page)		TRACE_CALLING(TRACE_FRAME, trace_send(EV_FREE,		\
	_RET_IP_, page_to_phys(page), (page)->order))
#define trace_ref(page)			TRACE_CALLING(TRACE_FRAME, do_trace_ref(page))

/* A segment: EV_SEG_MAKE, EV_SEG_SET (owner or mode), EV_SEG_REMOVE (marked), EV_SEG_DESTROY. */
#define trace_seg(event, shp, slot)	TRACE(TRACE_SHM, event,					\
	IPC_ID((shp)->u.shm_perm.seq, slot), slot, (shp)->u.shm_perm.key, (shp)->u.shm_segsz,	\
	(shp)->shm_npages, (shp)->u.shm_perm.mode, (shp)->u.shm_perm.uid, (shp)->u.shm_nattch)
/* One attach more, EV_ATTACH_ATTACH, _FORK, _SPLIT, or fewer, EV_ATTACH_DETACH. */
#define trace_attach(event, shmd)	TRACE_CALLING(TRACE_SHM, do_trace_attach(event, shmd))
/* Page idx of the attached segment got its frame. */
#define trace_shmpage(shmd, idx)	TRACE_CALLING(TRACE_SHM, do_trace_shmpage(shmd, idx))

/* A set: EV_SEM_MAKE, EV_SEM_SET (owner or mode), EV_SEM_REMOVE. */
#define trace_sem(event, sma)		TRACE(TRACE_SEM, event,					\
	(sma)->sem_id, IPC_SLOT((sma)->sem_id), (sma)->sem_perm.key, (sma)->sem_nsems,		\
	(sma)->sem_perm.mode, (sma)->sem_perm.uid)
/* A semaphore was changed. current sleeps because of an operation; a call that slept has a result. */
#define trace_semval(sma, num)		TRACE(TRACE_SEM, EV_SEM_VALUE,				\
	(sma)->sem_id, num, (sma)->sems[num].semval, (sma)->sems[num].sempid)
#define trace_semsleep(sma, sop)	TRACE(TRACE_SEM, EV_SEM_SLEEP,				\
	(sma)->sem_id, (sop)->sem_num, (sop)->sem_op)
#define trace_semwake(sma, task, result) TRACE(TRACE_SEM, EV_SEM_WAKE, (sma)->sem_id, (task)->pid, result)

/* A queue: EV_MSG_MAKE, EV_MSG_SET (owner, mode or size), EV_MSG_REMOVE. */
#define trace_msq(event, msq)		TRACE(TRACE_MSG, event,					\
	(msq)->q_id, IPC_SLOT((msq)->q_id), (msq)->q_perm.key, (msq)->q_qbytes,			\
	(msq)->q_perm.mode, (msq)->q_perm.uid)
/* A message was handed to a sleeping process, or (0) put into the queue; it was taken from the queue. */
#define trace_msgsend(msq, msg, to)	TRACE(TRACE_MSG, EV_MSG_SEND, (msq)->q_id,		\
	(msg)->m_type, (msg)->m_ts, (msq)->q_qnum, (msq)->q_cbytes, to)
#define trace_msgreceive(msq, msg)	TRACE(TRACE_MSG, EV_MSG_RECEIVE, (msq)->q_id,		\
	(msg)->m_type, (msg)->m_ts, (msq)->q_qnum, (msq)->q_cbytes)
/* current sleeps because there is no room, or no message; a call that slept goes on. */
#define trace_msgsleep(msq, room, type, bytes) TRACE(TRACE_MSG, EV_MSG_SLEEP, (msq)->q_id, room, type, bytes)
#define trace_msgwake(msq, task, result) TRACE(TRACE_MSG, EV_MSG_WAKE, (msq)->q_id, (task)->pid, result)

/* The address to which the function that contains this returns. */
#define _RET_IP_	((unsigned long)__builtin_return_address(0))

/* What sends a string, or is inlined in many places, or must not see mm/ from below, is a function. */
rarely void do_trace_fork(const struct task_struct *child);
rarely void do_trace_exec(const char *path);
rarely void do_trace_switch(const struct task_struct *next);
rarely void do_trace_call(int leaving);
rarely void do_trace_area(enum trace_event event, struct vm_area_struct *vma);
rarely void do_trace_entry(enum trace_event event, const void *entry, unsigned long old, unsigned long new);
rarely void do_trace_ref(const struct page *page);
rarely void do_trace_attach(enum trace_event event, const struct vm_area_struct *shmd);
rarely void do_trace_shmpage(const struct vm_area_struct *shmd, unsigned long idx);
#undef rarely

#endif
