/* SPDX-License-Identifier: GPL-2.0-only */
/* A function that the student has still to write calls this; kernel/lab/not_implemented.c. */
#ifndef KERNEL_LAB_NOT_IMPLEMENTED_H
#define KERNEL_LAB_NOT_IMPLEMENTED_H

/* Print which function of which step ("2.1") is missing, once for each function. Returns -ENOSYS. */
long not_implemented(const char *function, const char *step);
/* From now on, print each of them once more. */
void not_implemented_again(void);

#endif
