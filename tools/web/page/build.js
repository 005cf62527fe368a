// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the site:
 *
 *	node --preserve-symlinks --preserve-symlinks-main build/web/page/build.js DATA SITE ONE
 *
 *	DATA	what tools/samepage/sitedata.py and machine/record.js made
 *	SITE	the directory to write: plain files for any web server
 *	ONE	the file to write: everything in one page
 */

import * as esbuild from "esbuild";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { COLOURS, STYLE } from "../draw/svg.js";
import { notices } from "./notices.js";

const [data, site, one] = process.argv.slice(2).map((path) => resolve(path));
const page = dirname(fileURLToPath(import.meta.url));
const emulator = dirname(createRequire(import.meta.url).resolve("v86"));

/** @type {esbuild.BuildOptions} */
const common = {
	bundle: true,
	minify: true,
	charset: "utf8",
	legalComments: "none", // licences.txt has them
	target: ["chrome103", "firefox115", "safari16.4"],
	platform: "browser",
	external: ["node:*", "crypto", "fs", "perf_hooks", "url"],
	preserveSymlinks: true,
	absWorkingDir: dirname(page),
	logLevel: "warning",
	loader: { ".css": "text" },
};

rmSync(site, { recursive: true, force: true });
mkdirSync(`${site}/data`, { recursive: true });

const wasm = gzipSync(readFileSync(join(emulator, "v86.wasm")), { level: 9 });
writeFileSync(`${site}/data/v86.wasm.gz`, wasm);
const files = readdirSync(data).filter((name) => name.endsWith(".gz"));
for (const name of files) cpSync(`${data}/${name}`, `${site}/data/${name}`);
writeFileSync(`${site}/licences.txt`, notices(dirname(page)));
writeFileSync(`${site}/.nojekyll`, "");

const style = await esbuild.build({ ...common, loader: {}, entryPoints: [`${page}/page.css`], write: false });
const css = style.outputFiles[0].text;
const html = readFileSync(`${page}/index.html`, "utf8").replace("/* style */", () => COLOURS + STYLE + css);

await esbuild.build({
	...common,
	entryPoints: [`${page}/main.js`],
	outdir: site,
	format: "esm",
	splitting: true,
	chunkNames: "part-[hash]",
});
writeFileSync(
	`${site}/index.html`,
	html.replace("<!-- script -->", () => '<script type="module" src="main.js"></script>'),
);

/** Text for a script element. @param {string} text */
const inside = (text) => text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const bundle = await esbuild.build({
	...common,
	entryPoints: [`${page}/main.js`],
	format: "iife",
	write: false,
	define: { "import.meta.url": "document.baseURI" },
});
const parts = [
	["v86.wasm", wasm],
	...files.map((name) => [name.replace(/\.gz$/, ""), readFileSync(`${data}/${name}`)]),
]
	.map(
		([name, bytes]) => `<script type="text/plain" id="file:${name}">${bytes.toString("base64")}</script>`,
	)
	.concat(
		`<script type="text/plain" id="licences-text">${inside(readFileSync(`${site}/licences.txt`, "utf8"))}</script>`,
	);
writeFileSync(
	one,
	html.replace(
		"<!-- script -->",
		() => `${parts.join("\n")}\n<script>${inside(bundle.outputFiles[0].text)}</script>`,
	),
);
