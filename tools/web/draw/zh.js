// SPDX-License-Identifier: GPL-2.0-only
/** All that the pages say, in Chinese. The terms are those of README.zh-CN.md. */

/** @typedef {any} Facts */

/** @param {string[]} names */
const listed = (names) => names.join("、");
/** @type {Record<string, string>} */
const VERBS = { read: "读取", write: "写入", execute: "执行" };
/** @type {Record<string, string>} */
const VERDICTS = {
	maperr: "这个地址不属于任何区域：SIGSEGV",
	accerr: "区域不允许这样访问：SIGSEGV",
	sigbus: "区域在这里没有内容：SIGBUS",
	oom: "内存已经用尽",
};
/** @type {Record<string, string>} */
const AREAS = { stack: "栈", heap: "堆", memory: "匿名内存" };
/** @type {Record<string, string>} */
const SPACE = { make: "建立", leave: "离开", free: "释放" };
/** @type {Record<string, string>} */
const AREA = { add: "增加", remove: "删除", resize: "改变边界", protect: "改变权限" };
/** @type {Record<string, string>} */
const SEG = { make: "建立", set: "修改属性", remove: "标记为删除", destroy: "销毁" };
/** @type {Record<string, string>} */
const ATTACH = { attach: "附加", fork: "随 fork 附加", split: "附加被分成两份", detach: "分离" };
/** @type {Record<string, string>} */
const USES = { user: "程序和文件", segment: "段", kernel: "内核" };
/** @type {Record<string, string>} */
const RESULTS = {
	handled: "已处理",
	maperr: "没有区域",
	accerr: "区域不允许",
	sigbus: "没有内容",
	oom: "内存用尽",
};
/** @param {number} number */
const hexa = (number) => `0x${number.toString(16).padStart(8, "0")}`;
/** @param {string} what */
const thing = (what) =>
	what
		.replace(/^segment /, "段 ")
		.replace(/^program /, "程序 ")
		.replace(/^own (\w+)/, (_, name) => `自己的${AREAS[name] ?? name}`);

/** @type {import("./words.js").Words} */
export const zh = {
	language: "中文",

	frameWord: "页框",
	segment: "段",
	frame: (address) => `页框 ${address}`,
	frames: (some, all) => (some < all ? `${all} 页中的 ${some} 个页框` : `${all} 个页框`),
	some: (some, all) => (some === all ? `全部 ${all} 项` : `${all} 项中的 ${some} 项`),
	count: (number) => `引用计数 ${number}`,
	holders: (names) => `：${names.join("、")}`,
	more: (number) => `另有 ${number} 个`,
	noFrame: "还没有页框",
	free: "重新空闲",
	zeros: "全部字节为 0",
	destroyed: "已销毁",
	removed: "已删除",
	noKey: "已删除：没有键",
	key: (key) => `键 ${key}`,
	bytes: (number) => `${number} 字节`,
	pages: (number) => `${number} 页`,
	entries: (number) => `${number} 个表项`,
	segmentNumber: (id) => `段 ${id}`,
	area: (name) => AREAS[name] ?? name,
	empty: "空",
	kernel: "内核",
	others: "其余",
	file: "文件",
	pageDirectory: "页目录",
	pageTable: "页表",
	pageTables: (number) => `${number} 个页表`,
	areaWord: "区域",
	areas: "区域",
	directoryEntry: "页目录项",
	entryWord: "表项",
	leadsTo: (what) => `指向${what}`,
	contains: (text) => `内容是“${text}”`,
	andOthers: (number) => `另外 ${number} 项`,
	ended: "已结束，内存全部归还",
	notDrawn: (names) => `没有画出：${names.join("、")}`,
	moreSegments: (number) => `还有 ${number} 个段没有画出`,
	memory: (frames) => `物理内存，共 ${frames} 个页框`,
	memoryFree: "空闲",
	memoryKernel: "内核",
	memoryOther: "其他程序和文件",
	memoryAlone: (letter) => `${letter} 独占`,
	legendBits: "P 存在，W 可写，U 用户，A 已访问，D 已修改（内核写入时的值）",
	legendChanged: "粗边框：这一步的变化",

	demonstration: "Samepage：两个进程，一个页框",
	watch: "观察",
	book: "小书",
	core: "核心",
	first: "开头",
	back: "后退",
	play: "播放",
	stop: "停止",
	forward: "前进",
	step: "步骤",
	steps_: "步骤",
	everyEvent: "每个事件",
	important: "重要步骤",
	nextFault: "下一次缺页",
	speed: "速度",
	text: "文字",
	textTitle: "用文字描述这幅图",
	tableTitle: "用表格描述这幅图",
	allSteps: "全部步骤",
	process: "进程",
	what: "对象",
	where: "位置",
	contents: "内容",
	kernelSource: "内核源码",
	programSource: "程序源码",
	noKernelSource: "内核此时没有运行。处理器通过页表项直接写入页框。",
	noProgramSource: "这里没有这个程序的源码。",
	notBegun: "程序还没有开始运行。",
	calledFrom: "调用者",
	console: "控制台",
	nothingYet: "还没有输出。",
	source: "源码",
	next: "下一章",
	previous: "上一章",
	show: "显示答案",
	askMe: "先问我",
	skip: "跳过",
	goOn: "继续",
	predict: "先猜一猜",
	right: "正确。",
	notRight: "不对。",
	because: "起决定作用的代码",
	openMoment: "打开这一时刻",
	noScript: "步骤由脚本播放，而这个浏览器没有运行脚本。这是第一步。",
	coreIntro:
		"共享页所经过的函数，按阅读顺序排列。函数中的名字链接到它的定义，运行中的每一步链接到对应的代码行。",
	coreParts: {
		"The programs and the way into the kernel": "程序，以及进入内核的路径",
		"A: a key becomes a segment": "A：键变成段",
		"A: a segment becomes an area": "A：段变成区域",
		"A: the first touch gets a frame; B: the same frame": "A：第一次访问得到页框；B：同一个页框",
		"Detaching: the area goes, the frame stays": "分离：区域消失，页框保留",
		"Removing: the frame goes": "删除：页框消失",
	},
	stepsHere: "这次运行中停在此处的步骤",
	lines: (lines, total) => `${lines} 行，累计 ${total} 行`,
	keys: "按键：左右方向键、Home、End 移动；空格播放；e 显示每个事件；f 下一次缺页；q 先提问再显示；t 文字。",

	says: (who, said) => `${who}：${said}`,
	endedBy: (signal, status) =>
		signal ? `被 ${signal} 终止` : status ? `结束，退出状态 ${status}` : "结束",

	steps: {
		exec: (f) => [
			`${f.who} 是进程 ${f.pid}：${f.name}`,
			"新的进程映像：有自己的页目录，还没有附加任何段。",
		],
		fork: (f) => [
			`${f.who} 调用 fork：${f.child} 是进程 ${f.pid}`,
			f.attached
				? "子进程有自己的页目录和页表；它的表项指向相同的页框，nattch 增加。"
				: "子进程有自己的页目录和页表；任何一方写入时，私有页才被复制。",
		],
		exit: (f) => [
			`${f.who} ${f.ended}`,
			f.destroyed.length
				? `它是最后一个附加段 ${listed(f.destroyed.map(String))} 的进程，而这个段早已标记为删除：段消失，页框重新空闲。`
				: f.had
					? "它的附加和表项都消失了。页框保留下来：段仍然引用它们。"
					: "它的页表和私有页框都归还了。",
		],
		refusal: (f) => [`${f.who}：${f.call} = ${f.result}`, "调用被拒绝，什么都没有改变。"],
		areas: (f) => [`${f.who}：${f.call}`, "它的区域发生了变化。"],
		prints: (f) => [`${f.who} 输出 ${f.result} 个字节`, "一次普通的系统调用：页表没有任何变化。"],
		shmget: (f) => [
			`${f.who}：${f.call} = ${f.result}`,
			`新建的段有 ${f.pages} 页，位于 shm_segs 的槽 ${f.slot}。它还没有页框。`,
		],
		"shmget-found": (f) => [
			`${f.who}：${f.call} = ${f.result}`,
			"这个键的段已经存在，调用返回它的标识符。什么都没有改变。",
		],
		shmat: (f) => [
			`${f.who}：${f.call} = ${f.va}`,
			`段在地址空间中得到一个区域${f.rdonly ? "（只读）" : ""}：这只是一个承诺。没有建立任何页表项。`,
		],
		shmdt: (f) => [
			`${f.who}：${f.call} = 0`,
			`区域和它的表项消失。${f.destroyed ? "这是已删除的段的最后一次附加，所以段也消失。" : "段保留它的页框。"}`,
		],
		"rmid-now": (f) => [`${f.who}：${f.call} = ${f.result}`, "没有进程附加它：段被销毁，页框重新空闲。"],
		"rmid-later": (f) => [
			`${f.who}：${f.call} = ${f.result}`,
			`键没有了。段一直存在，直到最后一次附加消失（nattch ${f.nattch}）。`,
		],
		set: (f) => [`${f.who}：${f.call} = ${f.result}`, "段的所有者或权限改变了。"],
		fault: (f) => [
			`${f.who} ${VERBS[f.access]} ${f.va}：缺页异常`,
			`${f.table ? "页表" : "页目录"}的第 ${f.index} 项是空的。处理器停止这次访问，转而调用内核。`,
		],
		table: (f) => [
			`${f.who} 的页目录得到一个页表`,
			`第 ${f.index} 项指向一个新的页表，里面全是空的：1024 个表项对应 4 MiB 的地址。`,
		],
		takes: (f) => [
			`shm_nopage() 分配页框 ${f.frame}`,
			`这一页从来没有被访问过。页框被清零，shm_pages[${f.index}] 记住它。`,
		],
		finds: (f) => [
			`shm_nopage() 在 shm_pages[${f.index}] 中找到页框 ${f.frame}`,
			"段从第一次访问起就有这个页框：不分配新的页框，只为将要建立的表项增加一次引用。",
		],
		entry: (f) => [
			`${f.who} 的页表指向这个页框`,
			`第 ${f.index} 项，${f.writable ? "可读可写" : "只读"}。处理器重新执行这次访问，这次成功了。`,
		],
		refused: (f) => [
			`${f.who} ${VERBS[f.access]} ${f.va}：被拒绝`,
			`缺页异常：${VERDICTS[f.result] ?? f.result}。`,
		],
		touches: (f) => {
			const found = f.pages - f.fresh;
			if (f.pages === 1)
				return [
					`${listed(f.who)} ${VERBS[f.access]} ${f.va}：缺页异常${f.fresh ? "" : "，同一个页框"}`,
					`它的表项指向${f.fresh ? "一个新的页框" : f.what[0].startsWith("segment") ? "段已经拥有的页框" : "程序文件已经拥有的页框"}。`,
				];
			const parts = [
				...(f.fresh ? [`${f.fresh} 个新页框`] : []),
				...(found ? [`${found} 个已经存在的页框`] : []),
			];
			return [
				`${listed(f.who)} 访问${listed(f.what.map(thing))}的${f.more ? "另外 " : " "}${f.pages} 页`,
				`每页发生一次缺页异常：${parts.join("，")}。`,
			];
		},
		copy: (f) => [
			`${f.who} 写入 ${f.va}：缺页异常`,
			`还有别的进程引用页框 ${hexa(f.from)}：它被复制到页框 ${hexa(f.to)}。`,
		],
		unshared: (f) => [
			`${f.who} 写入 ${f.va}：缺页异常`,
			`页框 ${hexa(f.from)} 现在没有别的引用者：它的表项变为可写。`,
		],
		writes: (f) => [
			f.text
				? `${f.who} 把“${f.text}”写入页框 ${f.frame}`
				: `${f.who} 把 ${f.length} 个字节写入页框 ${f.frame}`,
			`从偏移 ${f.offset} 起写入 ${f.length} 个字节。表项现在已经指向页框，所以内核毫不知情。`,
		],
	},

	events: {
		start: (f) => `跟踪开始：内存有 ${f.frames} 个页框`,
		ram: (f) => `分配器得到从 ${f.start} 到 ${f.end} 的内存`,
		fork: (f) => `fork：进程 ${f.child}，页目录 ${f.pgd}`,
		exec: (f) => `exec：${f.path}，页目录 ${f.pgd}`,
		switch: (f) => `处理器切换到进程 ${f.to}，页目录 ${f.pgd}`,
		exit: (f) => `${f.ended}`,
		reap: (f) => `进程 ${f.child} 的记录被清除`,
		mm: (f) => `地址空间 ${f.pgd}：${SPACE[f.op] ?? f.op}`,
		call: (f) => `${f.call} ……`,
		ret: (f) => `${f.name} 返回 ${f.result}`,
		fault: (f) => `缺页异常：${VERBS[f.access] ?? f.access} ${f.va}：${RESULTS[f.result] ?? f.result}`,
		area: (f) =>
			`${AREA[f.op] ?? f.op}区域：${f.start}–${f.end} ${f.flags ?? ""} ${f.name ?? ""}`.trimEnd(),
		pgd: (f) => `页目录 ${f.pgd}：第 ${f.index} 项 = ${f.new}（${f.flags}）`,
		pte: (f) => `页表 ${f.table}：第 ${f.index} 项 = ${f.new}（${f.flags}）`,
		alloc: (f) => `为${USES[f.for] ?? f.for}分配页框 ${f.frame}`,
		free: (f) => `页框 ${f.frame} 空闲了`,
		ref: (f) => `页框 ${f.frame}：引用计数 ${f.count}`,
		seg: (f) => `段 ${f.id}：${SEG[f.op] ?? f.op}`,
		attach: (f) => `段 ${f.id}：${ATTACH[f.op] ?? f.op}，地址 ${f.va}，nattch ${f.nattch}`,
		shmpage: (f) => `段 ${f.id}：shm_pages[${f.index}] = 页框 ${f.frame}`,
		sem: (f) =>
			`信号量集 ${f.id}：` +
			({
				make: "创建",
				set: "修改",
				remove: "删除",
				value: `第 ${f.num} 个信号量为 ${f.value}`,
				sleep: `它在第 ${f.num} 个信号量上睡眠，要加的数为 ${f.add}`,
				wake: `进程 ${f.who} 继续运行`,
			}[/** @type {string} */ (f.op)] ?? f.op),
		msg: (f) =>
			`消息队列 ${f.id}：` +
			({
				make: "创建",
				set: "修改",
				remove: "删除",
				send: f.to
					? `类型为 ${f.type} 的消息直接交给进程 ${f.to}`
					: `类型为 ${f.type} 的消息进入队列`,
				receive: `取出类型为 ${f.type} 的消息`,
				sleep: f.for === "room" ? "它睡眠，直到队列有空位" : "它睡眠，直到有消息",
				wake: `进程 ${f.who} 继续运行`,
			}[/** @type {string} */ (f.op)] ?? f.op),
	},
};
