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

/* What glibc prints of ordinary numbers, of halves, and at the ends of the range. */
#define INFINITE	(1e300 * 1e300)

static const struct {
	const char	*text, *format;
	double		value;
} reals[] = {
	{ "1.000000", "%f", 1.0 }, { "-0.000000", "%f", -0.0 }, { "0", "%.0f", 0.5 },
	{ "2", "%.0f", 1.5 }, { "2", "%.0f", 2.5 }, { "4", "%.0f", 3.5 },
	{ "-0", "%.0f", -0.5 }, { "0.12", "%.2f", 0.125 }, { "0.38", "%.2f", 0.375 },
	{ "1.00", "%.2f", 1.005 }, { "0.2", "%.1f", 0.25 }, { "0.3", "%.1f", 0.35 },
	{ "9.9", "%.1f", 9.95 }, { "10", "%.0f", 9.5 }, { "100", "%.0f", 99.5 },
	{ "100.00", "%.2f", 99.995 }, { "0.001", "%.3f", 0.0005 }, { "0.000", "%.3f", 0.00049 },
	{ "0.10000000000000000555", "%.20f", 0.1 },
	{ "0.1000000000000000055511151231257827021181583404541015625", "%.55f", 0.1 },
	{ "0.100000000000000005551115123125782702118158340454101562500000", "%.60f", 0.1 },
	{ "0.10000000000000001", "%.17g", 0.1 }, { "10000000000000000000000", "%.0f", 1e22 },
	{ "99999999999999991611392", "%.0f", 1e23 },
	{ "123456789012345680.0", "%.1f", 123456789012345678.0 },
	{ "3.141593", "%f", 3.14159265358979 }, { "     3.142|", "%10.3f|", 3.14159 },
	{ "3.142     |", "%-10.3f|", 3.14159 }, { "-00003.142", "%010.3f", -3.14159 },
	{ "+2.00", "%+.2f", 2.0 }, { " 2.00", "% .2f", 2.0 }, { "2.", "%#.0f", 2.0 },
	{ "2.e+00", "%#.0e", 2.0 }, { "+2.2    |", "%-+8.1f|", 2.25 },
	{ "+1.23e+03 |", "%+-010.2e|", 1234.5 }, { "0.000000e+00", "%e", 0.0 },
	{ "1.234568e+04", "%e", 12345.678 }, { "2e+04", "%.0e", 15000.0 },
	{ "2e+04", "%.0e", 25000.0 }, { "1.000000E-10", "%E", 1e-10 },
	{ "1.000e+04", "%.3e", 9999.5 }, { "1.000e+100", "%.3e", 9.9995e99 },
	{ " -1.2345e-04|", "%12.4e|", -0.00012345 }, { "1.000000e+308", "%e", 1e308 },
	{ "1.000000e-308", "%e", 1e-308 }, { "1.797693e+308", "%e", 1.7976931348623157e308 },
	{ "2.2250738585072014e-308", "%.16e", 2.2250738585072014e-308 },
	{ "4.940656e-324", "%e", 5e-324 }, { "4.9406564584124654e-324", "%.17g", 5e-324 },
	{ "4.89e-322", "%.3g", 4.9e-322 }, { "5e-324", "%.0e", 5e-324 },
	{ "4.940656458412465441765687928682e-324", "%.30e", 5e-324 },
	{ "100000", "%g", 100000.0 }, { "1e+06", "%g", 1000000.0 }, { "1e+06", "%g", 999999.5 },
	{ "0.0001", "%g", 0.0001 }, { "1e-05", "%g", 0.00001 },
	{ "0.000123457", "%g", 0.00012345678 }, { "0", "%g", 0.0 }, { "1.00000", "%#g", 1.0 },
	{ "1.23e+03", "%.3g", 1234.0 }, { "1e+03", "%.3g", 999.5 }, { "1e+03", "%.0g", 1234.0 },
	{ "0.500", "%#.3g", 0.5 }, { "1E-20", "%G", 1e-20 }, { "1.5", "%.10g", 1.5 },
	{ "-00001.5", "%08.3g", -1.5 }, { "1e+100", "%g", 1e100 },
};

static void test_printf_real(void)
{
	char text[400];
	unsigned int i;

	for (i = 0; i < sizeof(reals) / sizeof(reals[0]); i++) {
		int n = snprintf(text, sizeof(text), reals[i].format, reals[i].value);

		if (strcmp(text, reals[i].text))
			tap_say("# expected \"%s\", got \"%s\"", reals[i].text, text);
		ok(strcmp(text, reals[i].text) == 0 && n == (int)strlen(text),
		   "printf: %s, case %u, is \"%s\"", reals[i].format, i, reals[i].text);
	}
	prints("inf|-INF|     inf|-inf  |+inf", "printf: infinity", "%f|%F|%08.2f|%-6g|%+e", INFINITE,
	       -INFINITE, INFINITE, -INFINITE, INFINITE);
	prints("  nan|NAN|-nan", "printf: not a number", "%05g|%.1E|%f",
	       strtod("nan", NULL), strtod("nan", NULL), strtod("-nan", NULL));
	prints("1.50 3 2.5", "printf: a long double, and the arguments after it",
	       "%.2Lf %d %Lg", 1.5L, 3, 2.5L);
	prints("[   1.500][1.5e+00 ]", "printf: stars for floating point", "[%*.*f][%-*.1e]",
	       8, 3, 1.5, 8, 1.5);
	ok(snprintf(NULL, 0, "%.1074f", 5e-324) == 1076 && snprintf(NULL, 0, "%.3000f", 1e308) == 3310,
	   "printf: the smallest and a very precise number have all their digits");
}

/* Claims that strtod and sscanf read `value` from the first `used` characters. */
static void reads(const char *text, double value, int used, int error)
{
	char *end;
	double read, scanned = -1;

	errno = 0;
	read = strtod(text, &end);
	ok(memcmp(&read, &value, sizeof(value)) == 0 && end - text == used && errno == error,
	   "strtod(\"%.40s\") reads %.17g from %d characters", text, value, used);
	if (used > 0)
		ok(sscanf(text, "%lf", &scanned) == 1 && memcmp(&scanned, &value, sizeof(value)) == 0,
		   "sscanf: %%lf reads the same from \"%.40s\"", text);
}

static void test_read_real(void)
{
	float f = 0, g = 0;
	double d = 0, e = 0;
	long double l = 0;
	char word[8] = "", *end;
	int n = 0;

	reads("  -12.5kg", -12.5, 7, 0);
	reads("0.1", 0.1, 3, 0);
	reads(".5", 0.5, 2, 0);
	reads("5.", 5, 2, 0);
	reads("+1E+2", 100, 5, 0);
	reads("-0", -0.0, 2, 0);
	reads("0e5000", 0, 6, 0);
	reads("9007199254740993", 9007199254740992.0, 16, 0);
	reads("9007199254740993.0000000000000000000001", 9007199254740994.0, 39, 0);
	reads("9007199254740995", 9007199254740996.0, 16, 0);
	reads("8.5e22", 8.5e22, 6, 0);
	reads("1.7976931348623157e308", 1.7976931348623157e308, 22, 0);
	reads("2.2250738585072014e-308", 2.2250738585072014e-308, 23, 0);
	reads("1.7976931348623159e308", INFINITE, 22, ERANGE);
	reads("-1e400", -INFINITE, 6, ERANGE);
	reads("4.9e-324", 5e-324, 8, ERANGE);
	reads("2e-324", 0, 6, ERANGE);
	reads("infinity", INFINITE, 8, 0);
	reads("-Inf", -INFINITE, 4, 0);
	reads("nan", strtod("NaN", NULL), 3, 0);
	reads("none", 0, 0, 0);
	reads(".", 0, 0, 0);
	ok(strtod("1e+x", &end) == 1 && *end == 'e' && atof("2.5e1") == 25 && strtof("0.1", NULL) == 0.1f,
	   "strtod stops before an exponent without digits; atof and strtof read numbers");
	ok(sscanf("1.5 -2e3,7 1e2", "%f %lf,%e %Lg", &f, &d, &g, &l) == 4 && f == 1.5f &&
	   d == -2000 && g == 7 && l == 100,
	   "sscanf stores float, double and long double");
	ok(sscanf("3.14159", "%4lf%lf%n", &d, &e, &n) == 2 && d == 3.14 && e == 159 && n == 7 &&
	   sscanf("1.5 2.5", "%*f %lf", &d) == 1 && d == 2.5, "sscanf: width and discarding apply to %%lf, too");
	ok(sscanf("x1", "%lf", &d) == 0 && sscanf("", "%lf", &d) == EOF &&
	   sscanf("2.5cm", "%lf%7s", &d, word) == 2 && !strcmp(word, "cm"),
	   "sscanf: %%lf leaves what does not belong to the number");
}

static void test_scanf_sizes(void)
{
	signed char hh = 0;
	unsigned int o = 0, u = 0;
	long l = 0;
	size_t z = 0;
	ptrdiff_t t = 0;
	intmax_t j = 0;
	void *p = NULL;

	ok(sscanf("-5 17 42 -9 7 -8 99 0x1000", "%hhd %o %u %ld %zu %td %jd %p",
		  &hh, &o, &u, &l, &z, &t, &j, &p) == 8 && hh == -5 && o == 15 && u == 42 && l == -9 && z == 7 &&
	   t == -8 && j == 99 && p == (void *)0x1000,
	   "sscanf: hh, l, z, t, j and the conversions o, u and p work");
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
	test_scanf_sizes();
	test_printf_real();
	test_read_real();
	test_numbers();
	test_strings();
	return done_testing();
}
