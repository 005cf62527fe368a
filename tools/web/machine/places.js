// SPDX-License-Identifier: GPL-2.0-only
/*
 * The place in the source of an address: Places of the kernel, Lines of a program. The tables are
 * made by tools/samepage/places.py when the site is built, because a browser has no addr2line.
 */

const KERNEL_START = 0xc0000000;

/**
 * @typedef {object} PlaceTable
 * @property {string[]} files
 * @property {string[]} functions
 * @property {number[]} places four numbers each: address minus the address before, file, line, function
 */
/** @typedef {{ file: string, line: number, function: string }} Place */

/** The kernel's places: one for the return address of every call. */
export class Places {
	/** @param {PlaceTable} table */
	constructor(table) {
		/** @type {Map<number, Place>} */
		this.known = new Map();
		let ip = 0;
		for (let i = 0; i < table.places.length; i += 4) {
			const [step, file, line, name] = table.places.slice(i, i + 4);
			ip += step;
			this.known.set(ip, { file: table.files[file], line, function: table.functions[name] });
		}
	}

	/**
	 * Adds its place to an event of the kernel: "at" and "in".
	 * @param {import("./decode.js").Event} event
	 */
	complete(event) {
		const ip = Number(event.ip);
		const place = ip < KERNEL_START ? undefined : this.known.get(ip);
		if (place) {
			event.at = `${place.file}:${place.line}`;
			event.in = place.function;
			// The frame allocator knows only that the frame is for user memory.
			if (event.for === "user" && place.file.startsWith("ipc/")) event.for = "segment";
		}
		return event;
	}
}

/** The lines of a program: each row of its table holds until the next. Line 0: no source is known. */
export class Lines {
	/** @param {PlaceTable} table */
	constructor(table) {
		/** @type {number[]} */
		this.starts = [];
		/** @type {Place[]} */
		this.rows = [];
		let start = 0;
		for (let i = 0; i < table.places.length; i += 4) {
			const [step, file, line, name] = table.places.slice(i, i + 4);
			start += step;
			this.starts.push(start);
			this.rows.push({ file: table.files[file], line, function: table.functions[name] });
		}
	}

	/**
	 * The place of an instruction, or null. Its line may be 0: only the function is known.
	 * @param {number} ip
	 */
	find(ip) {
		let low = 0;
		let high = this.starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.starts[middle] <= ip) low = middle + 1;
			else high = middle;
		}
		return low ? this.rows[low - 1] : null;
	}
}
