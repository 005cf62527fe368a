// SPDX-License-Identifier: GPL-2.0-only
/**
 * Runs that are made up, for measurements: processes that have attached all segments and touched all pages, so that
 * every entry of every page table is in use. Half of the processes have entries in two states, which makes many runs
 * of pages. It imports nothing: tools/benchsite loads it into the page.
 */

/** @param {number} value */
const hexa = (value) => `0x${value.toString(16).padStart(8, "0")}`;

/** The events of such a run. @param {number} processes @param {number} segments @param {number} pages of each segment */
export function events(processes, segments, pages) {
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
