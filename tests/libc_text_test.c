/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions of the C library that work on text and numbers do what their headers say: printf and
 * scanf, conversions, strings, sorting.
 *
 * The tests of the C library use only its headers, so they also run with another C library on any
 * Linux.
 */
#include "tap.h"

#include <ctype.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stddef.h>

/* Claims that printf makes the expected text of the arguments, and returns its length. */
static void prints(const char *expected, const char *sentence, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void prints(const char *expected, const char *sentence, const char *format, ...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(text, expected) || n != (int)strlen(expected))
		tap_say("# expected \"%s\", got \"%s\" (%d)", expected, text, n);
	ok(strcmp(text, expected) == 0 && n == (int)strlen(expected), "%s", sentence);
}

static void test_printf(void)
{
	char *volatile text = "Hello World";	/* volatile: so that the compiler does not compute the result */
	char small[6];
	char *made = NULL;

	prints("42 -42 +42  42", "printf: signs", "%d %i %+d % d", 42, -42, 42, 42);
	prints("[   42][42   ][00042][ 0042]", "printf: width, zeroes and precision",
	       "[%5d][%-5d][%05d][%5.4d]", 42, 42, 42, 42);
	prints("+0042 -0042", "printf: zeroes stand after the sign", "%+05d %05d", 42, -42);
	prints("-2147483648 2147483647 4294967295", "printf: the ends of int",
	       "%d %d %u", INT_MIN, INT_MAX, UINT_MAX);
	prints("-9223372036854775808 18446744073709551615", "printf: the ends of long long",
	       "%lld %llu", LLONG_MIN, ULLONG_MAX);
	prints("deadbeef DEADBEEF 0xff 0XFF 0 777 0777", "printf: other bases",
	       "%x %X %#x %#X %#x %o %#o", 0xdeadbeef, 0xdeadbeef, 255, 255, 0, 0777, 0777);
	prints("123456789abcdef0 7f", "printf: long long in hexadecimal, and long",
	       "%llx %lx", 0x123456789abcdef0ULL, 0x7fUL);
	prints("-1 255 -1 65535", "printf: hh and h cut", "%hhd %hhu %hd %hu",
	       (signed char)-1, (unsigned char)255, (short)-1, (unsigned short)65535);
	prints("4096 -7 99", "printf: z, t and j", "%zu %td %jd", (size_t)4096, (ptrdiff_t)-7,
	       (intmax_t)99);
	prints("0x40000000 (nil)", "printf: pointers", "%p %p", (void *)0x40000000, NULL);
	prints("[key       ][       key][ke]", "printf: strings, width and precision",
	       "[%-10s][%10s][%.2s]", "key", "key", "key");
	prints("[   ab][x  ]", "printf: stars take width and precision from the arguments",
	       "[%*.*s][%-*c]", 5, 2, "abc", 3, 'x');
	prints("100%", "printf: a percent sign", "%d%%", 100);
	prints("", "printf: zero with precision zero prints nothing", "%.0d", 0);
	prints("No such file or directory", "strerror describes ENOENT", "%s", strerror(ENOENT));
	prints("EIDRM", "strerrorname_np returns the name of EIDRM", "%s", strerrorname_np(EIDRM));

	ok(snprintf(small, sizeof(small), "%s", text) == 11 && strcmp(small, "Hello") == 0,
	   "snprintf cuts off, and returns the whole length");
	ok(asprintf(&made, "%d-%s", 7, "x") == 3 && strcmp(made, "7-x") == 0,
	   "asprintf allocates the text");
	free(made);
}

static void test_scanf(void)
{
	int a = 0, b = 0, n = 0;
	unsigned int x = 0;
	long long big = 0;
	short h = 0;
	char word[16] = "", set[16] = "", c = 0;

	ok(sscanf("12 -7 0x1f", "%d %d %x", &a, &b, &x) == 3 && a == 12 && b == -7 && x == 31,
	   "sscanf reads decimal and hexadecimal numbers");
	ok(sscanf("0x10 010 10", "%i %i %i", &a, &b, &n) == 3 && a == 16 && b == 8 && n == 10,
	   "sscanf: %%i takes the base from the prefix");
	ok(sscanf("key=value rest", "%15[^=]=%15s", set, word) == 2 &&
	   !strcmp(set, "key") && !strcmp(word, "value"), "sscanf reads sets and words");
	ok(sscanf("9000000000 -3 z", "%lld %hd %c", &big, &h, &c) == 3 &&
	   big == 9000000000LL && h == -3 && c == 'z', "sscanf stores long long, short and char");
	ok(sscanf("12345", "%2d%*d%n", &a, &n) == 1 && a == 12 && n == 5,
	   "sscanf: width, discarding and %%n work");
	ok(sscanf("abc", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF,
	   "sscanf returns 0 without a match, and EOF without input");
}

static void test_numbers(void)
{
	char *end;
	volatile long long n = -1234567890123456789LL, d = 9876543210LL;
	volatile unsigned long long u = ULLONG_MAX;

	ok(strtol("  -0x7fz", &end, 0) == -127 && *end == 'z', "strtol accepts spaces, sign and prefix");
	ok(strtol("0x", &end, 16) == 0 && *end == 'x', "strtol: a bare 0x is the number 0");
	ok(strtol("nothing", &end, 10) == 0 && *end == 'n', "strtol without a number: the end is the start");
	errno = 0;
	ok(strtol("2147483648", NULL, 10) == LONG_MAX && errno == ERANGE,
	   "strtol: too large is LONG_MAX and ERANGE");
	errno = 0;
	ok(strtoul("4294967295", NULL, 10) == ULONG_MAX && errno == 0 &&
	   strtoul("-1", NULL, 10) == ULONG_MAX, "strtoul converts numbers up to ULONG_MAX");
	ok(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX && errno == 0,
	   "strtoull converts numbers up to ULLONG_MAX");
	ok(strtoull("18446744073709551616", NULL, 10) == ULLONG_MAX && errno == ERANGE,
	   "strtoull: ULLONG_MAX + 1 is ERANGE");
	ok(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN && atoi("17") == 17,
	   "strtoll and atoi convert numbers");
	ok(n / d == -124999998 && n % d == -8626543209LL && u / 10 == 1844674407370955161ULL &&
	   u % d == 4343164845ULL, "division of 64-bit numbers is correct");
	ok(div(-7, 2).quot == -3 && div(-7, 2).rem == -1 && abs(-5) == 5, "div and abs are correct");
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void test_strings(void)
{
	char *volatile text = "!!!";
	char buf[32], list[] = "a,b;;c", *rest, path[] = "/usr/lib/", *s;
	int v[100], i, sorted = 1, key = 50;

	strcpy(buf, "Hello");
	strcat(buf, " World");
	strncat(buf, text, 1);
	ok(strcmp(buf, "Hello World!") == 0 && strlen(buf) == 12,
	   "strcpy, strcat, strncat and strlen work");
	memset(buf, 'x', sizeof(buf));
	strncpy(buf, "ab", 5);
	ok(memcmp(buf, "ab\0\0\0x", 6) == 0, "strncpy fills up with zeroes, and writes no further");
	strcpy(buf, "0123456789");
	memmove(buf + 2, buf, 8);
	ok(strcmp(buf, "0101234567") == 0, "memmove can move upwards over itself");
	memmove(buf, buf + 2, 8);
	ok(strcmp(buf, "0123456767") == 0, "memmove can move downwards over itself");
	ok(strcmp("a", "b") < 0 && strcmp("\xff", "a") > 0 && strncmp("abc", "abd", 2) == 0 &&
	   strcasecmp("ABC", "abc") == 0, "strcmp, strncmp and strcasecmp compare as unsigned characters");
	ok(strchr("hello", 'l')[1] == 'l' && strrchr("hello", 'l')[1] == 'o' &&
	   !strchr("hello", 'z') && *strchr("hello", 0) == 0, "strchr finds the first and strrchr the last occurrence");
	ok(strstr("one two", "two") && !strstr("one", "two") && strspn("aab", "a") == 2 &&
	   strcspn("abc", "c") == 2 && *strpbrk("abc", "cb") == 'b', "strstr, strspn, strcspn and strpbrk work");
	s = strtok_r(list, ",;", &rest);
	ok(!strcmp(s, "a") && !strcmp(strtok_r(NULL, ",;", &rest), "b") &&
	   !strcmp(strtok_r(NULL, ",;", &rest), "c") && !strtok_r(NULL, ",;", &rest), "strtok_r returns the words one after the other");
	ok(isalpha('q') && !isalpha('1') && isxdigit('F') && isspace('\n') && toupper('a') == 'A' &&
	   ispunct('!') && !isprint('\n') && !isalpha(EOF), "the functions of <ctype.h> classify characters");
	ok(strcmp(basename(path), "lib") == 0 && strcmp(dirname(path), "/usr") == 0,
	   "basename and dirname split a path");

	srand(1);
	for (i = 0; i < 100; i++)
		v[i] = rand() % 1000;
	v[7] = key;
	qsort(v, 100, sizeof(int), by_value);
	for (i = 1; i < 100; i++)
		sorted &= v[i - 1] <= v[i];
	ok(sorted, "qsort sorts");
	ok(*(int *)bsearch(&key, v, 100, sizeof(int), by_value) == key, "bsearch finds an element");
}

int main(void)
{
	test_printf();
	test_scanf();
	test_numbers();
	test_strings();
	return done_testing();
}
