/* SPDX-License-Identifier: GPL-2.0-only */
/* The personality call: only plain Linux exists here; debuggers ask. */
#ifndef _UAPI_PERSONALITY_H
#define _UAPI_PERSONALITY_H

#define PER_LINUX		0x00000000
#define PER_MASK		0x000000ff
#define ADDR_NO_RANDOMIZE	0x00040000	/* nothing is random here anyway */

#endif
