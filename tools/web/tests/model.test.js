// SPDX-License-Identifier: GPL-2.0-only
// The model refuses what is impossible, shares what is the same, and finds any moment again.
import assert from "node:assert/strict";
import test from "node:test";
import { TraceError, apply, count, empty, freeFrames, see } from "../model/moment.js";
import { flags, frameOf, pages, split, walk } from "../model/pagetable.js";
import { arrived, printable } from "../model/text.js";
import { lineIn, placeOf } from "../model/place.js";
import { Run } from "../model/run.js";

const START = {
	ev: "start",
	version: 1,
	hz: 100,
	frames: 1024,
	swapper: "0x00100000",
	classes: ["proc", "table", "frame", "shm"],
};
const EVENTS = [
	START,
	{ ev: "pgd", pgd: "0x00100000", index: 768, old: "0x00000000", new: "0x000001e3" },
	{ ev: "ram", start: "0x00200000", end: "0x00400000" },
	{ ev: "alloc", frame: "0x00200000", order: 0, for: "kernel" },
	{ ev: "mm", op: "make", pgd: "0x00200000" },
	{ ev: "fork", child: 5, name: "sh", pgd: "0x00200000", pid: 1 },
	{ ev: "exec", pid: 5, name: "a", path: "/bin/a", pgd: "0x00200000" },
	{
		ev: "seg",
		op: "make",
		pid: 5,
		id: 0,
		slot: 0,
		key: "0x00000001",
		bytes: 128,
		pages: 1,
		mode: "0666",
		uid: 0,
		nattch: 0,
	},
	{ ev: "attach", op: "attach", pid: 5, id: 0, nattch: 1 },
	{
		ev: "area",
		op: "add",
		pid: 5,
		pgd: "0x00200000",
		start: "0x40000000",
		end: "0x40001000",
		flags: "rw-s",
		name: "/SYSV",
		pgoff: 0,
		segment: 0,
	},
	{ ev: "alloc", frame: "0x00201000", order: 0, for: "kernel" },
	{ ev: "pgd", pid: 5, pgd: "0x00200000", index: 256, old: "0x00000000", new: "0x00201067" },
	{ ev: "alloc", frame: "0x00202000", order: 0, for: "segment" },
	{ ev: "shmpage", pid: 5, id: 0, index: 0, frame: "0x00202000" },
	{ ev: "ref", frame: "0x00202000", count: 2 },
	{ ev: "pte", pid: 5, table: "0x00201000", index: 0, old: "0x00000000", new: "0x00202067" },
].map((event, i) => ({ n: i + 1, t: 0, pid: 0, ip: "0xc0100000", ...event }));
const after = (/** @type {any[]} */ events) =>
	events.reduce((moment, event) => apply(moment, event), empty());

test("events lead to the state that they describe", () => {
	const moment = after(EVENTS);
	assert.equal(count(moment, 0x202000), 2);
	assert.deepEqual(walk(moment, 0x200000, 0x40000123), [0x201067, 0x202067]);
	assert.deepEqual(pages(moment, 0x200000), [[0x40000000, 0x202067]]);
	assert.deepEqual(moment.segments[0].frames, { 0: 0x202000 });
	assert.equal(moment.segments[0].nattch, 1);
	assert.equal(freeFrames(moment), 512 - 3);
	assert.equal(moment.tables[0x200000][768], 0x1e3, "a new directory has the kernel's entries");
});

test("a moment never changes, and the next one shares what is the same", () => {
	const before = after(EVENTS.slice(0, -1));
	const text = JSON.stringify(before);
	const next = apply(before, EVENTS[EVENTS.length - 1]);
	assert.equal(JSON.stringify(before), text);
	assert.equal(next.segments, before.segments);
	assert.equal(next.tables[0x200000], before.tables[0x200000]);
	assert.notEqual(next.tables[0x201000], before.tables[0x201000]);
});

const moment = after(EVENTS);
const event = (/** @type {object} */ fields) => ({
	n: moment.n + 1,
	t: 0,
	pid: 5,
	ip: "0xc0100000",
	...fields,
});
for (const [what, fields] of /** @type {[string, any][]} */ ([
	["a number is left out", { n: moment.n + 2, ev: "fault" }],
	["an unknown event", { ev: "nonsense" }],
	[
		"an entry that had another value",
		{ ev: "pte", table: "0x00201000", index: 0, old: "0x00000000", new: "0x00202067" },
	],
	["a frame that is in use is allocated", { ev: "alloc", frame: "0x00202000", order: 0, for: "user" }],
	["a frame with two references is freed", { ev: "free", frame: "0x00202000", order: 0 }],
	["a count jumps", { ev: "ref", frame: "0x00202000", count: 4 }],
	[
		"a page table that is not empty is removed",
		{ ev: "pgd", pgd: "0x00200000", index: 256, old: "0x00201067", new: "0x00000000" },
	],
	[
		"two areas overlap",
		{
			ev: "area",
			op: "add",
			pgd: "0x00200000",
			start: "0x40000000",
			end: "0x40002000",
			flags: "rw-p",
			name: "",
			pgoff: 0,
		},
	],
	[
		"an area ends elsewhere",
		{ ev: "area", op: "remove", pgd: "0x00200000", start: "0x40000000", end: "0x40002000" },
	],
	["an attached segment is destroyed", { ev: "seg", op: "destroy", id: 0, nattch: 1 }],
	["nattch jumps", { ev: "attach", op: "attach", id: 0, nattch: 3 }],
	["a page of a segment gets a second frame", { ev: "shmpage", id: 0, index: 0, frame: "0x00203000" }],
	["a process that lives is reaped", { ev: "reap", child: 5 }],
	["a process is made twice", { ev: "fork", child: 5, name: "a", pgd: "0x00200000" }],
	["an address space that is in use is freed", { ev: "mm", op: "free", pgd: "0x00200000" }],
	["another page directory is loaded", { ev: "switch", to: 5, pgd: "0x00100000" }],
	["another version", { ...START, version: 2 }],
]))
	test(`refused: ${what}`, () => {
		assert.throws(() => apply(moment, event(fields)), TraceError);
	});

test("sights add bytes, the console's text and the program's place", () => {
	const seen = see(moment, {
		n: moment.n,
		bytes: { "0x00202000": "4869" },
		console: "x",
		program: [{ function: "main" }],
	});
	assert.equal(printable(seen.bytes[0x202000]), "Hi");
	assert.equal(see(seen, { n: moment.n, console: "y" }).console, "xy");
	assert.deepEqual(seen.program[5], [{ function: "main" }]);
	assert.deepEqual(arrived("", "48690a"), { offset: 0, length: 3, text: "Hi" });
	assert.deepEqual(arrived("4142434400", "41424344"), null);
	assert.deepEqual(arrived("41424344", "41425844"), { offset: 2, length: 1, text: "X" });
});

test("a run finds every moment again, in any order", () => {
	const run = new Run();
	const states = [JSON.stringify(run.at(0))];
	for (const one of EVENTS) {
		run.add(one);
		states.push(JSON.stringify(run.at(run.length)));
	}
	for (let n = 17; run.length < 300; n++) {
		run.add(
			{ n, t: 0, pid: 5, ip: "0", ev: "ref", frame: "0x00202000", count: n % 2 ? 3 : 2 },
			{ n, console: "." },
		);
		states.push(JSON.stringify(run.at(n)));
	}
	for (const n of [299, 0, 64, 63, 65, 200, 128, 16, 300, 1])
		assert.equal(JSON.stringify(run.at(n)), states[n]);
	assert.throws(() => run.add({ n: 999, ev: "fault" }), TraceError);
	assert.equal(run.length, 300);
});

test("entries and addresses are taken apart as the processor does", () => {
	assert.deepEqual(split(0xbffff123), [767, 1023]);
	assert.equal(frameOf(0xfffff067), 0xfffff000);
	assert.equal(flags(0x267067), "PWUAD");
	assert.equal(flags(0x267025), "P-UA-");
	assert.equal(flags(0), "");
	assert.equal(flags(0x267080), "-----");
});

test("lines of source are found by function and content; a line that only traces is skipped", () => {
	const sources = {
		"ipc/x.c":
			"int f(void);\n\nint f(void)\n{\n\tg();\n\ttrace_ref(1);\n\n\treturn h();\n}\n\nint g(void)\n{\n\treturn 1;\n}\n",
	};
	assert.deepEqual(placeOf(sources, { ev: "ref", at: "ipc/x.c:6", in: "f" }), {
		file: "ipc/x.c",
		line: 5,
		function: "f",
		text: "g();",
	});
	assert.equal(lineIn(sources, "f", "return")?.line, 8);
	assert.equal(lineIn(sources, "f", "nothing"), null);
	assert.equal(lineIn(sources, "nofunction", "x"), null);
});
