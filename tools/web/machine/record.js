// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records in v86, under node, what the page shows without a machine of its own: the demonstration, until
 * the machine has started, and the run of the book.
 *
 *	node --preserve-symlinks --preserve-symlinks-main build/web/machine/record.js build/site-data
 */

import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { boot } from "./node.js";
import { EXPECTED, FIRST, firstFiles, firstWords } from "./first.js";

const PAUSE = 1500; // ms: longer than any `sleep` in the scripts
const [data] = process.argv.slice(2);

/** Writes the run of a script. @param {string} name @param {string} script @param {string[]} [expected] */
async function record(name, script, expected) {
	const { machine, run, seen } = await boot({ data, words: firstWords, files: firstFiles(script) });
	for (let known = -1; known < run.length || !seen.console.endsWith("# "); ) {
		known = run.length;
		await machine.free();
		await new Promise((resolve) => setTimeout(resolve, seen.console.endsWith("# ") ? 0 : PAUSE));
		if (machine.death || machine.damaged)
			throw new Error(`${name} failed: ${JSON.stringify(machine.death)}`);
	}
	await machine.destroy();
	const { events } = run;
	const recorded = {
		version: 1,
		title: "Samepage",
		command: script,
		expected,
		events,
		sights: [...run.sights.values()],
	};
	writeFileSync(`${data}/${name}.json.gz`, gzipSync(JSON.stringify(recorded), { level: 9 }));
}

await record("demo", FIRST, EXPECTED);
await record("book", readFileSync(new URL("../book/run.sh", import.meta.url), "utf8"));
process.exit();
