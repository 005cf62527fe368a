/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipcs [-m] [-s] [-q] [-t|-p|-c|-l|-u] | (-m|-s|-q) -i ID: lists the objects of System V IPC.
 *
 *	-m -s -q	shared memory segments, semaphore sets, message queues; without any: all
 *	(nothing else)	key, id, owner, permissions, size and so on
 *	-t -p -c	times; pids of the last users; creators and owners
 *	-l -u		the limits; how much is used
 *	-i ID		everything about one object
 *
 * Run process_a, then ipcs -m: the segment exists although its creator has ended. The status "dest"
 * means that the segment is marked for removal and will be destroyed with its last attach. ipcs -s -i
 * ID shows how many processes sleep at each semaphore. Owners are shown as numbers.
 */
#include <err.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ipc/ipcs.h"

static const struct ipc_kind *const kinds[] = { &ipc_queues, &ipc_segments, &ipc_sets };

const char *when(time_t t, int detailed)
{
	static char text[40];

	if (t == 0)
		return "Not set";
	strftime(text, sizeof(text), detailed ? "%a %b %e %H:%M:%S %Y" : "%b %e %H:%M:%S",
		 localtime(&t));
	return text;
}

static void print_kind(const struct ipc_kind *kind, int view)
{
	if (view == 'l')
		kind->limits();
	else if (view == 'u')
		kind->use();
	else
		kind->list(view);
	putchar('\n');
}

int main(int argc, char **argv)
{
	char chosen[4] = "";
	int option, view = 'm', id = -1;

	while ((option = getopt(argc, argv, "msqatpclui:")) != -1) {
		if (option == '?')
			errx(1, "usage: ipcs [-m] [-s] [-q] [-t|-p|-c|-l|-u] | (-m|-s|-q) -i ID");
		else if (option == 'i')
			id = number_or_exit(optarg, 0, INT_MAX, "an id", 1);
		else if (!strchr("msqa", option))
			view = option;
		else if (option != 'a' && !strchr(chosen, option))
			chosen[strlen(chosen)] = option;
	}
	if (id >= 0 && strlen(chosen) != 1)
		errx(1, "-i: say of which kind, -m, -s or -q");
	putchar('\n');
	for (int i = 0; i < 3; i++) {
		if (chosen[0] && !strchr(chosen, kinds[i]->letter))
			continue;
		if (id < 0) {
			print_kind(kinds[i], view);
		} else {
			kinds[i]->one(id);
			putchar('\n');
		}
	}
	return 0;
}
