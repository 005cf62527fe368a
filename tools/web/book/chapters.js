// SPDX-License-Identifier: GPL-2.0-only
/**
 * The book: the life of a shared page in ten chapters. A chapter has a moment of the run, and a question that
 * the reader answers before the moment is shown. The texts are in en.js and zh.js; the numbers in them come from
 * the run. The lines that decide the answer are found by function and content, so that they stay true.
 */

import { areaAt, areas, count } from "../model/moment.js";
import { frameOf, pages, walk } from "../model/pagetable.js";
import { lineIn } from "../model/place.js";
import { hexa } from "../draw/view.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../model/story.js").Step} Step */
/** @typedef {import("../model/moment.js").Moment} Moment */
/** @typedef {Record<string, any>} Facts */
/**
 * @typedef {object} Plan
 * @property {string} id
 * @property {(run: Run, steps: Step[]) => Step | undefined} find its moment
 * @property {(run: Run, step: Step) => Facts} facts the numbers for its text
 * @property {number} right which answer is right
 * @property {[string, string][]} lines [function, part of a line]
 */
/** @typedef {{ id: string, n: number, step: Step, facts: Facts, plan: Plan }} Chapter */

/** @param {Run} run @param {Step} step */
const before = (run, step) => run.at(step.begin);

/** The living drawn processes, by letter. @param {Run} run @param {number} n */
const living = (run, n) =>
	run
		.cast()
		.onStage(n)
		.filter((part) => run.at(n).processes[part.pid]?.own);

/** The segment that a process has attached, and where. @param {Moment} moment @param {number} pid */
function attachOf(moment, pid) {
	const area = areas(moment, pid)
		.filter((one) => one.segment !== null)
		.pop();
	return area ? { area, segment: moment.segments[/** @type {number} */ (area.segment)] } : null;
}

/** A page that two processes have at the same address in different frames. @param {Moment} moment @param {number} a @param {number} b */
function privatePage(moment, a, b) {
	const own = new Map(pages(moment, moment.processes[a].pgd));
	// From the top: the stack, which every process has.
	for (const [va, entry] of pages(moment, moment.processes[b].pgd).reverse()) {
		const other = own.get(va);
		if (other && frameOf(other) !== frameOf(entry))
			return { va, a: hexa(frameOf(other)), b: hexa(frameOf(entry)) };
	}
	return null;
}

/** The frames of the segment of a step's process. @param {Run} run @param {Step} step */
function shared(run, step) {
	const moment = run.at(step.end);
	for (const part of living(run, step.end)) {
		const attach = attachOf(moment, part.pid);
		const frame = attach?.segment?.frames[0];
		if (frame)
			return {
				frame: hexa(frame),
				count: count(moment, frame),
				nattch: attach?.segment.nattch,
				id: attach?.segment.id,
			};
	}
	return { frame: "", count: 0, nattch: 0, id: 0 };
}

/** @type {Plan[]} */
export const PLANS = [
	{
		id: "two-values",
		find: apart,
		facts: (run, step) => ({ ...twins(run, step.end) }),
		right: 1,
		lines: [
			["exec_mmap", "mm_alloc()"],
			["pgd_alloc", "memset(pgd, 0"],
		],
	},
	{
		id: "name",
		find: (_, steps) => steps.find((step) => step.key === "shmget"),
		facts: (_, step) => ({ key: step.facts.call.args[0], id: step.facts.result, slot: step.facts.slot }),
		right: 0,
		lines: [
			["ipc_findkey", "key == key"],
			["alloc_segment", "shm_pages = kzalloc"],
		],
	},
	{
		id: "promise",
		find: (_, steps) => steps.find((step) => step.key === "shmat"),
		facts: (_, step) => ({ va: step.facts.va }),
		right: 2,
		lines: [
			["insert_attach", "shm_nattch++"],
			["shm_map", "insert_vm_struct"],
		],
	},
	{
		id: "first-touch",
		find: (_, steps) => steps.find((step) => step.key === "entry"),
		facts: (run, step) => ({ ...shared(run, step), index: step.facts.index }),
		right: 1,
		lines: [
			["shm_nopage", "pte_none(pte)"],
			["shm_nopage", "get_page(page)"],
			["do_no_page", "set_pte"],
		],
	},
	{
		id: "hello",
		find: (_, steps) => steps.find((step) => step.key === "writes" && step.facts.text),
		facts: (_, step) => ({ ...step.facts }),
		right: 0,
		lines: [["do_no_page", "set_pte"]],
	},
	{
		id: "same-frame",
		find: (_, steps) => steps.filter((step) => step.key === "entry")[1],
		facts: (run, step) => ({ ...shared(run, step) }),
		right: 2,
		lines: [
			["shm_nopage", "pte = shp->shm_pages[idx]"],
			["shm_nopage", "get_page(page)"],
		],
	},
	{
		id: "other-address",
		find: (run, steps) => steps.find((step) => step.key === "touches" && addresses(run, step).size === 2),
		facts: (run, step) => {
			const [one, two] = [...addresses(run, step)];
			return { ...shared(run, step), one: hexa(one), two: hexa(two) };
		},
		right: 0,
		lines: [
			["shm_nopage", "address - shmd->vm_start"],
			["get_unmapped_area", "TASK_UNMAPPED_BASE"],
		],
	},
	{
		id: "fork",
		find: (_, steps) => steps.find((step) => step.key === "fork" && step.facts.attached),
		facts: (run, step) => ({ ...shared(run, step), ...step.facts, ...forked(run, step) }),
		right: 1,
		lines: [
			["copy_page_range", "if (cow &&"],
			["copy_page_range", "get_page(pte_page(pte))"],
			["shm_open", "insert_attach"],
		],
	},
	{
		id: "read-only",
		find: (_, steps) => steps.find((step) => step.key === "refused" && step.facts.result === "accerr"),
		facts: (_, step) => ({ va: step.facts.va, who: step.facts.who }),
		right: 2,
		lines: [
			["access_allowed", "VM_WRITE"],
			["fault_in_area", "FAULT_ACCERR"],
		],
	},
	{
		id: "removal",
		find: (_, steps) => steps.find((step) => step.key === "exit" && step.facts.destroyed.length),
		facts: (run, step) => ({ who: step.facts.who, id: step.facts.destroyed[0], ...freed(run, step) }),
		right: 0,
		lines: [
			["shmctl_rmid", "SHM_DEST"],
			["remove_attach", "SHM_DEST"],
			["killseg", "put_page"],
		],
	},
];

/** Two living processes that have a page of the stack at the same address. @param {Run} run @param {number} n */
function twins(run, n) {
	const [a, b] = living(run, n);
	const found = a && b ? privatePage(run.at(n), a.pid, b.pid) : null;
	const stack = found && areaAt(areas(run.at(n), a.pid), found.va)?.name === "[stack]";
	return found && stack
		? { ...found, address: found.va, va: hexa(found.va), first: a.letter, second: b.letter }
		: null;
}

/** The first moment after the beginning of a second process at which twins() finds something. @param {Run} run @param {Step[]} steps */
function apart(run, steps) {
	const begun = steps.find((step) => step.key === "exec" && living(run, step.end).length === 2);
	for (let n = begun?.end ?? run.length; n < run.length && n < (begun?.end ?? 0) + 200; n++)
		if (begun && twins(run, n)) return { ...begun, begin: begun.end, end: n };
	return undefined;
}

/** The addresses at which living processes have the same segment. @param {Run} run @param {Step} step */
function addresses(run, step) {
	const moment = run.at(step.end);
	return new Set(living(run, step.end).flatMap((part) => attachOf(moment, part.pid)?.area.start ?? []));
}

/** What the child's entry for the shared page is. @param {Run} run @param {Step} step */
function forked(run, step) {
	const moment = run.at(step.end);
	const attach = attachOf(moment, step.facts.pid);
	if (!attach) return {};
	return { entry: hexa(walk(moment, moment.processes[step.facts.pid].pgd, attach.area.start)[1]) };
}

/**
 * The frame of the segment that goes, and its count then. Another process may have got the frame before the
 * one that freed it has ended.
 * @param {Run} run @param {Step} step
 */
function freed(run, step) {
	const frame = before(run, step).segments[step.facts.destroyed[0]]?.frames[0] ?? 0;
	const free = run.events
		.slice(step.begin, step.end)
		.find((event) => event.ev === "free" && event.frame === hexa(frame));
	return { frame: hexa(frame), count: count(run.at(free?.n ?? step.end), frame) };
}

/** The chapters whose moment is in this run. @param {Run} run @returns {Chapter[]} */
export function chapters(run) {
	const steps = run.steps();
	return PLANS.flatMap((plan) => {
		const step = plan.find(run, steps);
		return step ? [{ id: plan.id, n: step.end, step, facts: plan.facts(run, step), plan }] : [];
	});
}

/** The title and the paragraphs of a chapter. @param {Chapter} chapter @param {string} language */
export function text(chapter, language) {
	const words = (language === "zh" ? zh : en)[chapter.id];
	return { title: words.title, paragraphs: words.text(chapter.facts) };
}

/**
 * The question of a chapter, with its answers, the explanation, and the lines that decide it.
 * @param {Chapter} chapter @param {Run} run @param {string} language
 */
export function question(chapter, run, language) {
	const words = (language === "zh" ? zh : en)[chapter.id];
	return {
		ask: words.ask(chapter.facts),
		answers: words
			.answers(chapter.facts)
			.map((/** @type {string} */ answer, /** @type {number} */ i) => ({
				text: answer,
				right: i === chapter.plan.right,
			})),
		why: words.why(chapter.facts),
		lines: chapter.plan.lines.flatMap(([name, part]) => lineIn(run.sources, name, part) ?? []),
	};
}
