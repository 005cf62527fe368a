// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel command line. As in Linux, words the kernel does not know go to
 * init: "name=value" into its environment, others into its argument list.
 */
#include "kernel/lib/cmdline.h"
#include "kernel/lib/string.h"

#define MAX_WORDS 32

/* Every word the kernel itself understands. */
static const char *const kernel_words[] = { "quiet", "yield-alloc", "log", "trace" };

char saved_command_line[COMMAND_LINE_SIZE];
static char words[COMMAND_LINE_SIZE];		/* the line, cut into strings */
static const char *kernel_word[MAX_WORDS];
static int nr_kernel_words;
const char *init_argv[MAX_WORDS + 2] = { "init" };
const char *init_envp[MAX_WORDS + 3] = { "HOME=/", "PATH=/bin:/sbin" };

/* Is word "name" or "name=..."? */
static bool names(const char *word, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(word, name, len) && (word[len] == '=' || !word[len]);
}

static bool is_kernel_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernel_words); i++)
		if (names(word, kernel_words[i]))
			return true;
	return false;
}

void parse_cmdline(const char *line)
{
	int argc = 1, envc = 2;
	char *p = words;

	strlcpy(saved_command_line, line, sizeof(saved_command_line));
	strlcpy(words, line, sizeof(words));
	while (*p) {
		char *word = p;

		while (*p && *p != ' ')
			p++;
		if (*p)
			*p++ = '\0';
		if (!*word || *word == '/')	/* QEMU puts the kernel's path in front */
			continue;
		if (is_kernel_word(word)) {
			if (nr_kernel_words < MAX_WORDS)
				kernel_word[nr_kernel_words++] = word;
		} else if (strchr(word, '=')) {
			if (envc < MAX_WORDS + 2)
				init_envp[envc++] = word;
		} else if (argc < MAX_WORDS + 1) {
			init_argv[argc++] = word;
		}
	}
}

const char *boot_word(const char *name)
{
	for (int i = 0; i < nr_kernel_words; i++)
		if (names(kernel_word[i], name)) {
			const char *value = strchr(kernel_word[i], '=');

			return value ? value + 1 : "";
		}
	return NULL;
}
