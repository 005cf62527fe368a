// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks into the guest's memory, as the processor does, and compares it with what the trace says.
 * `read(physical, length)` returns a view of physical memory.
 */

const PAGE = 4096;
const ENTRIES = 1024;
const USER_ENTRIES = 768;
const PRESENT = 0x001;
const LARGE = 0x080; // in a directory: the entry maps 4 MiB
const NOTES = 0x060; // accessed and dirty, which the processor sets by itself

/** @typedef {(physical: number, length: number) => Uint8Array} Read */

/**
 * The 32-bit word at a physical address.
 * @param {Read} read @param {number} physical
 */
export function word(read, physical) {
	const [a, b, c, d] = read(physical, 4);
	return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

/**
 * The entries of the table in a frame.
 * @param {Read} read @param {number} frame
 */
export function entries(read, frame) {
	const bytes = read(frame, PAGE).slice();
	return new Uint32Array(bytes.buffer, 0, ENTRIES);
}

/**
 * The physical address of a virtual one, or -1 if no frame is there.
 * @param {Read} read @param {number} cr3 @param {number} va
 */
export function walk(read, cr3, va) {
	const directory = word(read, (cr3 & -PAGE) + 4 * (va >>> 22));
	if (!(directory & PRESENT)) return -1;
	if (directory & LARGE) return ((directory & 0xffc00000) >>> 0) + (va & 0x3fffff);
	const entry = word(read, ((directory & -PAGE) >>> 0) + 4 * ((va >>> 12) & (ENTRIES - 1)));
	return entry & PRESENT ? ((entry & -PAGE) >>> 0) + (va & (PAGE - 1)) : -1;
}

/**
 * The word at a virtual address, or -1 if no frame is there. The address is a multiple of 4.
 * @param {Read} read @param {number} cr3 @param {number} va
 */
export function virtualWord(read, cr3, va) {
	const physical = walk(read, cr3, va);
	return physical < 0 ? -1 : word(read, physical);
}

/**
 * Compares every page directory and page table of a moment (model/moment.js) with memory, entry by
 * entry, except for "accessed" and "dirty". Returns how many entries were compared, and what differs
 * in words.
 * @param {{ spaces: Record<number, any>, tables: Record<number, Record<number, number>> }} moment
 * @param {Read} read
 */
export function compare(moment, read) {
	let compared = 0;
	/** @type {string[]} */
	const differences = [];
	/** @param {number} frame @param {number} count */
	const table = (frame, count) => {
		const said = moment.tables[frame] ?? {};
		const found = entries(read, frame);
		for (let i = 0; i < count; i++) {
			const entry = said[i] ?? 0;
			compared++;
			if ((entry | NOTES) !== (found[i] | NOTES))
				differences.push(
					`entry ${i} of the table at ${frame.toString(16)} is ${found[i].toString(16)} in memory, ` +
						`and ${(entry >>> 0).toString(16)} in the trace`,
				);
		}
		return found;
	};
	for (const space of Object.values(moment.spaces)) {
		const directory = table(space.pgd, ENTRIES);
		for (let i = 0; i < USER_ENTRIES; i++)
			if (directory[i] & PRESENT) table((directory[i] & -PAGE) >>> 0, ENTRIES);
	}
	return { compared, differences };
}
