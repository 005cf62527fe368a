/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests to devices. */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <uapi/ioctls.h>
#include <uapi/termios.h>	/* struct winsize */

int ioctl(int fd, unsigned long request, ...);

#endif
