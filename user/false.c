/* SPDX-License-Identifier: GPL-2.0-only */
/* false: does nothing, and fails. Try `false || echo no` and `false; echo $?`. */
int main(void)
{
	return 1;
}
