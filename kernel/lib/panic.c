// SPDX-License-Identifier: GPL-2.0-only
/*
 * panic(): the kernel has found a bug in itself. It prints the state of the machine and halts,
 * so that the text stays on the screen.
 *
 * Left out compared with Linux: rebooting after a time limit, panic notifiers.
 */
#include "kernel/lib/panic.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/vsprintf.h"

void (*panic_dump)(unsigned long ebp);

/*
 * Switch interrupts off for good and print the message. A panic during a panic is reported without
 * details, and the machine halts.
 */
void panic_message(const char *fmt, va_list args)
{
	static int depth;
	char text[160];

	local_irq_disable();
	if (depth++) {
		if (depth == 2)
			printk("panic inside panic\n");
		halt_forever();
	}
	vsnprintf(text, sizeof(text), fmt, args);
	printk("Kernel panic: %s\n", text);
}

void panic_halt(void)
{
	printk("Halted. The machine can be switched off.\n");
	halt_forever();
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	panic_message(fmt, args);
	va_end(args);
	if (panic_dump)
		panic_dump((unsigned long)__builtin_frame_address(0));
	panic_halt();
}
