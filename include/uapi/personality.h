/* SPDX-License-Identifier: GPL-2.0-only */
/* The personality call, as in Linux's <linux/personality.h>. Only PER_LINUX exists here. */
#ifndef _UAPI_PERSONALITY_H
#define _UAPI_PERSONALITY_H

#define PER_LINUX		0x00000000
#define PER_MASK		0x000000ff
#define ADDR_NO_RANDOMIZE	0x00040000	/* accepted: no address is random here */
#define READ_IMPLIES_EXEC	0x00400000	/* what may be read may be executed */

#endif
