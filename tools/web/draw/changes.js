// SPDX-License-Identifier: GPL-2.0-only
/** The picture in words, and what has changed between two pictures. */

import { printable } from "../model/text.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Row} Row */
/** @typedef {import("./words.js").Words} Words */

/** The content of the picture as lines of text. @param {View} view @param {Words} words */
export function says(view, words) {
	/** @type {string[]} */
	const lines = [];
	/** @type {Map<string, string>} */
	const titles = new Map();
	for (const one of view.groups) {
		if (one.title) {
			const state =
				one.state === "destroyed"
					? ""
					: `${one.state ? `, ${words.removed}` : ""}, nattch ${one.nattch}`;
			lines.push(`${one.title}: ${one.facts.join(", ")}${state}`);
		}
		for (const frame of one.frames) {
			titles.set(frame.key, frame.title);
			const what = frame.title ? `${frame.title}, ${frame.count}` : frame.value;
			const bytes = frame.bytes ? `, ${words.contains(printable(frame.bytes).slice(0, 40))}` : "";
			lines.push(
				`${[one.title, frame.index].filter(Boolean).join(" ") || words.frameWord}: ${what}${bytes}`,
			);
		}
	}
	for (const process of view.processes) {
		const { letter, name, pid } = process.part;
		const who = `${letter}, ${name}, pid ${pid}`;
		lines.push(
			process.alive ? `${who}: ${words.pageDirectory} ${process.pgd}` : `${who}: ${words.ended}`,
		);
		const text = (/** @type {Row} */ row) => row.parts.filter(Boolean).join(" ");
		for (const row of process.areas)
			lines.push(`${letter} ${words.areaWord}: ${row.parts.filter(Boolean).join(", ")}`);
		for (const row of process.directory) lines.push(`${letter} ${words.directoryEntry} ${text(row)}`);
		for (const table of process.tables)
			for (const row of table.rows) {
				const to = titles.get(row.to ?? "");
				lines.push(
					`${letter} ${table.title} ${table.address} ${words.entryWord} ${text(row)}${to ? `, ${words.leadsTo(to)}` : ""}`,
				);
			}
	}
	return [...lines, ...view.more];
}

/** The content of every object by its key, and the object that contains it. @param {View} view @returns {Map<string, { says: string, owner: string | null }>} */
export function contents(view) {
	/** @type {Map<string, { says: string, owner: string | null }>} */
	const found = new Map();
	const put = (
		/** @type {string} */ key,
		/** @type {unknown} */ what,
		/** @type {string | null} */ owner = null,
	) => found.set(key, { says: JSON.stringify(what), owner });
	for (const one of view.groups) {
		put(one.key, [one.title, one.facts, one.nattch, one.state]);
		for (const frame of one.frames) {
			put(frame.key, [frame.title, frame.count, frame.there], one.title ? one.key : null);
			put(`bytes.${frame.frame}`, frame.bytes, frame.key);
			if (frame.index) put(`shm.${frame.key}`, [frame.index, frame.value], one.key);
		}
	}
	for (const process of view.processes) {
		const { key } = process;
		put(key, [process.part.name, process.part.pid, process.alive, process.pgd]);
		if (process.alive) put(`${key}.pgd`, process.pgd, key);
		for (const row of [...process.areas, ...process.directory]) put(row.key, row.parts, key);
		for (const table of process.tables) {
			put(table.key, [table.title, table.address], key);
			for (const row of table.rows) {
				put(row.key, row.parts, row.dim ? table.key : key);
				if (row.to) put(`a.${row.key}`, [row.to, row.parts[1]], key);
			}
		}
	}
	return found;
}

/**
 * The keys of what has changed or is new. The parts of a new object, such as the rows of a new process, do
 * not count as new.
 * @param {View} now @param {View | null} before @param {string[]} focus
 */
export function changes(now, before, focus) {
	const changed = new Set(focus);
	if (!before) return changed;
	const [new_, old] = [contents(now), contents(before)];
	for (const [key, { says, owner }] of new_) {
		const was = old.get(key);
		const known = owner === null || (old.has(owner) && old.get(owner)?.says === new_.get(owner)?.says);
		if (was ? was.says !== says : known) changed.add(key);
	}
	return changed;
}
