// SPDX-License-Identifier: GPL-2.0-only
/*
 * What people try first. Each lesson types commands at the guest's shell, and the machine is held at the
 * event that decides. words.js has its title and its text, under "lesson.ID".
 */

import { inSegment } from "./moments.js";

/** @typedef {import("../model/run.js").Run} Run */
/**
 * @typedef {object} Lesson
 * @property {string} id
 * @property {string[]} commands
 * @property {string[]} expected names of the programs that it is about
 * @property {(event: any, run: Run) => boolean} until
 */

/** The name of the process that ran. @param {any} event @param {Run} run */
const name = (event, run) => run.at(event.n).processes[event.pid]?.name;

/** @type {Lesson[]} */
export const LESSONS = [
	{
		id: "third",
		commands: ["process_a", "attach 0 &", "attach 0 0x50000000 &", "attach 0 0x60000000 &", "ipcs -m"],
		expected: ["process_a", "attach"],
		until: (event, run) =>
			event.ev === "fault" &&
			inSegment(event, run) &&
			Object.values(run.at(event.n).segments).some(({ nattch }) => nattch === 3),
	},
	{
		id: "fork",
		commands: ["inherit"],
		expected: ["inherit"],
		until: (event, run) =>
			event.ev === "ret" && /fork$/.test(event.name) && name(event, run) === "inherit",
	},
	{
		id: "readonly",
		commands: ["inherit"],
		expected: ["inherit"],
		until: ({ ev, result }) => ev === "fault" && result === "accerr",
	},
	{
		id: "rmid",
		commands: ["process_a", "attach 0 &", "ipcrm -m 0", "ipcs -m", "kill $!", "ipcs -m"],
		expected: ["process_a", "attach"],
		until: (event, run) => event.ev === "ret" && event.name === "shmctl" && name(event, run) === "ipcrm",
	},
	{
		id: "cow",
		commands: ["inherit"],
		expected: ["inherit"],
		until: (event, run) =>
			event.ev === "fault" &&
			event.access === "write" &&
			event.present &&
			event.result === "handled" &&
			name(event, run) === "inherit" &&
			!inSegment(event, run),
	},
	{
		id: "slots",
		commands: ["all_slots"],
		expected: ["all_slots"],
		until: ({ ev, result }) => ev === "ret" && result === "-ENOSPC",
	},
];
