// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel in v86 (machine/): it boots and runs A and B; after every record of the trace its page
 * tables are what the trace says; the trace is QEMU's, except for times and frame numbers; and the
 * machine goes back. tests/suite/site.py runs this with
 *
 *	SITE_DATA	what the site is made of
 *	QEMU_TRACE	the events of the same commands in QEMU (tools/guest --trace)
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compare } from "../machine/memory.js";
import { boot } from "../machine/node.js";

const data = process.env.SITE_DATA ?? "build/site-data";
const COMMAND = "process_a; process_b; ipcrm -a\n";
const FRAME = /^(0x0[0-3][0-9a-f]{3})([0-9a-f]{3})$/; // a physical address: below 64 MiB in both machines
const NOTES = 0x060;

/**
 * A machine that ends with the test, even if the test fails: node waits for running machines.
 * @param {import("node:test").TestContext} t @param {Partial<Parameters<typeof boot>[0]>} [options]
 */
async function machineFor(t, options) {
	const booted = await boot({ data, ...options });
	t.after(() => booted.machine.destroy());
	return booted;
}

/** The guest at its prompt. @param {import("node:test").TestContext} t */
async function prompt(t) {
	const booted = await machineFor(t);
	while (!booted.seen.console.endsWith("# ")) await booted.machine.free();
	return booted;
}

/**
 * What must be the same in every machine. Which free frame the kernel takes depends on the size of memory,
 * so a frame is named by when it was first used after its last allocation; the processor's notes in an
 * entry (accessed, dirty) are left out.
 * @param {any[]} all events
 * @param {(event: any) => boolean} wanted
 */
function comparable(all, wanted) {
	/** @type {Map<string, string>} */
	const names = new Map();
	let named = 0;
	/** @param {any} value */
	const renamed = (value) =>
		typeof value !== "string"
			? value
			: value.replace(FRAME, (_, page, rest) => {
					if (!names.has(page)) names.set(page, `frame ${++named} `);
					return names.get(page) + (parseInt(rest, 16) & ~NOTES).toString(16);
				});
	const kept = [];
	for (const { n, t, ...event } of all) {
		if (event.ev === "alloc") names.delete(event.frame.slice(0, 7));
		if (wanted(event))
			kept.push(
				JSON.stringify(
					Object.fromEntries(Object.entries(event).map(([key, value]) => [key, renamed(value)])),
				),
			);
	}
	return kept;
}

/** Not assert.deepEqual, which takes minutes to describe a difference. @param {string[]} got @param {string[]} expected */
function sameLines(got, expected) {
	const different = got.findIndex((line, i) => line !== expected[i]);
	if (different >= 0) assert.equal(got[different], expected[different], `line ${different}`);
	assert.equal(got.length, expected.length);
}

test("A and B print Hello World, and page tables are what the trace says after every event", async (t) => {
	const { machine, run, seen } = await prompt(t);
	machine.type(COMMAND);
	let compared = 0;
	for (;;) {
		const event = await machine.go(({ ev }) => ev === "pgd" || ev === "pte" || ev === "switch");
		if (!event) break;
		const result = compare(run.at(run.length), machine.read);
		assert.deepEqual(result.differences, [], `event ${event.n}`);
		compared += result.compared;
	}
	assert.match(seen.console, /Hello World/);
	assert.equal(machine.damaged, 0);
	assert.ok(compared > 100_000, `${compared} entries compared`);
	const hello = [...run.sights.values()].find((sight) =>
		Object.values(sight.bytes ?? {}).some((bytes) =>
			bytes.startsWith(Buffer.from("Hello World").toString("hex")),
		),
	);
	assert.ok(hello, "the frame's bytes were seen");
	assert.equal(run.at(hello.n).processes[run.at(hello.n).current].name, "process_a");
});

test("a difference between memory and the trace is found", async (t) => {
	const { machine, run } = await prompt(t);
	const moment = run.at(run.length);
	const space = Object.values(moment.spaces).find(({ pgd }) => pgd !== moment.swapper);
	machine.read(space.pgd + 4 * 100, 4)[0] ^= 0x80;
	assert.equal(compare(moment, machine.read).differences.length, 1);
});

test("the trace is QEMU's, except for times and frames", { skip: !process.env.QEMU_TRACE }, async (t) => {
	const text = readFileSync(/** @type {string} */ (process.env.QEMU_TRACE), "utf8");
	const qemu = text
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	const { machine, run } = await machineFor(t, {
		words: "rc=/run/command",
		files: [
			{ path: "run/", data: "" },
			{ path: "run/line", data: "process_a; process_b; ipcrm -a\n" },
			{ path: "run/command", data: "sh /run/line < /dev/null\n" },
		],
	});
	while (!machine.death) await machine.free();
	/**
	 * What A and B do from their exec on. Before, after fork, the clock decides who writes first and copies; and
	 * when it interrupts, another process may run, so switches are left out.
	 * @param {any[]} events
	 */
	const theirs = (events) => {
		/** @type {Set<number>} */
		const begun = new Set();
		const lines = comparable(events, ({ pid, ev, path }) => {
			if (ev === "exec" && /\/process_[ab]$/.test(path)) begun.add(pid);
			return begun.has(pid) && ev !== "switch";
		});
		assert.equal(begun.size, 2);
		return lines;
	};
	sameLines(theirs(run.events), theirs(qemu));
});

test("the machine goes back to a saved moment and does the same again", async (t) => {
	const { machine, run } = await prompt(t);
	machine.type(COMMAND);
	await machine.go(({ ev }) => ev === "shmpage");
	const saved = await machine.save();
	const before = run.length;
	while (await machine.go(({ ev }) => ev === "exit"));
	const first = run.events.slice(before);
	/** @type {any[]} */
	const second = [];
	machine.options.onevent = (event) => second.push(event);
	await machine.restore(saved);
	while (await machine.go(({ ev }) => ev === "exit"));
	const work = (/** @type {any[]} */ events) =>
		comparable(events, ({ pid, ev }) => pid === first[0].pid && ev !== "switch");
	assert.equal(second[0].n, before + 1);
	sameLines(work(second), work(first));
});

test("a held machine does nothing", async (t) => {
	const { machine } = await prompt(t);
	machine.type("ps\n");
	await machine.go(({ ev }) => ev === "fork");
	await new Promise((resolve) => setTimeout(resolve, 200));
	const counter = machine.emulator.get_instruction_counter();
	await new Promise((resolve) => setTimeout(resolve, 300));
	assert.equal(machine.emulator.get_instruction_counter(), counter);
});

test("the end of a machine is reported", async (t) => {
	const { machine } = await prompt(t);
	machine.type("poweroff\n");
	await machine.free();
	assert.deepEqual(machine.death, { kind: "off", text: "reboot: Power down" });
});
