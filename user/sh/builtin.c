/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands that the shell carries out itself. Most of them change the shell, which a program in
 * another process cannot do.
 */
#include <errno.h>
#include <limits.h>
#include <number.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

static int do_true(char **argv)
{
	(void)argv;
	return 0;
}

static int do_false(char **argv)
{
	(void)argv;
	return 1;
}

/* cd [DIRECTORY] */
static int do_cd(char **argv)
{
	const char *path = argv[1] ? argv[1] : getenv("HOME");

	if (!path)
		path = "/";
	if (chdir(path)) {
		complain(path, strerror(errno));
		return 1;
	}
	return 0;
}

/* Reads the number that an argument may give, or returns `otherwise`. -1 after a message. */
static int number_of(const char *text, int otherwise)
{
	long long number = otherwise;

	if (text && parse_number(text, 0, INT_MAX, &number)) {
		complain(text, "not a number");
		return -1;
	}
	return number;
}

/* exit [STATUS] */
static int do_exit(char **argv)
{
	int status = number_of(argv[1], shell.last_status);

	if (shell.interactive)
		end_jobs();
	exit(status < 0 ? 2 : status);
}

/* return [STATUS]: from a function or a file that `.` reads */
static int do_return(char **argv)
{
	int status = number_of(argv[1], shell.last_status);

	if (status < 0)
		return 2;
	shell.last_status = status;
	shell.leaving = RETURN;
	return status;
}

/* break [N] and continue [N]: of the N innermost loops */
static int do_break(char **argv)
{
	int levels = number_of(argv[1], 1);

	if (levels < 1 || !shell.loops)
		return levels < 0 ? 2 : 0;
	shell.levels = levels < shell.loops ? levels : shell.loops;
	shell.leaving = argv[0][0] == 'b' ? BREAK : CONTINUE;
	return 0;
}

/* export [NAME[=VALUE]...]: NAME alone changes nothing, because every variable is exported. */
static int do_export(char **argv)
{
	if (!argv[1]) {
		for (char **variable = environ; *variable; variable++)
			puts(*variable);
	}
	while (*++argv) {
		char *value = strchr(*argv, '=');

		if (!value)
			continue;
		*value++ = '\0';
		if (setenv(*argv, value, 1)) {
			complain(*argv, strerror(errno));
			return 1;
		}
	}
	return 0;
}

static int do_unset(char **argv)
{
	while (*++argv)
		unsetenv(*argv);
	return 0;
}

/* shift [N]: removes the first N parameters */
static int do_shift(char **argv)
{
	int n = number_of(argv[1], 1);

	if (n < 0 || n >= shell.parameter_count) {
		if (n > 0)
			complain("shift", "there are not so many parameters");
		return 1;
	}
	shell.parameters[n] = shell.parameters[0];
	shell.parameters += n;
	shell.parameter_count -= n;
	return 0;
}

/* Returns 0 at the end of the input. */
static int read_byte(char *c)
{
	ssize_t n;

	do
		n = read(STDIN_FILENO, c, 1);
	while (n < 0 && errno == EINTR && !shell.leaving);
	return n == 1;
}

/*
 * read [-r] NAME...: reads a line from standard input, a word for each name, and the rest of the
 * line for the last one. Status 1 at the end of the input.
 */
static int do_read(char **argv)
{
	char line[LINE_SIZE], *word = line, *end;
	size_t length = 0;
	char c = '\0';

	if (argv[1] && strcmp(argv[1], "-r") == 0)
		argv++;
	while (read_byte(&c) && c != '\n') {
		if (c && length < sizeof(line) - 1)
			line[length++] = c;
	}
	while (length > 0 && strchr(" \t", line[length - 1]))
		length--;
	line[length] = '\0';
	while (*++argv) {
		word += strspn(word, " \t");
		end = argv[1] ? word + strcspn(word, " \t") : word + strlen(word);
		c = c == '\n' ? c : '\0';
		length = *end != '\0';
		*end = '\0';
		if (setenv(*argv, word, 1)) {
			complain(*argv, strerror(errno));
			return 2;
		}
		word = end + length;
	}
	return c == '\n' ? 0 : 1;
}

/* . FILE: runs the commands of a file in this shell */
static int do_dot(char **argv)
{
	struct source s = { 0 };
	static int depth;

	if (!argv[1] || depth == 20) {
		complain(".", argv[1] ? "too many files read each other" : "which file?");
		return 2;
	}
	s.fd = open_script(argv[1]);
	if (s.fd < 0) {
		complain(argv[1], strerror(errno));
		return 1;
	}
	depth++;
	run_source(&s);
	depth--;
	close(s.fd);
	if (shell.leaving == RETURN)
		shell.leaving = STAY;
	return shell.last_status;
}

/* eval TEXT...: runs its arguments as a command */
static int do_eval(char **argv)
{
	static int depth;
	size_t length = 1;
	char *text;
	int status;

	for (char **arg = argv + 1; *arg; arg++)
		length += strlen(*arg) + 1;
	text = take(length);
	if (!text || depth == 20) {
		complain("eval", "too deeply nested");
		return 2;
	}
	while (*++argv)
		strcat(strcat(text, *argv), " ");
	depth++;
	status = run_text(text);
	depth--;
	return status;
}

/* exec [COMMAND]: becomes that program; without one, the redirections remain */
static int do_exec(char **argv)
{
	if (argv[1])
		execute(argv + 1);
	return 0;
}

static int do_clear(char **argv)
{
	(void)argv;
	fputs("\033[H\033[2J", stdout);
	return 0;
}

static int do_help(char **argv)
{
	(void)argv;
	fputs("a; b   a & b   a && b   a || b   a | b   < file  > file  >> file  2>&1  << END\n"
	      "'text'  \"text\"  $NAME  $(command)  $((1 + 2))  *.c  ?  [a-z]  NAME=value\n"
	      "if a; then b; else c; fi    while a; do b; done    for i in x y; do b; done\n"
	      "case w in a*) b ;; esac     { a; b; }   ( a; b )   name() { a; }\n"
	      "\n"
	      "Built in:  . : [ bg break cd clear continue eval exec exit export false fg\n"
	      "  help history jobs kill read return shift test true unset wait\n"
	      "Programs:  ls /bin; the first lines of user/NAME.c describe NAME\n"
	      "\n"
	      "Tab             complete the name of a program or a file\n"
	      "Up, Down        earlier and later commands (also Ctrl-P, Ctrl-N)\n"
	      "Ctrl-R          the last command that contains what is typed; again: an earlier\n"
	      "Left, Right     move; Home, End or Ctrl-A, Ctrl-E: to the start, to the end\n"
	      "Ctrl-U, Ctrl-K  delete everything before, everything after the cursor\n"
	      "Ctrl-W          delete the word before the cursor\n"
	      "Ctrl-L          clear the screen\n"
	      "Ctrl-C          end the program that runs, or drop the line\n"
	      "Ctrl-Z          stop the program that runs; fg or bg continues it\n"
	      "Ctrl-D          end of input; at the prompt: leave the shell\n", stdout);
	return 0;
}

static const struct {
	const char *name;
	builtin *run;
} builtins[] = {
	{ ".", do_dot }, { ":", do_true }, { "[", do_test }, { "bg", do_bg }, { "break", do_break },
	{ "cd", do_cd }, { "clear", do_clear }, { "continue", do_break }, { "eval", do_eval },
	{ "exec", do_exec }, { "exit", do_exit }, { "export", do_export }, { "false", do_false },
	{ "fg", do_fg }, { "help", do_help }, { "history", do_history }, { "jobs", do_jobs },
	{ "kill", do_kill }, { "read", do_read }, { "return", do_return }, { "shift", do_shift },
	{ "test", do_test }, { "true", do_true }, { "unset", do_unset }, { "wait", do_wait },
};
#define BUILTINS	((int)(sizeof(builtins) / sizeof(builtins[0])))

builtin *find_builtin(const char *name)
{
	for (int i = 0; i < BUILTINS; i++) {
		if (strcmp(builtins[i].name, name) == 0)
			return builtins[i].run;
	}
	return NULL;
}

const char *builtin_name(int n)
{
	return n < BUILTINS ? builtins[n].name : NULL;
}
