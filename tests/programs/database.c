/* SPDX-License-Identifier: GPL-2.0-only */
/* A database in a file: run SQL statements from the arguments, and print the rows of their results. */
#include <sqlite3.h>
#include <stdio.h>

static int print_row(void *unused, int n, char **values, char **names)
{
	(void)unused;
	(void)names;
	for (int i = 0; i < n; i++)
		printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	char *error = NULL;
	sqlite3 *db;

	if (argc < 2 || sqlite3_open(argv[1], &db))
		return 1;
	for (int i = 2; i < argc; i++)
		if (sqlite3_exec(db, argv[i], print_row, NULL, &error)) {
			printf("%s\n", error);
			return 1;
		}
	return sqlite3_close(db) != SQLITE_OK;
}
