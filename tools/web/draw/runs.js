// SPDX-License-Identifier: GPL-2.0-only
/**
 * Fold the pages of a segment: consecutive pages form one run if they are in the same state in every process
 * and have the same count.
 *
 *     pages   0   1   2   3   4 ... 299
 *             [-- run --] [-- run -----]
 */

import { areas, count } from "../model/moment.js";
import { ENTRIES, PAGE, PRESENT, SHOWN, frameOf, split } from "../model/pagetable.js";

/** @typedef {import("../model/moment.js").Moment} Moment */
/** @typedef {import("../model/moment.js").Segment} Segment */
/** @typedef {import("../model/cast.js").Part} Part */
/**
 * Pages first..last of a segment. frames: how many of them have a frame; frame: the first of these;
 * entries: [pages present, first entry] for each attach.
 * @typedef {{ first: number, last: number, frames: number, frame: number, counts: [number, number],
 *   entries: [number, number][], mixed: boolean }} Pages
 */
/**
 * An attach of a segment; first, last: the pages of the segment that it maps.
 * @typedef {{ part: Part, start: number, first: number, last: number, indexes: [number, number] }} Attach
 */
/** @typedef {{ facts: Segment, attaches: Attach[], runs: Pages[] }} Attached */

/** The address of a page of the segment in an attach. @param {Attach} attach @param {number} page */
export const addressIn = (attach, page) => attach.start + (page - attach.first) * PAGE;

/** Two neighbouring runs as one. @param {Pages} a @param {Pages} b @returns {Pages} */
function join(a, b) {
	const counts = [a, b].flatMap((run) => (run.frames ? run.counts : []));
	return {
		first: a.first,
		last: b.last,
		frames: a.frames + b.frames,
		frame: a.frame || b.frame,
		counts: counts.length ? [Math.min(...counts), Math.max(...counts)] : [0, 0],
		entries: a.entries.map(([present, entry], i) => [
			present + b.entries[i][0],
			entry || b.entries[i][1],
		]),
		mixed: true,
	};
}

/**
 * The table entry of every page of the segment in one attach, 0 where there is none.
 * @param {Moment} moment @param {number} pgd @param {Attach} attach @param {number} pages
 */
function column(moment, pgd, attach, pages) {
	const found = new Array(pages).fill(0);
	const directory = moment.tables[pgd] ?? {};
	for (let page = attach.first; page <= attach.last; ) {
		const [high, low] = split(addressIn(attach, page));
		const entry = directory[high] ?? 0;
		const table = (entry & PRESENT && moment.tables[frameOf(entry)]) || null;
		const end = Math.min(attach.last + 1, page + ENTRIES - low);
		if (table) for (let i = page; i < end; i++) found[i] = table[low + i - page] ?? 0;
		page = end;
	}
	return found;
}

/**
 * A segment with its attaches by the processes that are drawn, and its pages as at most `limit` runs.
 * @param {Moment} moment @param {Segment} segment @param {{ part: Part, pgd: number }[]} living
 * @param {number} limit @returns {Attached}
 */
export function fold(moment, segment, living, limit) {
	/** @type {Attach[]} */
	const attaches = [];
	/** @type {number[][]} */
	const columns = [];
	for (const { part, pgd } of living)
		for (const area of moment.spaces[pgd]?.areas ?? areas(moment, part.pid)) {
			if (area.segment !== segment.id) continue;
			const last = Math.min(area.pgoff + (area.end - area.start) / PAGE, segment.pages) - 1;
			const indexes = /** @type {[number, number]} */ ([split(area.start)[0], split(area.end - 1)[0]]);
			attaches.push({ part, start: area.start, first: area.pgoff, last, indexes });
			columns.push(column(moment, pgd, attaches[attaches.length - 1], segment.pages));
		}
	return { facts: segment, attaches, runs: shorten(runs(moment, segment, columns), limit) };
}

/** @param {Moment} moment @param {Segment} segment @param {number[][]} columns @returns {Pages[]} */
function runs(moment, segment, columns) {
	/** @type {Pages[]} */
	const found = [];
	const shown = (/** @type {number} */ entry) => (entry & PRESENT ? entry & SHOWN : 0);
	let [held, previous] = [-1, -1];
	for (let page = 0; page < segment.pages; page++) {
		const frame = segment.frames[page] ?? 0;
		const references = frame ? count(moment, frame) : 0;
		const same = references === held && columns.every((one) => shown(one[page]) === shown(one[previous]));
		if (page > 0 && same) {
			found[found.length - 1].last = page;
			continue;
		}
		[held, previous] = [references, page];
		const entries = columns.map(
			(one) => /** @type {[number, number]} */ ([0, one[page] & PRESENT ? one[page] : 0]),
		);
		found.push({
			first: page,
			last: page,
			frames: 0,
			frame,
			counts: [held, held],
			entries,
			mixed: false,
		});
	}
	for (const run of found) {
		const pages = run.last - run.first + 1;
		run.frames = run.frame ? pages : 0;
		for (const entry of run.entries) entry[0] = entry[1] ? pages : 0;
	}
	return found;
}

/** At most `limit` runs: the smallest neighbours are joined. @param {Pages[]} found @param {number} limit */
function shorten(found, limit) {
	while (found.length > 32)
		found = found.flatMap((run, i) =>
			i % 2 ? [] : i + 1 < found.length ? [join(run, found[i + 1])] : [run],
		);
	while (found.length > limit) {
		let best = 0;
		const size = (/** @type {number} */ i) => found[i + 1].last - found[i].first;
		for (let i = 1; i + 1 < found.length; i++) if (size(i) < size(best)) best = i;
		found.splice(best, 2, join(found[best], found[best + 1]));
	}
	return found;
}
