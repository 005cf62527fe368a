/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach [-r] ID [ADDRESS]: attaches a segment, prints its address and the first characters of the
 * line in it, and stays attached until it is killed. With -r it attaches the segment for reading
 * only.
 *
 * It makes a process to look at. After process_a, and with the ID that ipcs shows, try
 *
 *	attach ID &
 *	attach ID 0x50000000 &		(two processes, two addresses)
 *	pmap PID			(for both: one frame; "count" says how many hold it)
 *	ipcrm -m ID; ipcs		(removed, but still there: "dest")
 *	kill PID PID; ipcs		(gone with the last attach)
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

#define SHOWN	80			/* characters of the line */

/* Returns how many bytes to print: a segment may be full of text, without any end of line. */
static int line_length(int id, const char *text)
{
	struct shmid_ds segment;
	size_t length = 0;

	if (shmctl(id, IPC_STAT, &segment))
		err(1, "segment %d", id);
	while (length < segment.shm_segsz && length < SHOWN && (unsigned char)text[length] >= ' ')
		length++;
	return length;
}

int main(int argc, char **argv)
{
	int read_only = argc > 1 && strcmp(argv[1], "-r") == 0;
	char **args = argv + 1 + read_only;
	char *address = NULL;		/* NULL: the kernel chooses */
	int id;

	if (argc < 2 + read_only || argc > 3 + read_only)
		errx(1, "usage: attach [-r] ID [ADDRESS]");
	id = number_or_exit(args[0], 0, INT_MAX, "an id", 1);
	if (args[1])
		address = (char *)(uintptr_t)number_or_exit(args[1], 0, UINT32_MAX, "an address", 1);
	address = shmat(id, address, read_only ? SHM_RDONLY : 0);
	if (address == (char *)-1)
		err(1, "segment %d", id);

	printf("process %d: segment %d at %p: %.*s\n", getpid(), id, (void *)address,
	       line_length(id, address), address);
	fflush(stdout);
	for (;;)
		pause();
}
