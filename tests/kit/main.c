/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipc-conformance: does this kernel's System V IPC do what Linux does?
 *
 *	ipc-conformance [--junit FILE] [--level N]... [--from N] [--list] [NAME]...
 *
 * It needs no shell and no other program, and can be the first program that a kernel starts. Standard
 * output is TAP ("Test Anything Protocol"): before each claim a line that says what is about to
 * happen, so that it is known if the machine does not survive it, and then a line with the result.
 * --junit also writes the results as JUnit's XML; with "-" as its file they replace the TAP output.
 * --level, --from and names select claims; --list only lists them. Exit status: 0 if no claim is
 * false, 1 if one is, 2 if nothing could be tried.
 */
#include "run.h"
#include "needs.h"

#define MOST 250

extern const struct claim *const __start_claims[], *const __stop_claims[];

const char *program_path = "";

static const char *const titles[] = {
	NULL, "A writes, B reads", "fork and shared pages", "permissions", "removal", "pieces of attaches",
	"limits and nonsense", "semaphores", "sleepers at semaphores", "message queues and their sleepers", NULL,
};
#define LEVELS (int)(sizeof(titles) / sizeof(*titles) - 1)

static const struct claim *claims[MOST];
static struct result results[MOST];
static int claim_count, silent;

static struct {
	const char *junit, *names[32];
	int levels, from, list, name_count;
} options;

static void put(int file, const char *pattern, va_list args)
{
	char line[2 * TEXT];
	size_t length = format_list(line, sizeof(line), pattern, args), done = 0;
	long got;

	while (done < length && (got = write(file, line + done, length - done)) > 0)
		done += got;
}

static void __attribute__((format(printf, 2, 3))) print(int file, const char *pattern, ...)
{
	va_list args;

	va_start(args, pattern);
	put(file, pattern, args);
	va_end(args);
}

/* A line of the TAP output. */
void say(const char *pattern, ...)
{
	va_list args;

	va_start(args, pattern);
	if (!silent)
		put(1, pattern, args);
	va_end(args);
}

/* ---- Which claims ---- */

static int is_wanted(const struct claim *claim)
{
	int i;

	if (options.levels && !(options.levels >> claim->level & 1))
		return 0;
	for (i = 0; i < options.name_count; i++)
		if (same(claim->name, options.names[i]))
			return 1;
	return !options.name_count;
}

/* Puts the claims in order: by level, and by their places in the file. */
static void collect(void)
{
	const struct claim *const *ref;
	int i;

	for (ref = __start_claims; ref < __stop_claims && claim_count < MOST; ref++) {
		for (i = claim_count++; i > 0; i--) {
			const struct claim *before = claims[i - 1];

			if (before->level < (*ref)->level ||
			    (before->level == (*ref)->level && before->line < (*ref)->line))
				break;
			claims[i] = before;
		}
		claims[i] = *ref;
	}
}

/* Drops the claims that are not wanted. Numbers of claims are those of what remains. */
static void select_claims(void)
{
	int i, kept = 0;

	for (i = 0; i < claim_count; i++)
		if (is_wanted(claims[i]))
			claims[kept++] = claims[i];
	claim_count = kept;
}

/* ---- Results ---- */

static void report(int number, const struct claim *claim, const struct result *result)
{
	const char *bad = result->outcome == FALSE || result->outcome == OTHERWISE ? "not " : "";

	say("%sok %d - %s: %s", bad, number, claim->name, claim->linux_does);
	if (result->outcome == SKIPPED)
		say(" # SKIP %s", result->report);
	if (result->outcome == OTHERWISE)
		say(" # TODO a kernel may decide otherwise: row %s of fidelity.md", claim->row);
	say("\n");
	if (result->outcome == FALSE || result->outcome == OTHERWISE)
		say("#   here: %s.\n", result->report);
	if (result->outcome == FALSE)
		say("#   why it matters: %s\n", claim->why);
}

static int count(int level, enum outcome outcome)
{
	int i, found = 0;

	for (i = 0; i < claim_count; i++)
		found += (!level || claims[i]->level == level) && results[i].outcome == outcome;
	return found;
}

static void summary(void)
{
	int level, i;

	say("#\n");
	for (level = 1; level < LEVELS; level++) {
		int right = count(level, TRUE), wrong = count(level, FALSE), other = count(level, OTHERWISE);
		int left = count(level, SKIPPED);

		if (right + wrong + other + left == 0)
			continue;
		say("# level %d, %s: %d true, %d false, %d decided otherwise, %d skipped\n", level,
		    titles[level], right, wrong, other, left);
	}
	for (i = 0; i < claim_count && results[i].outcome != FALSE; i++)
		;
	if (i == claim_count) {
		say("# No claim is false.\n");
		return;
	}
	say("#\n# The first false claim is %s, on level %d (%s).\n", claims[i]->name, claims[i]->level,
	    titles[claims[i]->level]);
	say("# %s\n# Linux: %s\n# Here: %s.\n# Why it matters: %s\n", claims[i]->situation,
	    claims[i]->linux_does, results[i].report, claims[i]->why);
}

/* Writes a text as XML: &, <, > and " are escaped. */
static void print_escaped(int file, const char *text)
{
	static const struct { char c; const char *as; } table[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" },
	};
	char piece[2] = "";
	size_t i;

	for (; *text; text++) {
		piece[0] = *text;
		for (i = 0; i < 4 && table[i].c != *text; i++)
			;
		print(file, "%s", i < 4 ? table[i].as : piece);
	}
}

static void junit_case(int file, const struct claim *claim, const struct result *result)
{
	print(file, "  <testcase classname=\"level%d\" name=\"%s: ", claim->level, claim->name);
	print_escaped(file, claim->linux_does);
	print(file, "\">");
	if (result->outcome != TRUE) {
		print(file, result->outcome == FALSE ? "<failure message=\"" : "<skipped message=\"");
		if (result->outcome == OTHERWISE)
			print(file, "decided otherwise (row %s): ", claim->row);
		print_escaped(file, result->report);
		print(file, "\"/>");
	}
	print(file, "</testcase>\n");
}

static void write_junit(void)
{
	int file = same(options.junit, "-") ? 1 : create_file(options.junit), level, i;

	if (file < 0) {
		say("# %s cannot be written: %s\n", options.junit, error_name(-file));
		return;
	}
	print(file, "<?xml version=\"1.0\"?>\n<testsuites>\n");
	for (level = 1; level < LEVELS; level++) {
		int skipped = count(level, SKIPPED) + count(level, OTHERWISE);
		int all = count(level, TRUE) + count(level, FALSE) + skipped;

		if (!all)
			continue;
		print(file, " <testsuite name=\"%d %s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n", level,
		      titles[level], all, count(level, FALSE), skipped);
		for (i = 0; i < claim_count; i++)
			if (claims[i]->level == level)
				junit_case(file, claims[i], &results[i]);
		print(file, " </testsuite>\n");
	}
	print(file, "</testsuites>\n");
}

/* ---- The run ---- */

static void run_all(void)
{
	int i;

	say("1..%d\n", claim_count);
	for (i = 0; i < claim_count; i++) {
		const char *lack = missing_for(claims[i]->level);

		if (i == 0 || claims[i]->level != claims[i - 1]->level)
			say("#\n# Level %d: %s\n", claims[i]->level, titles[claims[i]->level]);
		results[i].outcome = SKIPPED;
		if (i + 1 < options.from)
			format(results[i].report, TEXT, "the run begins at claim %d", options.from);
		else if (lack)
			format(results[i].report, TEXT, "%s is missing", lack);
		else if (claims[i]->needs && geteuid() != 0)
			format(results[i].report, TEXT, "it needs root");
		else {
			say("# %d %s: %s\n", i + 1, claims[i]->name, claims[i]->situation);
			run_claim(claims[i], &results[i]);
		}
		report(i + 1, claims[i], &results[i]);
	}
}

static void list(void)
{
	int i;

	for (i = 0; i < claim_count; i++)
		print(1, "%d %s: %s\n", claims[i]->level, claims[i]->name, claims[i]->situation);
}

/*
 * What the claim exec_detaches starts this program for: writes a byte to a pipe, and waits until one
 * can be read from another.
 */
static void __attribute__((noreturn)) hold(int there, int go)
{
	char byte = 'h';

	alarm(20);
	leave(write(there, &byte, 1) == 1 && read(go, &byte, 1) == 1 ? 0 : 1);
}

/* Returns 0 for an option that does not exist. As process 1, the kit gets words that are not meant for it. */
static int parse(char **words)
{
	const char *wrong = NULL;

	for (words++; *words && !wrong; words++) {
		if (same(*words, "--list"))
			options.list = 1;
		else if (same(*words, "--junit") && words[1])
			options.junit = *++words;
		else if (same(*words, "--level") && words[1] && number_in(words[1]) > 0)
			options.levels |= 1 << number_in(*++words);
		else if (same(*words, "--hold") && words[1] && words[2])
			hold(number_in(words[1]), number_in(words[2]));
		else if (same(*words, "--from") && words[1])
			options.from = number_in(*++words);
		else if (**words != '-' && options.name_count < 32)
			options.names[options.name_count++] = *words;
		else
			wrong = *words;
	}
	if (wrong && getpid() != 1)
		print(2, "ipc-conformance: %s is no option\n", wrong);
	return !wrong || getpid() == 1;
}

static int run_kit(void)
{
	if (options.list) {
		list();
		return 0;
	}
	if (!claim_count) {
		print(2, "ipc-conformance: there is no such claim; try --list\n");
		return 2;
	}
	silent = options.junit && same(options.junit, "-");
	if (!look_for_needs())
		return 2;
	run_all();
	if (options.junit)
		write_junit();
	summary();
	return count(0, FALSE) != 0;
}

/* The first function in C. At `stack`, the kernel has put argc, and argv from there on. */
void start(long *stack) __attribute__((noreturn, used));
void start(long *stack)
{
	char **words = (char **)(stack + 1);
	static char *none[] = { "", NULL };
	int status;

	if (stack[0] < 1)
		words = none;
	program_path = words[0];
	collect();
	status = parse(words) ? 0 : 2;
	if (!status) {
		select_claims();
		status = run_kit();
	}
	if (getpid() == 1) {		/* a kernel's first program must not end */
		say("# status %d\n", status);
		sleep_ms(500);		/* for the console to print everything */
		power_off();
		for (;;)
			sleep_ms(1000);
	}
	leave(status);
}

#ifdef __x86_64__
asm(".globl _start\n_start:\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");
#else
asm(".globl _start\n_start:\txor %ebp, %ebp\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n\tcall start\n");
#endif
