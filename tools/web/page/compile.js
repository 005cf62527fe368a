// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compiles C in a guest: TinyCC runs there (tools/samepage/tinycc.py), in a machine of its own without a
 * trace. The programs come back over the console, byte for byte: while init runs the script of the boot word
 * rc, the terminal changes nothing (user/init.c).
 */

import { Lines } from "../machine/places.js";
import { stabs } from "./stabs.js";
import { start } from "./start.js";

const LIMIT = 30_000; // ms
const MARK = "@@samepage";
const MESSAGE = /^(?:([\w./-]+):(?:(\d+):)? )?(?:(error|warning): )?(.*)$/;

/** @typedef {{ file: string, line: number, severity: "error" | "warning", message: string }} Message */
/** @typedef {{ name: string, text: string }} Source */
/**
 * @typedef {object} Compiled
 * @property {boolean} ok every program was compiled
 * @property {Message[]} messages
 * @property {string} output what the compiler printed
 * @property {Record<string, Uint8Array>} programs by name
 * @property {Record<string, Lines>} lines of the programs, by path in the guest
 */

/** Where the programs and their sources are in the guest. */
export const HOME = "/home";

/** @param {string} file */
export const programOf = (file) => file.replace(/\.c$/, "");

/** @param {string[]} programs */
const script = (programs) =>
	[
		`cd ${HOME}`,
		...programs.map(
			(name) => `tcc -g -static -o /tmp/${name} ${name}.c; echo; echo "${MARK} status ${name} $?"`,
		),
		...programs.map(
			(name) =>
				`if [ -f /tmp/${name} ]; then echo "${MARK} file ${name}"; wc -c < /tmp/${name}; cat /tmp/${name}; fi`,
		),
		`echo "${MARK} end"`,
		"",
	].join("\n");

/**
 * @param {import("./store.js").Store} store
 * @param {Source[]} sources each file NAME.c becomes the program NAME
 * @returns {Promise<Compiled>}
 */
export async function compile(store, sources) {
	const programs = sources.filter(({ name }) => name.endsWith(".c")).map(({ name }) => programOf(name));
	/** @type {number[]} */
	const bytes = [];
	const machine = await start(store, {
		trace: false,
		words: "rc=/run/command",
		archives: ["compiler.cpio"],
		files: [
			{ path: "run/", data: "" },
			{ path: "run/command", data: script(programs) },
			{ path: `${HOME}/`, data: "" },
			...sources.map(({ name, text }) => ({ path: `${HOME}/${name}`, data: text })),
		],
		onbyte: (byte) => bytes.push(byte),
	});
	const end = performance.now() + LIMIT;
	while (!machine.death && performance.now() < end) await machine.free();
	await machine.destroy();
	return result(Uint8Array.from(bytes), programs);
}

/** @param {Uint8Array} sent @param {string[]} programs @returns {Compiled} */
function result(sent, programs) {
	const text = new TextDecoder("latin1").decode(sent);
	const first = text.indexOf(`${MARK} file`);
	const end = text.indexOf(`${MARK} end`);
	const head = text.slice(0, first < 0 ? (end < 0 ? text.length : end) : first);
	const output = new TextDecoder()
		.decode(sent.subarray(0, head.length))
		.split("\n")
		.filter((line) => line && !line.startsWith(MARK))
		.join("\n");
	/** @type {Record<string, Uint8Array>} */
	const files = {};
	/** @type {Record<string, Lines>} */
	const lines = {};
	for (const name of programs) {
		const found = new RegExp(`${MARK} file ${name}\n\\s*(\\d+)\n`).exec(text);
		if (!found) continue;
		const from = found.index + found[0].length;
		files[name] = sent.slice(from, from + Number(found[1]));
		const rows = stabs(files[name]);
		// The trace has the path as the program was called.
		if (rows) lines[`${HOME}/${name}`] = lines[`./${name}`] = new Lines(rows);
	}
	return {
		ok: programs.every((name) => files[name]),
		messages: messages(output),
		output,
		programs: files,
		lines,
	};
}

/** @param {string} output @returns {Message[]} */
function messages(output) {
	const found = [];
	for (const text of output.split("\n")) {
		const [, path = "", line, severity, message] = MESSAGE.exec(text) ?? [];
		if (!path || text.startsWith("In file included")) continue;
		const file = path.replace(/^.*\//, "");
		found.push({
			file,
			line: Number(line ?? 1),
			severity: severity === "warning" ? severity : "error",
			message,
		});
	}
	return /** @type {Message[]} */ (found);
}
