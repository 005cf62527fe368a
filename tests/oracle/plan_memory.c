/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps that change areas (munmap, mprotect, mremap, mmap) and steps that touch memory.
 */
#include <sys/mman.h>
#include "oracle.h"

/* --- areas --- */

/*
 * Logs the attaches that [start, end) contains only in part. Unmapping a part may count as a detach or
 * not, so they are settled after the step.
 */
void note_cuts(int slot, address start, address end)
{
	struct request r = { .op = CUTS, .a = { start, end } };
	struct reply reply;
	int seen = 0;

	if (start >= end)
		return;
	ask(slot, &r, &reply);
	for (int i = 0; i < reply.result; i++) {
		int s = segment_of(reply.id[i]);

		if (s < 0 || settle_later(s))
			continue;
		say(seen++ ? " s%d" : " [cuts s%d", s);
	}
	if (seen)
		say("]");
}

/* Chooses a range of pages, most often of an attach. */
static address choose_range(struct process *p, address *size)
{
	struct attach *a = choose_attach(p);
	address at;

	if (a && !one_in(4)) {
		at = a->at + draw(a->pages < 8 ? a->pages : 8) * PAGE;
		*size = (1 + draw(one_in(3) ? a->pages : 2)) * PAGE;
	} else {
		at = arena + draw(ARENA_PAGES) * PAGE;
		*size = (1 + draw(6)) * PAGE;
	}
	if (one_in(12))
		*size -= draw(4096);
	if (one_in(25))
		*size = 0;
	return at;
}

static address aligned(address size)
{
	return (size + PAGE - 1) & -PAGE;
}

static void say_range(const char *name, address at, address size)
{
	say("%s(", name);
	say_address(at);
	say(", %lx", size);
}

void step_munmap(int slot)
{
	address size, at = choose_range(&process[slot], &size);
	int odd = one_in(15) ? (int)draw(4095) + 1 : 0;

	say_range("munmap", at + odd, size);
	say(")");
	if (!odd)
		note_cuts(slot, at, at + aligned(size));
	say(" = ");
	say_result(ask_call(slot, __NR_munmap, at + odd, size, 0, 0, 0, 0));
}

static void ask_maps(int slot, struct reply *reply)
{
	struct request r = { .op = MAPS };

	ask(slot, &r, reply);
}

/* Returns the address that page 0 of the segment would have: the same for all pieces of an attach. */
static address base_of(const struct piece *piece)
{
	return piece->start - piece->offset;
}

static int same_attach(const struct piece *a, const struct piece *b)
{
	return a->id == b->id && base_of(a) == base_of(b);
}

/* What is left of some attaches; it is unmapped after the changes of the step have been logged. */
static struct { int slot; address start, end; } dropped[64];
static int dropping;

static void drop_later(int slot, const struct piece *one, const struct reply *maps)
{
	for (int i = 0; i < maps->result && dropping < 64; i++) {
		if (!same_attach(one, &maps->piece[i]))
			continue;
		dropped[dropping].slot = slot;
		dropped[dropping].start = maps->piece[i].start;
		dropped[dropping++].end = maps->piece[i].end;
	}
	settle_later(segment_of(one->id));
}

/* Detaches all attaches of the process whose segments have a piece in [start, end). */
void drop_all_in(int slot, address start, address end)
{
	struct reply maps;

	ask_maps(slot, &maps);
	for (int i = 0; i < maps.result; i++)
		if (maps.piece[i].start < end && maps.piece[i].end > start)
			drop_later(slot, &maps.piece[i], &maps);
}

void drop_now(void)
{
	while (dropping > 0) {
		dropping--;
		ask_call(dropped[dropping].slot, __NR_munmap, dropped[dropping].start,
			 dropped[dropping].end - dropped[dropping].start, 0, 0, 0, 0);
	}
}

static int rights_of(const struct piece *piece)
{
	return (piece->perms[0] == 'r' ? PROT_READ : 0) | (piece->perms[1] == 'w' ? PROT_WRITE : 0) |
	       (piece->perms[2] == 'x' ? PROT_EXEC : 0);
}

/* Chooses pages beside a piece with another protection, and that protection, if there are any. */
static void choose_boundary(const struct reply *maps, address *at, address *size, int *prot)
{
	for (int i = 0; i + 1 < maps->result; i++) {
		const struct piece *left = &maps->piece[i], *right = left + 1;

		if (left->end != right->start || !same_attach(left, right))
			continue;
		if (one_in(2) && right->end - right->start > PAGE) {
			*at = right->start;
			*prot = rights_of(left);
		} else {
			*at = left->end - PAGE;
			*prot = rights_of(right);
		}
		*size = PAGE;
		return;
	}
}

void step_mprotect(int slot)
{
	static const int prots[] = { PROT_NONE, PROT_READ, PROT_READ, PROT_READ | PROT_WRITE,
				     PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC, PROT_WRITE,
				     PROT_READ | PROT_WRITE | PROT_EXEC, 0x40 };
	address size, at = choose_range(&process[slot], &size);
	int prot = one_of(prots), odd = one_in(20) ? (int)draw(4095) + 1 : 0;
	struct reply maps;

	ask_maps(slot, &maps);
	if (one_in(3))
		choose_boundary(&maps, &at, &size, &prot);
	say_range("mprotect", at + odd, size);
	say(", %x) = ", prot);
	say_result(ask_call(slot, __NR_mprotect, at + odd, size, prot, 0, 0, 0));
}

/*
 * Two pieces may look like one attach without being one. step_moved tests what shmdt does with them, so
 * other steps avoid them: this unmaps one of the pieces, and logs which.
 */
static void undo_meeting(int slot, address at)
{
	struct piece *moved = NULL;
	struct reply maps;

	ask_maps(slot, &maps);
	for (int i = 0; i < maps.result; i++)
		if (maps.piece[i].start == at)
			moved = &maps.piece[i];
	for (int i = 0; moved && i < maps.result; i++)
		if (&maps.piece[i] != moved && same_attach(&maps.piece[i], moved)) {
			say(" [undone]");
			ask_call(slot, __NR_munmap, at, moved->end - at, 0, 0, 0, 0);
			return;
		}
}

/* Is the whole range mapped, and by one area? */
static int one_area(int slot, address start, address end)
{
	struct request r = { .op = CUTS, .a = { start, end } };
	struct reply reply;

	ask(slot, &r, &reply);
	return reply.v[0] == 1 && (address)reply.v[1] == end - start;
}

void step_mremap(int slot)
{
	static const int choices[] = { 0, MREMAP_MAYMOVE, MREMAP_MAYMOVE, MREMAP_MAYMOVE,
				       MREMAP_MAYMOVE | MREMAP_FIXED, MREMAP_MAYMOVE | MREMAP_FIXED,
				       MREMAP_FIXED };
	struct process *p = &process[slot];
	address old_size, old = choose_range(p, &old_size);
	address new_size = one_in(3) ? old_size : one_in(12) ? 0 : (1 + draw(8)) * PAGE;
	address to = arena + draw(ARENA_PAGES) * PAGE;
	struct attach *a = attach_at(p, old);
	int flags = one_of(choices);
	long result;

	/* Today's Linux can move several areas with holes when the size stays: not tested here. */
	if (flags & MREMAP_FIXED && aligned(old_size) == aligned(new_size) &&
	    !one_area(slot, old, old + aligned(old_size)))
		new_size += PAGE;
	say_range("mremap", old, old_size);
	say(", %lx, %d, ", new_size, flags);
	say_address(flags & MREMAP_FIXED ? to : 0);
	say(")");
	note_cuts(slot, old, old + aligned(old_size));
	if (aligned(new_size) < aligned(old_size))
		note_cuts(slot, old + aligned(new_size), old + aligned(old_size));
	if (flags & MREMAP_FIXED)
		note_cuts(slot, to, to + aligned(new_size));
	say(" = ");
	result = ask_call(slot, __NR_mremap, old, old_size, new_size, flags, to, 0);
	say_where(result);
	if (result < 0 && result > -4096)
		return;
	if (a) {
		a->at = result;
		a->pages = aligned(new_size) / PAGE;
	}
	if ((address)result != old)
		undo_meeting(slot, result);
}

/* Maps private memory, which later attaches meet or replace. */
void step_mmap(int slot)
{
	address size = (1 + draw(4)) * PAGE, at = one_in(4) ? 0 : arena + draw(ARENA_PAGES) * PAGE;
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;

	if (at)
		flags |= one_in(3) ? MAP_FIXED_NOREPLACE : MAP_FIXED;
	say_range("mmap", at, size);
	say(", %s)", flags & MAP_FIXED ? "FIXED" : at ? "NOREPLACE" : "0");
	if (flags & MAP_FIXED)
		note_cuts(slot, at, at + size);
	say(" = ");
	say_where(ask_call(slot, __NR_mmap2, at, size, PROT_READ | PROT_WRITE, flags, -1, 0));
}

/* --- touching --- */

static address choose_word(struct process *p)
{
	struct attach *a = choose_attach(p);
	unsigned kind = draw(20);
	address in_page = one_in(12) ? 4093 + draw(3) : draw(1024) * 4;

	if (a && kind < 17)
		return a->at + draw((a->pages < 12 ? a->pages : 12) + one_in(3)) * PAGE + in_page;
	if (kind < 19)
		return arena + draw(ARENA_PAGES) * PAGE + in_page;
	return KERNEL + in_page / 4 * 4;
}

static void touch(int slot, const struct request *r)
{
	struct reply reply;

	ask(slot, r, &reply);
	if (reply.v[0])
		say_fault(&reply);
	else if (r->op == PEEK)
		say("%lx", reply.word);
	else if (r->op == SUM)
		say("%lx", reply.result);
	else if (r->op == EXECUTE)
		say(reply.result ? "ran" : "no code");
	else
		say("0");
}

void step_peek(int slot)
{
	struct request r = { .op = PEEK, .a = { choose_word(&process[slot]) } };

	say("peek(");
	say_address(r.a[0]);
	say(") = ");
	touch(slot, &r);
}

void step_poke(int slot)
{
	struct request r = { .op = POKE, .a = { choose_word(&process[slot]), 0x01000193 * (step + 1) } };

	say("poke(");
	say_address(r.a[0]);
	say(", %lx) = ", r.a[1]);
	touch(slot, &r);
}

void step_sum(int slot)
{
	struct attach *a = choose_attach(&process[slot]);
	struct request r = { .op = SUM, .a = { arena, PAGE } };

	if (a) {
		r.a[0] = a->at;
		r.a[1] = (a->pages < 9 ? a->pages : 9) * PAGE;
	}
	say("sum(");
	say_address(r.a[0]);
	say(", %lx) = ", r.a[1]);
	touch(slot, &r);
}

void step_execute(int slot)
{
	struct attach *a = choose_attach(&process[slot]);
	struct request r = { .op = EXECUTE };
	struct piece *piece = NULL;
	struct reply maps;

	ask_maps(slot, &maps);
	for (int i = 0; a && i < maps.result; i++)
		if (maps.piece[i].start <= a->at && maps.piece[i].end > a->at)
			piece = &maps.piece[i];
	say("execute(");
	if (!piece) {
		say("nothing)");
		return;
	}
	r.a[0] = a->at + 0x40;
	r.a[1] = !(a->flags & SHM_RDONLY);
	say_address(r.a[0]);
	say(", %ld) [%.3s] = ", r.a[1], piece->perms);
	touch(slot, &r);
}

void step_maps(int slot)
{
	struct reply reply;

	ask_maps(slot, &reply);
	say("maps =");
	for (int i = 0; i < reply.result; i++) {
		struct piece *piece = &reply.piece[i];
		int s = segment_of(piece->id);

		say(" ");
		say_address(piece->start);
		say("-");
		say_address(piece->end);
		say(" %.4s %lx s%d %x", piece->perms, piece->offset, s, piece->key);
	}
}
