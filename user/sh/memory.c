/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for the tree of a command, its arguments, and everything else that lasts as long as the
 * command runs. It is taken from one static array and released all at once:
 *
 *	memory[]  | functions | tree | arguments | ...          |
 *	                      ^floor             ^top
 *
 * A static array cannot be refused when the machine's memory is short, and nothing can leak.
 */
#include <stdint.h>
#include <string.h>
#include "sh.h"

#define MEMORY_SIZE	(128 * 1024)
#define ALIGNMENT	8

static char memory[MEMORY_SIZE] __attribute__((aligned(ALIGNMENT)));
static size_t top, floor;

void *take(size_t size)
{
	void *taken = memory + top;

	size = (size + ALIGNMENT - 1) & -ALIGNMENT;
	if (size > MEMORY_SIZE - top) {
		complain("the command is too long", NULL);
		return NULL;
	}
	top += size;
	return memset(taken, 0, size);
}

char *take_text(const char *text, size_t length)
{
	char *copy = take(length + 1);

	return copy ? memcpy(copy, text, length) : NULL;
}

size_t mark_memory(void)
{
	return top;
}

void release_memory(size_t mark)
{
	top = mark > floor ? mark : floor;
}

void keep_memory(void)
{
	floor = top;
}
