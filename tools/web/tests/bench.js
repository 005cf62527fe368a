// SPDX-License-Identifier: GPL-2.0-only
/**
 * Measure the model and the drawing, and print a table. The figures are milliseconds of processor time, median and
 * slowest of many, so that other work on the machine matters less:
 *
 *   node tests/bench.js
 *
 * The runs are made up (made.js).
 */

import { Run } from "../model/run.js";
import { draw } from "../draw/draw.js";
import { events } from "./made.js";

const TIMES = 40;
/** Processor time of this process in milliseconds. */
function now() {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** @param {(i: number) => void} job */
function measure(job) {
	const times = [];
	for (let i = 0; i < TIMES; i++) {
		const start = now();
		job(i);
		times.push(now() - start);
	}
	times.sort((a, b) => a - b);
	return `${times[TIMES / 2].toFixed(1).padStart(8)} ${times[TIMES - 1].toFixed(1).padStart(8)}`;
}

console.log("processes segments pages   events   load     step  slowest     back  slowest");
for (const [processes, segments, pages] of [
	[2, 1, 64],
	[2, 4, 1024],
	[8, 4, 1024],
]) {
	const all = events(processes, segments, pages);
	const run = new Run();
	const start = now();
	for (const event of all) run.add(event);
	const load = now() - start;
	run.cast();
	for (let i = 0; i < 20; i++) draw(run, run.length - i, { previous: run.length - i - 1 }); // compiled by then
	const step = measure((i) => draw(run, run.length - i, { width: 1280, previous: run.length - i - 1 }));
	const back = measure((i) => run.at(((i * 7919) % TIMES) * Math.floor(run.length / TIMES) + 63));
	const row = [processes, segments, pages]
		.map((number, i) => String(number).padStart([9, 8, 5][i]))
		.join(" ");
	console.log(`${row} ${String(all.length).padStart(8)} ${load.toFixed(0).padStart(6)} ${step} ${back}`);
}
