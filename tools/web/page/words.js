// SPDX-License-Identifier: GPL-2.0-only
/* What the page itself says; draw/en.js and draw/zh.js have the words of the picture. */

const en = {
	title: "Samepage: two processes, two page directories, one frame",
	idea: "Two processes, two page directories, one frame: a real kernel, running in this page.",
	skip: "Go to the picture",
	language: "中文",
	languageName: "中文",
	views: "Views",
	"view.watch": "Watch",
	"view.try": "Try",
	"view.write": "Write your own",
	"view.book": "The book",
	"view.core": "The core",

	"watch.intro":
		"Process A writes “Hello World” into shared memory, and process B reads it. Press Forward (or the right arrow key): the machine runs to its next moment, and stands still there.",
	machine: "The machine",
	run: "Run",
	hold: "Hold",
	again: "Start again",
	restore: "Put the machine back",
	restoreTo: (/** @type {number} */ n) => `Put the machine back to event ${n}`,
	"state.recorded":
		"This run was recorded when the page was built; no machine runs now. “Start again” starts one.",
	"state.starting":
		"The machine is starting. Meanwhile, the picture shows the same run, recorded when the page was built.",
	"state.running": "The machine runs.",
	"state.waiting": "The machine waits for a key or for the clock.",
	"state.busy":
		"The machine is held: the program has computed for five seconds without a single event. It may be in an endless loop.",
	"state.dead": "The machine has ended.",
	held: (/** @type {number} */ n) => `The machine is held after event ${n}, which the picture shows.`,
	past: (/** @type {number} */ shown, /** @type {number} */ n) =>
		`The picture shows event ${shown}; only the picture moves. The machine itself stands after event ${n}.`,
	restored: (/** @type {number} */ n) =>
		`The machine itself went back to event ${n}. From here it runs anew, and may run differently.`,
	checked: (/** @type {number} */ entries) =>
		`${entries} table entries compared with the machine's memory: all equal.`,
	differs: (/** @type {string} */ what) => `The machine's memory differs from its trace: ${what}`,
	interrupt: "Interrupt it (Ctrl-C)",
	goOn: "Let it go on",

	"try.intro":
		"This is the guest's shell. Type commands, or choose what to try; the machine is then held at the event that decides, and Run lets it go on. Escape leaves the terminal.",
	terminal: "The guest's terminal",
	nothingYet: "Nothing to draw yet",
	nothingYetText: "As soon as a program runs, its memory appears here.",
	typed: (/** @type {string} */ commands) => `Typed at the shell: ${commands}`,
	"lesson.third": "A third process",
	"lesson.third.text":
		"Three processes attach the segment, at three addresses. One frame, and one reference for each of them.",
	"lesson.fork": "fork",
	"lesson.fork.text":
		"A child inherits the attach: the number of attaches rises, although nobody has called shmat.",
	"lesson.readonly": "A read-only attach",
	"lesson.readonly.text":
		"Attached with SHM_RDONLY, the entry has no W. The write faults, and the kernel ends the program.",
	"lesson.rmid": "IPC_RMID while attached",
	"lesson.rmid.text": "The segment loses its key, but stays until its last attach has gone.",
	"lesson.cow": "Copy on write",
	"lesson.cow.text": "Not shared memory: after fork, the first write to a private page copies its frame.",
	"lesson.slots": "Run out of segments",
	"lesson.slots.text":
		"shm_segs has 128 slots. The 129th shmget fails with ENOSPC, although memory is free.",

	"write.intro":
		"Each file NAME.c becomes a program. TinyCC compiles them in the guest; then the command runs. Ctrl-Enter does the same as the button. Everything stays in this browser.",
	files: "Files",
	newFile: "New file",
	newName: "Name of the new file (NAME.c or NAME.h):",
	badName: "A name has letters, digits, - and _, and ends in .c or .h.",
	deleteFile: "Delete this file",
	reallyDelete: (/** @type {string} */ name) => `Delete ${name}?`,
	example: "Start from an example",
	command: "Command",
	compileRun: "Compile and run",
	share: "Link with these files",
	copied: "The link is in the address bar and, if the browser allows it, in the clipboard.",
	compiling: "The guest compiles …",
	compiled: (/** @type {number} */ ms) => `Compiled in ${(ms / 1000).toFixed(1)} s.`,
	failed: "It was not compiled.",
	noMessages: "The compiler has no messages.",
	messages: "The compiler's messages",
	messageAt: (/** @type {string} */ file, /** @type {number} */ line) => `${file}, line ${line}`,
	editor: "The program's text",
	loading: "Loading …",
	loadFailed: (/** @type {string} */ why) => `This could not be loaded: ${why}`,
	unsupported:
		"This browser cannot run the machine (it lacks WebAssembly or DecompressionStream). The recorded run and the book can be read.",

	"dead.panic": "The kernel has stopped itself: a panic",
	"dead.panic.text":
		"The kernel found itself in a state in which it cannot go on without doing damage. It printed what it knows, and halted the processor. Its own words:",
	"dead.emulator": "The processor could not go on",
	"dead.emulator.text":
		"The emulator failed while it executed an instruction. On a real machine this is where a double or triple fault happens: the processor cannot deliver an exception, because the tables or the stack that it needs for that are damaged. A real machine would reset itself; this emulator has no double and triple faults, and stops. What it says:",
	"dead.halted": "The processor has halted for good",
	"dead.halted.text": "It executed HLT while interrupts were off: nothing can wake it.",
	"dead.off": "The machine was switched off",
	"dead.off.text": "A program asked the kernel to power off (the reboot system call), and the kernel did.",
	"dead.restart": "The machine was restarted",
	"dead.restart.text":
		"A program asked the kernel to restart the machine (the reboot system call). Without a BIOS there is nothing that could boot it again; the page can.",
	registers: "The processor's registers",
	"register.eip": "the instruction at which it stood",
	"register.esp": "its stack",
	"register.cr2": "the address of the last page fault",
	"register.cr3": "the page directory in use",
	before: "Show the moment before",
	lastEvent: (/** @type {string} */ what) => `The last event before that: ${what}`,

	"book.intro":
		"The life of a shared page, in chapters. Each shows the machine stopped at its moment; nothing has to be run. The page can be printed.",
	licences: "Licences and notices",
	source: "Kernel, programs and this page are one tree of source code, Samepage, under the GNU GPL, version 2.",
	nothing: "Nothing is requested from any other site.",
};

/** @type {typeof en} */
const zh = {
	title: "Samepage：两个进程，两个页目录，一个页框",
	idea: "两个进程，两个页目录，一个页框：一个真实的内核，就在这个网页里运行。",
	skip: "跳到图",
	language: "English",
	languageName: "English",
	views: "视图",
	"view.watch": "观察",
	"view.try": "试一试",
	"view.write": "自己写",
	"view.book": "小书",
	"view.core": "核心",

	"watch.intro":
		"进程 A 把“Hello World”写进共享内存，进程 B 把它读出来。请按“前进”（或右方向键）：机器运行到下一个时刻，并停在那里。",
	machine: "机器",
	run: "运行",
	hold: "停住",
	again: "重新开始",
	restore: "让机器退回",
	restoreTo: (n) => `让机器退回到事件 ${n}`,
	"state.recorded": "这次运行是制作本页时录下的；现在没有机器在运行。按“重新开始”可以启动一台。",
	"state.starting": "机器正在启动。图中先显示制作本页时录下的同一次运行。",
	"state.running": "机器正在运行。",
	"state.waiting": "机器在等待按键或时钟。",
	"state.busy": "机器已停住：程序连续计算了五秒，没有产生任何事件。它可能陷入了死循环。",
	"state.dead": "机器已经结束。",
	held: (n) => `机器停在事件 ${n} 之后，图中显示的正是这一刻。`,
	past: (shown, n) => `图中显示的是事件 ${shown}；移动的只是图。机器本身停在事件 ${n} 之后。`,
	restored: (n) => `机器本身退回到了事件 ${n}。它从这里重新运行，结果可能与上次不同。`,
	checked: (entries) => `已将 ${entries} 个表项与机器的内存比较：全部相同。`,
	differs: (what) => `机器的内存与跟踪记录不符：${what}`,
	interrupt: "中断它（Ctrl-C）",
	goOn: "让它继续",

	"try.intro":
		"这是客户机的 shell。可以输入命令，也可以选择要尝试的内容；机器会停在起决定作用的事件上，按“运行”继续。按 Escape 离开终端。",
	terminal: "客户机的终端",
	nothingYet: "还没有可画的内容",
	nothingYetText: "一旦有程序运行，它的内存就会显示在这里。",
	typed: (commands) => `在 shell 中输入：${commands}`,
	"lesson.third": "第三个进程",
	"lesson.third.text": "三个进程把同一个段附加到三个地址。页框只有一个，每个进程各占一个引用。",
	"lesson.fork": "fork",
	"lesson.fork.text": "子进程继承附加：没有人调用 shmat，附加数却增加了。",
	"lesson.readonly": "只读附加",
	"lesson.readonly.text": "用 SHM_RDONLY 附加时，表项没有 W 位。写入引起缺页异常，内核结束这个程序。",
	"lesson.rmid": "附加期间执行 IPC_RMID",
	"lesson.rmid.text": "段失去它的键，但会一直保留到最后一个附加消失。",
	"lesson.cow": "写时复制",
	"lesson.cow.text": "这不是共享内存：fork 之后，第一次写入私有页会复制它的页框。",
	"lesson.slots": "用完所有的段",
	"lesson.slots.text": "shm_segs 有 128 个槽。第 129 次 shmget 以 ENOSPC 失败，虽然内存还有空闲。",

	"write.intro":
		"每个文件 NAME.c 成为一个程序。TinyCC 在客户机里编译它们，然后运行下面的命令。Ctrl-Enter 与按钮作用相同。所有内容都只保存在这个浏览器里。",
	files: "文件",
	newFile: "新建文件",
	newName: "新文件的名字（NAME.c 或 NAME.h）：",
	badName: "名字由字母、数字、- 和 _ 组成，以 .c 或 .h 结尾。",
	deleteFile: "删除这个文件",
	reallyDelete: (name) => `删除 ${name}？`,
	example: "从例子开始",
	command: "命令",
	compileRun: "编译并运行",
	share: "包含这些文件的链接",
	copied: "链接已放在地址栏；如果浏览器允许，也已复制到剪贴板。",
	compiling: "客户机正在编译……",
	compiled: (ms) => `编译用了 ${(ms / 1000).toFixed(1)} 秒。`,
	failed: "没有编译成功。",
	noMessages: "编译器没有消息。",
	messages: "编译器的消息",
	messageAt: (file, line) => `${file} 第 ${line} 行`,
	editor: "程序的文本",
	loading: "正在加载……",
	loadFailed: (why) => `无法加载：${why}`,
	unsupported:
		"这个浏览器不能运行机器（缺少 WebAssembly 或 DecompressionStream）。录下的运行和小书仍可阅读。",

	"dead.panic": "内核让自己停了下来：panic",
	"dead.panic.text":
		"内核发现自己处于一种无法继续而不造成损害的状态。它打印出所知的一切，并让处理器停机。它自己的话：",
	"dead.emulator": "处理器无法继续",
	"dead.emulator.text":
		"模拟器在执行一条指令时失败了。在真实的机器上，这里会发生双重错误或三重错误：处理器无法递交异常，因为它为此需要的表或栈已经损坏。真实的机器会复位；这个模拟器没有双重和三重错误，只能停下。它说：",
	"dead.halted": "处理器永远停机了",
	"dead.halted.text": "它在关闭中断的情况下执行了 HLT：没有什么能唤醒它。",
	"dead.off": "机器被关闭了",
	"dead.off.text": "一个程序请求内核关机（reboot 系统调用），内核照做了。",
	"dead.restart": "机器被重新启动了",
	"dead.restart.text":
		"一个程序请求内核重新启动机器（reboot 系统调用）。没有 BIOS，就没有东西能再次引导它；本页可以。",
	registers: "处理器的寄存器",
	"register.eip": "它停在的指令",
	"register.esp": "它的栈",
	"register.cr2": "最近一次缺页的地址",
	"register.cr3": "正在使用的页目录",
	before: "显示之前的时刻",
	lastEvent: (what) => `在此之前的最后一个事件：${what}`,

	"book.intro": "共享页的一生，分为若干章。每一章都显示停在那一时刻的机器；什么都不必运行。本页可以打印。",
	licences: "许可证与声明",
	source: "内核、程序和本页出自同一个源码树 Samepage，采用 GNU GPL 第 2 版。",
	nothing: "本页不向任何其他网站发出请求。",
};

/** @type {Record<string, typeof en>} */
export const WORDS = { en, zh };
