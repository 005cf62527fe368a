// SPDX-License-Identifier: GPL-2.0-only
/* A script that init runs before the shell appears: the boot word first=FILE (user/init.c). */

/** The demonstration: A and B, both still there when B has printed; then the segment is removed. */
export const FIRST = "hold process_a process_b\nipcrm -a\n";

export const EXPECTED = ["process_a", "process_b"];

export const firstWords = "first=/run/first";

/**
 * @param {string} script
 * @returns {import("./cpio.js").File[]}
 */
export const firstFiles = (script) => [
	{ path: "run/", data: "" },
	{ path: "run/first", data: script },
];
