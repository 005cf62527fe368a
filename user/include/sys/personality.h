/* SPDX-License-Identifier: GPL-2.0-only */
/* The behaviour that a program expects of the kernel. */
#ifndef _SYS_PERSONALITY_H
#define _SYS_PERSONALITY_H

#include <uapi/personality.h>

int personality(unsigned long persona);

#endif
