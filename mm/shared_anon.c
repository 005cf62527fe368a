// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of mmap(MAP_SHARED | MAP_ANONYMOUS), which a process shares with the children that
 * it forks later. A page that is touched only after the fork must still be the same frame
 * for all of them. So the frames belong to an object, as those of a segment do, and appear
 * at the first touch. Unlike a segment the object has no name, and it goes with its last
 * area.
 */
#include "mm/shared_anon.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"
#include "mm/slab.h"

struct shared_anon {
	struct list_head list;		/* all_objects */
	int users;			/* areas that map it, and its creator until it is mapped */
	unsigned long npages;
	struct page *page[];		/* one reference each; NULL until touched */
};

static spinlock_t shared_anon_lock = SPIN_LOCK_UNLOCKED;	/* guards all objects */
static LIST_HEAD(all_objects);

static void drop(struct shared_anon *object)
{
	bool last;

	spin_lock(&shared_anon_lock);
	last = --object->users == 0;
	if (last)
		list_del_init(&object->list);
	spin_unlock(&shared_anon_lock);
	if (!last)
		return;
	for (unsigned long i = 0; i < object->npages; i++) {
		if (object->page[i])
			put_page(object->page[i]);
		if (i % PTRS_PER_PTE == 0)
			cond_resched();
	}
	kfree(object);
}

static void shared_anon_open(struct vm_area_struct *vma)
{
	struct shared_anon *object = vma->vm_private_data;

	spin_lock(&shared_anon_lock);
	object->users++;
	spin_unlock(&shared_anon_lock);
}

static void shared_anon_close(struct vm_area_struct *vma)
{
	drop(vma->vm_private_data);
}

void shared_anon_put(struct vm_object *object)
{
	drop(object->private_data);
}

static struct page *shared_anon_nopage(struct vm_area_struct *vma, unsigned long address)
{
	struct shared_anon *object = vma->vm_private_data;
	unsigned long idx = ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
	struct page *page, *fresh = NULL;

	if (idx >= object->npages)		/* mremap() made the area larger than the object */
		return NOPAGE_SIGBUS;
	if (!object->page[idx]) {
		fresh = alloc_page(GFP_USER);	/* may sleep: another process may touch the page meanwhile */
		if (!fresh)
			return NOPAGE_OOM;
		clear_page(page_address(fresh));
	}
	spin_lock(&shared_anon_lock);
	if (!object->page[idx]) {
		object->page[idx] = fresh;
		fresh = NULL;
	}
	page = object->page[idx];
	get_page(page);
	spin_unlock(&shared_anon_lock);
	if (fresh)
		put_page(fresh);
	return page;
}

static void shared_anon_name(struct vm_area_struct *vma, char *buf, size_t size, unsigned long *ino)
{
	(void)vma;
	strlcpy(buf, "/dev/zero (deleted)", size);
	*ino = 0;
}

static const struct vm_operations_struct shared_anon_ops = {
	.open = shared_anon_open,
	.close = shared_anon_close,
	.nopage = shared_anon_nopage,
	.name = shared_anon_name,
};

int shared_anon_object(unsigned long len, struct vm_object *object)
{
	unsigned long npages = PAGE_ALIGN(len) >> PAGE_SHIFT;
	struct shared_anon *shared;

	shared = kzalloc(sizeof(*shared) + npages * sizeof(shared->page[0]), GFP_KERNEL);
	if (!shared)
		return -ENOMEM;
	shared->users = 1;
	shared->npages = npages;
	spin_lock(&shared_anon_lock);
	list_add_tail(&shared->list, &all_objects);
	spin_unlock(&shared_anon_lock);
	object->ops = &shared_anon_ops;
	object->private_data = shared;
	return 0;
}

void census_shared_anon(void)
{
	struct shared_anon *object;

	spin_lock(&shared_anon_lock);
	list_for_each_entry(object, &all_objects, list) {
		census_object(object);
		for (unsigned long i = 0; i < object->npages; i++)
			if (object->page[i])
				census_page(object->page[i]);
	}
	spin_unlock(&shared_anon_lock);
}
