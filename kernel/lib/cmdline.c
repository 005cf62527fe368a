// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel command line. The kernel keeps the words that it knows. As in Linux, all others go
 * to init: "name=value" into its environment, the rest into its argument list.
 */
#include "kernel/lib/cmdline.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"

#define MAX_WORDS 32

/* The words that the kernel knows, and the values that the command line gives them. */
static struct kernel_word {
	const char *name, *value;
} kernel_words[] = { { "quiet", NULL }, { "yield-alloc", NULL }, { "log", NULL }, { "trace", NULL } };

char saved_command_line[COMMAND_LINE_SIZE];
const char *init_argv[MAX_WORDS + 2] = { "init" };
const char *init_envp[MAX_WORDS + 3] = { "HOME=/", "PATH=/bin:/sbin" };

static struct kernel_word *find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernel_words); i++)
		if (!strncmp(kernel_words[i].name, name, len) && !kernel_words[i].name[len])
			return &kernel_words[i];
	return NULL;
}

void parse_cmdline(const char *line)
{
	static char words[COMMAND_LINE_SIZE];	/* the line, cut into strings that are kept */
	int argc = 1, envc = 2;
	char *p = words;

	strlcpy(saved_command_line, line, sizeof(saved_command_line));
	if (strlcpy(words, line, sizeof(words)) >= sizeof(words))
		printk("boot: the command line is longer than %d bytes: the rest is ignored\n",
		       COMMAND_LINE_SIZE - 1);
	while (*p) {
		const char *word = p, *equals;
		struct kernel_word *known;

		while (*p && *p != ' ')
			p++;
		if (*p)
			*p++ = '\0';
		equals = strchr(word, '=');
		if (!*word || (!equals && strchr(word, '/')))	/* QEMU puts the kernel's path first */
			continue;
		known = find(word, equals ? (size_t)(equals - word) : strlen(word));
		if (known)
			known->value = equals ? equals + 1 : "";
		else if (equals && envc < MAX_WORDS + 2)
			init_envp[envc++] = word;
		else if (!equals && argc < MAX_WORDS + 1)
			init_argv[argc++] = word;
		else
			printk("boot: more than %d words for init: %s is ignored\n", MAX_WORDS, word);
	}
}

const char *boot_word(const char *name)
{
	struct kernel_word *known = find(name, strlen(name));

	BUG_ON(!known);
	return known->value;
}
