/* SPDX-License-Identifier: GPL-2.0-only */
/* Names for addresses of kernel functions. */
#ifndef KERNEL_LIB_KALLSYMS_H
#define KERNEL_LIB_KALLSYMS_H

#include "kernel/lib/types.h"

/* Write "function+0x12" for a kernel address to buf, or "?"; returns buf. */
const char *symbol_name(unsigned long address, char *buf, size_t size);

#endif
