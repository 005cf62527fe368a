/* SPDX-License-Identifier: GPL-2.0-only */
/* pwd: prints the current directory ("print working directory"). Try `cd /tmp; pwd`. */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	char path[PATH_MAX];

	if (!getcwd(path, sizeof(path)))
		err(1, "the working directory");
	return puts(path) == EOF;
}
