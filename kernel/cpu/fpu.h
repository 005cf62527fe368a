/* SPDX-License-Identifier: GPL-2.0-only */
/* FPU registers in memory (kernel/cpu/fpu.c), and in signal frames (kernel/proc/fpu_frame.c). */
#ifndef KERNEL_FPU_H
#define KERNEL_FPU_H

#include <uapi/sigcontext.h>
#include "kernel/sched/sched.h"

/* What FSAVE stores: 80-bit registers packed, no SSE. */
struct fsave_area {
	unsigned long cwd, swd, twd, fip, fcs, foo, fos;
	unsigned char st[8][10];
};

/* What FXSAVE stores, at an address divisible by 16. */
struct fxsave_area {
	unsigned short cwd, swd, twd, fop;	/* twd: one bit per register, 1 in use */
	unsigned long fip, fcs, foo, fos;
	unsigned long mxcsr, mxcsr_mask;
	unsigned char st[8][16];
	unsigned char xmm[8][16];
	unsigned char unused[224];
};

union fpu_area {
	struct fsave_area fsave;
	struct fxsave_area fxsave;
};

extern bool cpu_has_fxsr;

/* Where task's registers are kept; thread.fpu must be set. */
static inline union fpu_area *fpu_area(const struct task_struct *task)
{
	return (union fpu_area *)(((unsigned long)task->thread.fpu + 15) & ~15UL);
}

/* Switch the FPU on and find out what it can do; after the slab allocator. */
void fpu_init(void);
/* Make current have an area; true when it has one. */
bool fpu_alloc(void);

/* Write current's FPU state to a signal frame: 1, or 0 when it never used the FPU, or -EFAULT. */
int save_fpu_frame(struct _fpstate *user);
/* And back, from whatever the program has made of it. 0 or -errno. */
int restore_fpu_frame(const struct _fpstate *user);

#endif
