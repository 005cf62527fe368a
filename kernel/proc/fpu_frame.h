/* SPDX-License-Identifier: GPL-2.0-only */
/* FPU registers in signal frames. */
#ifndef KERNEL_PROC_FPU_FRAME_H
#define KERNEL_PROC_FPU_FRAME_H

#include <uapi/sigcontext.h>

/* Write the FPU state of current to a signal frame: 1, or 0 if it never used the FPU, or -EFAULT. */
int save_fpu_frame(struct _fpstate *user);
/* Read it back, whatever the program has made of it: 0 or -EFAULT. */
int restore_fpu_frame(const struct _fpstate *user);

#endif
