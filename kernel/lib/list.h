/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A doubly linked ring with a head that is not an element, as in Linux:
 *
 *	head <-> first <-> second <-> ... <-> head
 *
 * An element embeds a struct list_head; list_entry() finds the element again.
 * Nothing here locks: the owner of a list names the lock that guards it.
 */
#ifndef KERNEL_LIST_H
#define KERNEL_LIST_H

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

/* Put entry right behind head: the list becomes a stack. */
static inline void list_add(struct list_head *entry, struct list_head *head)
{
	struct list_head *next = head->next;

	entry->next = next;
	entry->prev = head;
	next->prev = entry;
	head->next = entry;
}

/* Put entry at the end: the list becomes a queue. */
static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	list_add(entry, head->prev);
}

/* Take entry out. What its own pointers say then means nothing. */
static inline void list_del(struct list_head *entry)
{
	struct list_head *prev = entry->prev, *next = entry->next;

	prev->next = next;
	next->prev = prev;
}

/* Take entry out and leave it a ring of its own, so that list_empty(entry) tells. */
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

/* From the one behind pos on. */
#define list_for_each_entry_continue(pos, head, member)				\
	for (pos = list_entry(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

/* The same as list_for_each_entry(), where the body may take pos out of the list. */
#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = list_entry((head)->next, __typeof__(*pos), member),		\
	     n = list_entry(pos->member.next, __typeof__(*pos), member);	\
	     &pos->member != (head);						\
	     pos = n, n = list_entry(n->member.next, __typeof__(*n), member))

#endif
