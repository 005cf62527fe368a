// SPDX-License-Identifier: GPL-2.0-only
/** All that the pages say, in English. zh.js says the same in Chinese; the type of `en` requires it. */

/** @typedef {any} Facts what a sentence is about; model/story.js and docs/trace.md name the fields */

/** @param {number} number @param {string} what */
const plural = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
/** @param {string[]} names */
const listed = (names) =>
	names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}` : (names[0] ?? "");
/** @type {Record<string, string>} */
const VERBS = { read: "reads", write: "writes to", execute: "executes" };
/** @type {Record<string, string>} */
const VERDICTS = {
	maperr: "there is no area: SIGSEGV",
	accerr: "the area forbids it: SIGSEGV",
	sigbus: "the area has nothing there: SIGBUS",
	oom: "no memory is left",
};
/** "segment 0", "program text", "own stack" @param {string} what */
const thing = (what) => what.replace(/^own /, "its ");

export const en = {
	language: "English",

	// ---- in the picture
	frameWord: "frame",
	segment: "segment",
	/** @param {string} address */
	frame: (address) => `frame ${address}`,
	/** @param {number} some @param {number} all */
	frames: (some, all) => (some < all ? `${some} of ${plural(all, "frame")}` : plural(all, "frame")),
	/** @param {number} some @param {number} all */
	some: (some, all) => (some === all ? `all ${all}` : `${some} of ${all}`),
	/** @param {string} number */
	count: (number) => `count ${number}`,
	/** @param {string[]} names */
	holders: (names) => `: ${names.join(", ")}`,
	/** @param {number} number */
	more: (number) => `${number} more`,
	noFrame: "no frame yet",
	free: "free again",
	zeros: "all bytes are 0",
	destroyed: "destroyed",
	removed: "removed",
	noKey: "removed: no key",
	/** @param {string} key */
	key: (key) => `key ${key}`,
	/** @param {number} number */
	bytes: (number) => plural(number, "byte"),
	/** @param {number} number */
	pages: (number) => plural(number, "page"),
	/** @param {number} number */
	entries: (number) => plural(number, "entry").replace("entrys", "entries"),
	/** @param {number} id */
	segmentNumber: (id) => `segment ${id}`,
	/** @param {string} name */
	area: (name) => name,
	empty: "empty",
	kernel: "kernel",
	others: "others",
	file: "file",
	pageDirectory: "page directory",
	pageTable: "page table",
	/** @param {number} number */
	pageTables: (number) => plural(number, "page table"),
	areaWord: "area",
	areas: "areas",
	directoryEntry: "directory entry",
	entryWord: "entry",
	/** @param {string} what */
	leadsTo: (what) => `leads to ${what}`,
	/** @param {string} text */
	contains: (text) => `contains "${text}"`,
	/** @param {number} number */
	andOthers: (number) => `and ${number} others`,
	ended: "ended, all its memory given back",
	/** @param {string[]} names */
	notDrawn: (names) => `not drawn: ${names.join(", ")}`,
	/** @param {number} number */
	moreSegments: (number) => `${plural(number, "more segment")} not drawn`,
	/** @param {number} frames */
	memory: (frames) => `physical memory, ${frames} frames`,
	memoryFree: "free",
	memoryKernel: "the kernel",
	memoryOther: "other programs, files",
	/** @param {string} letter */
	memoryAlone: (letter) => `${letter} alone`,
	legendBits: "P present, W writable, U user, A accessed, D dirty (as the kernel set them)",
	legendChanged: "thick outline: changed in this step",

	// ---- the page
	demonstration: "Samepage: two processes, one frame",
	watch: "Watch",
	book: "The book",
	core: "The core",
	first: "first",
	back: "back",
	play: "play",
	stop: "stop",
	forward: "forward",
	step: "Step",
	steps_: "Steps",
	everyEvent: "every event",
	important: "important steps",
	nextFault: "next page fault",
	speed: "speed",
	text: "as text",
	textTitle: "The picture in words",
	tableTitle: "The picture as a table",
	allSteps: "All steps",
	process: "process",
	what: "what",
	where: "where",
	contents: "contents",
	kernelSource: "In the kernel",
	programSource: "In the program",
	noKernelSource:
		"The kernel does not run here. The processor itself writes to the frame, through the page table entry.",
	noProgramSource: "The source of this program is not here.",
	notBegun: "The program has not begun yet.",
	calledFrom: "called from",
	console: "On the console",
	nothingYet: "Nothing yet.",
	source: "Source",
	next: "next",
	previous: "previous",
	show: "show the answer",
	askMe: "ask me first",
	skip: "skip",
	goOn: "go on",
	predict: "Before you go on",
	right: "Right.",
	notRight: "Not quite.",
	because: "The lines that decide it",
	openMoment: "open this moment",
	noScript: "The steps are played by a script, which this browser does not run. This is the first.",
	coreIntro:
		"The functions on the path of a shared page, in reading order. A name in a function leads to its definition; a step of the run leads to its line.",
	/** The titles of tools/core. @type {Record<string, string>} */
	coreParts: {},
	stepsHere: "Steps of this run that end here",
	/** @param {number} lines @param {number} total */
	lines: (lines, total) => `${lines} lines, ${total} so far`,
	keys: "Keys: left and right arrow, Home, End; space plays; e every event; f the next page fault; q asks before it shows; t as text.",

	/** @param {string} who @param {string} said */
	says: (who, said) => `${who}: ${said}`,
	/** @param {string} signal @param {number} status */
	endedBy: (signal, status) =>
		signal ? `is killed by ${signal}` : status ? `ends with status ${status}` : "ends",

	// ---- the story: [title, explanation] of each kind of step
	steps: /** @type {Record<string, (f: Facts) => [string, string]>} */ ({
		exec: (f) => [
			`${f.who} is process ${f.pid}: ${f.name}`,
			"A new process image: a page directory of its own, no segment attached.",
		],
		fork: (f) => [
			`${f.who} forks: ${f.child} is process ${f.pid}`,
			f.attached
				? "The child has a page directory and tables of its own; its entries lead to the same frames, and nattch increases."
				: "The child has a page directory and tables of its own; private pages are copied when one of them writes.",
		],
		exit: (f) => [
			`${f.who} ${f.ended}`,
			f.destroyed.length
				? `It was the last one attached to segment ${listed(f.destroyed.map(String))}, which had been removed: gone, and the frames are free.`
				: f.had
					? "Its attach and its entries are gone. The frames stay: the segment holds them."
					: "Its page tables and private frames are given back.",
		],
		refusal: (f) => [`${f.who}: ${f.call} = ${f.result}`, "The call is refused; nothing changes."],
		areas: (f) => [`${f.who}: ${f.call}`, "Its areas change."],
		prints: (f) => [
			`${f.who} prints ${plural(Number(f.result), "byte")}`,
			"A system call like any other: nothing changes in the page tables.",
		],
		shmget: (f) => [
			`${f.who}: ${f.call} = ${f.result}`,
			`A new segment of ${plural(f.pages, "page")} in slot ${f.slot} of shm_segs. It has no frame yet.`,
		],
		"shmget-found": (f) => [
			`${f.who}: ${f.call} = ${f.result}`,
			"The segment of that key is there, and the call returns its id. Nothing changes.",
		],
		shmat: (f) => [
			`${f.who}: ${f.call} = ${f.va}`,
			`The segment gets an area in the address space${f.rdonly ? ", for reading only" : ""}: a promise. No page table entry is made.`,
		],
		shmdt: (f) => [
			`${f.who}: ${f.call} = 0`,
			`The area and its entries go. ${f.destroyed ? "It was the last attach of a removed segment, which goes, too." : "The segment keeps its frames."}`,
		],
		"rmid-now": (f) => [
			`${f.who}: ${f.call} = ${f.result}`,
			"Nobody is attached: the segment is destroyed, its frames are free again.",
		],
		"rmid-later": (f) => [
			`${f.who}: ${f.call} = ${f.result}`,
			`The key is gone. The segment lives until its last attach goes (nattch ${f.nattch}).`,
		],
		set: (f) => [`${f.who}: ${f.call} = ${f.result}`, "The owner or the rights of the segment change."],
		fault: (f) => [
			`${f.who} ${VERBS[f.access]} ${f.va}: page fault`,
			`Entry ${f.index} of the page ${f.table ? "table" : "directory"} is empty. The processor stops the access and calls the kernel.`,
		],
		table: (f) => [
			`${f.who}'s page directory gets a page table`,
			`Entry ${f.index} leads to a new table, all of it empty: 1024 entries for 4 MiB of addresses.`,
		],
		takes: (f) => [
			`shm_nopage() takes frame ${f.frame}`,
			`Nobody has touched this page before. The frame is cleared, and shm_pages[${f.index}] remembers it.`,
		],
		finds: (f) => [
			`shm_nopage() finds frame ${f.frame} in shm_pages[${f.index}]`,
			"The segment has had it since its first touch: no new frame, one more reference for the entry to come.",
		],
		entry: (f) => [
			`${f.who}'s page table leads to the frame`,
			`Entry ${f.index}, ${f.writable ? "for reading and writing" : "for reading only"}. The access is repeated and succeeds.`,
		],
		refused: (f) => [
			`${f.who} ${VERBS[f.access]} ${f.va}: refused`,
			`Page fault: ${VERDICTS[f.result] ?? f.result}.`,
		],
		touches: (f) => {
			const found = f.pages - f.fresh;
			if (f.pages === 1)
				return [
					`${listed(f.who)} ${VERBS[f.access]} ${f.va}: page fault${f.fresh ? "" : ", the same frame"}`,
					`Its entry leads to ${f.fresh ? "a new frame" : f.what[0].startsWith("segment") ? "the frame that the segment already had" : "a frame that the program's file already had"}.`,
				];
			const parts = [
				...(f.fresh ? [plural(f.fresh, "new frame")] : []),
				...(found ? [`${plural(found, "frame")} that were there already`] : []),
			];
			return [
				`${listed(f.who)} ${f.who.length === 1 ? "touches" : "touch"} ${f.pages}${f.more ? " more" : ""} pages of ${listed(f.what.map(thing))}`,
				`A page fault each: ${parts.join(" and ")}.`,
			];
		},
		copy: (f) => [
			`${f.who} writes to ${f.va}: page fault`,
			`Others hold frame 0x${f.from.toString(16).padStart(8, "0")}, too: it is copied to frame 0x${f.to.toString(16).padStart(8, "0")}.`,
		],
		unshared: (f) => [
			`${f.who} writes to ${f.va}: page fault`,
			`Nobody else holds frame 0x${f.from.toString(16).padStart(8, "0")} now: its entry becomes writable.`,
		],
		writes: (f) => [
			f.text
				? `${f.who} writes "${f.text}" into frame ${f.frame}`
				: `${f.who} writes ${plural(f.length, "byte")} into frame ${f.frame}`,
			`${plural(f.length, "byte")} at offset ${f.offset}. The entry leads to the frame now, so the kernel notices nothing.`,
		],
	}),

	// ---- one sentence about each kind of event
	events: /** @type {Record<string, (f: Facts) => string>} */ ({
		start: (f) => `the trace starts: ${f.frames} frames of memory`,
		ram: (f) => `the allocator gets the memory from ${f.start} to ${f.end}`,
		fork: (f) => `fork: process ${f.child}, page directory ${f.pgd}`,
		exec: (f) => `exec: ${f.path}, page directory ${f.pgd}`,
		switch: (f) => `the processor goes to process ${f.to}, page directory ${f.pgd}`,
		exit: (f) => `it ${f.ended}`,
		reap: (f) => `process ${f.child} is forgotten`,
		mm: (f) => `address space ${f.pgd}: ${f.op}`,
		call: (f) => `${f.call} ...`,
		ret: (f) => `${f.name} returns ${f.result}`,
		fault: (f) => `page fault: ${f.access} at ${f.va}: ${f.result}`,
		area: (f) => `area ${f.op}: ${f.start}–${f.end} ${f.flags ?? ""} ${f.name ?? ""}`.trimEnd(),
		pgd: (f) => `page directory ${f.pgd}: entry ${f.index} = ${f.new} (${f.flags})`,
		pte: (f) => `page table ${f.table}: entry ${f.index} = ${f.new} (${f.flags})`,
		alloc: (f) => `frame ${f.frame} is allocated for ${f.for}`,
		free: (f) => `frame ${f.frame} is free`,
		ref: (f) => `frame ${f.frame}: count ${f.count}`,
		seg: (f) => `segment ${f.id}: ${f.op}`,
		attach: (f) => `segment ${f.id}: ${f.op} at ${f.va}, nattch ${f.nattch}`,
		shmpage: (f) => `segment ${f.id}: shm_pages[${f.index}] = frame ${f.frame}`,
		sem: (f) =>
			`semaphore set ${f.id}: ` +
			({
				value: `semaphore ${f.num} is ${f.value}`,
				sleep: `it sleeps at semaphore ${f.num}, to which it would add ${f.add}`,
				wake: `process ${f.who} goes on`,
			}[/** @type {string} */ (f.op)] ?? f.op),
		msg: (f) =>
			`message queue ${f.id}: ` +
			({
				send: f.to
					? `a message of type ${f.type} for process ${f.to}`
					: `a message of type ${f.type} comes in`,
				receive: `a message of type ${f.type} is taken out`,
				sleep:
					f.for === "room" ? "it sleeps until there is room" : "it sleeps until there is a message",
				wake: `process ${f.who} goes on`,
			}[/** @type {string} */ (f.op)] ?? f.op),
	}),
};
