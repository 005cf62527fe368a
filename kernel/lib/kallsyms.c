// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of kernel functions for backtraces (Linux: kernel/kallsyms.c).
 *
 * The kernel is linked twice. tools/ksyms makes a table of the functions from the first link, and
 * the second link places it at the end of .rodata, so that nothing before it moves.
 */
#include "kernel/lib/kallsyms.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"

extern const unsigned long kallsyms_count;
extern const unsigned long kallsyms_addresses[];	/* ascending */
extern const char kallsyms_names[];			/* in the same order, each NUL-terminated */
extern const char _stext[], _etext[];

const char *symbol_name(unsigned long address, char *buf, size_t size)
{
	unsigned long low = 0, high = kallsyms_count;
	const char *name = kallsyms_names;

	if (address < (unsigned long)_stext || address >= (unsigned long)_etext || !high ||
	    address < kallsyms_addresses[0]) {
		snprintf(buf, size, "?");
		return buf;
	}
	while (high - low > 1) {		/* find the last symbol that is not above address */
		unsigned long middle = (low + high) / 2;

		if (kallsyms_addresses[middle] <= address)
			low = middle;
		else
			high = middle;
	}
	for (unsigned long i = 0; i < low; i++)
		name += strlen(name) + 1;
	snprintf(buf, size, "%s+0x%lx", name, address - kallsyms_addresses[low]);
	return buf;
}
