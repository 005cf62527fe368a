// SPDX-License-Identifier: GPL-2.0-only
/**
 * Write the pages of a recorded run. tools/picture runs this with node:
 *
 *   node book/make.js RUN.json DIRECTORY [--every] [--figure FILE]
 *
 * DIRECTORY gets index.html, a single file, and step-01.svg and so on. With --every each event is a step of the
 * page, and there are no SVG files. --figure writes the picture in which most is shared to a file. The exit status
 * is 3 if the run has nothing that can be drawn.
 */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Run } from "../model/run.js";
import { draw, reserve } from "../draw/draw.js";
import { COLOURS, STYLE, escape } from "../draw/svg.js";
import { dictionary, tell } from "../draw/words.js";
import { view } from "../draw/view.js";
import { chapters } from "./chapters.js";

const HOME = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ENTRY = "book/page.js";
const SLIDE = 1280; // width of the SVG files
const FIGURE_TITLE = "Different page directories, one frame";
const FIGURE_DETAIL =
	"From page table entries at different addresses to the same physical memory, as drawn from a run (make picture)";
const NOTHING = 3;

/** @param {string} name */
const read = (name) => fs.readFileSync(path.join(HOME, name), "utf8");

/**
 * The modules that the page needs, as an import map of data: addresses. A name such as "./svg.js" in a module
 * becomes the name in the map, "draw/svg.js".
 * @param {string} entry @returns {Record<string, string>}
 */
export function modules(entry) {
	/** @type {Record<string, string>} */
	const found = {};
	const waiting = [entry];
	while (waiting.length) {
		const name = /** @type {string} */ (waiting.pop());
		if (name in found) continue;
		found[name] = "";
		const text = read(name).replace(/(from |import )"(\.\.?\/[^"]+)"/g, (_, word, relative) => {
			const target = path.posix.join(path.posix.dirname(name), relative);
			waiting.push(target);
			return `${word}"${target}"`;
		});
		found[name] = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
	}
	return found;
}

/** JSON that may stand in a script element. @param {unknown} value */
const inScript = (value) => JSON.stringify(value).replace(/</g, "\\u003c");

/** @param {Run} run @param {any} recorded @param {boolean} every */
function page(run, recorded, every) {
	const [first] = run.steps();
	const events = recorded.events.map((/** @type {any} */ { ip, t, ...event }) => event);
	const values = {
		TITLE: escape(run.title),
		STYLE: COLOURS + STYLE + read("draw/watch.css") + read("book/page.css"),
		NOSCRIPT: escape(dictionary("en").noScript),
		FIRST: first ? draw(run, first.end, { width: 1000, id: "first-", ...tell(first, "en") }).svg : "",
		RUN: inScript({ ...recorded, events, every }),
		IMPORTS: inScript({ imports: modules(ENTRY) }),
	};
	return read("book/page.html").replace(
		/@@(\w+)@@/g,
		(_, name) => values[/** @type {keyof typeof values} */ (name)],
	);
}

/** How many arrows lead to the frame to which most lead. @param {Run} run @param {number} n */
function sharers(run, n) {
	/** @type {Map<string, number>} */
	const led = new Map();
	for (const process of view(run, n, "en").processes)
		for (const table of process.tables)
			for (const row of table.rows) if (row.to) led.set(row.to, (led.get(row.to) ?? 0) + 1);
	return Math.max(0, ...led.values());
}

/** The picture in which most page tables lead to one frame at different addresses, without marks. @param {Run} run */
function figure(run) {
	const steps = run.steps();
	const [moment] = chapters(run).filter((chapter) => chapter.id === "other-address");
	const most = steps.reduce(
		(best, step) => (sharers(run, step.end) > sharers(run, best.end) ? step : best),
		moment?.step ?? steps[0],
	);
	return draw(run, most.end, {
		width: SLIDE,
		id: "figure-",
		title: FIGURE_TITLE,
		detail: FIGURE_DETAIL,
		alone: true,
	}).svg;
}

/** @param {string[]} words */
function main(words) {
	const every = words.includes("--every");
	const at = words.indexOf("--figure");
	const [input, directory] = words.filter((word, i) => !word.startsWith("--") && (at < 0 || i !== at + 1));
	const recorded = JSON.parse(fs.readFileSync(input, "utf8"));
	const run = Run.from(recorded);
	const steps = run.steps();
	if (!steps.length) {
		console.error("nothing happened in that run that could be drawn");
		return NOTHING;
	}
	if (!every) {
		const room = reserve(
			run,
			steps.map((step) => step.end),
			{ width: SLIDE },
		);
		const digits = Math.max(2, String(steps.length).length);
		steps.forEach((step, i) => {
			const source = step.file ? `${step.file}  ${step.place?.text ?? ""}` : "";
			const options = {
				width: SLIDE,
				previous: step.begin,
				focus: step.focus,
				reserve: room,
				id: "slide-",
				alone: true,
				source,
				...tell(step, "en"),
			};
			fs.writeFileSync(
				path.join(directory, `step-${String(i + 1).padStart(digits, "0")}.svg`),
				`${draw(run, step.end, options).svg}\n`,
			);
		});
	}
	fs.writeFileSync(path.join(directory, "index.html"), page(run, recorded, every));
	if (at >= 0) fs.writeFileSync(words[at + 1], `${figure(run)}\n`);
	console.log(every ? run.length : steps.length);
	return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
