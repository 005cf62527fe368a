// SPDX-License-Identifier: GPL-2.0-only
/** Find places in the source text of a run: the line of an event, and where a function is defined. */

// A line that only writes the trace is replaced by the one before it, which does what the trace reports.
const TELLING = /^\s*(trace_\w+\(|if \(tracing|[{}]*\s*$|\/?\*)/;

/** @typedef {Record<string, string>} Sources */
/** @typedef {{ file: string, line: number, function: string, text: string }} SourcePlace */

/** @type {WeakMap<Sources, Map<string, string[]>>} */
const split = new WeakMap();
/** @type {WeakMap<Sources, Map<string, SourcePlace | null>>} */
const found = new WeakMap();

/** The lines of a file; none if its text is not known. @param {Sources} sources @param {string} file */
export function lines(sources, file) {
	if (!split.has(sources)) split.set(sources, new Map());
	const known = /** @type {Map<string, string[]>} */ (split.get(sources));
	if (!known.has(file)) known.set(file, sources[file]?.split("\n") ?? []);
	return /** @type {string[]} */ (known.get(file));
}

/**
 * The place of an event, from its fields `at` and `in`, or null.
 * @param {Sources} sources @param {import("./moment.js").Event} event @returns {SourcePlace | null}
 */
export function placeOf(sources, event) {
	const match = /^(.*):(\d+)$/.exec(event.at ?? "");
	if (!match) return null;
	const text = lines(sources, match[1]);
	let line = Number(match[2]);
	const first = line;
	while (line > 1 && line <= text.length && TELLING.test(text[line - 1])) line--;
	if (!/\w/.test(text[line - 1] ?? "")) line = first;
	return { file: match[1], line, function: event.in ?? "", text: (text[line - 1] ?? "").trim() };
}

/**
 * The definition of a function, or of an assembly routine. `file` is needed only if several define it.
 * @param {Sources} sources @param {string} name @param {string} [file] @returns {SourcePlace | null}
 */
export function definition(sources, name, file) {
	if (!found.has(sources)) found.set(sources, new Map());
	const known = /** @type {Map<string, SourcePlace | null>} */ (found.get(sources));
	const key = `${file ?? ""}:${name}`;
	if (!known.has(key)) known.set(key, find(sources, name, file));
	return known.get(key) ?? null;
}

/** @param {Sources} sources @param {string} name @param {string} [file] @returns {SourcePlace | null} */
function find(sources, name, file) {
	const head = new RegExp(`^\\w[\\w \\*]*\\b${name}\\(`);
	const order = (/** @type {string} */ path) => (path.startsWith("user/") ? 1 : 0);
	const files = file ? [file] : Object.keys(sources).sort((a, b) => order(a) - order(b));
	for (const path of files) {
		const text = lines(sources, path);
		for (let i = 0; i < text.length; i++) {
			const line = text[i];
			const defined = path.endsWith(".asm")
				? line.startsWith(`${name}:`)
				: head.test(line) && !line.trimEnd().endsWith(";");
			if (defined) return { file: path, line: i + 1, function: name, text: line.trim() };
		}
	}
	return null;
}

/**
 * The first line of a function that contains `part`; so a line is named by what it says, not by its number.
 * @param {Sources} sources @param {string} name @param {string} part @param {string} [file] @returns {SourcePlace | null}
 */
export function lineIn(sources, name, part, file) {
	const start = definition(sources, name, file);
	if (!start) return null;
	const text = lines(sources, start.file);
	for (let i = start.line - 1; i < text.length; i++) {
		if (text[i].includes(part)) return { ...start, line: i + 1, text: text[i].trim() };
		if (text[i] === "}") return null;
	}
	return null;
}
