/* SPDX-License-Identifier: GPL-2.0-only */
/* FPU registers in signal frames. */
#ifndef KERNEL_PROC_FPU_FRAME_H
#define KERNEL_PROC_FPU_FRAME_H

#include <uapi/sigcontext.h>

/*
 * Write the FPU and SSE registers of current to *user, a part of a signal frame. If current has
 * never used the FPU, set *user to NULL instead. 0 or -EFAULT.
 */
int save_fpu_frame(struct _fpstate **user);
/* Set the registers of current from a signal frame, which the program may have changed. 0 or -EFAULT. */
int restore_fpu_frame(const struct _fpstate *user);

#endif
