/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach [-r] ID [ADDRESS]: attaches a segment, prints its address and the line in it, and stays
 * attached until it is killed. With -r it attaches the segment for reading only.
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int read_only = argc > 1 && strcmp(argv[1], "-r") == 0;
	char **args = argv + 1 + read_only;
	char *address, *end;
	int id;

	if (argc < 2 + read_only || argc > 3 + read_only)
		errx(1, "usage: attach [-r] ID [ADDRESS]");
	id = strtol(args[0], &end, 0);
	if (end == args[0] || *end)
		errx(1, "%s: not an id", args[0]);

	address = args[1] ? (char *)strtoul(args[1], NULL, 0) : NULL;	/* NULL: the kernel chooses */
	address = shmat(id, address, read_only ? SHM_RDONLY : 0);
	if (address == (char *)-1)
		err(1, "segment %d", id);

	printf("process %d: segment %d at %p: %.*s\n", getpid(), id, (void *)address,
	       (int)strcspn(address, "\n"), address);
	fflush(stdout);
	for (;;)
		pause();
}
