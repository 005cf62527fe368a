// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of a program that TinyCC has compiled with -g: its section .stab, an array of
 *
 *	struct { uint32_t name; uint8_t type, other; uint16_t desc; uint32_t value; }
 *
 * whose names are offsets in .stabstr. FUN begins a function at the address `value`; SLINE says that
 * the code from `value` on, relative to the function, is of line `desc`; SO and SOL name the file.
 */

const [FUN, SLINE, SO, SOL] = [0x24, 0x44, 0x64, 0x84];
const SIZE = 12;
const SECTION = 40; // size of a section header of ELF

/**
 * The table that machine/places.js reads, or null if the file has no such section.
 * @param {Uint8Array} elf
 * @returns {import("../machine/places.js").PlaceTable | null}
 */
export function stabs(elf) {
	const sections = sectionsOf(elf);
	const [stab, names] = [sections[".stab"], sections[".stabstr"]];
	if (!stab || !names) return null;
	const view = new DataView(stab.buffer, stab.byteOffset, stab.byteLength);
	/** @type {[number, string, number, string][]} address, file, line, function */
	const rows = [];
	let [file, name, start] = ["", "", 0];
	for (let at = 0; at + SIZE <= stab.length; at += SIZE) {
		const type = view.getUint8(at + 4);
		const value = view.getUint32(at + 8, true);
		const text = string(names, view.getUint32(at, true));
		if (type === FUN && text) {
			[name, start] = [text.replace(/:.*/, ""), value];
		} else if (type === FUN) {
			rows.push([start + value, "", 0, "?"]); // the end of the function
			name = "";
		} else if (type === SLINE && name) {
			rows.push([start + value, file, view.getUint16(at + 6, true), name]);
		} else if (type === SO || type === SOL) {
			file = text.replace(/^.*\//, "") || file;
		}
	}
	return table(rows.sort((a, b) => a[0] - b[0]));
}

/** @param {[number, string, number, string][]} rows */
function table(rows) {
	/** @type {string[]} */
	const files = [];
	/** @type {string[]} */
	const functions = [];
	/** @param {string[]} list @param {string} text */
	const index = (list, text) => (list.includes(text) ? list.indexOf(text) : list.push(text) - 1);
	let last = 0;
	const places = rows.flatMap(([address, file, line, name]) => {
		const step = address - last;
		last = address;
		return [step, index(files, file), line, index(functions, name)];
	});
	return { files, functions, places };
}

/** @param {Uint8Array} bytes @param {number} at */
function string(bytes, at) {
	const end = bytes.indexOf(0, at);
	return new TextDecoder().decode(bytes.subarray(at, end));
}

/** The contents of an ELF file's sections, by name. @param {Uint8Array} elf */
function sectionsOf(elf) {
	const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
	const [table, count, namesIndex] = [
		view.getUint32(32, true),
		view.getUint16(48, true),
		view.getUint16(50, true),
	];
	/** @param {number} i */
	const contents = (i) => {
		const header = table + i * SECTION;
		const from = view.getUint32(header + 16, true);
		return elf.subarray(from, from + view.getUint32(header + 20, true));
	};
	const names = contents(namesIndex);
	/** @type {Record<string, Uint8Array>} */
	const found = {};
	for (let i = 0; i < count; i++)
		found[string(names, view.getUint32(table + i * SECTION, true))] = contents(i);
	return found;
}
