/* SPDX-License-Identifier: GPL-2.0-only */
/* true: does nothing, and succeeds. Try `true && echo yes`. */
int main(void)
{
	return 0;
}
