// SPDX-License-Identifier: GPL-2.0-only
/**
 * Where everything stands, for a width in pixels. Text keeps its size; the arrangement follows the width.
 *
 *   wide (from 1150)                    medium (from 700)              narrow
 *   +---------+--------+---------+      +-------+--------+-------+     +---------------+
 *   | areas   | frames |  tables |      | areas | frames | areas |     | A areas       | |  the arrows of
 *   |  tables |        |   areas |      | table |        | table |     | A tables      |-+  narrow pictures
 *   +---------+--------+---------+      +-------+--------+-------+     | frames        |<+  have a lane each
 *   two processes, more below them                                     | B areas       | |  at the right edge
 *                                                                      | B tables      |-+
 */

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").ProcessView} ProcessView */
/** @typedef {import("./view.js").GroupView} GroupView */
/** @typedef {"wide" | "medium" | "narrow"} Form */

export const FONT = 13;
export const ROW = 21;
export const TITLE = 30;
export const PAD = 7;
export const HEAD = 22;
export const GAP = 10; // between parts of a process
export const MARGIN = 6;
const LANE = 7;

export class Layout {
	/** @param {number} width @param {number} places @param {boolean} compact */
	constructor(width, places, compact) {
		// A wide picture is made larger as a whole, so that it can be read from a distance.
		this.scale = width >= 1240 ? Math.min(width / 1240, 1.6) : 1;
		this.width = Math.max(width / this.scale, 300);
		this.places = places;
		this.compact = compact;
		/** @type {Form} */
		this.form = this.width >= 1150 ? "wide" : this.width >= 700 ? "medium" : "narrow";
		const inner = this.width - 2 * MARGIN;
		if (this.form === "narrow") {
			this.gutter = 12 + LANE * places; // for the lanes of the arrows
			this.process = this.middle = inner - this.gutter;
		} else {
			this.middle = this.form === "wide" ? 286 : 230;
			this.gutter = this.form === "wide" ? 44 : 24; // between the columns
			this.process = Math.min((inner - this.middle - 2 * this.gutter) / 2, 470);
			this.gutter = (inner - this.middle - 2 * this.process) / 2;
		}
		const room = this.process - 2 * PAD;
		this.side = this.form === "wide"; // tables stand beside the areas
		this.between = this.side ? 30 : 14; // room for the arrows between areas and tables, or beside them
		this.areas = this.side ? Math.floor((room - this.between) * 0.44) : room - 2 * this.between;
		this.tables = this.side ? room - this.between - this.areas : room - 2 * this.between;
		this.oneLine = this.areas >= 340; // an area fits in one line
		this.areaRow = this.oneLine ? ROW : 34;
		this.wideMiddle = this.middle >= 262;
	}

	/** Whether a place is left of the frames. @param {number} place */
	left(place) {
		return this.form === "narrow" || place % 2 === 0;
	}

	/** @param {ProcessView} process */
	areasHeight(process) {
		return process.areas.reduce((sum, row) => sum + (row.parts[2] ? this.areaRow : ROW), 0);
	}

	/** @param {ProcessView} process */
	tablesHeight(process) {
		const rows =
			process.directory.length + process.tables.reduce((sum, table) => sum + table.rows.length, 0);
		const heads = 1 + process.tables.length;
		return rows * ROW + heads * HEAD + process.tables.length * GAP;
	}

	/** @param {ProcessView} process */
	processHeight(process) {
		if (!process.alive) return TITLE + 2 * PAD + ROW;
		const [areas, tables] = [this.areasHeight(process), this.tablesHeight(process)];
		return TITLE + PAD + (this.side ? Math.max(areas, tables) : areas + GAP + tables) + PAD;
	}

	/** @param {GroupView} group @param {import("./view.js").FramesView} frames */
	framesHeight(group, frames) {
		const strip = frames.index ? ROW + (frames.title ? 14 : 0) : 0;
		const bytes = frames.bytes !== null && frames.there ? 38 : 0;
		return strip + (frames.title ? 50 + bytes + 8 : 0);
	}

	/** @param {GroupView} group */
	cardHeight(group) {
		return group.title ? 26 + 18 * (group.facts.length > 2 && !this.wideFacts ? 2 : 1) : 0;
	}

	get wideFacts() {
		return this.middle >= 330;
	}

	/** @param {View} view */
	middleHeight(view) {
		let height = 0;
		for (const group of view.groups)
			height +=
				this.cardHeight(group) +
				group.frames.reduce((sum, one) => sum + this.framesHeight(group, one), 0) +
				GAP;
		return height + (view.more.length ? ROW : 0);
	}
}

/**
 * How much room the pictures of a run need, so that all of them have the same size.
 * @typedef {{ processes: number[], middle: number, bar: number }} Reserve
 */

/** The larger of two. @param {Reserve} a @param {Reserve} b @returns {Reserve} */
export function larger(a, b) {
	const processes = Array.from({ length: Math.max(a.processes.length, b.processes.length) }, (_, i) =>
		Math.max(a.processes[i] ?? 0, b.processes[i] ?? 0),
	);
	return { processes, middle: Math.max(a.middle, b.middle), bar: Math.max(a.bar, b.bar) };
}

/** What one picture needs. @param {Layout} layout @param {View} view @returns {Reserve} */
export function needs(layout, view) {
	/** @type {number[]} */
	const processes = new Array(layout.places).fill(0);
	for (const process of view.processes) processes[process.part.place] = layout.processHeight(process);
	return { processes, middle: layout.middleHeight(view), bar: 0 };
}

/**
 * The top of each process and of the middle, the height of each process, and the end.
 * @param {Layout} layout @param {Reserve} reserve
 */
export function place(layout, reserve) {
	const heights = reserve.processes.slice();
	/** @type {number[]} */
	const tops = [];
	if (layout.form === "narrow") {
		let y = MARGIN;
		let middle = y;
		heights.forEach((height, i) => {
			tops[i] = y;
			y += height + 14;
			if (i === 0) {
				middle = y;
				y += reserve.middle + 14;
			}
		});
		return { tops, heights, middle, end: y };
	}
	let y = MARGIN;
	for (let i = 0; i < heights.length; i += 2) {
		const height = Math.max(heights[i], heights[i + 1] ?? 0);
		heights[i] = height;
		if (i + 1 < heights.length) heights[i + 1] = height;
		tops[i] = tops[i + 1] = y;
		y += height + 12;
	}
	const room = y - 12 - MARGIN;
	const middle = MARGIN + Math.max(0, (room - reserve.middle) * 0.5);
	return { tops, heights, middle, end: Math.max(y, middle + reserve.middle + 12) };
}
