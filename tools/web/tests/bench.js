// SPDX-License-Identifier: GPL-2.0-only
/**
 * Measure the model and the drawing, and print a table. The figures are milliseconds of processor time, median and
 * slowest of many, so that other work on the machine matters less:
 *
 *   node tests/bench.js
 *
 * The runs are made up: processes that have attached all segments and touched all pages, so that every entry
 * of every page table is in use. Half of the processes have entries in two states, which makes many runs of pages.
 */

import { Run } from "../model/run.js";
import { draw } from "../draw/draw.js";

const TIMES = 40;
/** @param {number} value */
const hexa = (value) => `0x${value.toString(16).padStart(8, "0")}`;

/** The events of a run. @param {number} processes @param {number} segments @param {number} pages of each segment */
function events(processes, segments, pages) {
	/** @type {any[]} */
	const made = [];
	let next = 0x200000;
	const add = (/** @type {object} */ event) =>
		made.push({ n: made.length + 1, t: 0, pid: 1, ip: "0x00000000", ...event });
	const frame = (/** @type {string} */ use) => {
		add({ ev: "alloc", frame: hexa(next), order: 0, for: use });
		next += 4096;
		return next - 4096;
	};
	const classes = ["proc", "call", "fault", "area", "table", "frame", "shm"];
	add({ ev: "start", version: 1, hz: 100, frames: 16384, swapper: hexa(0x1000), classes });
	add({ ev: "ram", start: hexa(0x100000), end: hexa(0x4000000) });
	for (let id = 0; id < segments; id++)
		add({
			ev: "seg",
			op: "make",
			id,
			slot: id,
			key: hexa(id + 1),
			bytes: pages * 4096,
			pages,
			mode: "0666",
			uid: 0,
			nattch: 0,
		});
	/** @type {number[][]} */
	const frames = [...Array(segments)].map(() => []);
	for (let pid = 5; pid < 5 + processes; pid++) {
		const pgd = hexa(frame("kernel"));
		add({ ev: "mm", op: "make", pgd });
		add({ ev: "fork", child: pid, name: "worker", pgd });
		add({ ev: "exec", pid, name: "worker", path: "/bin/worker", pgd });
		for (let id = 0; id < segments; id++) {
			const start = 0x40000000 + id * 0x1000000;
			add({
				ev: "area",
				op: "add",
				pid,
				pgd,
				start: hexa(start),
				end: hexa(start + pages * 4096),
				flags: "rw-s",
				name: "/SYSV",
				pgoff: 0,
				segment: id,
			});
			add({
				ev: "attach",
				op: "attach",
				pid,
				id,
				nattch: pid - 4,
				pgd,
				va: hexa(start),
				len: pages * 4096,
			});
			const table = frame("kernel");
			add({ ev: "pgd", pid, pgd, index: start / 0x400000, old: hexa(0), new: hexa(table + 0x67) });
			for (let index = 0; index < pages; index++) {
				if (frames[id][index] === undefined) {
					frames[id][index] = frame("segment");
					add({ ev: "shmpage", pid, id, index, frame: hexa(frames[id][index]) });
				}
				add({ ev: "ref", frame: hexa(frames[id][index]), count: pid - 3 });
				const bits = index % 3 && pid % 2 ? 0x25 : 0x67;
				add({
					ev: "pte",
					pid,
					table: hexa(table),
					index,
					old: hexa(0),
					new: hexa(frames[id][index] + bits),
				});
			}
		}
	}
	return made;
}

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
