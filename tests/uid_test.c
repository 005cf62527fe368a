/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Users and groups: real, effective and saved ids, who may set them to which values, the
 * supplementary groups, and the calls with 16-bit and with 32-bit ids.
 */
#include "tap.h"

#include <grp.h>

#undef NGROUPS
#define NGROUPS 32

/* The three uids as one number, each below 100: 10203 is real 1, effective 2, saved 3. */
static int uids(void)
{
	unsigned ids[3] = { 0, 0, 0 };

	expect(sys(__NR_getresuid32, &ids[0], &ids[1], &ids[2]) == 0);
	return ids[0] * 10000 + ids[1] * 100 + ids[2];
}

static int gids(void)
{
	unsigned ids[3] = { 0, 0, 0 };

	expect(sys(__NR_getresgid32, &ids[0], &ids[1], &ids[2]) == 0);
	return ids[0] * 10000 + ids[1] * 100 + ids[2];
}

static void as_root(void)
{
	is(uids(), 0, "the tests run as root");
	is_end(in_child({
		expect(setresuid(1, 2, 3) == 0 && uids() == 10203);
		expect(getuid() == 1 && geteuid() == 2);
	}), 0, "root may set the three uids to anything");
	is_end(in_child({
		expect(setresuid(-1, -1, 5) == 0 && uids() == 5);
		expect(setresuid(4, -1, -1) == 0 && uids() == 40005);
	}), 0, "-1 leaves an id as it is");
	is_end(in_child({ expect(setuid(7) == 0 && uids() == 70707); }), 0,
	       "setuid by root sets all three");
	is_end(in_child({ expect(setgid(8) == 0 && gids() == 80808); }), 0,
	       "setgid by root sets all three");
	is_end(in_child({ expect(setreuid(1, 2) == 0 && uids() == 10202); }), 0,
	       "setreuid sets real and effective, and the saved one to the effective");
	is_end(in_child({ expect(setresgid(1, 2, 3) == 0 && gids() == 10203); }), 0,
	       "setresgid sets three gids");
	is_end(in_child({ expect(setregid(1, 2) == 0 && gids() == 10202); }), 0,
	       "setregid sets real and effective, and the saved one to the effective");
}

static void as_another(void)
{
	is_end(in_child({
		expect(setresuid(1, 2, 3) == 0);
		expect_errno(setresuid(4, -1, -1), EPERM);
		expect_errno(setresuid(-1, 0, -1), EPERM);
		expect_errno(setresuid(-1, -1, 4), EPERM);
		expect(uids() == 10203);
		expect(setresuid(3, 1, 2) == 0 && uids() == 30102);
		expect(setresuid(2, 2, 2) == 0 && uids() == 20202);
		expect_errno(setresuid(-1, 1, -1), EPERM);
	}), 0, "other users may only set an id to one of the three that they have: EPERM");
	is_end(in_child({
		expect(setresuid(1, 2, 3) == 0);
		expect(setuid(3) == 0 && uids() == 10303);
		expect(setuid(1) == 0 && uids() == 10103);
		expect_errno(setuid(2), EPERM);
		expect_errno(setuid(0), EPERM);
	}), 0, "setuid by another user sets the effective uid to the real or the saved one");
	is_end(in_child({
		expect(setresuid(1, 0, 1) == 0);
		expect(setresuid(-1, 1, -1) == 0);
		expect_errno(setuid(0), EPERM);
	}), 0, "a user whose saved uid is not 0 cannot become root again");
	is_end(in_child({
		expect(setresuid(1, 1, 0) == 0);
		expect_errno(setgid(9), EPERM);
		expect(setresuid(-1, 0, -1) == 0 && uids() == 10000);
		expect(setgid(9) == 0);
	}), 0, "a user whose saved uid is 0 can become root again");
	is_end(in_child({
		expect(setresgid(1, 2, 3) == 0 && setresuid(5, 5, 5) == 0);
		expect_errno(setresgid(4, -1, -1), EPERM);
		expect_errno(setgid(0), EPERM);
		expect(setgid(3) == 0 && gids() == 10303);
		expect(setresgid(3, 1, 1) == 0 && gids() == 30101);
	}), 0, "gids follow the same rules");
	is_end(in_child({
		expect(setresuid(1, 2, 3) == 0);
		expect(wait_for(start_child({ expect(uids() == 10203); })) == 0);
	}), 0, "a child inherits all three");
}

static void supplementary_groups(void)
{
	is_end(in_child({
		gid_t in[3] = { 10, 70000, 30 };
		gid_t out[3] = { 0, 0, 0 };
		unsigned short narrow[3];

		expect(setgroups(3, in) == 0);
		expect(getgroups(0, out) == 3);
		expect(getgroups(3, out) == 3);
		expect(out[0] + out[1] + out[2] == 70040);
		expect(out[1] == (gid_t)differs(70000, 30));	/* row groups-order */
		expect_errno(getgroups(2, out), EINVAL);
		expect(sys(__NR_getgroups32, -1, out) == -EINVAL);
		expect(sys(__NR_getgroups32, 3, 0x70000000) == -EFAULT);
		expect(sys(__NR_setgroups32, 3, 0x70000000) == -EFAULT);
		expect_errno(setgroups(65537, in), EINVAL);
		in[1] = -1;
		expect_errno(setgroups(3, in), EINVAL);
		narrow[0] = narrow[1] = 5;
		narrow[2] = -1;
		expect(sys(__NR_setgroups, 3, narrow) == -EINVAL);
		expect(getgroups(0, out) == 3);
		expect(sys(__NR_getgroups, 3, narrow) == 3);
		expect(narrow[0] + narrow[1] + narrow[2] == 10 + 30 + 65534);
		narrow[0] = 5;
		expect(sys(__NR_setgroups, 1, narrow) == 0);
		expect(getgroups(3, out) == 1 && out[0] == 5);
		expect(wait_for(start_child({ expect(getgroups(3, out) == 1); })) == 0);
		expect(setresuid(1, 1, 1) == 0);
		expect(getgroups(3, out) == 1);
		expect_errno(setgroups(0, NULL), EPERM);
	}), 0, "root may call setgroups, every user getgroups, with 32-bit and 16-bit ids");
	is_end(in_child({
		static gid_t list[NGROUPS + 1];
		int i;

		for (i = 0; i < NGROUPS + 1; i++)
			list[i] = i * 3;
		expect(setgroups(NGROUPS, list) == 0);
		if (on_samepage())
			expect_errno(setgroups(NGROUPS + 1, list), EINVAL);
		memset(list, 0xff, sizeof(list));
		expect(getgroups(NGROUPS, list) == NGROUPS);
		for (i = 0; i < NGROUPS; i++)
			expect(list[i] == (gid_t)i * 3);
		expect(setgroups(0, NULL) == 0 && getgroups(0, NULL) == 0);
	}), 0, "a process can have 32 groups, as in Linux 2.4, or none");
}

static void sixteen_bits(void)
{
	is_end(in_child({
		unsigned short ids[3] = { 1, 1, 1 };

		expect(setresgid(70000, 70001, 2) == 0 && setresuid(70000, 5, 0) == 0);
		expect(sys(__NR_getuid) == 65534);
		expect(sys(__NR_geteuid) == 5);
		expect(sys(__NR_getgid) == 65534);
		expect(sys(__NR_getegid) == 65534);
		expect(sys(__NR_getuid32) == 70000);
		expect(sys(__NR_getgid32) == 70000);
		expect(sys(__NR_getresuid, &ids[0], &ids[1], &ids[2]) == 0);
		expect(ids[0] == 65534 && ids[1] == 5 && ids[2] == 0);
		expect(sys(__NR_getresgid, &ids[0], &ids[1], &ids[2]) == 0);
		expect(ids[0] == 65534 && ids[1] == 65534 && ids[2] == 2);
	}), 0, "the 16-bit calls show ids above 65535 as 65534");
	is_end(in_child({
		expect(sys(__NR_setresuid, 3, 0xffff, 0xffff) == 0 && uids() == 30000);
		expect(sys(__NR_setreuid, 0xffff, 4) == 0 && uids() == 30404);
	}), 0, "the 16-bit calls take 65535 for -1");
	is_end(in_child({
		expect(sys(__NR_setgid, 0x10009) == 0 && gids() == 90909);
		expect(sys(__NR_setuid, 0x10007) == 0 && uids() == 70707);
	}), 0, "the 16-bit calls use the low 16 bits of an id");
	is(sys(__NR_setuid32, -1), -EINVAL, "setuid to -1: EINVAL");
	is(sys(__NR_setgid32, -1), -EINVAL, "setgid to -1: EINVAL");
	is(sys(__NR_getresuid32, 0x70000000, 0, 0), -EFAULT, "getresuid with an unmapped address: EFAULT");
	is(sys(__NR_getresgid, USER_TOP, 0, 0), -EFAULT, "getresgid with an address of the kernel: EFAULT");
}

int main(void)
{
	expect(setresgid(0, 0, 0) == 0);
	as_root();
	as_another();
	supplementary_groups();
	sixteen_bits();
	return done_testing();
}
