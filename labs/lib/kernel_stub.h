/* SPDX-License-Identifier: GPL-2.0-only */
/* A function that the student has still to write calls this; kernel/lab/not_implemented.c. */
#ifndef KERNEL_LAB_NOT_IMPLEMENTED_H
#define KERNEL_LAB_NOT_IMPLEMENTED_H

/* Print which function of which lab is missing, once for each function. Returns -ENOSYS. */
long not_implemented(const char *function, int lab);

#endif
