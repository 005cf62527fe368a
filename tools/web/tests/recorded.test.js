// SPDX-License-Identifier: GPL-2.0-only
// A recorded run of the demonstration (SAMEPAGE_RUN names the file): the book, the core, and both languages.
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import { Run } from "../model/run.js";
import { printable } from "../model/text.js";
import { definition, lines } from "../model/place.js";
import { draw, reserve } from "../draw/draw.js";
import { table } from "../draw/table.js";
import { dictionary, sentence, tell } from "../draw/words.js";
import { anchor, bookHtml, coreHtml } from "../book/book.js";
import { PLANS, chapters, question, text } from "../book/chapters.js";

const file = process.env.SAMEPAGE_RUN;
const skip = file ? false : "SAMEPAGE_RUN names no recorded run";
const recorded = file ? JSON.parse(fs.readFileSync(file, "utf8")) : { events: [], sights: [], sources: {} };
const run = Run.from(recorded);
const steps = run.steps();
const CHINESE = /[\u4e00-\u9fff]/;

test("every step and every event is told in both languages", { skip }, () => {
	for (const language of ["en", "zh"]) {
		for (const step of steps) {
			const { title, detail } = tell(step, language);
			assert.ok(title && detail, `${step.key} in ${language}`);
			assert.doesNotMatch(title + detail, /undefined|NaN|\[object/, step.key);
			assert.equal(CHINESE.test(detail), language === "zh", `${step.key}: ${detail}`);
		}
		for (const event of run.events.slice(-600))
			assert.doesNotMatch(sentence(event, run, language), /undefined|NaN|\[object/);
	}
});

test("a Chinese picture has no English words but names of the kernel and of programs", { skip }, () => {
	const numbers =
		/^[[\]\d–]+$|^0x[0-9a-f]{8}( …)?$|^[-PWUAD]{5}$|^[rwx-]{3}$|^[A-H]$|^[0-9a-f]{2}( [0-9a-f]{2})*…?$/;
	const names =
		/^shm_(segs|pages)\[[\d–]+\]( \d+)?$|^nattch \d+$|^\w+, pid \d+$|^(process_[ab]|attach|inherit)$/;
	for (const step of steps) {
		const contents = Object.values(run.at(step.end).bytes).map((bytes) => printable(bytes));
		for (const [, content] of draw(run, step.end, { language: "zh", width: 360 }).svg.matchAll(
			/<text[^>]*>([^<]*)<\/text>/g,
		))
			assert.ok(
				CHINESE.test(content) ||
					numbers.test(content) ||
					names.test(content) ||
					contents.some((one) => one.startsWith(content)),
				content,
			);
	}
});

test("a picture is the same, whichever way one comes to it", { skip }, () => {
	const last = steps[steps.length - 1];
	const first = draw(run, steps[8].end).svg;
	draw(run, last.end);
	assert.equal(draw(run, steps[8].end).svg, first);
	assert.equal(draw(Run.from(recorded), steps[8].end).svg, first);
});

test("sources that come later than the events are used", { skip }, () => {
	const late = Run.from({ ...recorded, sources: {} });
	assert.equal(late.steps()[0].place?.text, "");
	late.sources = recorded.sources;
	assert.deepEqual(late.steps(), steps);
});

test("all pictures of a run have the same size", { skip }, () => {
	for (const width of [340, 800, 1280, 1900]) {
		const room = reserve(
			run,
			steps.map((step) => step.end),
			{ width },
		);
		const sizes = new Set(
			steps.map((step) => {
				const made = draw(run, step.end, { width, reserve: room });
				return `${made.width}x${made.height}`;
			}),
		);
		assert.equal(sizes.size, 1, [...sizes].join(" "));
	}
});

test("the table has the facts of the picture", { skip }, () => {
	for (const step of steps) {
		const [rows, said] = [table(run, step.end, "en"), draw(run, step.end).says];
		assert.match(rows, /<caption>.*<th scope="col">/);
		for (const line of said)
			for (const fact of line.match(/0x[0-9a-f]{8}|count \d+|nattch \d+/g) ?? [])
				assert.ok(rows.includes(fact), `${fact} of "${line}"`);
	}
});

test("Hello World appears in the frame when A writes it, not before", { skip }, () => {
	const index = steps.findIndex((step) => step.key === "writes");
	assert.ok(index > 0 && steps[index].facts.who === "A");
	const texts = (/** @type {number} */ n) => draw(run, n).svg;
	assert.match(texts(steps[index].end), />Hello World\.</);
	assert.doesNotMatch(texts(steps[index].begin), /Hello World/);
	assert.match(texts(steps[index].begin), new RegExp(dictionary("en").zeros));
	const place = steps[index].program.find((one) => one.file === "user/process_a.c");
	assert.equal(place?.function, "main");
	assert.match(lines(run.sources, "user/process_a.c")[(place?.line ?? 0) - 1], /sprintf/);
});

test("a picture of the end shows the segment that is gone, and its frame as free", { skip }, () => {
	const end = steps.find((step) => step.key === "exit" && step.facts.destroyed.length);
	const now = draw(run, end?.end ?? 0).svg;
	assert.match(now, new RegExp(`>${dictionary("en").destroyed}<`));
	assert.match(now, new RegExp(`>${dictionary("en").free}<`));
	const next = steps[steps.indexOf(/** @type {any} */ (end)) + 1];
	assert.doesNotMatch(
		draw(run, next.end).svg,
		new RegExp(`>${dictionary("en").destroyed}<`),
		"it is shown once",
	);
});

test("the book has ten chapters, and each has its moment in this run", { skip }, () => {
	assert.deepEqual(
		chapters(run).map((one) => one.id),
		PLANS.map((plan) => plan.id),
	);
	assert.equal(PLANS.length, 10);
	const right = new Set(PLANS.map((plan) => plan.right));
	assert.equal(right.size, 3, "the right answer is not always at the same place");
});

for (const plan of PLANS)
	test(`chapter ${plan.id}: text, question, and the lines that decide it`, { skip }, () => {
		const chapter = /** @type {import("../book/chapters.js").Chapter} */ (
			chapters(run).find((one) => one.id === plan.id)
		);
		const sizes = ["en", "zh"].map((language) => {
			const { title, paragraphs } = text(chapter, language);
			const asked = question(chapter, run, language);
			const all = [title, ...paragraphs, asked.ask, asked.why, ...asked.answers.map((one) => one.text)];
			for (const one of all) assert.doesNotMatch(one, /undefined|NaN|\[object/, one);
			assert.equal(asked.answers.filter((one) => one.right).length, 1);
			assert.equal(
				asked.lines.length,
				plan.lines.length,
				`lines of ${plan.lines.map(([name, part]) => `${name}: ${part}`).join("; ")}`,
			);
			if (language === "zh")
				for (const one of [...paragraphs, asked.ask, asked.why]) assert.match(one, CHINESE);
			return [paragraphs.length, asked.answers.length];
		});
		assert.deepEqual(sizes[0], sizes[1], "both languages say as much");
	});

test("the answers of the book are true in this run", { skip }, () => {
	const facts = Object.fromEntries(chapters(run).map((one) => [one.id, one.facts]));
	assert.notEqual(facts["two-values"].a, facts["two-values"].b);
	assert.equal(facts["first-touch"].count, 2);
	assert.equal(facts["same-frame"].count, 3);
	assert.equal(facts["same-frame"].frame, facts["first-touch"].frame);
	assert.notEqual(facts["other-address"].one, facts["other-address"].two);
	assert.equal(facts.fork.count, 3);
	assert.equal(parseInt(facts.fork.entry, 16) & 3, 3, "the child's entry is present and writable");
	assert.equal(facts.fork.entry.slice(0, 7), facts.fork.frame.slice(0, 7));
	assert.equal(facts.removal.count, 0);
});

test("every link of the book and of the core leads somewhere", { skip }, () => {
	const core = recorded.core;
	const listed = new Set(core.map((/** @type {any} */ one) => one.name));
	for (const language of ["en", "zh"]) {
		const html = bookHtml(run, language, 900, listed) + coreHtml(run, core, language);
		const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
		const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
		assert.ok(links.length > 150, `${links.length} links`);
		for (const link of links)
			assert.ok(ids.has(link) || (Number(link) >= 1 && Number(link) <= steps.length), link);
	}
	for (const name of listed)
		assert.ok(coreHtml(run, core, "en").includes(`id="${anchor(String(name))}"`), String(name));
});

test("the steps in functions of the core are linked from their lines", { skip }, () => {
	const html = coreHtml(run, recorded.core, "en");
	for (const name of ["shm_nopage", "newseg", "do_no_page", "insert_attach"]) {
		const one = html.slice(html.indexOf(`id="${anchor(name)}"`)).split("</details>")[0];
		assert.match(one, /data-step="\d+"/, name);
		assert.match(one, /class="met"/, name);
	}
	assert.equal(definition(run.sources, "do_page_fault")?.function, "do_page_fault");
});
