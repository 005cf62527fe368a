// SPDX-License-Identifier: GPL-2.0-only
/** Describe steps and events in words, in a language. What is source code is the same in all of them. */

import { en } from "./en.js";
import { zh } from "./zh.js";
import { flags } from "../model/pagetable.js";

/** @typedef {typeof en} Words */

/** @type {Record<string, Words>} */
const LANGUAGES = { en, zh };

/** The words of a language; of English if there is no such language. @param {string} language @returns {Words} */
export const dictionary = (language) => LANGUAGES[language] ?? en;

/** @type {[number, string][]} */
const IPC_FLAGS = [
	[0o1000, "IPC_CREAT"],
	[0o2000, "IPC_EXCL"],
	[0o4000, "IPC_NOWAIT"],
];
/** @type {[number, string][]} */
const SHMAT_FLAGS = [
	[0o10000, "SHM_RDONLY"],
	[0o20000, "SHM_RND"],
	[0o40000, "SHM_REMAP"],
	[0o100000, "SHM_EXEC"],
];
const SIGNALS = (
	"HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU " +
	"URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
).split(" ");

/** The value of a number of the trace: 0x1000, 128, 01666 (octal). NaN for a word. @param {string | undefined} text */
export function value(text) {
	if (text && /^0[0-7]+$/.test(text)) return parseInt(text, 8);
	return text === undefined || text === "" ? NaN : Number(text);
}

/** @param {number} bits @param {[number, string][]} names */
function namedBits(bits, names) {
	const words = names.filter(([bit]) => bits & bit).map(([, name]) => name);
	const left = names.reduce((rest, [bit]) => rest & ~bit, bits);
	return [...words, ...(left || !words.length ? [left ? `0${left.toString(8)}` : "0"] : [])].join("|");
}

/** @param {string} text */
const address = (text) =>
	Number.isNaN(value(text)) ? text : `0x${value(text).toString(16).padStart(8, "0")}`;

/** A call as in source code. @param {{ name: string, args: string[] }} call */
export function source({ name, args }) {
	let made = args;
	if (name === "shmget" && args.length === 3)
		made = [
			value(args[0]) === 0 ? "IPC_PRIVATE" : args[0],
			args[1],
			namedBits(value(args[2]) || 0, IPC_FLAGS),
		];
	else if (name === "shmat" && args.length >= 3)
		made = [
			args[0],
			value(args[1]) === 0 ? "NULL" : address(args[1]),
			namedBits(value(args[2]) || 0, SHMAT_FLAGS),
		];
	else if (name === "shmdt" && args.length) made = [address(args[0])];
	else if (name === "shmctl" && args.length >= 2)
		made = [args[0], args[1], ...(args[1] === "IPC_RMID" ? ["NULL"] : ["..."])];
	return `${name}(${made.join(", ")})`;
}

/** The name of the signal of a wait status, or "". @param {number} status */
export function signal(status) {
	const number = status & 0x7f;
	return number ? (SIGNALS[number - 1] ? `SIG${SIGNALS[number - 1]}` : `${number}`) : "";
}

/** The title and the explanation of a step. @param {import("../model/story.js").Step} step @param {string} language */
export function tell(step, language) {
	const words = dictionary(language);
	const facts = { ...step.facts };
	if (facts.call) facts.call = source(facts.call);
	if ("status" in facts) facts.ended = words.endedBy(signal(facts.status), (facts.status >> 8) & 0xff);
	const [title, detail] = words.steps[/** @type {keyof Words["steps"]} */ (step.key)](facts);
	return { title, detail };
}

/** The letter or the name of the process of an event. @param {import("../model/moment.js").Event} event @param {import("../model/run.js").Run} run */
function who(event, run) {
	const part = run.cast().part(event.pid, event.n);
	if (part?.letter) return part.letter;
	const process = run.at(event.n - 1).processes[event.pid];
	return process?.pid ? `${process.name} (pid ${event.pid})` : "";
}

/** One sentence about any event. @param {import("../model/moment.js").Event} event @param {import("../model/run.js").Run} run @param {string} language */
export function sentence(event, run, language) {
	const words = dictionary(language);
	const facts = { ...event };
	if (event.ev === "call") facts.call = source(/** @type {any} */ (event));
	if (event.ev === "exit") facts.ended = words.endedBy(signal(event.status), (event.status >> 8) & 0xff);
	if (event.new) facts.flags = flags(parseInt(event.new, 16)) || words.empty;
	const tellEvent = words.events[/** @type {keyof Words["events"]} */ (event.ev)];
	const said = tellEvent ? tellEvent(facts) : event.ev;
	const name = who(event, run);
	return name ? words.says(name, said) : said;
}
