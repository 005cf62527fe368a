/* SPDX-License-Identifier: GPL-2.0-only */
/* reboot: starts the machine anew, without waiting for other processes. Only root may. */
#include <err.h>
#include <sys/reboot.h>

int main(void)
{
	reboot(RB_AUTOBOOT);
	err(1, "cannot start the machine anew");
}
