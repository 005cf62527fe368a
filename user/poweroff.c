/* SPDX-License-Identifier: GPL-2.0-only */
/* poweroff: switches the machine off, without waiting for other processes. Only root may. */
#include <err.h>
#include <sys/reboot.h>

int main(void)
{
	reboot(RB_POWER_OFF);
	err(1, "cannot switch the machine off");
}
