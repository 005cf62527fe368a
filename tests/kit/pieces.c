/* SPDX-License-Identifier: GPL-2.0-only */
/* Level 5: munmap and mprotect of parts of an attach, and attaches in places that are used. */
#include "kit.h"

#define LEVEL 5

/* Creates and attaches a segment; page i begins with 'a' + i. */
static volatile char *lettered(int *id, int pages)
{
	volatile char *at;
	int i;

	*id = segment(pages * PAGE, 0600);
	at = attach(*id, NULL, 0);
	for (i = 0; i < pages; i++)
		at[i * PAGE] = 'a' + i;
	return at;
}

static int unmap(volatile char *at, size_t size)
{
	return works(munmap((void *)at, size), "munmap");
}

CLAIM(cut_the_end,
      "munmap removes the last page of an attach of four pages.",
      "This page is gone, the other three show their data, and shm_nattch is 1.",
      "A program may give back any part of its address space.")
{
	int id;
	volatile char *at = lettered(&id, 4);

	unmap(at + 3 * PAGE, PAGE);
	must(is_unmapped(at + 3 * PAGE), "a read of the last page ends the reader");
	must(at[0] == 'a' && at[PAGE] == 'b' && at[2 * PAGE] == 'c', "the other pages show their data");
	is(nattch(id), 1, "shm_nattch");
}

CLAIM(cut_the_front,
      "munmap removes the first page of an attach of four pages. Then untouched attaches are compared.",
      "The other pages show their data: each address still leads to the same page of the segment.",
      "What is left begins at another address, but not at the beginning of the segment.")
{
	int id, i;
	volatile char *at = lettered(&id, 4), *other;

	other = attach(id, NULL, 0);		/* no page of it has been touched */
	unmap(at, PAGE);
	unmap(other, PAGE);
	must(is_unmapped(at), "a read of the first page ends the reader");
	for (i = 1; i < 4; i++) {
		is(at[i * PAGE], 'a' + i, "the letter of a page");
		is(other[i * PAGE], 'a' + i, "the letter of a page that is touched after munmap");
	}
}

CLAIM(hole,
      "munmap removes the middle one of five pages.",
      "Both pieces show their data, also pages that are touched for the first time afterwards.",
      "The upper piece must remember where in the segment it begins. Linux 2.3.25 swapped the two.")
{
	int id, i;
	volatile char *at = lettered(&id, 5), *other = attach(id, NULL, 0);

	unmap(at + 2 * PAGE, PAGE);
	unmap(other + 2 * PAGE, PAGE);
	must(is_unmapped(at + 2 * PAGE), "a read of the middle page ends the reader");
	for (i = 0; i < 5; i++) {
		if (i == 2)
			continue;
		is(at[i * PAGE], 'a' + i, "the letter of a page");
		is(other[i * PAGE], 'a' + i, "the letter of a page that is touched after munmap");
	}
}

CLAIM(hole_counts,
      "munmap removes the middle of an attach, then one piece, then the other.",
      "shm_nattch is 2, 1 and 0.",
      "Each piece refers to the segment, which must live until the last one is gone.")
{
	int id;
	volatile char *at = lettered(&id, 3);

	unmap(at + PAGE, PAGE);
	is(nattch(id), 2, "shm_nattch with two pieces");
	unmap(at, PAGE);
	is(nattch(id), 1, "shm_nattch with one piece");
	is(at[2 * PAGE], 'c', "the letter in the piece that is left");
	unmap(at + 2 * PAGE, PAGE);
	is(nattch(id), 0, "shm_nattch without any");
}

CLAIM(detach_pieces,
      "munmap removes the middle of an attach. Then shmdt gets the address of the whole attach.",
      "It detaches both pieces.",
      "The program has one attach and knows one address.",
      .row = "shmdt-pieces")
{
	int id;
	volatile char *at = lettered(&id, 3);

	unmap(at + PAGE, PAGE);
	works(shmdt((void *)at), "shmdt");
	must(is_unmapped(at), "a read of the lower piece ends the reader");
	otherwise_if(nattch(id) == 1, "shmdt detaches the lower piece only");
	is(nattch(id), 0, "shm_nattch");
	must(is_unmapped(at + 2 * PAGE), "a read of the upper piece ends the reader");
}

CLAIM(unmap_is_detach,
      "munmap removes a whole attach.",
      "shm_nattch falls to 0, and shmdt of the address does not succeed in detaching anything.",
      "Whatever ends an attach must be counted.")
{
	int id;
	volatile char *at = lettered(&id, 3);

	unmap(at, 3 * PAGE);
	is(nattch(id), 0, "shm_nattch");
	shmdt((void *)at);
	is(nattch(id), 0, "shm_nattch after shmdt");
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	must(is_gone(SEGMENT, id), "the segment is destroyed at once");
}

CLAIM(unmap_keeps_data,
      "munmap removes pages of an attach, and the segment is attached again.",
      "The new attach shows all pages, also those that were unmapped.",
      "munmap is about addresses. The segment keeps its frames.")
{
	int id, i;
	volatile char *at = lettered(&id, 4);

	unmap(at, 4 * PAGE);
	at = attach(id, NULL, SHM_RDONLY);
	for (i = 0; i < 4; i++)
		is(at[i * PAGE], 'a' + i, "the letter of a page");
}

CLAIM(last_piece_destroys,
      "An attach of a removed segment is cut in two, and the pieces are unmapped one after the other.",
      "The segment is destroyed with the last piece, and not before.",
      "If the first piece destroys it, the second one maps freed frames.")
{
	int id;
	volatile char *at = lettered(&id, 3);

	unmap(at + PAGE, PAGE);
	works(ipc_remove(SEGMENT, id), "IPC_RMID");
	unmap(at, PAGE);
	is(nattch(id), 1, "shm_nattch with one piece");
	is(at[2 * PAGE], 'c', "the letter in the last piece");
	unmap(at + 2 * PAGE, PAGE);
	must(is_gone(SEGMENT, id), "IPC_STAT fails with EINVAL after the last piece");
}

CLAIM(across_two,
      "Two segments are attached side by side. munmap removes the last page of one and the first of the other.",
      "Both keep one attach, and the other pages show their data.",
      "A range of addresses knows nothing of segments.")
{
	int one = segment(2 * PAGE, 0600), two = segment(2 * PAGE, 0600);
	char *place = attach(one, NULL, 0);
	volatile char *low = attach(one, place - 64 * PAGE, 0), *high = attach(two, place - 62 * PAGE, 0);

	works(shmdt(place), "shmdt");
	low[0] = 'a';
	high[PAGE] = 'z';
	unmap(low + PAGE, 2 * PAGE);
	is(nattch(one), 1, "shm_nattch of the lower segment");
	is(nattch(two), 1, "shm_nattch of the upper segment");
	is(low[0], 'a', "the letter in the lower one");
	is(high[PAGE], 'z', "the letter in the upper one");
}

CLAIM(protect_a_page,
      "mprotect makes the middle one of three pages read-only.",
      "A write to it kills the writer; the pages beside it can be written.",
      "mprotect splits the attach like munmap, with three pieces that stay.")
{
	int id;
	volatile char *at = lettered(&id, 3);

	works(mprotect((void *)(at + PAGE), PAGE, PROT_READ), "mprotect");
	is(end_of({ at[PAGE] = 'X'; }), 128 + SIGSEGV, "how a write to the page ended (128 + signal)");
	is(at[PAGE], 'b', "the letter of the read-only page");
	at[0] = 'A';
	at[2 * PAGE] = 'C';
	works(mprotect((void *)(at + PAGE), PAGE, PROT_READ | PROT_WRITE), "mprotect back");
	at[PAGE] = 'B';
	at = attach(id, NULL, SHM_RDONLY);
	must(at[0] == 'A' && at[PAGE] == 'B' && at[2 * PAGE] == 'C', "the segment has all three new letters");
}

CLAIM(protect_before_touch,
      "mprotect makes an untouched attach read-only, another one inaccessible.",
      "A read of the first shows the data and a write kills; the second cannot be read.",
      "The rights must be those of the area, not those of the page table entries that exist.")
{
	int id;
	volatile char *at = lettered(&id, 1), *ro = attach(id, NULL, 0), *none = attach(id, NULL, 0);

	works(mprotect((void *)ro, PAGE, PROT_READ), "mprotect");
	works(mprotect((void *)none, PAGE, PROT_NONE), "mprotect");
	is(ro[0], 'a', "the letter in the read-only attach");
	is(end_of({ ro[0] = 'X'; }), 128 + SIGSEGV, "how a write to it ended (128 + signal)");
	must(is_unmapped(none), "a read of the inaccessible attach ends the reader");
	is(at[0], 'a', "the letter in the segment");
}

CLAIM(pieces_and_fork,
      "A process with an attach in two pieces forks.",
      "The child has both pieces with their data, and shm_nattch is 4 while it lives.",
      "fork copies areas, and each copy counts.")
{
	int id, pid;
	volatile char *at = lettered(&id, 3);
	struct gate there = make_gate(), go = make_gate();

	unmap(at + PAGE, PAGE);
	pid = start_child({
		open_gate(&there);
		pass_gate(&go);
		is(at[0], 'a', "the letter in the lower piece");
		is(at[2 * PAGE], 'n', "the letter in the upper piece");
	});
	pass_gate(&there);
	is(nattch(id), 4, "shm_nattch");
	at[2 * PAGE] = 'n';
	open_gate(&go);
	child_is_well(pid);
	is(nattch(id), 2, "shm_nattch after the exit of the child");
}

CLAIM(used_address,
      "A process attaches a segment at an address where another attach lies.",
      "shmat fails with EINVAL, and nothing has changed.",
      "An attach over existing memory would make the program lose it unasked.")
{
	int id = segment(2 * PAGE, 0600), other;
	volatile char *at = lettered(&other, 2);

	fails((long)shmat(id, (void *)at, 0), EINVAL, "shmat at a used address");
	fails((long)shmat(id, (void *)(at + PAGE), 0), EINVAL, "shmat that overlaps the end");
	is(nattch(id), 0, "shm_nattch");
	must(at[0] == 'a' && at[PAGE] == 'b', "the other attach shows its data");
}

CLAIM(remap,
      "A process attaches a segment with SHM_REMAP over another attach.",
      "The new segment replaces the old one there, which is detached.",
      "Programs that manage their address space themselves need it.")
{
	int id = segment(2 * PAGE, 0600), other;
	volatile char *at = lettered(&other, 2), *got;

	got = attach(id, (void *)at, SHM_REMAP);
	must(got == at, "shmat returns the address that it was given");
	is(at[0] | at[PAGE], 0, "what the new attach shows");
	is(nattch(other), 0, "shm_nattch of the old segment");
	is(nattch(id), 1, "shm_nattch of the new segment");
	fails((long)shmat(id, NULL, SHM_REMAP), EINVAL, "shmat with SHM_REMAP without an address");
}

CLAIM(rounding,
      "A process attaches at an address inside a page, without and with SHM_RND.",
      "Without SHM_RND shmat fails with EINVAL; with it, the address is rounded down.",
      "Page tables know pages only; a shifted attach would show wrong bytes.")
{
	int id = segment(PAGE, 0600), old;
	volatile char *place = lettered(&old, 1);

	works(shmdt((void *)place), "shmdt");		/* now this address is free */
	fails((long)shmat(id, (void *)(place + 100), 0), EINVAL, "shmat inside a page");
	must(attach(id, (void *)(place + PAGE - 1), SHM_RND) == place, "SHM_RND rounds down to the page");
}
