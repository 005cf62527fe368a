// SPDX-License-Identifier: GPL-2.0-only
/*
 * futex: sleep until another process changes a word of memory, and wake such sleepers. C libraries
 * build locks, conditions and semaphores from it, and enter the kernel only when they must wait:
 *
 *	lock:	0 -> 1 succeeds: no call at all
 *		otherwise set 2 and FUTEX_WAIT while it is 2
 *	unlock:	set 0; if it was 2, FUTEX_WAKE one sleeper
 *
 * Two processes may see the word at different addresses, in an attached segment for example. What
 * they have in common is the frame. So the key of a word in a shared area is its frame and its
 * place in it. The sleeper holds a reference, so that the frame stays that word's. The key of every
 * other word is the address space and the address: copy-on-write could change the frame.
 *
 * A waker first changes the word, then looks for sleepers. A sleeper first queues itself, then reads
 * the word. So at least one of them notices the other.
 *
 * Left out compared with Linux: requeueing, priority inheritance, robust lists, FUTEX_WAKE_OP.
 */
#include <uapi/futex.h>
#include "kernel/proc/futex.h"
#include "kernel/drivers/clock.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/time_calls.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/census.h"
#include "mm/memory.h"
#include "mm/mmap.h"
#include "mm/page_alloc.h"
#include "mm/pagetable.h"
#include "mm/uaccess.h"

struct futex_key {
	const void *object;		/* a struct page or a struct mm_struct */
	unsigned long offset;		/* the place in the frame, or the address */
	struct page *page;		/* the frame, with a reference; NULL in the second case */
};

struct futex_sleeper {
	struct list_head list;
	struct futex_key key;
	uint32_t bitset;
	struct task_struct *task;
	bool woken;			/* then it is in no list any more */
};

static spinlock_t futex_lock = SPIN_LOCK_UNLOCKED;	/* protects the list */
static LIST_HEAD(sleepers);		/* in the order in which they came, and in which they are woken */

static void put_key(struct futex_key *key)
{
	if (key->page)
		put_page(key->page);
}

/* The key of a word in an area, whose page is made present if necessary. mmap_sem is held. EFAULT, ENOMEM. */
static int area_key(unsigned long addr, struct futex_key *key)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma = find_vma(mm, addr);
	enum fault_result result;

	if (!vma || addr < vma->vm_start || !(vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return -EFAULT;
	if (!(vma->vm_flags & VM_MAYSHARE))
		return 0;
	result = handle_mm_fault(mm, vma, addr, 0);
	if (result != FAULT_HANDLED)
		return result == FAULT_OOM ? -ENOMEM : -EFAULT;
	key->page = pte_page(*walk_page(mm, addr));
	get_page(key->page);
	key->object = key->page;
	key->offset = addr & ~PAGE_MASK;
	return 0;
}

/* The key of the word at uaddr, for put_key(). Errors: EINVAL (not aligned), EFAULT, ENOMEM. */
static int get_key(const uint32_t *uaddr, bool private, struct futex_key *key)
{
	unsigned long addr = (unsigned long)uaddr;
	int err = 0;

	*key = (struct futex_key){ current->mm, addr, NULL };
	if (addr % sizeof(*uaddr))
		return -EINVAL;
	if (!access_ok(uaddr, sizeof(*uaddr)))
		return -EFAULT;
	if (!private) {
		down(&current->mm->mmap_sem);
		err = area_key(addr, key);
		up(&current->mm->mmap_sem);
	}
	return err;
}

/*
 * Sleep until woken; the caller is queued already. Errors: ETIMEDOUT; EINTR, unless no handler runs:
 * then the call is repeated, and a relative time limit with it.
 */
static int sleep_until_woken(const struct futex_sleeper *me, uint64_t deadline)
{
	int err = 0;

	while (!err) {
		current->state = TASK_INTERRUPTIBLE;
		if (me->woken)
			break;
		if (signal_pending(current))
			err = deadline == NO_DEADLINE ? -ERESTARTSYS : -ERESTARTNOHAND;
		else if (!schedule_until(deadline))
			err = me->woken ? 0 : -ETIMEDOUT;
	}
	current->state = TASK_RUNNING;
	return err;
}

/*
 * Sleep, if the word is val, until a wake-up with one of the bits in bitset, or until the monotonic
 * clock shows `deadline`. Errors: EINVAL (no bits), those of get_key(), EFAULT, EAGAIN (the word is
 * another), ETIMEDOUT, EINTR.
 */
static int futex_wait(uint32_t *uaddr, bool private, uint32_t val, uint64_t deadline, uint32_t bitset)
{
	struct futex_sleeper me = { .bitset = bitset, .task = current };
	uint32_t now;
	int err;

	if (!bitset)
		return -EINVAL;
	err = get_key(uaddr, private, &me.key);
	if (err)
		return err;
	spin_lock(&futex_lock);
	list_add_tail(&me.list, &sleepers);
	spin_unlock(&futex_lock);
	if (get_user(now, uaddr))
		err = -EFAULT;
	else if (now != val && !me.woken)	/* who has taken a wake-up must not lose it */
		err = -EAGAIN;
	else
		err = sleep_until_woken(&me, deadline);
	spin_lock(&futex_lock);
	if (!me.woken)
		list_del(&me.list);
	spin_unlock(&futex_lock);
	put_key(&me.key);
	return err;
}

/*
 * Wake up to n sleepers (at least one) that wait for one of the bits. Returns how many. Errors:
 * EINVAL (no bits), those of get_key().
 */
static int futex_wake(const uint32_t *uaddr, bool private, uint32_t n, uint32_t bitset)
{
	struct futex_sleeper *sleeper, *next;
	struct futex_key key;
	uint32_t woken = 0;
	int err;

	if (!bitset)
		return -EINVAL;
	err = get_key(uaddr, private, &key);
	if (err)
		return err;
	spin_lock(&futex_lock);
	list_for_each_entry_safe(sleeper, next, &sleepers, list) {
		if (sleeper->key.object != key.object || sleeper->key.offset != key.offset ||
		    !(sleeper->bitset & bitset))
			continue;
		list_del(&sleeper->list);
		sleeper->woken = true;		/* it may return at once, and `sleeper` is on its stack */
		wake_up_process(sleeper->task);
		if (++woken >= n)
			break;
	}
	spin_unlock(&futex_lock);
	put_key(&key);
	return woken;
}

/*
 * Errors: EFAULT and EINVAL (time limit), ENOSYS (operation), those of futex_wait() and futex_wake().
 * C libraries first try the call with seconds of 64 bits. Nobody sets the clocks, so the time of day
 * differs from the monotonic clock by a constant.
 */
long sys_futex(uint32_t *uaddr, int op, uint32_t val, const struct timespec *timeout, uint32_t *uaddr2, uint32_t val3)
{
	bool private = op & FUTEX_PRIVATE_FLAG;
	int cmd = op & FUTEX_CMD_MASK, err;
	uint64_t deadline = NO_DEADLINE;

	(void)uaddr2;
	if (timeout && (cmd == FUTEX_WAIT || cmd == FUTEX_WAIT_BITSET)) {
		err = get_timespec(timeout, &deadline);
		if (err)
			return err;
		if (cmd == FUTEX_WAIT)
			deadline += monotonic_ns();
		else if (op & FUTEX_CLOCK_REALTIME)
			deadline -= min(deadline, boot_time);
	}
	if (op & FUTEX_CLOCK_REALTIME && cmd != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (cmd) {
	case FUTEX_WAIT:
		return futex_wait(uaddr, private, val, deadline, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAIT_BITSET:
		return futex_wait(uaddr, private, val, deadline, val3);
	case FUTEX_WAKE:
		return futex_wake(uaddr, private, val, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, private, val, val3);
	default:
		return -ENOSYS;
	}
}

void futex_census(void)
{
	struct futex_sleeper *sleeper;

	spin_lock(&futex_lock);
	list_for_each_entry(sleeper, &sleepers, list)
		if (sleeper->key.page)
			census_page(sleeper->key.page);
	spin_unlock(&futex_lock);
}
