/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Balanced search trees (AVL trees, as Linux 2.4 used them for areas). A node is part of the
 * element, as with lists, and tree_entry() converts a pointer to it.
 *
 *	        [ D ]		child[TREE_LEFT] leads to the elements that come before,
 *	       /     \		child[TREE_RIGHT] to those that come after. The heights of
 *	   [ B ]     [ F ]	the two differ by one at most, so a search among n elements
 *	   /   \     /		takes about log2(n) steps.
 *	[ A ] [ C ] [ E ]
 *
 * The tree does not know the order of its elements. The owner searches for the place of a new
 * element, as tree_link() says. These functions take no locks, and allocate nothing.
 */
#ifndef KERNEL_LIB_TREE_H
#define KERNEL_LIB_TREE_H

#include "kernel/lib/list.h"

enum { TREE_LEFT, TREE_RIGHT };

struct tree_node {
	struct tree_node *parent, *child[2];
	int height;			/* of the tree below it, itself included */
};

struct tree {
	struct tree_node *root;		/* NULL: empty */
	/*
	 * Compute what a node says about all elements below it, from its children, whose own is
	 * correct. Called for every node below which something has changed. May be NULL.
	 */
	void (*update)(struct tree_node *node);
};

#define tree_entry(ptr, type, member)	container_of(ptr, type, member)

/*
 * Add node below parent, on that side, where there is no child yet. parent is where the search
 * for the place ended; NULL for an empty tree.
 */
void tree_link(struct tree *tree, struct tree_node *parent, int side, struct tree_node *node);
/* Remove node from the tree. */
void tree_unlink(struct tree *tree, struct tree_node *node);
/* What update() reads of this element has changed: call it for the node and all those above. */
void tree_changed(struct tree *tree, struct tree_node *node);
/* Check the shape of the tree. The number of its elements, or -1 if it is broken (self-check). */
int tree_count(const struct tree *tree);

#endif
