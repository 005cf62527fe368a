// SPDX-License-Identifier: GPL-2.0-only
/**
 * Choose what to draw of a moment, folded until it fits, without positions: processes with their areas,
 * directory entries and page tables; segments with their frames; which entry leads to which frame. A run of
 * pages is one row of a table and one box of frames.
 *
 * Keys identify objects across moments, so that the changes between two pictures can be found.
 */

import { count, removed } from "../model/moment.js";
import {
	ENTRIES,
	PAGE,
	PRESENT,
	USER_ENTRIES,
	directory,
	flags,
	frameOf,
	split,
	walk,
} from "../model/pagetable.js";
import { areaName } from "../model/story.js";
import { addressIn, fold } from "./runs.js";
import { privateView } from "./private.js";
import { dictionary } from "./words.js";

/** @typedef {import("../model/moment.js").Moment} Moment */
/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../model/cast.js").Part} Part */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./runs.js").Attached} Attached */
/** @typedef {import("./runs.js").Attach} Attach */
/** @typedef {import("./runs.js").Pages} Pages */
/**
 * A line of a box. parts: its columns; slot: of its segment; to: the key of the object to which it leads.
 * @typedef {{ key: string, parts: string[], slot: number | null, dim: boolean, to: string | null }} Row
 */
/** @typedef {{ key: string, title: string, address: string, rows: Row[] }} TableView */
/** @typedef {{ part: Part, key: string, alive: boolean, pgd: string, areas: Row[], directory: Row[], tables: TableView[] }} ProcessView */
/**
 * A box for one frame or for the frames of a run. index, value: the elements of shm_pages. Without a title
 * there are no frames yet. bytes: what is in the frame, in hexadecimal; null if that
 * is not known or not of one frame.
 * @typedef {{ key: string, slot: number | null, index: string, value: string, title: string, count: string,
 *   there: boolean, single: boolean, bytes: string | null, frame: number }} FramesView
 */
/**
 * A segment with its frames; without a title, frames without a segment.
 * @typedef {{ key: string, slot: number | null, title: string, facts: string[], nattch: number,
 *   state: "" | "removed" | "destroyed", frames: FramesView[] }} GroupView
 */
/** @typedef {{ processes: ProcessView[], groups: GroupView[], more: string[] }} View */
/** How much is shown. @typedef {{ compact: boolean, runs: number, areas: number, groups: number }} Folding */

const ACT = 1000; // events; exit takes an address space apart in many small steps

/** @param {number} value */
export const hexa = (value) => `0x${value.toString(16).padStart(8, "0")}`;
/** @param {number} first @param {number} last */
export const span = (first, last) => (first === last ? `${first}` : `${first}–${last}`);
/** 0666 -> rw-rw-rw-, as ls prints it. A segment has no x. @param {number} mode */
const rights = (mode) =>
	[6, 3, 0].map((at) => ((mode >> at) & 4 ? "r" : "-") + ((mode >> at) & 2 ? "w" : "-") + "-").join("");

/** @param {string} key @param {string[]} parts @param {Partial<Row>} [more] @returns {Row} */
export const newRow = (key, parts, more = {}) => ({ key, parts, slot: null, dim: false, to: null, ...more });

/** How much a run with so many places for processes shows. @param {number} places @returns {Folding} */
export function folding(places) {
	if (places <= 2) return { compact: false, runs: 6, areas: 8, groups: 4 };
	return { compact: true, runs: places <= 4 ? 4 : 3, areas: places <= 4 ? 5 : 4, groups: 4 };
}

/**
 * What the picture after event n shows. also: addresses of private pages to show, too.
 * @param {Run} run @param {number} n @param {string} language @param {number[]} [also] @returns {View}
 */
export function view(run, n, language, also = []) {
	const moment = run.at(n);
	const cast = run.cast();
	const words = dictionary(language);
	const how = folding(cast.places);
	const unplaced = cast.unplaced(n);
	const more = unplaced.length
		? [words.notDrawn(unplaced.slice(0, 4).map((part) => `${part.name} (${part.pid})`))]
		: [];
	const stage = cast.onStage(n).map((part) => ({ part, pgd: directoryOf(run, n, part) }));
	if (!cast.attached) return privateView(moment, stage, how, words, more);

	const living = stage.filter((one) => one.pgd);
	const segments = Object.values(moment.segments).sort((a, b) => a.slot - b.slot);
	const shown = segments.slice(0, how.groups).map((segment) => fold(moment, segment, living, how.runs));
	const groups = shown.map((segment) => group(moment, segment, words, run.sights.size > 0));
	groups.push(...destroyed(run, n, how.groups - groups.length, words));
	if (segments.length > shown.length) more.unshift(words.moreSegments(segments.length - shown.length));
	const processes = stage.map((one) => processView(moment, one, shown, how, words));
	for (const [i, { part, pgd }] of stage.entries())
		for (const address of pgd ? also : [])
			addPage(moment, processes[i], part, pgd, address, groups, words);
	return { processes, groups, more };
}

/** The page directory of a part, also while exit takes it apart; 0 after that. @param {Run} run @param {number} n @param {Part} part */
function directoryOf(run, n, part) {
	const moment = run.at(n);
	const process = moment.processes[part.pid];
	if (!process || n >= part.end) return 0;
	if (process.own) return process.pgd;
	for (let i = n; i > part.start; i--) {
		const event = run.events[i - 1];
		if (event.ev === "mm" && event.op === "leave" && event.pid === part.pid) {
			const pgd = parseInt(event.pgd, 16);
			return moment.spaces[pgd] ? pgd : 0;
		}
	}
	return 0;
}

// ---- segments and their frames --------------------------------------------------------------------

/** @param {Moment} moment @param {Attached} segment @param {Words} words @param {boolean} seen @returns {GroupView} */
function group(moment, segment, words, seen) {
	const { id, slot, key, bytes, mode, nattch } = segment.facts;
	const gone = removed(segment.facts);
	return {
		key: `segment.${id}`,
		slot,
		title: `shm_segs[${slot}]`,
		facts: [`id ${id}`, gone ? words.noKey : words.key(hexa(key)), words.bytes(bytes), rights(mode)],
		nattch,
		state: gone ? "removed" : "",
		frames: segment.runs.map((run) => frames(moment, segment, run, words, seen)),
	};
}

/** @param {Moment} moment @param {Attached} segment @param {Pages} run @param {Words} words @param {boolean} seen @returns {FramesView} */
function frames(moment, segment, run, words, seen) {
	const { id, slot } = segment.facts;
	const pages = run.last - run.first + 1;
	const single = pages === 1;
	const box = {
		key: `frame.${id}.${run.first}`,
		slot,
		index: `shm_pages[${span(run.first, run.last)}]`,
		value: words.noFrame,
		title: "",
		count: "",
		there: false,
		single,
		bytes: null,
		frame: run.frame,
	};
	if (!run.frames) return box;
	let references = words.count(span(...run.counts));
	if (!run.mixed) {
		const letters = segment.attaches
			.filter((_, i) => run.entries[i][0])
			.map((attach) => attach.part.letter);
		// References of processes that are not drawn, or of a function that runs now.
		const others = run.counts[0] - 1 - letters.length;
		references += words.holders([
			words.segment,
			...new Set(letters),
			...(others > 0 ? [words.more(others)] : []),
		]);
	}
	return {
		...box,
		value: hexa(run.frame) + (single ? "" : " …"),
		title: single ? words.frame(hexa(run.frame)) : words.frames(run.frames, pages),
		count: references,
		there: true,
		bytes: single && seen ? (moment.bytes[run.frame] ?? "") : null,
	};
}

/** The segments that the last event that matters has destroyed. @param {Run} run @param {number} n @param {number} room @param {Words} words @returns {GroupView[]} */
function destroyed(run, n, room, words) {
	/** @type {GroupView[]} */
	const gone = [];
	const pid = run.events[n - 1]?.pid;
	for (let i = n; i > 0 && i > n - ACT && gone.length < room; i--) {
		const event = run.events[i - 1];
		if (event.pid !== pid) continue; // another process ran in between
		if (i < n && ["ret", "exit", "exec", "fault"].includes(event.ev)) break; // an earlier act
		if (event.ev !== "seg" || event.op !== "destroy") continue;
		const segment = run.at(i - 1).segments[event.id];
		const boxes = fold(run.at(i - 1), segment, [], 3).runs.filter((run) => run.frames);
		gone.push({
			key: `segment.${event.id}`,
			slot: segment.slot,
			title: `shm_segs[${segment.slot}]`,
			facts: [words.destroyed],
			nattch: 0,
			state: "destroyed",
			frames: boxes.map((run) => ({
				key: `frame.${event.id}.${run.first}`,
				slot: segment.slot,
				index: "",
				value: "",
				title:
					run.first === run.last
						? words.frame(hexa(run.frame))
						: words.frames(run.frames, run.frames),
				count: words.free,
				there: false,
				single: run.first === run.last,
				bytes: null,
				frame: run.frame,
			})),
		});
	}
	return gone;
}

// ---- processes ------------------------------------------------------------------------------------

/** @param {Moment} moment @param {{ part: Part, pgd: number }} one @param {Attached[]} shown @param {Folding} how @param {Words} words @returns {ProcessView} */
function processView(moment, { part, pgd }, shown, how, words) {
	const key = `p${part.pid}`;
	if (!pgd) return { part, key, alive: false, pgd: "", areas: [], directory: [], tables: [] };
	/** @type {{ segment: Attached, i: number, attach: Attach }[]} */
	const mine = shown.flatMap((segment) =>
		segment.attaches
			.map((attach, i) => ({ segment, i, attach }))
			.filter((one) => one.attach.part === part),
	);
	mine.sort((a, b) => a.attach.start - b.attach.start);
	/** @type {Map<string, typeof mine>} "first last index in the directory" -> attaches there */
	const tables = new Map();
	for (const one of mine) {
		const where = one.attach.indexes.join(" ");
		tables.set(where, [...(tables.get(where) ?? []), one]);
	}
	const entries = new Map(directory(moment, pgd));
	const present = (/** @type {[number, number]} */ [first, last]) => {
		for (let i = first; i <= last; i++) if ((entries.get(i) ?? 0) & PRESENT) return true;
		return false;
	};
	return {
		part,
		key,
		alive: true,
		pgd: hexa(pgd),
		areas: areaRows(moment, key, pgd, mine, how, words),
		directory: directoryRows(key, entries, tables, how, words),
		tables: [...tables.values()]
			.filter((ones) => present(ones[0].attach.indexes))
			.map((ones) => tableView(key, entries, ones, how, words)),
	};
}

/** The rows of areas by address; neighbours with the same name share one. @param {Moment} moment @param {string} key @param {number} pgd @param {{ segment: Attached, attach: Attach }[]} mine @param {Folding} how @param {Words} words */
function areaRows(moment, key, pgd, mine, how, words) {
	const drawn = new Map(mine.map((one) => [one.attach.start, one.segment.facts]));
	/** @type {Row[]} */
	const rows = [];
	let [lastName, lastPages] = ["", 0];
	for (const area of moment.spaces[pgd]?.areas ?? []) {
		const segment = drawn.get(area.start);
		const name = words.area(areaName(area));
		const pages = (area.end - area.start) / PAGE;
		if (!segment && rows.length && name === lastName) {
			lastPages += pages;
			rows[rows.length - 1].parts[3] = words.pages(lastPages);
			continue;
		}
		[lastName, lastPages] = [segment ? "" : name, pages];
		const parts = [
			segment ? words.segmentNumber(segment.id) : name,
			area.flags.slice(0, 3),
			hexa(area.start),
			words.pages(pages),
		];
		const to = segment ? `${key}.pgd.${split(area.start)[0]}` : null;
		rows.push(
			newRow(`${key}.area.${area.start.toString(16)}`, parts, {
				slot: segment?.slot ?? null,
				dim: !segment,
				to,
			}),
		);
	}
	return foldRows(rows, how.areas, `${key}.area.others`, words, how.compact);
}

/** @param {string} key @param {Map<number, number>} entries @param {Map<string, { segment: Attached, attach: Attach }[]>} tables @param {Folding} how @param {Words} words */
function directoryRows(key, entries, tables, how, words) {
	/** @type {[number, Row][]} */
	const rows = [];
	/** @type {Set<number>} */
	const seen = new Set();
	for (const [one] of [...tables.values()].sort(
		(a, b) => a[0].attach.indexes[0] - b[0].attach.indexes[0],
	)) {
		const [first, last] = one.attach.indexes;
		if (seen.has(first)) continue; // a second attach in the same table
		for (let i = first; i <= last; i++) seen.add(i);
		const entry = entries.get(first) ?? 0;
		const value = first === last ? hexa(entry) : words.entries(last - first + 1);
		const to = entry & PRESENT ? `${key}.table.${first}` : null;
		rows.push([
			first,
			newRow(`${key}.pgd.${first}`, [`[${span(first, last)}]`, value, flags(entry) || words.empty], {
				slot: one.segment.facts.slot,
				to,
			}),
		]);
	}
	if (!how.compact) {
		for (const [i, entry] of entries)
			if (!seen.has(i) && entry & PRESENT)
				rows.push([
					i,
					newRow(`${key}.pgd.${i}`, [`[${i}]`, hexa(entry), flags(entry)], { dim: true }),
				]);
		rows.push([
			USER_ENTRIES,
			newRow(`${key}.pgd.kernel`, [`[${USER_ENTRIES}–${ENTRIES - 1}]`, "", words.kernel], {
				dim: true,
			}),
		]);
	}
	const sorted = rows.sort((a, b) => a[0] - b[0]).map(([, row]) => row);
	return foldRows(sorted, 7, `${key}.pgd.others`, words);
}

/** @param {string} key @param {Map<number, number>} entries @param {{ segment: Attached, i: number, attach: Attach }[]} ones @param {Folding} how @param {Words} words @returns {TableView} */
function tableView(key, entries, ones, how, words) {
	const [first, last] = ones[0].attach.indexes;
	const single = first === last;
	/** @type {Row[]} */
	const rows = [];
	for (const { segment, i, attach } of ones)
		for (const run of segment.runs) {
			const row = entryRow(key, segment, attach, run, run.entries[i], single, words);
			if (row) rows.push(row);
		}
	if (single && !how.compact && rows.length)
		rows.push(newRow(`${key}.pte.${first}.rest`, [words.others, "", words.empty], { dim: true }));
	const address = frameOf(entries.get(first) ?? 0);
	return {
		key: `${key}.table.${first}`,
		title: single ? words.pageTable : words.pageTables(last - first + 1),
		address: address ? hexa(address) : "",
		rows,
	};
}

/** The row of a run in the page tables of an attach. @param {string} key @param {Attached} segment @param {Attach} attach @param {Pages} run @param {[number, number]} entry @param {boolean} single @param {Words} words */
function entryRow(key, segment, attach, run, [present, entry], single, words) {
	const [low, high] = [Math.max(run.first, attach.first), Math.min(run.last, attach.last)];
	if (low > high) return null;
	const { id, slot } = segment.facts;
	const where = single
		? `[${span(split(addressIn(attach, low))[1], split(addressIn(attach, high))[1])}]`
		: span(low, high);
	const name = `${key}.pte.${id}.${attach.start.toString(16)}.${run.first}`;
	if (!present) return newRow(name, [where, low === high ? hexa(0) : "", words.empty], { slot });
	const many = high - low + 1;
	const value = many === 1 ? hexa(entry) : words.some(Math.min(present, many), many);
	return newRow(name, [where, value, flags(entry)], { slot, to: `frame.${id}.${run.first}` });
}

/**
 * Add a private page of a process: the row of its page table, and its frame.
 * @param {Moment} moment @param {ProcessView} process @param {Part} part @param {number} pgd @param {number} address
 * @param {GroupView[]} groups @param {Words} words
 */
function addPage(moment, process, part, pgd, address, groups, words) {
	const [high, low] = split(address);
	const [entry, page] = walk(moment, pgd, address);
	if (!(page & PRESENT)) return;
	const frame = frameOf(page);
	const key = `frame.${process.key}.${address.toString(16)}`;
	const head = process.directory.find((row) => row.key === `${process.key}.pgd.${high}`);
	if (head) Object.assign(head, { to: `${process.key}.table.${high}`, dim: false });
	let table = process.tables.find((one) => one.key === `${process.key}.table.${high}`);
	if (!table) {
		table = {
			key: `${process.key}.table.${high}`,
			title: words.pageTable,
			address: hexa(frameOf(entry)),
			rows: [],
		};
		process.tables.push(table);
	}
	table.rows.unshift(
		newRow(`${process.key}.pte.${address.toString(16)}`, [`[${low}]`, hexa(page), flags(page)], {
			to: key,
		}),
	);
	const references = count(moment, frame);
	const holders = [part.letter, ...(references > 1 ? [words.more(references - 1)] : [])];
	const text = {
		index: "",
		value: "",
		title: words.frame(hexa(frame)),
		count: words.count(`${references}`) + words.holders(holders),
	};
	const box = { key, slot: null, ...text, there: true, single: true, bytes: null, frame };
	groups.push({ key: `own.${key}`, slot: null, title: "", facts: [], nattch: 0, state: "", frames: [box] });
}

/** At most `limit` rows: if there are more, one row stands for several dim ones. @param {Row[]} rows @param {number} limit @param {string} key @param {Words} words @param {boolean} [allDim] */
export function foldRows(rows, limit, key, words, allDim = false) {
	const dim = rows.filter((row) => row.dim);
	if ((!allDim && rows.length <= limit) || dim.length < 2) return rows;
	const keep = allDim ? 0 : Math.max(limit - (rows.length - dim.length) - 1, 0);
	const folded = dim.slice(keep);
	if (folded.length < 2) return rows;
	const at = rows.indexOf(folded[0]);
	const kept = rows.filter((row) => !folded.includes(row));
	kept.splice(
		Math.min(at, kept.length),
		0,
		newRow(key, [words.andOthers(folded.length), "", "", ""], { dim: true }),
	);
	return kept;
}
