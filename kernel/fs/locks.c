// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks on parts of files, by which processes that use the same file keep out of each other's way
 * (fcntl with F_SETLK and its relatives). They bind only processes that ask for them.
 *
 * A lock belongs to a process, that is, to its table of descriptors. Its locks on a file never
 * overlap: a new one takes the place of what it covers. All locks of all files are in one list.
 *
 * Left out compared with Linux: EDEADLK (processes that wait for each other wait until a signal),
 * locks of open files (F_OFD_SETLK), flock().
 */
#include <uapi/flock.h>
#include "kernel/fs/locks.h"
#include "kernel/fs/inode.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define END	((loff_t)(~0ULL >> 1))	/* of every file */

struct file_lock {
	struct list_head list;
	const struct inode *inode;
	const struct files_struct *owner;
	pid_t pid;
	int type;
	loff_t start, end;		/* both included */
};

static spinlock_t lock_lock = SPIN_LOCK_UNLOCKED;	/* protects the list */
static LIST_HEAD(all_locks);
int nr_file_locks;			/* in the list */
static DECLARE_WAIT_QUEUE_HEAD(lock_wait);	/* for a lock to go */

static bool overlap(const struct file_lock *a, const struct file_lock *b)
{
	return a->inode == b->inode && a->start <= b->end && b->start <= a->end;
}

/* A lock of another process that keeps `wanted` from being set, or NULL. */
static struct file_lock *find_conflict(const struct file_lock *wanted)
{
	struct file_lock *lock;

	list_for_each_entry(lock, &all_locks, list)
		if (overlap(lock, wanted) && lock->owner != wanted->owner &&
		    (lock->type == F_WRLCK || wanted->type == F_WRLCK))
			return lock;
	return NULL;
}

/*
 * Cut what `new` covers out of its owner's locks. *spare is used for the second half of a lock that
 * is cut in two, and then NULL.
 */
static void cut_out(const struct file_lock *new, struct file_lock **spare)
{
	struct file_lock *lock, *next;

	list_for_each_entry_safe(lock, next, &all_locks, list) {
		if (!overlap(lock, new) || lock->owner != new->owner)
			continue;
		if (lock->start < new->start && lock->end > new->end) {
			**spare = *lock;
			(*spare)->start = new->end + 1;
			list_add(&(*spare)->list, &all_locks);
			nr_file_locks++;
			*spare = NULL;
		}
		if (lock->start < new->start) {
			lock->end = new->start - 1;
		} else if (lock->end > new->end) {
			lock->start = new->end + 1;
		} else {
			list_del(&lock->list);
			nr_file_locks--;
			kfree(lock);
		}
	}
}

/* Set `wanted`; F_UNLCK only removes. Errors: ENOMEM, EAGAIN, EINTR. */
static int set_lock(const struct file_lock *wanted, bool wait)
{
	struct file_lock *new = kmalloc(sizeof(*new), GFP_KERNEL), *spare = kmalloc(sizeof(*spare), GFP_KERNEL);
	int err = new && spare ? 0 : -ENOMEM;

	if (!err && wanted->type != F_UNLCK && find_conflict(wanted))
		err = wait ? wait_event_interruptible(lock_wait, !find_conflict(wanted)) : -EAGAIN;
	if (!err) {
		spin_lock(&lock_lock);
		cut_out(wanted, &spare);
		if (wanted->type != F_UNLCK) {
			*new = *wanted;
			list_add(&new->list, &all_locks);
			nr_file_locks++;
			new = NULL;
		}
		spin_unlock(&lock_lock);
		wake_up(&lock_wait);
	}
	kfree(spare);
	kfree(new);
	return err;
}

/* The lock that the user asks for. Errors: EINVAL (type or range). */
static int make_lock(struct file *file, const struct flock64 *u, struct file_lock *lock)
{
	*lock = (struct file_lock){ .inode = file->f_inode, .owner = current->files, .pid = current->pid,
				    .type = u->l_type, .start = u->l_start, .end = END };
	if (u->l_whence == SEEK_CUR)
		lock->start += file->f_pos;
	else if (u->l_whence == SEEK_END)
		lock->start += file->f_inode->i_size;
	if (u->l_len > 0)
		lock->end = lock->start + u->l_len - 1;
	if (u->l_len < 0) {		/* the bytes before l_start */
		lock->end = lock->start - 1;
		lock->start += u->l_len;
	}
	if ((unsigned int)lock->type > F_UNLCK || (unsigned int)u->l_whence > SEEK_END ||
	    lock->start < 0 || lock->end < lock->start)
		return -EINVAL;
	return 0;
}

/* Do what fcntl_lock() does, with the description in kernel memory. */
static int do_lock(struct file *file, unsigned int cmd, struct flock64 *u)
{
	struct file_lock wanted, *found;

	if (make_lock(file, u, &wanted) || (cmd == F_GETLK && wanted.type == F_UNLCK))
		return -EINVAL;
	if (cmd == F_GETLK) {
		found = find_conflict(&wanted);
		u->l_type = F_UNLCK;
		if (found)
			*u = (struct flock64){ found->type, SEEK_SET, found->start,
					       found->end == END ? 0 : found->end - found->start + 1, found->pid };
		return 0;
	}
	if ((wanted.type == F_RDLCK && !(file->f_mode & FMODE_READ)) ||
	    (wanted.type == F_WRLCK && !(file->f_mode & FMODE_WRITE)))
		return -EBADF;
	return set_lock(&wanted, cmd == F_SETLKW);
}

/*
 * Set or remove a lock, or tell which one is in the way of it. Errors: EFAULT, EINVAL, EBADF (not open
 * for reading or writing, as the lock needs), those of set_lock().
 */
long fcntl_lock(struct file *file, unsigned int cmd, void *user)
{
	bool wide = cmd >= F_GETLK64;
	struct flock64 u;
	struct flock n;
	int err;

	if (wide ? copy_from_user(&u, user, sizeof(u)) : copy_from_user(&n, user, sizeof(n)))
		return -EFAULT;
	if (!wide)
		u = (struct flock64){ n.l_type, n.l_whence, n.l_start, n.l_len, n.l_pid };
	err = do_lock(file, wide ? cmd - F_GETLK64 + F_GETLK : cmd, &u);
	n = (struct flock){ u.l_type, u.l_whence, u.l_start, u.l_len, u.l_pid };
	if (!err && (wide ? copy_to_user(user, &u, sizeof(u)) : copy_to_user(user, &n, sizeof(n))))
		err = -EFAULT;
	return err;
}

void drop_locks(struct files_struct *owner, struct inode *inode)
{
	const struct file_lock all = { .inode = inode, .owner = owner, .end = END };

	spin_lock(&lock_lock);
	cut_out(&all, NULL);		/* it covers everything, so nothing is cut in two */
	spin_unlock(&lock_lock);
	wake_up(&lock_wait);
}

void locks_census(void)
{
	struct file_lock *lock;

	spin_lock(&lock_lock);
	list_for_each_entry(lock, &all_locks, list)
		census_object(lock);
	spin_unlock(&lock_lock);
}
