/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of kernel functions. */
#ifndef KERNEL_LIB_KALLSYMS_H
#define KERNEL_LIB_KALLSYMS_H

#include "kernel/lib/types.h"

/* Write "function+0x12" to buf, or "?" if the address is in no kernel function. Returns buf. */
const char *symbol_name(unsigned long address, char *buf, size_t size);

#endif
