import type { Locator } from 'playwright-core';
import { type Tree, treeIn } from './tree.ts';
import type { HaltWindow } from './window.ts';

/** The view In Progress, below the view AWS Resources. */
export const RUNNING_PANE = '.sidebar .pane:has(> .pane-header[aria-label^="In Progress"])';
export const runningIn = ({ page }: HaltWindow): Tree => treeIn(page, RUNNING_PANE);

/** The text of each row of a tree that is in sight. */
export const texts = async (tree: Tree): Promise<readonly string[]> => (await tree.rows()).map(({ text }) => text);

/** The message above a tree of the side bar: above the first one of those that say it, or above In Progress. */
export const message = ({ page }: HaltWindow, words: RegExp, pane = '.sidebar'): Locator =>
  page.locator(`${pane} .message`).filter({ hasText: words }).first();
