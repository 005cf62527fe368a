/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Chooses the next step.
 *
 * The choice depends only on the seed and on what is the same on all kernels: which segments exist, and
 * which process is attached where. A step whose result may differ on purpose (docs/fidelity.md) makes
 * the state the same again before the next step is chosen: settle() sets times and lpid, and what only
 * one kernel did is undone.
 */
#include "oracle.h"

int current_limits[3], ticking;

/* --- drawing --- */

static unsigned random_state;

void seed_draw(unsigned seed)
{
	random_state = (seed + 1) * 2654435761u;
	for (int i = 0; i < 8; i++)
		draw(2);
}

unsigned draw(unsigned n)
{
	random_state = random_state ? random_state : 1;
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return (random_state >> 7) % n;
}

int choose_alive(void)
{
	int alive[SEGMENTS], n = 0;

	for (int i = 0; i < segments; i++)
		if (segment[i].alive)
			alive[n++] = i;
	return n ? alive[draw(n)] : -1;
}

static int choose_dead(void)
{
	int dead[SEGMENTS], n = 0;

	for (int i = segments > 12 ? segments - 12 : 0; i < segments; i++)
		if (!segment[i].alive)
			dead[n++] = i;
	return n ? dead[draw(n)] : -1;
}

/* Chooses an id: mostly of an existing segment, otherwise of a destroyed one ("s3!"), or any number. */
struct id_choice choose_id(void)
{
	static const int strange[] = { -1, -2, 0x7fffffff, -0x7fffffff - 1, 0x7fffff };
	struct id_choice c = { .segment = -1 };
	unsigned kind = draw(100);

	if (kind < 86)
		c.segment = choose_alive();
	if (c.segment >= 0) {
		c.id = segment[c.segment].id;
		snprintf(c.text, sizeof(c.text), "s%d", c.segment);
		return c;
	}
	c.segment = choose_dead();
	if (kind < 97 && c.segment >= 0) {
		c.id = segment[c.segment].id;
		snprintf(c.text, sizeof(c.text), "s%d!", c.segment);
		c.segment = -1;
		return c;
	}
	c.segment = -1;
	c.id = one_of(strange);
	snprintf(c.text, sizeof(c.text), "%d", c.id);
	return c;
}

/* Attaches and detaches as root. After that times and lpid are the same on all kernels. */
void settle(int s)
{
	long at;

	if (s < 0 || !segment[s].alive)
		return;
	at = raw(__NR_shmat, segment[s].id, 0, 0);
	if (at < 0 && at > -4096)
		say(" (settle: %s)", error_name(-at));
	else
		raw(__NR_shmdt, at);
	look();
}

void settle_all(void)
{
	look();
	for (int i = 0; i < segments; i++)
		settle(i);
}

/* Settles it after the changes of the step have been logged. Returns 1 if that is planned already. */
static int settling[SEGMENTS], settling_count;

int settle_later(int s)
{
	for (int i = 0; i < settling_count; i++)
		if (settling[i] == s)
			return 1;
	settling[settling_count++] = s;
	return 0;
}

/* --- the choice --- */

/* What a step needs. When it is missing, another step that provides it takes its place. */
enum need { NOTHING, SEGMENT, ATTACH };

static const struct {
	unsigned weight;
	void (*step)(int slot);
	enum need need;
} kinds[] = {
	{ 130, step_get, NOTHING },	{ 190, step_at, SEGMENT },	{ 85, step_dt, ATTACH },
	{ 70, step_stat, SEGMENT },	{ 35, step_set, SEGMENT },	{ 95, step_command, SEGMENT },
	{ 20, step_info, NOTHING },	{ 60, step_peek, ATTACH },	{ 70, step_poke, ATTACH },
	{ 25, step_sum, ATTACH },	{ 50, step_munmap, ATTACH },	{ 60, step_mprotect, ATTACH },
	{ 30, step_mremap, ATTACH },	{ 15, step_mmap, NOTHING },	{ 12, step_execute, ATTACH },
	{ 25, step_maps, ATTACH },	{ 6, step_many, SEGMENT },	{ 16, step_limited_at, SEGMENT },
	{ 3, step_moved, SEGMENT },	{ 3, step_grown, SEGMENT },
	{ 40, step_fork, ATTACH },	{ 10, step_exec, ATTACH },	{ 18, step_exit, ATTACH },
	{ 14, step_kill, ATTACH },	{ 12, step_die, ATTACH },	{ 6, step_vfork, ATTACH },
	{ 20, step_identity, NOTHING },	{ 14, step_limits, NOTHING },	{ 2, step_fill, NOTHING },
	{ 1, step_crowd, NOTHING },	{ 15, step_proc, SEGMENT },	{ 15, step_strange, NOTHING },
};

static void (*choose_step(int slot))(int)
{
	unsigned total = 0, n;
	enum need need;
	int i = 0;

	for (unsigned k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		total += kinds[k].weight;
	for (n = draw(total); n >= kinds[i].weight; i++)
		n -= kinds[i].weight;
	need = one_in(12) ? NOTHING : kinds[i].need;
	if (need != NOTHING && choose_alive() < 0)
		return step_get;
	if (need == ATTACH && process[slot].attaches == 0)
		return step_at;
	return kinds[i].step;
}

void a_step(void)
{
	int slots[SLOTS], live = live_workers(slots), slot;

	if (live == 0 || (live < 3 && one_in(4))) {
		slot = spawn();
		say("%d p%d start", step, process[slot].name);
		choose_identity(slot);
		changes();
		return;
	}
	slot = slots[draw(live)];
	say("%d p%d ", step, process[slot].name);
	if (ticking && one_in(10)) {
		tick();
		say("tick");
		changes();
		return;
	}
	choose_step(slot)(slot);
	changes();
	drop_now();
	look();
	while (settling_count > 0)
		settle(settling[--settling_count]);
	late_changes();
}
