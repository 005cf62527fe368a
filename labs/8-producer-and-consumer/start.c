// SPDX-License-Identifier: GPL-2.0-only
/* The functions of lab 8 as students get them. */

static int perform_atomic_semop(struct sem_array *sma, struct sem_queue *q)
{
	return not_implemented("perform_atomic_semop", "8.1");
}

static noinline int sleep_on_set(struct sem_array *sma, struct sem_queue *q, uint64_t deadline)
{
	return not_implemented("sleep_on_set", "8.2");
}

void update_queue(struct sem_array *sma, const struct sembuf *sops, int nsops)
{
	not_implemented("update_queue", "8.3");
}

static void apply_undo(struct sem_array *sma, const struct sem_undo *un)
{
	not_implemented("apply_undo", "8.4");
}

static void add_with_semaphore(struct shared *s, int times)
{
	not_implemented("add_with_semaphore", "8.5");
}

static void ring_put(struct ring *ring, int set, int number)
{
	not_implemented("ring_put", "8.6");
}

static int ring_take(struct ring *ring, int set)
{
	not_implemented("ring_take", "8.7");
	return 0;
}
