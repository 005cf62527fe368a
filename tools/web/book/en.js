// SPDX-License-Identifier: GPL-2.0-only
/** The text of the book, in English. Names between backquotes are source code. zh.js says the same in Chinese. */

/** @typedef {any} Facts the numbers that chapters.js has found in the run */
/**
 * @typedef {object} Text
 * @property {string} title
 * @property {(f: Facts) => string[]} text paragraphs that stand before the question
 * @property {(f: Facts) => string} ask
 * @property {(f: Facts) => string[]} answers
 * @property {(f: Facts) => string} why the explanation
 */

/** @type {Record<string, Text>} */
export const en = {
	"two-values": {
		title: "Two processes, one address, two values",
		text: (f) => [
			"A program works with virtual addresses. The processor translates each of them with two tables: an entry of the page directory leads to a page table, and an entry of the page table leads to a frame of physical memory. Every process has its own directory.",
			`Process ${f.first} and process ${f.second} have just begun. Both use a stack, and both have a page at the address ${f.va}.`,
		],
		ask: (f) => `Do the two processes find the same bytes at ${f.va}?`,
		answers: () => [
			"Yes. The same address is the same memory.",
			"No. The same address leads to two different frames.",
			"Yes, until one of them writes.",
		],
		why: (f) =>
			`In ${f.first}'s page table the entry for ${f.va} names frame ${f.a}, in ${f.second}'s it names frame ${f.b}. An address means nothing without a page directory, and \`exec\` gives every program a new one whose user part is empty. This protects processes from each other, and it is the reason why they need help to share anything.`,
	},
	name: {
		title: "A name for memory that is not there",
		text: (f) => [
			`A calls \`shmget\` with the key ${f.key}, a number that both programs compute from the same file. No segment has this key, so the kernel creates one, puts it into slot ${f.slot} of \`shm_segs\`, and returns the id ${f.id}.`,
			"Key, id and slot are names. Step by step the names will be exchanged: the key for an id, the id for an address, the address for a frame.",
		],
		ask: () => "How many frames of memory does the new segment hold?",
		answers: () => ["None.", "One for each of its pages.", "One, for its 128 bytes."],
		why: () =>
			"The segment has an array `shm_pages` with one element for each page, and all elements are empty. Memory is allocated when somebody touches it. Until then, a segment of a gigabyte costs hardly more than one of 128 bytes.",
	},
	promise: {
		title: "A promise",
		text: (f) => [
			`A calls \`shmat\` and receives the address ${f.va}. The kernel has added an area to A's address space: a description which says that this range of addresses belongs to the segment.`,
		],
		ask: () => "What has changed in A's page tables?",
		answers: () => [
			"One entry leads to the segment's frame.",
			"One entry is marked as reserved.",
			"Nothing.",
		],
		why: () =>
			"An area is a promise that a page fault in this range will be resolved. No entry is written, because there is no frame yet that it could name. The kernel counts the attach in `shm_nattch`, so that the segment cannot disappear while A relies on the promise.",
	},
	"first-touch": {
		title: "The first touch",
		text: () => [
			"A calls `sprintf`, which stores the first byte. The processor finds no entry for the address and raises a page fault. The kernel looks for the area, and asks its owner, the segment, for a frame: this is `shm_nopage`.",
			"The element of `shm_pages` is empty. So the kernel takes a free frame and clears it, because it may still hold data of another process. Then it writes A's page table entry.",
		],
		ask: () => "How many references to the frame are counted now?",
		answers: () => [
			"One: A's page table entry.",
			"Two: the segment's and A's page table entry.",
			"None: the frame belongs to A alone.",
		],
		why: (f) =>
			`\`shm_pages\` holds one reference to frame ${f.frame}, and entry ${f.index} of A's page table holds another. A frame is free when its count is 0. As long as the segment holds its reference, the frame stays, whatever becomes of A.`,
	},
	hello: {
		title: "Hello World",
		text: () => [
			"The processor repeats the instruction that had failed. This time the entry is there, and `sprintf` writes its text, byte by byte.",
		],
		ask: () => "How many of these bytes does the kernel take part in?",
		answers: () => [
			"None of them. The kernel has only prepared the entry.",
			"All of them: it copies the text into the segment.",
			"The first and the last.",
		],
		why: (f) =>
			`The ${f.length} bytes go from the processor straight into frame ${f.frame}. This is why shared memory is the fastest way for processes to communicate: after the first touch it costs no system call and no copy. It is also why the kernel cannot keep order for the processes.`,
	},
	"same-frame": {
		title: "The second process finds the same frame",
		text: () => [
			"B computes the same key, receives the same id, and attaches the segment. It has an area of its own, in its own address space. Then it reads the first byte, and the processor raises a page fault, as it did for A.",
		],
		ask: () => "Which frame will B's page table entry name?",
		answers: () => [
			"A new frame with a copy of A's text.",
			"A new frame, all zero.",
			"The frame that A's entry names.",
		],
		why: (f) =>
			`\`shm_nopage\` looks into \`shm_pages\` first, and there it finds frame ${f.frame}. It takes no new frame. It counts one more reference, which makes ${f.count}, and returns the frame. Nothing was copied, and A was not notified. From now on, what one process writes, the other one reads.`,
	},
	"other-address": {
		title: "One frame, two addresses",
		text: (f) => [
			`Now two other processes attach the segment. One lets the kernel choose the address, which is ${f.one}; the other asks for ${f.two}.`,
			"The segment's text is still there, although the processes that wrote and read it have ended.",
		],
		ask: () => "Does the second process see the same text at its own address?",
		answers: () => [
			"Yes. The address belongs to the process, the frame to the segment.",
			"No. A frame has exactly one address.",
			"Only if it attaches at the same address as the first.",
		],
		why: (f) =>
			`\`shm_nopage\` subtracts the beginning of the area from the address. What remains is the number of the page in the segment, and it does not depend on where the area begins. Both entries name frame ${f.frame}. So a pointer that is stored in shared memory is of no use to a process that has attached it elsewhere.`,
	},
	fork: {
		title: "Fork",
		text: (f) => [
			`${f.who} has a segment attached and calls \`fork\`. The child, ${f.child}, gets a copy of the address space, area by area. Private pages become read-only in both processes, so that the first of them to write gets a copy.`,
		],
		ask: (f) => `What happens to the entry of the shared page in ${f.child}?`,
		answers: () => [
			"It stays empty until the child touches the page.",
			"It names the same frame, and the child may write to it.",
			"It names the same frame, read-only, so that a write makes a copy.",
		],
		why: (f) =>
			`\`copy_page_range\` protects only entries of private areas. ${f.child}'s entry is ${f.entry}: the same frame ${f.frame}, writable at once. The frame's count rises to ${f.count}, and \`shm_open\` counts a second attach. A shared page must never be copied on write, because the copy would silently end the sharing.`,
	},
	"read-only": {
		title: "For reading only",
		text: (f) => [
			`${f.who} attaches the segment a second time, at ${f.va}, and this time it passes SHM_RDONLY. Through its first attach it may still write. Now it writes through the second one.`,
		],
		ask: () => "What happens?",
		answers: () => [
			"The write succeeds, because the same frame is writable elsewhere.",
			"The page is copied, and the process writes into its copy.",
			"The process is killed by SIGSEGV.",
		],
		why: () =>
			"Rights belong to the area, not to the frame. `do_page_fault` finds the area and asks `access_allowed`: the access is a write, and the area has no VM_WRITE. No frame is looked for. The process gets SIGSEGV, which ends it, and the data of the segment are unharmed.",
	},
	removal: {
		title: "The end",
		text: (f) => [
			"`ipcrm`, or `shmctl` with IPC_RMID, marks a segment as removed and takes its key away. Processes that are attached keep it; nobody else can find it by its key.",
			`${f.who} is now the last process that is attached to the removed segment ${f.id}, and it ends.`,
		],
		ask: (f) => `What becomes of frame ${f.frame}?`,
		answers: () => [
			"It is free.",
			"It stays, because a segment outlives its processes.",
			"It stays until the machine is switched off.",
		],
		why: (f) =>
			`The last detach finds SHM_DEST and destroys the segment: \`killseg\` drops the segment's reference to each of its frames. Frame ${f.frame} has lost its last reference, its count is ${f.count}, and the allocator may give it to anybody. A segment that was never removed would have kept it: System V shared memory outlives its processes, and that is why \`ipcrm\` exists.`,
	},
};
