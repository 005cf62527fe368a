/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps that attach and detach.
 *
 * Where a segment may be attached:
 *
 *	08048000	the program		never replaced
 *	20000000 LOW	attaches given an address
 *	30000000 FENCE	one page, for pointers that straddle its end
 *	40000000 arena	attaches and mappings, most of them within 64 pages
 *	bff....		the stack area, which is unused: all processes run on a static stack
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include "oracle.h"

static int limited;		/* choose no place that must be repaired afterwards */

/* --- what the coordinator remembers of attaches --- */

struct attach *choose_attach(struct process *p)
{
	return p->attaches ? &p->attach[draw(p->attaches)] : NULL;
}

void remember_attach(struct process *p, address at, int s, int flags)
{
	struct attach *a;

	if (p->attaches == ATTACHES)
		a = &p->attach[draw(ATTACHES)];
	else
		a = &p->attach[p->attaches++];
	*a = (struct attach){ .at = at, .segment = s, .pages = segment[s].pages, .flags = flags };
}

void forget_attach(struct process *p, struct attach *a)
{
	*a = p->attach[--p->attaches];
}

struct attach *attach_at(struct process *p, address at)
{
	for (int i = 0; i < p->attaches; i++)
		if (p->attach[i].at == at)
			return &p->attach[i];
	return NULL;
}

/* --- shmat --- */

static const char *const at_flags[18] = {
	[12] = "RDONLY", [13] = "RND", [14] = "REMAP", [15] = "EXEC",
};

/* `pages`: of the segment. Sets *remap to 1 when SHM_REMAP must be used, 0 when it must not. */
static address choose_place(struct process *p, unsigned pages, int *remap)
{
	static const address edges[] = {
		0xbffff000, 0xbfffffff, 0xbfffe000, 0xc0000000, 0xc0000fff, 0xc0001000, 0xe0000000,
		0xfffff000, 0xffffe000, 0xffffffff,
	};
	static const address bytes[] = { 1, 0x7ff, 0xfff };
	struct attach *a = choose_attach(p);
	unsigned kind = limited ? 20 + draw(60) : draw(100);

	if (limited && a && one_in(2)) {
		*remap = 1;		/* of a part, when it is larger than a page */
		return a->at + draw(a->pages < 4 ? a->pages : 4) * PAGE;
	}
	*remap = one_in(limited ? 2 : 7);
	if (kind < 40)
		return 0;
	if (kind < 58)
		return arena + draw(ARENA_PAGES) * PAGE;
	if (kind < 70 && a)
		return a->at + ((int)draw(5) - 2) * PAGE;
	if (kind < 76)
		return arena + draw(ARENA_PAGES) * PAGE + 1 + draw(4095);
	if (kind < 80)
		return LOW + draw(8) * PAGE;
	if (kind < 83)
		return one_of(bytes);
	if (kind < 89)
		return one_of(edges);
	if (kind < 93)
		return stack_page - draw(STACK_PAGES + 10) * PAGE;
	if (kind < 96) {
		*remap = 1;		/* about where the stack's guard ends */
		return stack_page - (pages + 1 + draw(6)) * PAGE;
	}
	*remap = 0;
	return one_in(2) ? TEXT : FENCE;
}

/* Maps the part of the stack area again that an attach has replaced. */
static void mend_stack(int slot, address at, address end)
{
	address bottom = stack_page - STACK_PAGES * PAGE;

	if (end <= bottom)
		return;
	at = at > bottom ? at : bottom;
	ask_call(slot, __NR_mmap2, at, end - at, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

/* Makes the call. Returns the address or an error number. The ipc call stores it at `pointer`. */
static long attach(int slot, int id, address at, int flags, int direct, int version, address pointer,
		   int good)
{
	static address where;
	struct request r = { .op = CALL };
	struct reply reply;

	if (direct)
		return ask_call(slot, __NR_shmat, id, at, flags, 0, 0, 0);
	r.a[0] = __NR_ipc;
	r.a[1] = SHMAT | version << 16;
	r.a[2] = id;
	r.a[3] = flags;
	r.a[4] = good ? (long)&where : (long)pointer;
	r.a[5] = at;
	r.get_at = (address)&where;
	r.get_size = sizeof(where);
	ask(slot, &r, &reply);
	return reply.result ? reply.result : (long)reply.word;
}

void step_at(int slot)
{
	static const address wild[] = { UNMAPPED, KERNEL, TEXT, 0 };
	static const char *const wild_name[] = { "unmapped", "kernel", "read-only", "NULL" };
	struct process *p = &process[slot];
	int direct = one_in(3), version = one_in(10) ? 1 + draw(2) : 0, remap, flags = 0;
	struct id_choice c = choose_id();
	unsigned pages = c.segment >= 0 ? segment[c.segment].pages : 1;
	address at = choose_place(p, pages, &remap), rounded, size = pages * PAGE, end;
	int bad = !direct && one_in(25) ? (int)draw(4) : -1, repair;
	long result;

	if (one_in(4))
		flags |= SHM_RDONLY;
	if (one_in(7) || (at % PAGE && draw(5) < 3))
		flags |= SHM_RND;
	if (remap)
		flags |= SHM_REMAP;
	if (one_in(9))
		flags |= SHM_EXEC;
	if (one_in(30))
		flags |= one_in(2) ? 0x1 : 0x100000;
	rounded = flags & SHM_RND ? at & -PAGE : at;
	end = rounded + size < rounded ? -1UL : rounded + size;
	repair = at && (!rounded || (end > stack_page - STACK_GAP && rounded < TASK_SIZE));
	if (repair)
		bad = -1;

	say("%s(%s, ", direct ? "shmat" : "ipc.shmat", c.text);
	if (at)
		say_address(at);
	else
		say("NULL");
	say(", ");
	say_flags(flags, at_flags);
	say(")");
	if (!direct && version)
		say(" [version %d]", version);
	if (bad >= 0)
		say(" [to %s]", wild_name[bad]);
	if (at && rounded < TASK_SIZE) {
		struct request r = { .op = OVERLAP, .a = { rounded, end } };
		struct reply reply;

		ask(slot, &r, &reply);
		if (reply.result)
			say(" [used]");
		if (flags & SHM_REMAP)
			note_cuts(slot, rounded, end);
		if (flags & SHM_REMAP && limited)
			drop_all_in(slot, rounded, end);	/* cut or not, though it fails */
	}
	say(" = ");
	result = attach(slot, c.id, at, flags, direct, version, bad >= 0 ? wild[bad] : 0, bad < 0);
	say_where(result);
	if (result < 0 && result > -4096) {
		if (repair)
			settle(c.segment);
		return;
	}
	if (repair) {
		ask_call(slot, __NR_shmdt, result, 0, 0, 0, 0, 0);
		if (rounded)
			mend_stack(slot, rounded, end);
		settle(c.segment);
	} else if (c.segment >= 0) {
		remember_attach(p, result, c.segment, flags);
	}
}

static void limit_space(int slot, unsigned long bytes)
{
	static struct rlimit limit;
	struct request r = { .op = CALL, .a = { __NR_setrlimit, RLIMIT_AS, (long)&limit },
			     .put_at = (address)&limit, .put_size = sizeof(limit) };
	struct reply reply;

	getrlimit(RLIMIT_AS, &limit);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	memcpy(r.put, &limit, sizeof(limit));
	ask(slot, &r, &reply);
}

/* shmat without room: during the call RLIMIT_AS is 0, or the size that is used already. */
void step_limited_at(int slot)
{
	struct request r = { .op = TOTAL };
	struct reply reply = { .result = 0 };

	if (one_in(2))
		ask(slot, &r, &reply);
	limit_space(slot, reply.result * PAGE);
	say("limited ");
	limited = 1;
	step_at(slot);
	limited = 0;
	limit_space(slot, RLIM_INFINITY);
}

/* Attaches one segment many times, and detaches it as often. */
void step_many(int slot)
{
	struct id_choice c = choose_id();
	unsigned wanted = 3 + draw(30), n = 0;
	long at[40], result = 0;

	while (n < wanted) {
		result = ask_call(slot, __NR_shmat, c.id, 0, SHM_RDONLY, 0, 0, 0);
		if (result < 0 && result > -4096)
			break;
		at[n++] = result;
	}
	say("many(%s, %u) = %u", c.text, wanted, n);
	if (n < wanted) {
		say(" ");
		say_where(result);
	}
	for (unsigned i = 0; i < n; i++) {
		if (i == 0 || i == n - 1) {
			say(" ");
			say_where(at[i]);
		}
		ask_call(slot, __NR_shmdt, at[i], 0, 0, 0, 0, 0);
	}
}

void step_dt(int slot)
{
	static const address edges[] = { 0, TEXT, FENCE, LOW, 0xbffff000, 0xc0000000, 0xfffff000, 1,
					 0xffffffff };
	struct process *p = &process[slot];
	struct attach *a = choose_attach(p);
	unsigned kind = draw(20), direct = one_in(3);
	address at;
	long result;

	if (a && kind < 14)
		at = a->at;
	else if (a && kind < 15)
		at = a->at + PAGE;
	else if (a && kind < 16)
		at = a->at + draw(4095) + 1 - (one_in(2) ? PAGE : 0);
	else if (kind < 18)
		at = arena + draw(ARENA_PAGES) * PAGE;
	else
		at = one_of(edges);
	say(direct ? "shmdt(" : "ipc.shmdt(");
	say_address(at);
	say(") = ");
	if (!direct)
		result = ask_call(slot, __NR_ipc, SHMDT, 0, 0, 0, at, 0);
	else
		result = ask_call(slot, __NR_shmdt, at, 0, 0, 0, 0, 0);
	say_result(result);
	a = attach_at(p, at);
	if (a && (result == 0 || one_in(2)))
		forget_attach(p, a);
}

/* Moves a piece of one attach to where it continues another attach, which is then detached. */
void step_moved(int slot)
{
	struct id_choice c = choose_id();
	unsigned before;
	long one, other, result;

	say("moved(%s) = ", c.text);
	if (c.segment < 0 || segment[c.segment].pages < 2 || segment[c.segment].pages > 32) {
		say("not this one");
		return;
	}
	before = segment[c.segment].seen.nattch;
	one = ask_call(slot, __NR_shmat, c.id, 0, SHM_RDONLY, 0, 0, 0);
	if (one < 0 && one > -4096) {
		say_where(one);
		return;
	}
	other = ask_call(slot, __NR_shmat, c.id, 0, SHM_RDONLY, 0, 0, 0);
	ask_call(slot, __NR_munmap, one + PAGE, (segment[c.segment].pages - 1) * PAGE, 0, 0, 0, 0);
	result = ask_call(slot, __NR_mremap, other + PAGE, PAGE, PAGE,
			  MREMAP_MAYMOVE | MREMAP_FIXED, one + PAGE, 0);
	say_where(result);
	say(" ");
	say_result(ask_call(slot, __NR_shmdt, one, 0, 0, 0, 0, 0));
	look();
	say(" left %u", segment[c.segment].seen.nattch - before);
	ask_call(slot, __NR_munmap, one, segment[c.segment].pages * PAGE, 0, 0, 0, 0);
	ask_call(slot, __NR_munmap, other, segment[c.segment].pages * PAGE, 0, 0, 0, 0);
	settle_all();
}

/*
 * Grows an attach beyond its segment, and unmaps the first page beyond. For shmdt the part after that
 * page does not belong to the attach any more; touching it gives SIGBUS.
 */
void step_grown(int slot)
{
	struct id_choice c = choose_id();
	struct request r = { .op = PEEK };
	struct reply reply;
	address size;
	unsigned before;
	long at;

	say("grown(%s) = ", c.text);
	if (c.segment < 0 || segment[c.segment].pages > 32) {
		say("not this one");
		return;
	}
	size = segment[c.segment].pages * PAGE;
	before = segment[c.segment].seen.nattch;
	at = ask_call(slot, __NR_shmat, c.id, 0, SHM_RDONLY, 0, 0, 0);
	if (at > 0 || at < -4095)
		at = ask_call(slot, __NR_mremap, at, size, size + 3 * PAGE, MREMAP_MAYMOVE, 0, 0);
	say_where(at);
	if (at < 0 && at > -4096)
		return;
	ask_call(slot, __NR_munmap, at + size, PAGE, 0, 0, 0, 0);
	r.a[0] = at + size + PAGE;
	ask(slot, &r, &reply);
	say(" ");
	say_fault(&reply);
	say(" ");
	say_result(ask_call(slot, __NR_shmdt, at, 0, 0, 0, 0, 0));
	look();
	say(" left %u", segment[c.segment].seen.nattch - before);
	ask_call(slot, __NR_munmap, at, size + 3 * PAGE, 0, 0, 0, 0);
	settle_all();
}
