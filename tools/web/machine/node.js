// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine under node, for tests and for what the build records:
 *
 *	const { machine, run } = await boot({ build: "build" });
 *
 * `build/site-data` must be there (make site).
 */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createRequire } from "node:module";
import { V86 } from "v86";
import { Run } from "../model/run.js";
import { join } from "./cpio.js";
import { Decoder } from "./decode.js";
import { Machine } from "./machine.js";
import { Lines, Places } from "./places.js";

/** @param {string} path */
const bytes = (path) =>
	new Uint8Array(path.endsWith(".gz") ? gunzipSync(readFileSync(path)) : readFileSync(path));
/** @param {string} path */
const json = (path) => JSON.parse(new TextDecoder().decode(bytes(path)));

/** @param {WebAssembly.Imports} imports */
async function wasm(imports) {
	const path = createRequire(import.meta.url)
		.resolve("v86")
		.replace(/[^/]*$/, "v86.wasm");
	const started = await WebAssembly.instantiate(bytes(path), imports);
	return started.instance.exports;
}

/**
 * @param {object} options
 * @param {string} options.data the directory with what the site is made of
 * @param {import("./cpio.js").File[]} [options.files] for the guest
 * @param {string[]} [options.archives] paths of more archives
 * @param {string} [options.words]
 * @param {string} [options.title]
 * @param {(death: import("./machine.js").Death) => void} [options.ondeath]
 */
export async function boot({ data, files = [], archives = [], words = "", title = "", ondeath }) {
	const run = new Run({ title, sources: json(`${data}/sources.json.gz`) });
	const programs = json(`${data}/programs.json.gz`);
	const seen = { console: "", log: "" };
	const machine = new Machine({
		V86,
		wasm,
		kernel: bytes(`${data}/samepage.elf.gz`),
		initrd: join([bytes(`${data}/initrd.cpio.gz`), ...archives.map(bytes)], files),
		decoder: new Decoder(json(`${data}/trace-table.json.gz`), new Places(json(`${data}/places.json.gz`))),
		words,
		programs: Object.fromEntries(
			Object.entries(programs).map(([path, table]) => [path, new Lines(table)]),
		),
		onevent: (event, sight) => run.add(event, sight),
		onconsole: (text) => (seen.console += text),
		onlog: (text) => (seen.log += text),
		ondeath,
	});
	await machine.start();
	return { machine, run, seen };
}
