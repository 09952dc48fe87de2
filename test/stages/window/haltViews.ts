import type { Locator } from 'playwright-core';
import { type Tree, treeIn } from './tree.ts';
import type { HaltWindow } from './window.ts';

/** The view In Progress, below the view AWS Resources. */
export const RUNNING_PANE = '.sidebar .pane:has(.pane-header:has-text("In Progress"))';
export const runningIn = ({ page }: HaltWindow): Tree => treeIn(page, RUNNING_PANE);

/** The text of each row of a tree that is in sight. */
export const texts = async (tree: Tree): Promise<readonly string[]> => (await tree.rows()).map(({ text }) => text);

/** The message above a tree of the side bar. */
export const message = ({ page }: HaltWindow, words: RegExp): Locator =>
  page.locator('.sidebar .message').filter({ hasText: words });
