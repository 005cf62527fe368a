// SPDX-License-Identifier: GPL-2.0-only
/** The facts of a picture as an HTML table, for screen readers and for everybody who prefers text. */

import { printable } from "../model/text.js";
import { escape } from "./svg.js";
import { view } from "./view.js";
import { dictionary } from "./words.js";

/** @typedef {import("./view.js").Row} Row */

/**
 * A table with a row for each fact of the picture after event n: who, what, where, and what is there.
 * @param {import("../model/run.js").Run} run @param {number} n @param {string} language @returns {string}
 */
export function table(run, n, language) {
	const words = dictionary(language);
	const now = view(run, n, language);
	/** @type {string[][]} */
	const rows = [];
	/** @type {Map<string, string>} */
	const titles = new Map();
	for (const one of now.groups) {
		if (one.title)
			rows.push([
				words.kernel,
				one.title,
				"",
				[...one.facts, ...(one.state === "destroyed" ? [] : [`nattch ${one.nattch}`])].join(", "),
			]);
		for (const frame of one.frames) {
			titles.set(frame.key, frame.title);
			if (frame.index) rows.push([words.kernel, one.title, frame.index, frame.value]);
			const bytes = frame.bytes
				? words.contains(printable(frame.bytes).slice(0, 60))
				: frame.bytes === ""
					? words.zeros
					: "";
			if (frame.title)
				rows.push([
					words.frameWord,
					frame.title,
					"",
					[frame.count, bytes].filter(Boolean).join("; "),
				]);
		}
	}
	for (const process of now.processes) {
		const who = `${process.part.letter}: ${process.part.name}, pid ${process.part.pid}`;
		if (!process.alive) {
			rows.push([who, "", "", words.ended]);
			continue;
		}
		for (const row of process.areas)
			rows.push([
				who,
				words.areaWord,
				row.parts[2],
				[row.parts[0], row.parts[1], row.parts[3]].filter(Boolean).join(", "),
			]);
		const entry = (/** @type {Row} */ row, /** @type {string} */ what, /** @type {string} */ address) => {
			const to = titles.get(row.to ?? "");
			rows.push([
				who,
				`${what} ${address}`.trim(),
				row.parts[0],
				[...row.parts.slice(1), to ? words.leadsTo(to) : ""].filter(Boolean).join(" "),
			]);
		};
		for (const row of process.directory) entry(row, words.pageDirectory, process.pgd);
		for (const one of process.tables) for (const row of one.rows) entry(row, one.title, one.address);
	}
	const head = [words.process, words.what, words.where, words.contents];
	const cells = (/** @type {string[]} */ row) =>
		row
			.map((cell, i) => (i ? `<td>${escape(cell)}</td>` : `<th scope="row">${escape(cell)}</th>`))
			.join("");
	return (
		`<table><caption>${escape(words.tableTitle)}</caption><thead><tr>${head.map((one) => `<th scope="col">${escape(one)}</th>`).join("")}</tr></thead>` +
		`<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`
	);
}
