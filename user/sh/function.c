/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of a script: name() { ... } */
#include <string.h>
#include "sh.h"

#define MAX_FUNCTIONS	32
#define MAX_CALLS	100

static struct {
	const char *name;
	struct node *body;
} functions[MAX_FUNCTIONS];
static int function_count;

struct node *find_function(const char *name)
{
	for (int i = function_count - 1; i >= 0; i--) {
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].body;
	}
	return NULL;
}

/* The tree of the command that defines it must last as long as the function. */
int define_function(const char *name, struct node *body)
{
	int i = 0;

	while (i < function_count && strcmp(functions[i].name, name) != 0)
		i++;
	if (i == MAX_FUNCTIONS) {
		complain(name, "there are too many functions");
		return 1;
	}
	if (i == function_count)
		function_count++;
	functions[i].name = name;
	functions[i].body = body;
	keep_memory();
	return 0;
}

/* Calls a function of the script, with its own parameters. */
int call_function(struct node *body, char **argv, int count)
{
	char **parameters = shell.parameters;
	int parameter_count = shell.parameter_count, status;
	char *name = parameters[0];

	if (shell.calls == MAX_CALLS) {
		complain(argv[0], "too many functions call each other");
		shell.leaving = INTERRUPTED;
		return 2;
	}
	shell.calls++;
	argv[0] = name;				/* $0 does not change */
	shell.parameters = argv;
	shell.parameter_count = count;
	status = run(body);
	if (shell.leaving == RETURN) {
		shell.leaving = STAY;
		status = shell.last_status;
	}
	shell.parameters = parameters;
	shell.parameter_count = parameter_count;
	shell.calls--;
	return status;
}
