// SPDX-License-Identifier: GPL-2.0-only
// The drawing: colours that can be read and told apart, two languages that say the same, text that fits.
import assert from "node:assert/strict";
import test from "node:test";
import { en } from "../draw/en.js";
import { zh } from "../draw/zh.js";
import { PLAIN_STYLE, STYLE, THEMES, text, textWidth } from "../draw/svg.js";
import { fold } from "../draw/runs.js";
import { wrap } from "../draw/draw.js";
import { signal, source, value } from "../draw/words.js";

/** The relative luminance of a colour, as WCAG 2 defines it. @param {string} colour */
function luminance(colour) {
	const [r, g, b] = [1, 3, 5].map((at) => {
		const part = parseInt(colour.slice(at, at + 2), 16) / 255;
		return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
	const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

for (const [name, colours] of Object.entries(THEMES)) {
	test(`${name}: text can be read on every ground`, () => {
		for (const ground of ["paper", "head", "none", "card", "changed", "plain", "s0", "s1", "s2", "s3"]) {
			assert.ok(contrast(colours.ink, colours[ground]) >= 4.5, `ink on ${ground}`);
			assert.ok(
				contrast(colours.soft, colours[ground]) >= 4.5,
				`soft on ${ground}: ${contrast(colours.soft, colours[ground])}`,
			);
		}
		for (let i = 0; i < 8; i++)
			assert.ok(contrast(colours.badge, colours[`p${i}`]) >= 4.5, `a letter on p${i}`);
	});
	test(`${name}: arrows, edges and marks stand out`, () => {
		for (let i = 0; i < 8; i++) assert.ok(contrast(colours.paper, colours[`p${i}`]) >= 3, `p${i}`);
		for (const line of ["edge", "strong", "step"])
			assert.ok(contrast(colours.paper, colours[line]) >= 3, line);
	});
	test(`${name}: colour-blind readers can tell the first two processes apart`, () => {
		// Viénot, Brettel and Mollon (1999), for linear values: what a reader without red or green cones sees.
		const linear = (/** @type {string} */ colour) =>
			[1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
		const kinds = [
			[
				[0.11238, 0.88762, 0],
				[0.11238, 0.88762, 0],
				[0.00401, -0.00401, 1],
			],
			[
				[0.29275, 0.70725, 0],
				[0.29275, 0.70725, 0],
				[-0.02234, 0.02234, 1],
			],
		];
		for (const kind of kinds) {
			const [a, b] = [colours.p0, colours.p1].map((colour) =>
				kind.map((row) => row.reduce((sum, part, i) => sum + part * linear(colour)[i], 0)),
			);
			const distance = Math.hypot(
				...a.map((part, i) => Math.max(part, 0) ** (1 / 2.2) - Math.max(b[i], 0) ** (1 / 2.2)),
			);
			assert.ok(distance > 0.3, `distance ${distance}`);
		}
	});
}

test("the style of a single file has its colours written out", () => {
	assert.match(STYLE, /var\(--paper\)/);
	assert.doesNotMatch(PLAIN_STYLE, /var\(|undefined/);
});

/** All words of a dictionary, as "steps.fork". @param {any} words @param {string} [start] @returns {string[]} */
const names = (words, start = "") =>
	Object.keys(words).flatMap((key) =>
		words[key] && typeof words[key] === "object" ? names(words[key], `${start}${key}.`) : [start + key],
	);

test("Chinese has every word that English has, and no other", () => {
	const parts = (/** @type {string} */ name) => !name.startsWith("coreParts.");
	assert.deepEqual(
		names(zh).filter(parts).sort(),
		names(en)
			.sort()
			.filter((name) => name !== "coreParts"),
	);
});

test("calls are written as in source code", () => {
	assert.equal(
		source({ name: "shmget", args: ["0x6601004c", "128", "03666"] }),
		"shmget(0x6601004c, 128, IPC_CREAT|IPC_EXCL|0666)",
	);
	assert.equal(source({ name: "shmget", args: ["0", "1", "0"] }), "shmget(IPC_PRIVATE, 1, 0)");
	assert.equal(
		source({ name: "shmat", args: ["0", "0x50000000", "010000"] }),
		"shmat(0, 0x50000000, SHM_RDONLY)",
	);
	assert.equal(source({ name: "shmctl", args: ["3", "IPC_RMID", "0"] }), "shmctl(3, IPC_RMID, NULL)");
	assert.equal(value("01666"), 0o1666);
	assert.equal(signal(15), "SIGTERM");
	assert.equal(signal(139), "SIGSEGV");
	assert.equal(signal(0x100), "");
});

test("long text becomes smaller, but never smaller than 11 pixels", () => {
	assert.match(text(0, 0, "short", 13, { room: 100 }), /font-size="13".*>short</);
	assert.match(text(0, 0, "somewhat longer", 13, { room: 105 }), /font-size="11\.\d".*>somewhat longer</);
	const cut = text(0, 0, "far too long for this", 13, { room: 50 });
	assert.match(cut, /font-size="11"/);
	assert.match(cut, /…</);
	assert.ok(textWidth("页框", 10) > 20, "a Chinese character is as wide as it is high");
	assert.deepEqual(wrap("one two three", 10, 50), ["one two", "three"]);
	assert.deepEqual(wrap("中文，中文，中文", 10, 65), ["中文，中文，", "中文"]);
});

test("pages in the same state form one run; too many runs are joined", () => {
	const frames = Object.fromEntries([...Array(100).keys()].map((i) => [i, 0x200000 + i * 4096]));
	const counts = Object.fromEntries(
		[...Array(100).keys()].map((i) => [0x200 + i, i < 40 ? 1 : i < 41 ? 2 : 1]),
	);
	/** @type {Record<number, Record<number, number>>} */
	const blocks = {};
	for (const [pfn, count] of Object.entries(counts)) (blocks[Number(pfn) >> 6] ??= {})[Number(pfn)] = count;
	const moment = /** @type {any} */ ({ counts: blocks, tables: {}, spaces: {}, processes: {} });
	const segment = { id: 0, slot: 0, key: 1, bytes: 1, pages: 120, mode: 0, uid: 0, nattch: 0, frames };
	const shape = (/** @type {number} */ limit) =>
		fold(moment, segment, [], limit).runs.map((run) => [run.first, run.last, run.frames]);
	assert.deepEqual(shape(6), [
		[0, 39, 40],
		[40, 40, 1],
		[41, 99, 59],
		[100, 119, 0],
	]);
	assert.deepEqual(shape(1), [[0, 119, 100]]);
});
