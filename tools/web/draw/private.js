// SPDX-License-Identifier: GPL-2.0-only
/**
 * The view of a run without segments: the private frames of processes, and frames that processes share
 * without IPC, such as those of a program's file, or after fork all frames until one process writes.
 *
 * Frames mapped by the same processes in the same areas share a box, such as "stack, of A and B, count 2". A
 * row of a page table stands for consecutive pages that lead to one box.
 */

import { areaAt, count } from "../model/moment.js";
import { PAGE, SHOWN, directory, flags, frameOf, pages, split } from "../model/pagetable.js";
import { areaName } from "../model/story.js";
import { foldRows, hexa, newRow, span } from "./view.js";

const BOXES = 7;

/** @typedef {import("./view.js").FramesView} FramesView */
/** @typedef {import("./view.js").ProcessView} ProcessView */
/** @typedef {import("./view.js").Row} Row */
/** @typedef {import("./view.js").Folding} Folding */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("../model/moment.js").Moment} Moment */
/** @typedef {{ part: import("../model/cast.js").Part, pgd: number }} One a process that is drawn */

/**
 * @param {Moment} moment @param {One[]} stage @param {Folding} how @param {Words} words @param {string[]} more
 * @returns {import("./view.js").View}
 */
export function privateView(moment, stage, how, words, more) {
	const boxes = boxesOf(moment, stage, words);
	/** @type {Map<string, FramesView>} */
	const shown = new Map();
	for (const box of boxes.values()) if (box) shown.set(box.key, box);
	const processes = stage.map((one) => processView(moment, one, boxes, how, words));
	const frames = {
		key: "frames",
		slot: null,
		title: "",
		facts: [],
		nattch: 0,
		state: /** @type {""} */ (""),
		frames: [...shown.values()],
	};
	return { processes, groups: [frames], more };
}

/** Frame -> its box, or null if there are too many boxes. @param {Moment} moment @param {One[]} stage @param {Words} words */
function boxesOf(moment, stage, words) {
	/** @type {Map<number, Set<string>>} frame -> "A stack" */
	const mapped = new Map();
	for (const { part, pgd } of stage)
		for (const [va, entry] of pgd ? pages(moment, pgd) : []) {
			const area = areaAt(moment.spaces[pgd]?.areas ?? [], va);
			const frame = frameOf(entry);
			if (!mapped.has(frame)) mapped.set(frame, new Set());
			mapped.get(frame)?.add(`${part.letter}\t${area ? areaName(area) : "memory"}`);
		}
	/** @type {Map<string, { who: string[][], references: number, frames: number[] }>} */
	const folded = new Map();
	for (const [frame, names] of mapped) {
		const who = [...names].sort().map((name) => name.split("\t"));
		const references = count(moment, frame);
		const key = `${JSON.stringify(who)} ${references}`;
		const known = folded.get(key) ?? { who, references, frames: [] };
		known.frames.push(frame);
		folded.set(key, known);
	}
	const order = [...folded.values()].sort((a, b) => b.who.length - a.who.length); // shared frames first
	/** @type {Map<number, FramesView | null>} */
	const boxes = new Map();
	order.forEach((one, i) => {
		const box =
			i < BOXES - 1 || order.length === BOXES
				? newBox(one.who, one.references, one.frames, words)
				: null;
		for (const frame of one.frames) boxes.set(frame, box);
	});
	return boxes;
}

/** @param {string[][]} who @param {number} references @param {number[]} frames @param {Words} words @returns {FramesView} */
function newBox(who, references, frames, words) {
	const letters = [...new Set(who.map(([letter]) => letter))];
	const name = [...new Set(who.map(([, area]) => words.area(area)))].join(", ");
	const single = frames.length === 1;
	const holders = [...letters, ...(references > letters.length ? [words.file] : [])];
	return {
		key: `frame.${who.map((one) => one.join("-")).join(".")}.${references}`,
		slot: letters.length > 1 ? 0 : null,
		index: "",
		value: "",
		title: `${name}: ${single ? words.frame(hexa(frames[0])) : words.frames(frames.length, frames.length)}`,
		count: words.count(`${references}`) + words.holders(holders),
		there: true,
		single,
		bytes: null,
		frame: frames[0],
	};
}

/** @param {Moment} moment @param {One} one @param {Map<number, FramesView | null>} boxes @param {Folding} how @param {Words} words @returns {ProcessView} */
function processView(moment, { part, pgd }, boxes, how, words) {
	const key = `p${part.pid}`;
	if (!pgd) return { part, key, alive: false, pgd: "", areas: [], directory: [], tables: [] };
	const rows = (moment.spaces[pgd]?.areas ?? []).map((area) =>
		newRow(
			`${key}.area.${area.start.toString(16)}`,
			[
				words.area(areaName(area)),
				area.flags.slice(0, 3),
				hexa(area.start),
				words.pages((area.end - area.start) / PAGE),
			],
			{
				to: `${key}.pgd.${split(area.start)[0]}`,
			},
		),
	);
	const hidden = rows.length - how.areas + 1;
	if (rows.length > how.areas)
		rows.splice(
			how.areas - 1,
			hidden,
			newRow(`${key}.area.others`, [words.andOthers(hidden), "", "", ""], { dim: true }),
		);
	/** @type {Map<number, [number, number][]>} index in the directory -> [page's index, entry] */
	const tables = new Map();
	for (const [va, entry] of pages(moment, pgd)) {
		const [high, low] = split(va);
		tables.set(high, [...(tables.get(high) ?? []), [low, entry]]);
	}
	const entries = new Map(directory(moment, pgd));
	const entry = (/** @type {number} */ i) => entries.get(i) ?? 0;
	const heads = [...tables.keys()].map((i) =>
		newRow(`${key}.pgd.${i}`, [`[${i}]`, hexa(entry(i)), flags(entry(i))], { to: `${key}.table.${i}` }),
	);
	return {
		part,
		key,
		alive: true,
		pgd: hexa(pgd),
		areas: rows,
		directory: foldRows(heads, 6, `${key}.pgd.others`, words),
		tables: [...tables].map(([i, ones]) => ({
			key: `${key}.table.${i}`,
			title: words.pageTable,
			address: hexa(frameOf(entry(i))),
			rows: entryRows(key, i, ones, boxes, how, words),
		})),
	};
}

/** Consecutive pages with the same box and bits share a row. @param {string} key @param {number} index @param {[number, number][]} ones @param {Map<number, FramesView | null>} boxes @param {Folding} how @param {Words} words */
function entryRows(key, index, ones, boxes, how, words) {
	/** @type {{ first: number, last: number, entry: number, box: FramesView | null }[]} */
	const runs = [];
	for (const [page, entry] of ones) {
		const box = boxes.get(frameOf(entry)) ?? null;
		const last = runs[runs.length - 1];
		if (last && last.last === page - 1 && last.box === box && ((last.entry ^ entry) & SHOWN) === 0)
			last.last = page;
		else runs.push({ first: page, last: page, entry, box });
	}
	const pagesOf = (/** @type {typeof runs[0]} */ run) => run.last - run.first + 1;
	const rows = runs.map((run) =>
		newRow(
			`${key}.pte.${index}.${run.first}`,
			[
				`[${span(run.first, run.last)}]`,
				pagesOf(run) === 1 ? hexa(run.entry) : words.frames(pagesOf(run), pagesOf(run)),
				flags(run.entry),
			],
			{
				slot: run.box?.slot ?? null,
				to: run.box?.key ?? null,
			},
		),
	);
	if (rows.length <= how.runs) return rows;
	const left = runs.slice(how.runs - 1).reduce((sum, run) => sum + pagesOf(run), 0);
	return [
		...rows.slice(0, how.runs - 1),
		newRow(`${key}.pte.${index}.others`, [words.others, words.frames(left, left), ""], { dim: true }),
	];
}
