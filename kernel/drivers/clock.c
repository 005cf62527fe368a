// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two chips of the PC that keep time:
 *
 *	8254 timer	counts down from LATCH to 0, 1,193,182 steps a second, and interrupts
 *			each time it starts again, HZ times a second: a tick. Its counter
 *			shows how much of the current tick has passed.
 *	MC146818	the calendar, read once at boot
 *
 * The calls that programs make are in kernel/proc/time_calls.c. Left out compared with Linux:
 * setting the clock, correcting it by a better one, and a calendar that does not count in
 * decimal digits and 24 hours, as every PC's firmware makes it.
 */
#include "kernel/drivers/clock.h"
#include "kernel/cpu/irq.h"
#include "kernel/lib/div64.h"
#include "kernel/lib/io.h"
#include "kernel/sched/timer.h"

#define PIT_FREQUENCY	1193182U
#define LATCH		((PIT_FREQUENCY + HZ / 2) / HZ)
#define PIT_COUNTER0	0x40
#define PIT_COMMAND	0x43
#define PIT_RATE	0x34		/* counter 0, both bytes, mode 2: interrupt at 0 and start again */
#define PIT_HOLD	0x00		/* counter 0: hold the value for the next two reads */
#define TIMER_IRQ	0
#define PIC_MASTER	0x20
#define PIC_READ_IRR	0x0a		/* the next read shows which interrupts are requested */

/* LATCH steps take a little longer than 1/HZ seconds. */
#define TICK_NSEC	((uint32_t)((uint64_t)LATCH * NSEC_PER_SEC / PIT_FREQUENCY))

uint64_t boot_time;

static void timer_interrupt(struct pt_regs *regs)
{
	do_timer(regs, TICK_NSEC);
}

/*
 * The steps of the timer since the last tick in `ticks`. Interrupts are off, so the counter may
 * have started again before timer_interrupt() could run. The interrupt controller shows this:
 * its request is still pending.
 */
static uint32_t steps_into_tick(void)
{
	uint32_t count, elapsed;

	outb(PIT_HOLD, PIT_COMMAND);
	count = inb(PIT_COUNTER0);
	count |= inb(PIT_COUNTER0) << 8;
	elapsed = LATCH - min(count, LATCH);
	outb(PIC_READ_IRR, PIC_MASTER);
	if (inb(PIC_MASTER) & 1 << TIMER_IRQ && elapsed < LATCH / 2)
		elapsed += LATCH;
	return elapsed;
}

uint64_t monotonic_ns(void)
{
	static uint64_t last;		/* the two chips are read at different moments */
	unsigned long flags = local_irq_save();
	uint64_t fraction = (uint64_t)steps_into_tick() * TICK_NSEC;
	uint64_t now;

	do_div(&fraction, LATCH);
	now = get_jiffies_64() * TICK_NSEC + fraction;
	if (now < last)
		now = last;
	last = now;
	local_irq_restore(flags);
	return now;
}

uint64_t realtime_ns(void)
{
	return boot_time + monotonic_ns();
}

uint64_t coarse_monotonic_ns(void)
{
	unsigned long flags = local_irq_save();
	uint64_t now = get_jiffies_64() * TICK_NSEC;

	local_irq_restore(flags);
	return now;
}

/* --- the calendar --- */

#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71
#define RTC_STATUS_A	0x0a
#define RTC_UPDATING	0x80		/* in status A: the fields are changing */
static unsigned int cmos_read(int reg)
{
	outb(reg, CMOS_INDEX);
	return inb(CMOS_DATA);
}

/* The days from 1970-01-01 to this date. Years begin in March here, so the leap day is the last. */
static unsigned long days_since_1970(unsigned int year, unsigned int month, unsigned int day)
{
	if (month <= 2) {
		month += 12;
		year--;
	}
	return year * 365 + year / 4 - year / 100 + year / 400 +
	       (month * 153 - 457) / 5 + day - 719469;
}

/* Read the six fields, again if they changed meanwhile, and convert them from decimal digits. */
static void read_fields(unsigned int field[6])
{
	static const unsigned char reg[6] = { 0, 2, 4, 7, 8, 9 };	/* s min h day month year */
	unsigned int before;

	do {
		for (int i = 0; i < 100000 && cmos_read(RTC_STATUS_A) & RTC_UPDATING; i++)
			;
		before = cmos_read(reg[0]);
		for (int i = 0; i < 6; i++)
			field[i] = cmos_read(reg[i]);
	} while (cmos_read(reg[0]) != before || field[0] != before);
	for (int i = 0; i < 6; i++)
		field[i] = (field[i] & 15) + (field[i] >> 4) * 10;
}

/* The seconds since 1970 that the calendar shows. (Linux: get_cmos_time) */
static unsigned long read_calendar(void)
{
	unsigned int field[6];

	read_fields(field);
	field[5] += field[5] < 70 ? 2000 : 1900;
	return ((days_since_1970(field[5], field[4], field[3]) * 24 + field[2]) * 60 +
		field[1]) * 60 + field[0];
}

void time_init(void)
{
	xtime.tv_sec = read_calendar();
	boot_time = (uint64_t)xtime.tv_sec * NSEC_PER_SEC;
	outb(PIT_RATE, PIT_COMMAND);
	outb(LATCH & 0xff, PIT_COUNTER0);
	outb(LATCH >> 8, PIT_COUNTER0);
	request_irq(TIMER_IRQ, timer_interrupt);
}
