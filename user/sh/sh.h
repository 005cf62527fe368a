/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the shell's files share: the tree that a command is parsed into, the state of the shell, and
 * the functions of each file. The head of sh.c says what each file does.
 */
#ifndef SH_H
#define SH_H

#include <sys/types.h>

/* ---- the tree (parse.c and compound.c make it, run.c and command.c run it) ---- */

struct word {
	struct word *next;
	char *text;			/* as typed: with quotes and dollars */
};

enum redirect { FROM, TO, APPEND_TO, DUPLICATE, HERE, HERE_LITERAL };

struct redirection {
	struct redirection *next;
	enum redirect kind;
	int fd;
	char *target;			/* a word; for HERE the text itself */
};

enum node_kind {
	COMMAND,	/* words, redirections */
	PIPELINE,	/* first, and its next ones */
	NOT,		/* first */
	AND, OR,	/* first, second */
	LIST,		/* first, and its next ones */
	GROUP,		/* first: { } */
	SUBSHELL,	/* first: ( ) */
	IF,		/* first: condition, second: then, third: else or NULL */
	WHILE, UNTIL,	/* first: condition, second: body */
	FOR,		/* name, words, second: body */
	CASE,		/* words: one, first: branches */
	BRANCH,		/* words: patterns, first: body or NULL */
	FUNCTION,	/* name, first: body */
};

struct node {
	enum node_kind kind;
	int background;			/* in a LIST: followed by & */
	struct node *next;
	struct node *first, *second, *third;
	struct word *words;
	struct redirection *redirections;
	char *name;
	char *text;			/* how it was typed, to show it as a job */
};

/* ---- the state of the shell ---- */

enum leaving { STAY, BREAK, CONTINUE, RETURN, INTERRUPTED };

extern struct shell {
	int interactive;		/* it reads from a terminal, with a prompt */
	int job_control;		/* each job is a process group */
	pid_t pid;			/* $$, in its children, too */
	int last_status;		/* $? */
	pid_t last_background;		/* $! */
	char **parameters;		/* $0, $1 ... */
	int parameter_count;		/* including $0 */
	int loops, calls;		/* how many loops and functions are running */
	enum leaving leaving;		/* what ends the running loop, function or line */
	int levels;			/* BREAK, CONTINUE: of how many loops */
} shell;

void complain(const char *what, const char *why);	/* "sh: what: why"; why may be NULL */

/* memory.c: memory for one command */
void *take(size_t size);		/* or NULL after a message; aligned */
char *take_text(const char *text, size_t length);	/* a copy that ends with NUL, or NULL */
size_t mark_memory(void);
void release_memory(size_t mark);	/* everything taken since mark_memory() */
void keep_memory(void);			/* release nothing that has been taken so far */

/* input.c: where commands come from */
struct source {
	struct source *previous;
	int fd;				/* or -1: text, or the terminal */
	const char *text;
	int terminal;
	int line;
	int peeked;			/* from a file: the byte that was read but not used, or 0; EOF */
	int continued;			/* the next line belongs to the same command: prompt "> " */
};
extern struct source *source;
int open_script(const char *path);
int peek_char(void);			/* EOF at the end */
int get_char(void);
void begin_typed(void);			/* a new command begins */
size_t typed_so_far(void);		/* the length of the command up to here */
char *typed_text(size_t start, size_t end);	/* a part of it, or NULL */

/* lexer.c: characters to tokens */
enum token_kind {
	T_END, T_NEWLINE, T_WORD, T_REDIRECT, T_AND, T_OR, T_PIPE, T_SEMICOLON, T_DOUBLE_SEMICOLON,
	T_AMPERSAND, T_OPEN, T_CLOSE,
};
extern struct token {
	enum token_kind kind;
	char *text;			/* of a word; else how the operator is written */
	enum redirect redirect;
	int fd;
	size_t start;			/* in the typed text */
	int line;
} token;
void next_token(void);			/* into `token` */
void begin_tokens(void);
void expect_here_document(struct redirection *r, char *end_word);

/* parse.c: tokens to a tree */
enum { PARSED, NOTHING_LEFT, NOT_PARSED };
int parse_command(struct node **node);	/* *node is NULL for an empty line */
_Noreturn void syntax_error(const char *what, const char *where);	/* ends parse_command() */
_Noreturn void drop_command(int status);	/* likewise, without a message */
void *take_or_fail(size_t size);

/* expand.c: words to arguments */
char **expand_words(const struct word *words, int *count);	/* or NULL after a message */
char *expand_text(const char *word);	/* to one argument; NULL after a message */
char *expand_pattern(const char *word);	/* likewise, with \ before quoted characters */
char *expand_document(const char *text);	/* quotes stay */
int is_name(const char *text, size_t length);
int is_assignment(const char *word);

/* substitute.c: what comes after a dollar */
const char *put_dollar(const char *p, int quoted);	/* returns what follows */
const char *put_backquotes(const char *p, int quoted);
const char *closing(const char *p, char open, char close);
int substitution_status(void);		/* of the last $( ), 0 if there was none */
void forget_substitution_status(void);
/* what they call: they append to the argument that is being made (expand.c) */
void put_value(const char *value, int quoted);
void put_parameters(int separate);
void put_expanded(const char *text, size_t length, int quoted);
size_t built_so_far(void);
char *take_back(size_t start);		/* the text since start, which is removed */
void expansion_failed(void);

/* pattern.c */
int matches(const char *pattern, const char *text);
int has_wildcards(const char *pattern);
void remove_escapes(char *text);
int find_files(const char *pattern, char **found, int max);	/* returns how many */

/* arithmetic.c: returns 0, or -1 after a message */
int calculate(const char *text, long long *result);

/* run.c */
int run(struct node *node);		/* returns the exit status */
int run_source(struct source *s);	/* all its commands */
int run_text(const char *text);

/* command.c: they return an exit status */
int run_command(struct node *node, int own);
int run_subshell(struct node *node);
int run_pipeline(struct node *pipeline);
int run_in_background(struct node *node);

/* program.c: in a child */
_Noreturn void execute(char **argv);
int assign(const struct word *words);	/* the NAME=VALUE at their start: 0, or -1 after a message */

/* redirect.c */
#define REDIRECTED_MAX	10
struct saved {
	int count;
	struct { int fd, copy; } all[REDIRECTED_MAX];
};
int redirect(const struct redirection *r, struct saved *saved);	/* 0, or -1; saved may be NULL */
void restore(struct saved *saved);
void forget_saved(struct saved *saved);	/* the redirections become permanent */

/* jobs.c */
#define MAX_PIPELINE	16
struct job;
struct job *new_job(const char *text);	/* or NULL with errno */
pid_t start_process(struct job *job, int in_front);	/* like fork() */
int wait_for_job(struct job *job);
void announce_job(struct job *job);
void report_jobs(void);
void end_jobs(void);

/* control.c */
int do_jobs(char **argv), do_fg(char **argv), do_bg(char **argv), do_wait(char **argv),
    do_kill(char **argv);

/* builtin.c, test.c */
typedef int builtin(char **argv);	/* returns an exit status */
builtin *find_builtin(const char *name);
const char *builtin_name(int n);	/* the n-th, or NULL */
int do_test(char **argv);

/* function.c */
struct node *find_function(const char *name);
int define_function(const char *name, struct node *body);
int call_function(struct node *body, char **argv, int count);	/* returns an exit status */

/* edit.c, history.c, complete.c */
#define LINE_SIZE	4096
enum { LINE_READ, LINE_DROPPED, LINE_END };
int edit_line(const char *prompt, char *text);
void add_to_history(const char *line);
const char *history_line(int back);	/* 1: the last one; NULL: there is none */
int do_history(char **argv);
/* Returns the text to insert after `line`. Sets *listed when it has printed a list instead. */
const char *complete(const char *line, int *listed);

#endif
