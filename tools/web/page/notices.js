// SPDX-License-Identifier: GPL-2.0-only
/* The licences and notices of everything that is in the site: licences.txt. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const BSD3 = `Redistribution and use in source and binary forms, with or without modification, are permitted
provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions
   and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions
   and the following disclaimer in the documentation and/or other materials provided with the
   distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse
   or promote products derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED
WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR
TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF
ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

const ABOUT = `This page contains

  - the kernel and the programs of Samepage, under the GNU General Public License, version 2. Their
    source is the tree from which "make site" made this page; the text of the licence is its file COPYING.
  - TinyCC, the compiler in the guest, under the GNU Lesser General Public License, version 2.1. It was
    built without changes from the source package "tcc" of Debian or Ubuntu ("apt-get source tcc"), by
    tools/samepage/tinycc.py of the same tree. It is linked with the GNU C Library, under the same
    licence ("apt-get source glibc").
  - the packages below, from npm, without changes.`;

/** Parts of the emulator's WebAssembly whose notices are not in its package. */
const INSIDE_V86 = [
	["Berkeley SoftFloat (in v86)", "Copyright 2011 to 2018 The Regents of the University of California."],
	["The decoder of Zstandard (in v86)", "Copyright (c) Meta Platforms, Inc. and affiliates."],
];

/** @param {string} web the directory with node_modules and package-lock.json */
export function notices(web) {
	const lock = JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8"));
	const parts = [ABOUT];
	for (const [path, about] of Object.entries(lock.packages)) {
		if (!path || about.dev) continue;
		const directory = join(web, path);
		const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
		if (!file) throw new Error(`${path} has no licence`);
		const name = path.replace(/^node_modules\//, "");
		parts.push(
			`${name} ${about.version} (${about.license})\n\n${readFileSync(join(directory, file), "utf8").trim()}`,
		);
	}
	for (const [name, copyright] of INSIDE_V86) parts.push(`${name}\n\n${copyright}\n\n${BSD3}`);
	return parts.join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}
