// SPDX-License-Identifier: GPL-2.0-only
/** The panes below the picture: the source of the kernel and of the program at a step, and the console. */

import { lines, placeOf } from "../model/place.js";
import { escape } from "./svg.js";
import { dictionary } from "./words.js";

const AROUND = 3; // lines of source above and below the line

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../model/story.js").Step} Step */
/** @typedef {import("../model/moment.js").Place} Place */

/** The line above the kernel's source. @param {{ file: string, function: string } | null} place @param {string} language */
export function kernelHead(place, language) {
	const words = dictionary(language);
	const name = place?.function ? `${place.function}(), ` : "";
	return place ? `${words.kernelSource}: ${name}${place.file}` : words.kernelSource;
}

/**
 * The line above the program's source, and the place that is shown: what a reader wants to see is the program's own
 * line, not the library's.
 * @param {Run} run @param {Place[]} places innermost first @param {string} language
 * @returns {{ head: string, own: Place | undefined }}
 */
export function programHead(run, places, language) {
	const words = dictionary(language);
	const known = (/** @type {Place} */ one) =>
		Boolean(one.file && one.line && lines(run.sources, one.file).length);
	const own = places.find((one) => known(one) && !one.file?.startsWith("user/lib/")) ?? places.find(known);
	const inner = (own ? places.slice(0, places.indexOf(own)) : places)
		.map((one) => `${one.function}()`)
		.reverse();
	const chain = inner.length > 2 ? [inner[0], "…", inner[inner.length - 1]] : inner;
	const name = (own ? [`${own.function}()`, ...chain] : chain).join(" → ");
	return { head: `${words.programSource}${name ? `: ${name}` : ""}${own ? `, ${own.file}` : ""}`, own };
}

export class Panes {
	/** @param {(part: string) => any} get finds a part of the page by its name */
	constructor(get) {
		this.get = get;
	}

	/** Shows what belongs to the picture after event n. @param {Run} run @param {number} n @param {Step | null} step @param {string} language */
	show(run, n, step, language) {
		this._kernel(run, n, step, language);
		this._program(run, n, step, language);
		this._console(run, n, language);
	}

	/**
	 * Brings the lines that matter into the middle of their panes. It is a task of its own because it asks for
	 * positions: the browser arranges the page once, when everything has been written.
	 */
	scroll() {
		// Long lines are wrapped on a narrow page, so the height of a line is not known.
		const places = ["kernel", "program"].map((name) => {
			const pane = this.get(name);
			const line = pane.querySelector("[aria-current]");
			const above = line ? line.offsetTop - pane.offsetTop : 0;
			return { pane, top: line ? above - (pane.clientHeight - line.offsetHeight) / 2 : 0 };
		});
		const console = this.get("console");
		const end = console.scrollHeight;
		for (const { pane, top } of places) {
			pane.scrollLeft = 0;
			pane.scrollTop = top;
		}
		console.scrollTop = end;
	}

	/** The lines of a file around one of them. @param {Run} run @param {string} part @param {string} file @param {number} line */
	_code(run, part, file, line) {
		const text = lines(run.sources, file);
		const first = Math.max(0, line - 1 - AROUND);
		const shown = text.slice(first, line + AROUND);
		const item = (/** @type {string} */ content, /** @type {number} */ i) =>
			`<li${first + i + 1 === line ? ' aria-current="true"' : ""}><span class="number">${first + i + 1}</span>${escape(content)}</li>`;
		this.get(part).innerHTML = `<ol>${shown.map(item).join("")}</ol>`;
	}

	/** @param {Run} run @param {number} n @param {Step | null} step @param {string} language */
	_kernel(run, n, step, language) {
		const words = dictionary(language);
		const event = run.events[n - 1];
		const place = step ? step.place : event ? placeOf(run.sources, event) : null;
		this.get("kernel-head").textContent = kernelHead(place, language);
		if (place && lines(run.sources, place.file).length) {
			this._code(run, "kernel", place.file, place.line);
			return;
		}
		const said = step?.key === "writes" ? words.noKernelSource : words.noProgramSource;
		this.get("kernel").innerHTML = place || step?.key === "writes" ? `<p>${escape(said)}</p>` : "";
	}

	/** @param {Run} run @param {number} n @param {Step | null} step @param {string} language */
	_program(run, n, step, language) {
		const words = dictionary(language);
		const event = run.events[n - 1];
		const places = step?.program ?? run.at(n).program[event?.pid] ?? [];
		const { head, own } = programHead(run, places, language);
		this.get("program-head").textContent = head;
		if (own) this._code(run, "program", own.file ?? "", own.line ?? 0);
		else
			this.get("program").innerHTML =
				`<p>${escape(step?.key === "exec" ? words.notBegun : words.noProgramSource)}</p>`;
	}

	/** @param {Run} run @param {number} n @param {string} language */
	_console(run, n, language) {
		const text = run.at(n).console;
		this.get("console").innerHTML = text
			? `<div class="terminal">${escape(text)}</div>`
			: `<p>${escape(dictionary(language).nothingYet)}</p>`;
	}
}
