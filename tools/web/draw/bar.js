// SPDX-License-Identifier: GPL-2.0-only
/**
 * Draw physical memory as one bar, coloured by owner. It shows how few frames a process has, how they are
 * scattered, and that the shared frame is a frame like any other.
 *
 * A column of the bar stands for many frames and shows the most important owner among them: first segments,
 * then processes of the picture, other programs and files, the kernel, and free frames.
 */

import { count, freeFrames } from "../model/moment.js";
import { PAGE, frameOf, pages } from "../model/pagetable.js";
import { hatch, rect, text, textWidth } from "./svg.js";

/** @typedef {import("../model/moment.js").Moment} Moment */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./words.js").Words} Words */
/** An owner: its kind and which of that kind. Later kinds are more important. @typedef {[number, number]} Owner */

const [FREE, KERNEL, OTHER, PROCESS, SEGMENT] = [0, 1, 2, 3, 4];
const COLUMN = 3;
const SIZE = 12;

/** The owners of all frames in use. @param {Moment} moment @param {View} view */
function owners(moment, view) {
	/** @type {Map<number, Owner>} */
	const found = new Map();
	for (const block of Object.values(moment.uses))
		for (const [pfn, [what, order]] of Object.entries(block))
			for (let i = 0; i < 1 << order; i++)
				found.set(Number(pfn) + i, [what === "kernel" ? KERNEL : OTHER, 0]);
	for (const process of view.processes)
		for (const [, entry] of process.alive ? pages(moment, parseInt(process.pgd, 16)) : [])
			if (count(moment, frameOf(entry)) === 1)
				found.set(frameOf(entry) / PAGE, [PROCESS, process.part.place]);
	for (const segment of Object.values(moment.segments))
		for (const frame of Object.values(segment.frames)) found.set(frame / PAGE, [SEGMENT, segment.slot]);
	return found;
}

/** @param {Owner} owner @param {number} x @param {number} y @param {number} width @param {number} height */
function swatch([kind, which], x, y, width, height) {
	if (kind === FREE) return "";
	if (kind === SEGMENT)
		return rect(x - 1, y - 4, width + 2, height + 8, "box") + hatch(which, x, y - 3, width, height + 6);
	const made = rect(x, y, width, height, kind === PROCESS ? `f${which}` : `m${kind}`);
	return kind === PROCESS && which ? made + rect(x, y + height * 0.4, width, height * 0.2, "on") : made; // also without colour
}

/**
 * The bar as SVG between x and x + width with its top at y, and its height.
 * @param {Moment} moment @param {View} view @param {number} x @param {number} y @param {number} width
 * @param {Words} words @returns {{ svg: string, height: number }}
 */
export function bar(moment, view, x, y, width, words) {
	const found = owners(moment, view);
	const columns = Math.floor(width / COLUMN);
	/** @type {Owner[]} */
	const shown = new Array(columns).fill([FREE, 0]);
	const given = (/** @type {number} */ pfn) =>
		moment.ram.some(([start, end]) => start <= pfn * PAGE && pfn * PAGE < end);
	for (let pfn = 0; pfn < moment.frames; pfn++) {
		const owner = found.get(pfn) ?? (given(pfn) ? [FREE, 0] : [KERNEL, 0]);
		const column = Math.floor((pfn * columns) / moment.frames);
		const [kind, which] = shown[column];
		if (owner[0] > kind || (owner[0] === kind && owner[1] > which))
			shown[column] = /** @type {Owner} */ (owner);
	}
	let svg = text(x, y + 12, words.memory(moment.frames), 13, { kind: "bold", room: width });
	svg += rect(x, y + 22, columns * COLUMN, 18, "box");
	for (let i = 0, start = 0; i <= columns; i++) {
		if (i < columns && shown[i][0] === shown[start][0] && shown[i][1] === shown[start][1]) continue;
		svg += swatch(shown[start], x + start * COLUMN, y + 23, (i - start) * COLUMN, 16);
		start = i;
	}
	const kinds = [...found.values()];
	const number = (/** @type {number} */ kind, /** @type {number} */ which) =>
		kinds.filter((one) => one[0] === kind && one[1] === which).length;
	const free = freeFrames(moment);
	/** @type {[Owner, string][]} */
	const legend = [
		[[FREE, 0], `${words.memoryFree} ${free}`],
		[
			[KERNEL, 0],
			`${words.memoryKernel} ${moment.frames - free - kinds.filter(([kind]) => kind !== KERNEL).length}`,
		],
		[[OTHER, 0], `${words.memoryOther} ${number(OTHER, 0)}`],
	];
	for (const { part, alive } of view.processes)
		if (alive)
			legend.push([
				[PROCESS, part.place],
				`${words.memoryAlone(part.letter)} ${number(PROCESS, part.place)}`,
			]);
	const slots = [...new Set(kinds.filter(([kind]) => kind === SEGMENT).map(([, slot]) => slot))].sort(
		(a, b) => a - b,
	);
	for (const slot of slots.slice(0, 3))
		legend.push([[SEGMENT, slot], `shm_segs[${slot}] ${number(SEGMENT, slot)}`]);
	let [left, line] = [x, y + 52];
	for (const [owner, what] of legend) {
		const wide = textWidth(what, SIZE) + 36;
		if (left > x && left + wide > x + width + 14) [left, line] = [x, line + 20];
		svg +=
			rect(left, line, 14, 13, "box") +
			swatch(owner, left + 1, line + 1, 12, 11) +
			text(left + 19, line + 11, what, SIZE);
		left += wide;
	}
	return { svg, height: line + 18 - y };
}
