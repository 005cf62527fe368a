// SPDX-License-Identifier: GPL-2.0-only
/** The part of the page's address after the #, which says what is shown. */

/**
 * Puts it there, without a new entry in the browser's history. Browsers refuse that when it happens too often (Safari:
 * more than 100 times in 30 seconds). Then the address stays as it was until the next time; the page goes on.
 * @param {string} hash with its #
 */
export function remember(hash) {
	try {
		history.replaceState(null, "", hash);
	} catch {
		// It happened too often.
	}
}
