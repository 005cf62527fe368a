// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events after which there may be more to tell. The story of a run (model/story.js) decides; it is asked
 * only here, because that takes some milliseconds.
 */

import { areaAt, areas } from "../model/moment.js";

const CALLS = /^(shm(get|at|dt|ctl)|write|fork|vfork|clone)$/;
const ALWAYS_THERE = /\/(sh|init)$/;

/** @typedef {import("../model/run.js").Run} Run */

/** @param {any} event the newest of the run @param {Run} run */
export function isMoment(event, run) {
	const { ev } = event;
	if (ev === "exec") return !ALWAYS_THERE.test(event.path);
	if (ev === "ret") return CALLS.test(event.name);
	if (ev === "fault") return event.result !== "handled" || event.present || inSegment(event, run);
	return ["exit", "shmpage", "seg", "attach"].includes(ev) || Boolean(run.sights.get(event.n)?.bytes);
}

/** Does a fault's address lie in an attach? @param {any} event @param {Run} run */
export function inSegment(event, run) {
	return areaAt(areas(run.at(event.n), event.pid), Number(event.va))?.segment != null;
}
