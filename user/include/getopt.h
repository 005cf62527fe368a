/* SPDX-License-Identifier: GPL-2.0-only */
/* Options of a command line: getopt is declared in <unistd.h>. */
#ifndef _GETOPT_H
#define _GETOPT_H

#include <unistd.h>

#endif
