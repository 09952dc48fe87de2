import assert from 'node:assert/strict';
import { axeFindings } from '../axe.ts';
import type { HaltWindow } from './window.ts';

/** Axe finds nothing in the page that is in front. */
export async function assertAccessible(window: HaltWindow): Promise<void> {
  assert.deepEqual(await axeFindings(await window.webviewFrame()), []);
}
