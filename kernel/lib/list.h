/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Doubly linked lists, as in Linux. A list is a ring, and its head is not an element:
 *
 *	head <-> first <-> second <-> ... <-> head
 *
 * An element embeds a struct list_head, and list_entry() converts a pointer to it into a pointer
 * to the element. These functions take no locks: the owner of a list names the lock that guards it.
 */
#ifndef KERNEL_LIB_LIST_H
#define KERNEL_LIB_LIST_H

#include "kernel/lib/types.h"

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head->prev = head;
}

/* Insert entry right after head, as on a stack. */
static inline void list_add(struct list_head *entry, struct list_head *head)
{
	struct list_head *next = head->next;

	entry->next = next;
	entry->prev = head;
	next->prev = entry;
	head->next = entry;
}

/* Insert entry at the end, as in a queue. */
static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	list_add(entry, head->prev);
}

/* Remove entry from its list. Its own pointers are invalid afterwards. */
static inline void list_del(struct list_head *entry)
{
	struct list_head *prev = entry->prev, *next = entry->next;

	prev->next = next;
	next->prev = prev;
}

/* Remove entry and make it an empty list, so that list_empty(entry) is true afterwards. */
static inline void list_del_init(struct list_head *entry)
{
	list_del(entry);
	INIT_LIST_HEAD(entry);
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

#define list_entry(ptr, type, member)	container_of(ptr, type, member)

#define list_for_each_entry(pos, head, member)					\
	for (pos = list_entry((head)->next, __typeof__(*pos), member);		\
	     &pos->member != (head);						\
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

/* Continue with the element after pos. */
#define list_for_each_entry_continue(pos, head, member)				\
	for (pos = list_entry(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

/* Like list_for_each_entry(), but the body may remove pos from the list. */
#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = list_entry((head)->next, __typeof__(*pos), member),		\
	     n = list_entry(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = n, n = list_entry(n->member.next, __typeof__(*n), member))

#endif
