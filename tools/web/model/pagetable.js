// SPDX-License-Identifier: GPL-2.0-only
/**
 * The page tables of the i386, as the processor walks them.
 *
 *   31         22 21         12 11          0
 *  [ directory   | table       | byte        ]    a virtual address: two indexes and an offset
 *
 *  directory[1024] --> page table[1024] --> frame
 *
 *  entry   [ frame's address, bits 31..12 | ... D A . . U W P ]
 */

export const PAGE = 4096;
export const ENTRIES = 1024;
export const USER_ENTRIES = 768; // of a directory; the rest belongs to the kernel

// Bits of an entry (mm/pgtable.h). NO_ACCESS marks a page with PROT_NONE: the kernel keeps its frame, but the
// processor does not see it, because PRESENT is not set.
export const PRESENT = 0x001;
export const WRITABLE = 0x002;
export const NO_ACCESS = 0x080;
export const NOTES = 0x060; // accessed and dirty: the processor sets these two by itself

/** @type {[number, string][]} */
const LETTERS = [
	[PRESENT, "P"],
	[WRITABLE, "W"],
	[0x004, "U"],
	[0x020, "A"],
	[0x040, "D"],
];
/** The bits that a picture shows. */
export const SHOWN = LETTERS.reduce((sum, [bit]) => sum | bit, 0);

/** @typedef {import("./moment.js").Moment} Moment */

/** The physical address of the frame that an entry names. @param {number} entry */
export const frameOf = (entry) => entry - (entry % PAGE);

/** @param {number} entry */
export const hasFrame = (entry) => (entry & (PRESENT | NO_ACCESS)) !== 0;

/** [index in the directory, index in the table] of a virtual address. @param {number} address */
export const split = (address) => [
	Math.floor(address / (PAGE * ENTRIES)),
	Math.floor(address / PAGE) % ENTRIES,
];

/** The bits of an entry as letters, with a dash for each that is not set; "" of an empty entry. @param {number} entry */
export function flags(entry) {
	if (!entry) return "";
	return LETTERS.map(([bit, letter]) => (entry & PRESENT && entry & bit ? letter : "-")).join("");
}

/**
 * The directory entry and the table entry of an address; 0 where there is none.
 * @param {Moment} moment @param {number} pgd @param {number} address @returns {[number, number]}
 */
export function walk(moment, pgd, address) {
	const [high, low] = split(address);
	const entry = moment.tables[pgd]?.[high] ?? 0;
	return [entry, entry & PRESENT ? (moment.tables[frameOf(entry)]?.[low] ?? 0) : 0];
}

/**
 * [index, entry] of the used entries of the user's part of a directory, in order.
 * @param {Moment} moment @param {number} pgd @returns {[number, number][]}
 */
export function directory(moment, pgd) {
	/** @type {[number, number][]} */
	const found = [];
	for (const key in moment.tables[pgd] ?? {})
		if (Number(key) < USER_ENTRIES) found.push([Number(key), moment.tables[pgd][key]]);
	return found;
}

/**
 * [address, entry] of every page of an address space that has a frame, in order.
 * @param {Moment} moment @param {number} pgd @returns {[number, number][]}
 */
export function pages(moment, pgd) {
	/** @type {[number, number][]} */
	const found = [];
	for (const [high, entry] of directory(moment, pgd)) {
		const table = entry & PRESENT ? moment.tables[frameOf(entry)] : undefined;
		for (const low in table ?? {}) {
			const one = /** @type {Record<string, number>} */ (table)[low];
			if (hasFrame(one)) found.push([(high * ENTRIES + Number(low)) * PAGE, one]);
		}
	}
	return found;
}
