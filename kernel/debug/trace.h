/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace: with the boot word `trace` the kernel tells on COM2 what it does, one JSON
 * object a line (docs/trace.md says how to read them).
 *
 * trace_WHAT(...) stands right behind what it tells of, so that after every line memory is
 * as the lines so far say. It never sleeps, allocates, or touches a user's memory: mm/ uses
 * it as it uses printk(). Without the boot word each costs a look at one word.
 */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include "kernel/lib/types.h"

struct mm_struct;
struct page;
struct pt_regs;
struct shmid_kernel;
struct task_struct;
struct vm_area_struct;

/* What is told: one bit for each name that may stand behind `trace=`. */
#define TRACE_PROC	0x01	/* processes and their address spaces */
#define TRACE_CALL	0x02	/* system calls */
#define TRACE_FAULT	0x04	/* page faults */
#define TRACE_AREA	0x08	/* areas of address spaces */
#define TRACE_TABLE	0x10	/* entries of page directories and page tables */
#define TRACE_FRAME	0x20	/* frames and their reference counts */
#define TRACE_SHM	0x40	/* segments and their attaches */
extern unsigned long trace_classes;

/* The barrier keeps the compiler from making a jump of the call: its return address is told, too. */
#define TRACE(class, call)					\
	do {							\
		if (unlikely(trace_classes & (class))) {	\
			call;					\
			barrier();				\
		}						\
	} while (0)

/* The boot word, the line, and what there is already: when memory is known, and none of it in use. */
void trace_init(void);

/* A process: made, with another program, in the CPU's place, ended, forgotten. */
#define trace_fork(child)		TRACE(TRACE_PROC, do_trace_fork(child))
#define trace_exec(path)		TRACE(TRACE_PROC, do_trace_exec(path))
#define trace_switch(next)		TRACE(TRACE_PROC, do_trace_switch(next))
#define trace_exit(status)		TRACE(TRACE_PROC, do_trace_exit(status))
#define trace_reap(child)		TRACE(TRACE_PROC, do_trace_reap(child))
/* An address space: "make", "leave" (current has let go of it), "free". */
#define trace_mm(op, mm)		TRACE(TRACE_PROC, do_trace_mm(op, mm))

#define trace_call(leaving)		TRACE(TRACE_CALL, do_trace_call(leaving))
#define trace_fault(regs, va, result)	TRACE(TRACE_FAULT, do_trace_fault(regs, va, result))

/* An area: "add", "remove", "protect"; or its edges have moved from those given. */
#define trace_area(op, vma)		TRACE(TRACE_AREA, do_trace_area(op, vma))
#define trace_resize(vma, start, end)	TRACE(TRACE_AREA, do_trace_resize(vma, start, end))

/* A table entry, with its value before and now. */
#define trace_pgd(entry, old, new)	TRACE(TRACE_TABLE, do_trace_entry("pgd", entry, old, new))
#define trace_pte(entry, old, new)	TRACE(TRACE_TABLE, do_trace_entry("pte", entry, old, new))

/* Frames given to the allocator; 2^order taken from it, given back; one more reference, one fewer. */
#define trace_ram(start, end)		TRACE(TRACE_FRAME, do_trace_ram(start, end))
#define trace_alloc(page, gfp)		TRACE(TRACE_FRAME, do_trace_alloc(page, gfp, _RET_IP_))
#define trace_free(page)		TRACE(TRACE_FRAME, do_trace_free(page, _RET_IP_))
#define trace_ref(page)			TRACE(TRACE_FRAME, do_trace_ref(page))

/* A segment: "make", "set" (owner or mode), "remove" (marked), "destroy". */
#define trace_seg(op, shp, slot)	TRACE(TRACE_SHM, do_trace_seg(op, shp, slot))
/* One more attach, "attach" "fork" "split", or one fewer, "detach". */
#define trace_attach(op, shmd)		TRACE(TRACE_SHM, do_trace_attach(op, shmd))
/* Page idx of the attached segment has its frame. */
#define trace_shmpage(shmd, idx)	TRACE(TRACE_SHM, do_trace_shmpage(shmd, idx))

/* Who called the function in which this stands. */
#define _RET_IP_	((unsigned long)__builtin_return_address(0))

/* They run only under TRACE(), so they are kept apart from what runs always. */
#define told noinline __attribute__((cold))
told void do_trace_fork(const struct task_struct *child);
told void do_trace_exec(const char *path);
told void do_trace_switch(const struct task_struct *next);
told void do_trace_exit(long status);
told void do_trace_reap(const struct task_struct *child);
told void do_trace_mm(const char *op, const struct mm_struct *mm);
told void do_trace_call(int leaving);
told void do_trace_fault(const struct pt_regs *regs, unsigned long va, int result);
told void do_trace_area(const char *op, struct vm_area_struct *vma);
told void do_trace_resize(struct vm_area_struct *vma, unsigned long start, unsigned long end);
told void do_trace_entry(const char *ev, const void *entry, unsigned long old, unsigned long new);
told void do_trace_ram(unsigned long start, unsigned long end);
told void do_trace_alloc(const struct page *page, unsigned int gfp, unsigned long ip);
told void do_trace_free(const struct page *page, unsigned long ip);
told void do_trace_ref(const struct page *page);
told void do_trace_seg(const char *op, const struct shmid_kernel *shp, int slot);
told void do_trace_attach(const char *op, const struct vm_area_struct *shmd);
told void do_trace_shmpage(const struct vm_area_struct *shmd, unsigned long idx);
#undef told

#endif
