// SPDX-License-Identifier: GPL-2.0-only
/**
 * Print what the picture after each event of a recorded run shows, one JSON object a line, for
 * tests/suite/picture.py to compare with the trace: { n, shown: { key of the object: [its texts] }, arrows }.
 * It reads the finished SVG, so that the whole way from the event to the picture is tested.
 *
 *   node tests/facts.js RUN.json [WIDTH]
 */

import fs from "node:fs";
import { Run } from "../model/run.js";
import { draw } from "../draw/draw.js";

const GROUP = /<g data-key="([^"]*)"([^>]*)>(.*?)<\/g>/gs;
const TEXT = /<text[^>]*>([^<]*)<\/text>/g;

const run = Run.from(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
const width = Number(process.argv[3] ?? 1280);
for (let n = run.cast().begin; n <= run.length; n++) {
	/** @type {Record<string, string[]>} */
	const shown = {};
	/** @type {string[][]} */
	const arrows = [];
	for (const [, key, more, content] of draw(run, n, { width, previous: n - 1 }).svg.matchAll(GROUP)) {
		const ends = /data-from="([^"]*)" data-to="([^"]*)"/.exec(more);
		if (ends) arrows.push([ends[1], ends[2]]);
		else shown[key] = [...content.matchAll(TEXT)].map(([, text]) => text);
	}
	console.log(JSON.stringify({ n, shown, arrows }));
}
