// SPDX-License-Identifier: GPL-2.0-only
/**
 * Draw a moment, like the figure of the article, with the machine's numbers: the processes with their areas,
 * directories and tables, between them the segments with shm_pages and the frames, and an arrow from each page
 * table entry to the frame that it names.
 */

import { bar } from "./bar.js";
import { FONT, GAP, HEAD, Layout, MARGIN, PAD, ROW, TITLE, larger, needs, place } from "./layout.js";
import { drawMiddle } from "./middle.js";
import { DASHES, PLAIN_STYLE, defs, escape, group, hatch, path, rect, text, textWidth } from "./svg.js";
import { changes, says } from "./changes.js";
import { folding, view } from "./view.js";
import { dictionary } from "./words.js";

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Row} Row */
/** @typedef {import("./view.js").ProcessView} ProcessView */
/** @typedef {import("./layout.js").Reserve} Reserve */
/** @typedef {[number, number, number, number]} Box x, y, width, height */
/**
 * @typedef {object} Options
 * @property {number} [width] in pixels
 * @property {string} [language]
 * @property {number} [previous] number of the event with which to compare
 * @property {string[]} [focus] keys of more objects to mark
 * @property {number[]} [also] addresses of private pages to show, too
 * @property {Reserve} [reserve] room for all pictures of the run
 * @property {string} [id] makes names unique in a page with several pictures
 * @property {string} [title] for screen readers, and at the top of a single file
 * @property {string} [detail]
 * @property {boolean} [alone] for a file of its own: with its style, title and detail
 * @property {string} [source] a third line for such a file
 */

/** The drawing while it is made. */
export class Sheet {
	/** @param {Layout} layout @param {Set<string>} changed @param {string} id */
	constructor(layout, changed, id) {
		this.layout = layout;
		this.changed = changed;
		this.id = id;
		/** @type {string[]} */
		this.fragments = [];
		/** @type {string[]} changed objects, drawn last: their outline covers their neighbours */
		this.late = [];
		/** @type {Map<string, Box>} */
		this.where = new Map();
	}

	/** @param {string} key @param {string} content @param {{ kind?: string, from?: string, to?: string, box?: Box, above?: boolean }} [more] */
	put(key, content, { kind = "", from, to, box, above = false } = {}) {
		const changed = this.changed.has(key);
		if (box) this.where.set(key, box);
		const made = group(key, content, { kind: kind + (changed ? " changed" : ""), from, to });
		// A process is below its rows.
		(above || (changed && key.includes(".")) ? this.late : this.fragments).push(made);
	}

	/** The hatched strip that marks everything of one segment. @param {number | null} slot @param {number} x @param {number} y @param {number} width @param {number} height */
	hatch(slot, x, y, width, height) {
		return slot === null ? "" : hatch(slot, x, y, width, height);
	}
}

/** @param {Run} run @param {number} width */
const layoutOf = (run, width) => new Layout(width, run.cast().places, folding(run.cast().places).compact);

/**
 * What the pictures of a run need, as far as it has been computed: a live page asks again whenever its run grows.
 * @type {WeakMap<Run, Map<string, Reserve>>}
 */
const known = new WeakMap();

/** The room that the pictures after these events need. @param {Run} run @param {number[]} numbers @param {Options} options @returns {Reserve} */
export function reserve(run, numbers, { width = 1280, language = "en", also }) {
	const layout = layoutOf(run, width);
	if (!known.has(run)) known.set(run, new Map());
	const needed = /** @type {Map<string, Reserve>} */ (known.get(run));
	const state = `${width} ${language} ${also ?? ""} ${run.cast().places} ${run.cast().parts.length}`;
	/** @type {Reserve} */
	let room = { processes: [], middle: 0, bar: 0 };
	for (const n of numbers) {
		const key = `${n} ${state}`;
		if (!needed.has(key)) needed.set(key, needs(layout, view(run, n, language, also)));
		room = larger(room, /** @type {Reserve} */ (needed.get(key)));
	}
	return room;
}

/**
 * The picture after event n.
 * @param {Run} run @param {number} n @param {Options} [options]
 * @returns {{ svg: string, width: number, height: number, says: string[] }}
 */
export function draw(run, n, options = {}) {
	const {
		width = 1280,
		language = "en",
		previous,
		focus = [],
		also,
		id = "picture-",
		alone = false,
	} = options;
	const words = dictionary(language);
	const layout = layoutOf(run, width);
	const now = view(run, n, language, also);
	const before = previous === undefined ? null : view(run, previous, language, also);
	const sheet = new Sheet(layout, changes(now, before, focus), id);
	const room = larger(needs(layout, now), options.reserve ?? { processes: [], middle: 0, bar: 0 });
	const at = place(layout, room);
	for (const process of now.processes)
		drawProcess(sheet, process, at.tops[process.part.place], at.heights[process.part.place], words);
	const x = layout.form === "narrow" ? MARGIN : (layout.width - layout.middle) / 2;
	drawMiddle(sheet, now, x, at.middle, words);
	for (const process of now.processes) drawArrows(sheet, process);
	const fragments = [...sheet.fragments, ...sheet.late];
	let end = at.end;
	if (run.cast().places <= 2 && run.at(n).ram.length) {
		const memory = bar(run.at(n), now, MARGIN, end, layout.width - 2 * MARGIN, words);
		fragments.push(group("bar", memory.svg));
		end += Math.max(memory.height, layout.form === "narrow" ? 112 : 72);
	}
	const legend = legendOf(layout, end, words, !alone || previous !== undefined);
	fragments.push(group("legend", legend.svg, { kind: "soft" }));
	end = legend.end;
	const lines = says(now, words);
	const head = alone ? heading(layout, options) : { svg: "", height: 0 };
	const title = options.title ?? words.watch;
	const about = [options.detail, ...lines].filter(Boolean).join("; ");
	const height = Math.ceil((end + head.height) * layout.scale);
	const size = `width="${width}" height="${height}" viewBox="0 ${-head.height} ${layout.width} ${height / layout.scale}"`;
	const svg =
		`<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" ${size} aria-labelledby="${id}title" aria-describedby="${id}desc">` +
		`<title id="${id}title">${escape(title)}</title><desc id="${id}desc">${escape(about)}</desc>` +
		(alone
			? `<style>${PLAIN_STYLE}</style><rect y="${-head.height}" width="100%" height="${height / layout.scale}" fill="#fff"/>`
			: "") +
		`${defs(id)}${head.svg}<g class="drawing">${fragments.join("\n")}</g></svg>`;
	return { svg, width, height, says: lines };
}

/** The keys of what differs between the pictures after two events. @param {Run} run @param {number} n @param {number} previous */
export const differences = (run, n, previous) => [
	...changes(view(run, n, "en"), view(run, previous, "en"), []),
];

/** @param {Layout} layout @param {number} y @param {import("./words.js").Words} words @param {boolean} marks */
function legendOf(layout, y, words, marks) {
	const room = layout.width - 2 * MARGIN;
	const [bits, changed] = [words.legendBits, marks ? words.legendChanged : ""];
	if (textWidth(`${bits}   ${changed}`, 12) < room)
		return {
			svg:
				text(MARGIN, y + 14, bits, 12) +
				text(layout.width - MARGIN, y + 14, changed, 12, { anchor: "end" }),
			end: y + 24,
		};
	const lines = [...wrap(bits, 12, room), ...wrap(changed, 12, room)];
	return {
		svg: lines.map((line, i) => text(MARGIN, y + 14 + 17 * i, line, 12)).join(""),
		end: y + 8 + 17 * lines.length,
	};
}

/** Break text into lines of this width. @param {string} content @param {number} size @param {number} room @param {string} [kind] */
export function wrap(content, size, room, kind = "") {
	/** @type {string[]} */
	const lines = [""];
	for (const word of content.split(/(?<= )|(?<=[，。；、：])/)) {
		const last = lines[lines.length - 1];
		if (last && textWidth((last + word).trimEnd(), size, kind) > room) lines.push(word);
		else lines[lines.length - 1] = last + word;
	}
	return lines.map((line) => line.trim());
}

/** The lines at the top of a file of its own. @param {Layout} layout @param {Options} options */
function heading(layout, { title = "", detail = "", source = "" }) {
	const room = layout.width - 2 * MARGIN;
	let y = 0;
	/** @type {string[]} */
	const made = [];
	const line = (/** @type {string} */ content, /** @type {number} */ size, /** @type {string} */ kind) => {
		for (const one of content ? wrap(content, size, room, kind) : []) {
			y += size * 1.35;
			made.push(text(MARGIN + 2, y, one, size, { kind, room }));
		}
	};
	line(title, 24, "bold");
	line(detail, 17, "");
	line(source, 14, "mono soft");
	const height = Math.ceil(y + 14);
	return { svg: group("heading", `<g transform="translate(0 ${-height})">${made.join("")}</g>`), height };
}

// ---- processes ------------------------------------------------------------------------------------

/** @param {Sheet} sheet @param {ProcessView} process @param {number} y @param {number} height @param {import("./words.js").Words} words */
function drawProcess(sheet, process, y, height, words) {
	const { layout: l } = sheet;
	const { part, key } = process;
	const left = l.left(part.place);
	const x = left ? MARGIN : l.width - MARGIN - l.process;
	const badge =
		rect(x, y, TITLE + 6, TITLE, `f${part.place}`, { radius: 7 }) +
		text(x + TITLE / 2 + 3, y + 22, part.letter, 20, { kind: "bold badge", anchor: "middle" });
	const room = l.process - TITLE - 22;
	let content = rect(x, y, l.process, height, process.alive ? "box" : "none", { radius: 7 }) + badge;
	content += text(x + TITLE + 14, y + 20, `${part.name}, pid ${part.pid}`, 14, { kind: "bold", room });
	if (!process.alive)
		content += text(x + l.process / 2, y + height / 2 + 8, words.ended, FONT, {
			kind: "soft",
			anchor: "middle",
			room: l.process - 20,
		});
	sheet.put(key, content, { box: [x, y, l.process, height] });
	if (!process.alive) return;
	const top = y + TITLE + PAD;
	const outer = l.side ? 0 : l.between;
	const areasX = l.side && !left ? x + l.process - PAD - l.areas : x + PAD + outer;
	const tablesX = l.side ? (left ? x + PAD + l.areas + l.between : x + PAD) : x + PAD + outer;
	drawAreas(sheet, process, areasX, top);
	drawTables(sheet, process, tablesX, l.side ? top : top + l.areasHeight(process) + GAP, words);
}

/** @param {Sheet} sheet @param {ProcessView} process @param {number} x @param {number} y */
function drawAreas(sheet, process, x, y) {
	const { layout: l } = sheet;
	for (const row of process.areas) {
		const [name, rights, start, pages] = row.parts;
		const height = start ? l.areaRow : ROW;
		const inner = x + (row.slot === null ? 7 : 15);
		let content =
			rect(x, y, l.areas, height, "row", { radius: 3 }) +
			sheet.hatch(row.slot, x + 1, y + 1, 9, height - 2);
		const kind = row.dim ? "" : "bold";
		if (l.oneLine) {
			content += text(inner, y + 15, name, FONT, { kind, room: l.areas - 220 });
			content += text(x + l.areas - 196, y + 15, rights, 12, { kind: "mono" });
			content += text(x + l.areas - 6, y + 15, [start, pages].filter(Boolean).join(", "), 12, {
				anchor: "end",
				room: 158,
			});
		} else {
			content += text(inner, y + 14, name, FONT, { kind, room: x + l.areas - inner - 36 });
			content += text(x + l.areas - 5, y + 14, rights, 12, { kind: "mono", anchor: "end" });
			if (start)
				content += text(inner, y + 29, `${start}, ${pages}`, 12, { room: x + l.areas - inner - 4 });
		}
		sheet.put(row.key, content, { kind: row.dim ? "soft" : "", box: [x, y, l.areas, height] });
		y += height;
	}
}

/** @param {Sheet} sheet @param {ProcessView} process @param {number} x @param {number} y @param {import("./words.js").Words} words */
function drawTables(sheet, process, x, y, words) {
	y = drawHead(sheet, `${process.key}.pgd`, words.pageDirectory, process.pgd, x, y);
	for (const row of process.directory) y = drawEntry(sheet, row, x, y);
	for (const table of process.tables) {
		y = drawHead(sheet, table.key, table.title, table.address, x, y + GAP);
		for (const row of table.rows) y = drawEntry(sheet, row, x, y);
	}
}

/** @param {Sheet} sheet @param {string} key @param {string} title @param {string} address @param {number} x @param {number} y */
function drawHead(sheet, key, title, address, x, y) {
	const width = sheet.layout.tables;
	const content =
		rect(x, y, width, HEAD, "head", { radius: 3 }) +
		text(x + 6, y + 15, title, 12, { kind: "bold", room: width - 92 }) +
		text(x + width - 6, y + 15, address, 12, { kind: "mono", anchor: "end" });
	sheet.put(key, content, { box: [x, y, width, HEAD] });
	return y + HEAD;
}

/** [256]  0x0020f067  PWUAD @param {Sheet} sheet @param {Row} row @param {number} x @param {number} y */
function drawEntry(sheet, row, x, y) {
	const width = sheet.layout.tables;
	const [index, value, bits = ""] = row.parts;
	const size = row.dim ? 12 : FONT;
	const end = x + width - 6;
	const mono = value.startsWith("0x");
	const content =
		rect(x, y, width, ROW, "row", { radius: 3 }) +
		sheet.hatch(row.slot, x + 1, y + 1, 7, ROW - 2) +
		text(x + 11, y + 15, index, size, {
			kind: index.startsWith("[") ? "mono" : "",
			room: value || bits ? width * 0.4 : width - 16,
		}) +
		text(end, y + 15, bits, size, { kind: "mono", anchor: "end" }) +
		text(end - 5 * size * 0.62 - 6, y + 15, value, size, {
			kind: mono ? "mono" : "",
			anchor: "end",
			room: width - 17 - 5 * size * 0.62 - textWidth(index, size, "mono"),
		});
	sheet.put(row.key, content, { kind: row.dim ? "soft" : "", box: [x, y, width, ROW] });
	return y + ROW;
}

// ---- arrows ---------------------------------------------------------------------------------------

/** @param {Sheet} sheet @param {ProcessView} process */
function drawArrows(sheet, process) {
	if (!process.alive) return;
	for (const row of [...process.areas, ...process.directory])
		if (row.to && sheet.where.has(row.to)) drawInner(sheet, process, row, row.key.includes(".area."));
	for (const table of process.tables)
		for (const row of table.rows) if (row.to && sheet.where.has(row.to)) drawOuter(sheet, process, row);
}

/** The arrows from an area to its directory entry, and from there to its table. @param {Sheet} sheet @param {ProcessView} process @param {Row} row @param {boolean} area */
function drawInner(sheet, process, row, area) {
	const { layout: l } = sheet;
	const [x, y, width, height] = /** @type {Box} */ (sheet.where.get(row.key));
	const [tx, ty, twidth, theight] = /** @type {Box} */ (sheet.where.get(row.to ?? ""));
	const left = l.left(process.part.place);
	const [from, to] = [y + height / 2, ty + theight / 2];
	let [start, end, middle] = [0, 0, 0];
	if (area && l.side) {
		[start, end] = left ? [x + width, tx] : [x, tx + twidth];
		middle = (start + end) / 2;
	} else {
		// Beside the rows: areas on the outer side, tables on the side of the frames.
		const right = area ? !left : left;
		[start, end] = right ? [x + width, tx + twidth] : [x, tx];
		const out = (l.side ? 26 : 15) * (right ? 1 : -1);
		middle = start + out;
	}
	const d = ["M", start, from, "C", middle, from, middle, to, end, to];
	sheet.put(`a.${row.key}`, path("step", d, `${sheet.id}tip`), { from: row.key, to: row.to ?? "" });
}

/** The arrow from a page table entry to its frame. @param {Sheet} sheet @param {ProcessView} process @param {Row} row */
function drawOuter(sheet, process, row) {
	const { layout: l } = sheet;
	const [x, y, width, height] = /** @type {Box} */ (sheet.where.get(row.key));
	const [tx, ty, twidth, theight] = /** @type {Box} */ (sheet.where.get(row.to ?? ""));
	const { place: at } = process.part;
	const left = l.left(at);
	const from = y + height / 2;
	/** @type {(string | number)[]} */
	let d;
	if (l.form === "narrow") {
		const lane = l.width - MARGIN - 3 - 7 * (l.places - 1 - at);
		const to = ty + (theight * (at + 1)) / (l.places + 1);
		const turn = to > from ? 6 : -6;
		const start = x + width;
		d = [
			"M",
			start,
			from,
			"L",
			lane - 6,
			from,
			"Q",
			lane,
			from,
			lane,
			from + turn,
			"L",
			lane,
			to - turn,
			"Q",
			lane,
			to,
			lane - 6,
			to,
			"L",
			tx + twidth,
			to,
		];
	} else {
		const [start, end] = left ? [x + width, tx] : [x, tx + twidth];
		// The arrows of one side end one below the other.
		const to = ty + (theight * (1 + Math.floor(at / 2))) / (Math.ceil(l.places / 2) + 1);
		const bend = (end - start) * 0.55;
		d = ["M", start, from, "C", start + bend, from, end - bend, to, end, to];
	}
	const key = `a.${row.key}`;
	sheet.put(key, path(`arrow p${at}`, d, `${sheet.id}head${at}`, DASHES[at]), {
		from: row.key,
		to: row.to ?? "",
	});
}
