// SPDX-License-Identifier: GPL-2.0-only
/*
 * Archives in cpio's "newc" format (tools/samepage/cpio.py explains it). The emulator passes a single
 * archive to the kernel, so what is added comes before the trailer of the archive that is there.
 */

const HEADER = 110;
const TRAILER = "TRAILER!!!";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @typedef {{ path: string, data: string | Uint8Array, mode?: number }} File a file for the guest */

/** @param {number} length */
const padded = (length) => (length + 3) & ~3;

/**
 * One entry: header, name, data.
 * @param {string} path @param {number} mode @param {Uint8Array} data
 */
function entry(path, mode, data) {
	const name = encoder.encode(path + "\0");
	const fields = [1, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
	const header =
		"070701" + fields.map((field) => field.toString(16).toUpperCase().padStart(8, "0")).join("");
	const start = padded(HEADER + name.length);
	const bytes = new Uint8Array(start + padded(data.length));
	bytes.set(encoder.encode(header));
	bytes.set(name, HEADER);
	bytes.set(data, start);
	return bytes;
}

/**
 * Where the trailer of an archive begins.
 * @param {Uint8Array} archive
 */
function end(archive) {
	/** @param {number} start @param {number} i */
	const field = (start, i) =>
		parseInt(decoder.decode(archive.subarray(start + 6 + 8 * i, start + 14 + 8 * i)), 16);
	let at = 0;
	while (at + HEADER <= archive.length) {
		const name = at + HEADER;
		const length = field(at, 11);
		if (decoder.decode(archive.subarray(name, name + length - 1)) === TRAILER) return at;
		at = at + padded(HEADER + length) + padded(field(at, 6));
	}
	throw new Error("the archive has no end");
}

/**
 * One archive of all these archives and files. Directories must be in an archive, or be given as a
 * path that ends in "/".
 * @param {Uint8Array[]} archives
 * @param {File[]} [files]
 */
export function join(archives, files = []) {
	const parts = archives.map((archive) => archive.subarray(0, end(archive)));
	for (const { path, data, mode } of files) {
		const bytes = typeof data === "string" ? encoder.encode(data) : data;
		const directory = path.endsWith("/");
		const name = path.replace(/^\/+|\/+$/g, "");
		parts.push(entry(name, directory ? 0o40000 | (mode ?? 0o755) : 0o100000 | (mode ?? 0o644), bytes));
	}
	parts.push(entry(TRAILER, 0, new Uint8Array()));
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
