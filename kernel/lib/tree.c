// SPDX-License-Identifier: GPL-2.0-only
/*
 * AVL trees (see tree.h). After a node was added or removed, the nodes from there up to the root
 * are visited, and where one side has become higher than the other by two, a rotation restores
 * the balance. It keeps the order:
 *
 *	      node                    up
 *	     /    \	rotate       /  \
 *	    a      up	 --->    node    c
 *	          /  \		 /  \
 *	         b    c		a    b
 */
#include "kernel/lib/tree.h"

static int height(const struct tree_node *node)
{
	return node ? node->height : 0;
}

/* How much higher the right side of a node is than the left one. */
static int lean(const struct tree_node *node)
{
	return height(node->child[TREE_RIGHT]) - height(node->child[TREE_LEFT]);
}

static void update(struct tree *tree, struct tree_node *node)
{
	int left = height(node->child[TREE_LEFT]), right = height(node->child[TREE_RIGHT]);

	node->height = (left > right ? left : right) + 1;
	if (tree->update)
		tree->update(node);
}

static void adopt(struct tree_node *parent, int side, struct tree_node *child)
{
	parent->child[side] = child;
	if (child)
		child->parent = parent;
}

/* Put another node, or NULL, where `node` is now. */
static void replace(struct tree *tree, struct tree_node *node, struct tree_node *other)
{
	struct tree_node *parent = node->parent;

	if (parent) {
		adopt(parent, parent->child[TREE_RIGHT] == node, other);
		return;
	}
	tree->root = other;
	if (other)
		other->parent = NULL;
}

/* Let node sink to that side, and its child on the other side take its place. Returns that child. */
static struct tree_node *rotate(struct tree *tree, struct tree_node *node, int side)
{
	struct tree_node *up = node->child[!side];

	replace(tree, node, up);
	adopt(node, !side, up->child[side]);
	adopt(up, side, node);
	update(tree, node);
	update(tree, up);
	return up;
}

/* Restore heights and balance from node up to the root. Each height has changed by one at most. */
static void rebalance(struct tree *tree, struct tree_node *node)
{
	for (; node; node = node->parent) {
		int leaning = lean(node), high = leaning > 0;

		update(tree, node);
		if (leaning >= -1 && leaning <= 1)
			continue;
		/* If the inner side of the high child is the higher one, a rotation would only move it over. */
		if (lean(node->child[high]) == (high ? -1 : 1))
			rotate(tree, node->child[high], high);
		node = rotate(tree, node, !high);
	}
}

void tree_link(struct tree *tree, struct tree_node *parent, int side, struct tree_node *node)
{
	*node = (struct tree_node){ .parent = parent };
	if (parent)
		parent->child[side] = node;
	else
		tree->root = node;
	rebalance(tree, node);
}

void tree_unlink(struct tree *tree, struct tree_node *node)
{
	struct tree_node *left = node->child[TREE_LEFT], *right = node->child[TREE_RIGHT];
	struct tree_node *next = right, *lowest;	/* the lowest node below which something changes */

	if (!left || !right) {
		lowest = node->parent;
		replace(tree, node, left ? left : right);
	} else {
		/* The next element in the order takes the place of node. It has no left child. */
		while (next->child[TREE_LEFT])
			next = next->child[TREE_LEFT];
		lowest = next == right ? next : next->parent;
		replace(tree, next, next->child[TREE_RIGHT]);
		adopt(next, TREE_LEFT, left);
		adopt(next, TREE_RIGHT, node->child[TREE_RIGHT]);
		replace(tree, node, next);
	}
	rebalance(tree, lowest);
}

void tree_changed(struct tree *tree, struct tree_node *node)
{
	for (; node; node = node->parent)
		update(tree, node);
}

/* The node after this one in the order, or NULL. */
static const struct tree_node *next_node(const struct tree_node *node)
{
	const struct tree_node *from;

	if (node->child[TREE_RIGHT]) {
		for (node = node->child[TREE_RIGHT]; node->child[TREE_LEFT]; node = node->child[TREE_LEFT])
			;
		return node;
	}
	do {
		from = node;
		node = node->parent;
	} while (node && node->child[TREE_RIGHT] == from);
	return node;
}

static bool is_sound(const struct tree *tree, const struct tree_node *node)
{
	int left = height(node->child[TREE_LEFT]), right = height(node->child[TREE_RIGHT]);
	const struct tree_node *parent = node->parent;

	return node->height == (left > right ? left : right) + 1 && lean(node) >= -1 && lean(node) <= 1 &&
	       (parent ? parent->child[0] == node || parent->child[1] == node : tree->root == node);
}

int tree_count(const struct tree *tree)
{
	const struct tree_node *node = tree->root;
	int count = 0;

	while (node && node->child[TREE_LEFT])
		node = node->child[TREE_LEFT];
	for (; node; node = next_node(node), count++)
		if (!is_sound(tree, node))
			return -1;
	return count;
}
