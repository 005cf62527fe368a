/* SPDX-License-Identifier: GPL-2.0-only */
/* poll() (kernel/fs/poll.c). */
#ifndef KERNEL_FS_POLL_H
#define KERNEL_FS_POLL_H

/* Make every process that sleeps in poll() check its files again. From anywhere, interrupts included. */
void poll_wake(void);

#endif
