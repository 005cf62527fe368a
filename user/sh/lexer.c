/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cuts the typed text into tokens: words, operators, and ends of lines.
 *
 *	grep x <file && echo "it's $(date)"
 *	WORD WORD REDIRECT WORD AND WORD WORD NEWLINE
 *
 * This file only finds where words end; expand.c interprets the quotes and dollars in them. The
 * lines of here-documents are read when the line that announces them ends.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "sh.h"

#define WORD_SIZE	16384
#define MAX_DEPTH	50
#define MAX_DOCUMENTS	8

struct token token;

static char word[WORD_SIZE];
static size_t length;
static int depth;			/* of quotes and parentheses around this place */

static struct {
	struct redirection *redirection;
	char *end_word;
} documents[MAX_DOCUMENTS];
static int document_count;

void begin_tokens(void)
{
	depth = document_count = 0;
	begin_typed();
}

static void add(int c)
{
	if (length == WORD_SIZE - 1)
		syntax_error("the word is too long", NULL);
	word[length++] = c;
}

static int get_inside(const char *what)
{
	int c = get_char();

	if (c == EOF)
		syntax_error("missing ", what);
	return c;
}

static void copy_part(int c);

/* Copies up to the end character, with everything that may hide one: quotes and dollars. */
static void copy_until(char end, const char *name, int in_double_quotes)
{
	int c, open = 0;

	if (++depth > MAX_DEPTH)
		syntax_error("too deeply nested", NULL);
	for (;;) {
		c = get_inside(name);
		if (c == end && open-- == 0)
			break;
		if (c == '(' && end == ')')
			open++;
		if (in_double_quotes && c == '\'')
			add(c);
		else
			copy_part(c);
	}
	add(c);
	depth--;
}

/* Copies a character and, if it begins a quotation or a substitution, that as a whole. */
static void copy_part(int c)
{
	if (c == '\\') {
		c = get_inside("a character after \\");
		if (c != '\n') {		/* else: the line is continued */
			add('\\');
			add(c);
		}
		return;
	}
	add(c);
	if (c == '\'') {
		do {
			c = get_inside("'");
			add(c);
		} while (c != '\'');
	} else if (c == '"') {
		copy_until('"', "\"", 1);
	} else if (c == '`') {
		copy_until('`', "`", 0);
	} else if (c == '$' && (peek_char() == '(' || peek_char() == '{')) {
		c = get_char();
		add(c);
		copy_until(c == '(' ? ')' : '}', c == '(' ? ")" : "}", 0);
	}
}

static void read_word(void)
{
	length = 0;
	while (peek_char() != EOF && !strchr(" \t\r\n;&|<>()", peek_char()))
		copy_part(get_char());
	word[length] = '\0';
	token.kind = T_WORD;
	/* A single digit before < or > is a descriptor. */
	if (length == 1 && isdigit((unsigned char)word[0]) &&
	    (peek_char() == '<' || peek_char() == '>')) {
		token.kind = T_REDIRECT;
		token.fd = word[0] - '0';
		return;
	}
	token.text = take_or_fail(length + 1);
	memcpy(token.text, word, length);
}

static int next_is(int c)
{
	if (peek_char() != c)
		return 0;
	get_char();
	return 1;
}

static void read_redirection(int fd)
{
	int c = get_char();

	token.kind = T_REDIRECT;
	token.text = c == '<' ? "<" : ">";
	token.fd = fd >= 0 ? fd : c == '>';
	if (next_is('&'))
		token.redirect = DUPLICATE;
	else if (c == '<')
		token.redirect = next_is('<') ? HERE : FROM;
	else
		token.redirect = next_is('>') ? APPEND_TO : TO;
}

static void set_operator(enum token_kind kind, char *text)
{
	token.kind = kind;
	token.text = text;
}

void expect_here_document(struct redirection *r, char *end_word)
{
	if (document_count == MAX_DOCUMENTS)
		syntax_error("too many here-documents", NULL);
	documents[document_count].redirection = r;
	documents[document_count++].end_word = end_word;
}

/* Reads lines up to the one that consists of the end word. Quotes in that word: take them literally. */
static void read_document(struct redirection *r, char *end_word)
{
	size_t start, n = 0;
	char *p;

	if (strpbrk(end_word, "'\"\\"))
		r->kind = HERE_LITERAL;
	for (p = end_word; *p; p++) {
		if (!strchr("'\"\\", *p))
			end_word[n++] = *p;
	}
	end_word[n] = '\0';
	for (length = 0;;) {
		start = length;
		while (peek_char() != EOF && peek_char() != '\n')
			add(get_char());
		if (peek_char() == EOF)
			syntax_error("the here-document does not end with ", end_word);
		get_char();
		if (length - start == n && memcmp(word + start, end_word, n) == 0)
			break;
		add('\n');
	}
	r->target = take_or_fail(start + 1);
	memcpy(r->target, word, start);
}

static void read_documents(void)
{
	for (int i = 0; i < document_count; i++)
		read_document(documents[i].redirection, documents[i].end_word);
	document_count = 0;
}

static void skip_blanks(void)
{
	while (peek_char() == ' ' || peek_char() == '\t' || peek_char() == '\r')
		get_char();
	if (peek_char() == '#') {
		while (peek_char() != EOF && peek_char() != '\n')
			get_char();
	}
}

void next_token(void)
{
	skip_blanks();
	token.start = typed_so_far();
	token.line = source->line;
	token.fd = -1;
	switch (peek_char()) {
	case EOF:
		set_operator(T_END, "end");
		read_documents();
		break;
	case '\n':
		get_char();
		set_operator(T_NEWLINE, "end of the line");
		read_documents();
		break;
	case '(':
		get_char();
		set_operator(T_OPEN, "(");
		break;
	case ')':
		get_char();
		set_operator(T_CLOSE, ")");
		break;
	case ';':
		get_char();
		next_is(';') ? set_operator(T_DOUBLE_SEMICOLON, ";;") : set_operator(T_SEMICOLON, ";");
		break;
	case '&':
		get_char();
		next_is('&') ? set_operator(T_AND, "&&") : set_operator(T_AMPERSAND, "&");
		break;
	case '|':
		get_char();
		next_is('|') ? set_operator(T_OR, "||") : set_operator(T_PIPE, "|");
		break;
	case '<':
	case '>':
		read_redirection(-1);
		break;
	default:
		read_word();
		if (token.kind == T_REDIRECT)
			read_redirection(token.fd);
	}
}
