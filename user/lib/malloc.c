/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * malloc: memory between the program's data and the break, in blocks.
 *
 *	heap	|head|  free  |head| used  |head|   free   |head|used|
 *		  |_____________________________|	   ^	     ^
 *		  `next' of a free block: the next one	   break is here
 *
 * Each block begins with a 16-byte head that contains its size. The free blocks form a list in the
 * order of their addresses. malloc takes the first one that is large enough and cuts off the rest
 * (first fit). free puts a block back into the list and joins it with neighbours that it touches.
 * When no block fits, the break is moved up. It never moves down, and large blocks are not mapped
 * by mmap: that is simpler, and enough for small programs.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGNMENT	16
#define GROW_BY		(16 * 1024)	/* least that the break is moved by */

struct head {
	size_t		size;		/* of the whole block, head included */
	struct head	*next;		/* free: the next free block */
	unsigned int	state;
	unsigned int	unused;		/* up to 16 bytes */
};

#define USED	0x75736564		/* the state of a block that malloc has returned */
#define FREE	0x66726565

_Static_assert(sizeof(struct head) == ALIGNMENT, "what follows a head is aligned");

static struct head *free_list;

static struct head *after(struct head *block)
{
	return (struct head *)((char *)block + block->size);
}

/* Puts BLOCK into the free list, and joins it with neighbours that it touches. */
static void insert(struct head *block)
{
	struct head *before = NULL, *next = free_list;

	while (next && next < block) {
		before = next;
		next = next->next;
	}
	block->state = FREE;
	block->next = next;
	if (before)
		before->next = block;
	else
		free_list = block;

	if (next && after(block) == next) {
		block->size += next->size;
		block->next = next->next;
	}
	if (before && after(before) == block) {
		before->size += block->size;
		before->next = block->next;
	}
}

/* Moves the break up so that a block of SIZE fits. Returns 0, or -1 without memory. */
static int grow(size_t size)
{
	size_t amount = size > GROW_BY ? size : GROW_BY;
	uintptr_t misaligned = -(uintptr_t)sbrk(0) % ALIGNMENT;
	struct head *block;

	if (misaligned && sbrk(misaligned) == (void *)-1)
		return -1;
	block = sbrk(amount);
	if (block == (void *)-1 && amount > size) {
		amount = size;			/* perhaps the least amount is available */
		block = sbrk(amount);
	}
	if (block == (void *)-1)
		return -1;
	block->size = amount;
	insert(block);
	return 0;
}

/* Takes SIZE bytes from the first free block that is large enough. Returns NULL if there is none. */
static struct head *take(size_t size)
{
	struct head **link, *block, *rest;

	for (link = &free_list; (block = *link) != NULL; link = &block->next)
		if (block->size >= size)
			break;
	if (!block)
		return NULL;
	if (block->size - size > sizeof(struct head)) {
		rest = (struct head *)((char *)block + size);
		rest->size = block->size - size;
		rest->next = block->next;
		rest->state = FREE;
		*link = rest;
		block->size = size;
	} else {
		*link = block->next;
	}
	block->state = USED;
	return block;
}

void *malloc(size_t size)
{
	struct head *block;

	if (size > PTRDIFF_MAX - 2 * ALIGNMENT) {
		errno = ENOMEM;
		return NULL;
	}
	size = (size + sizeof(struct head) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (size == sizeof(struct head))
		size += ALIGNMENT;		/* malloc(0): a pointer of its own */
	block = take(size);
	if (!block && grow(size) == 0)
		block = take(size);
	return block ? block + 1 : NULL;	/* sbrk has set errno */
}

void free(void *memory)
{
	struct head *block = (struct head *)memory - 1;

	if (!memory)
		return;
	if (block->state != USED) {
		static const char message[] = "free(): not a block of malloc\n";

		write(2, message, sizeof(message) - 1);
		abort();
	}
	insert(block);
}

void *calloc(size_t count, size_t size)
{
	void *memory;

	if (size && count > PTRDIFF_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(count * size);
	return memory ? memset(memory, 0, count * size) : NULL;
}

void *realloc(void *old, size_t size)
{
	struct head *block = (struct head *)old - 1;
	size_t had;
	void *new;

	if (!old)
		return malloc(size);
	if (size == 0) {
		free(old);
		return NULL;
	}
	had = block->size - sizeof(struct head);
	if (size <= had && size >= had / 2)
		return old;
	new = malloc(size);
	if (!new)
		return NULL;
	memcpy(new, old, size < had ? size : had);
	free(old);
	return new;
}
