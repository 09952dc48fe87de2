import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { ROOT } from '../../../scripts/root.ts';
import { noteRedraw } from '../../../scripts/suites/redraws.ts';
import { literally, until } from './waiting.ts';

const SENTENCE = 'Nothing was done: the view was being redrawn. Try again.';

/** In every language that Halt speaks. */
const sentence = new RegExp([SENTENCE, ...translations()].map(literally).join('|'));

function translations(): readonly string[] {
  const folder = join(ROOT, 'l10n');
  return readdirSync(folder).map((file) => {
    const words = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Readonly<Record<string, string | undefined>>;
    const translation = words[SENTENCE];
    if (translation === undefined) throw new Error(`Halt says it otherwise than “${SENTENCE}”: ${file}`);
    return translation;
  });
}

/** Whether what a press is to bring about can be seen. */
export type Effect = () => Promise<boolean>;

/** What Halt answers while the editor has forgotten the rows that it redraws: a person closes that and presses again. */
export function redrawnToast(page: Page) {
  const toasts = page.locator('.notifications-toasts.visible .notification-list-item');
  const toast = toasts.filter({ hasText: sentence });
  const asking = page.locator('.monaco-dialog-box, .quick-input-widget').filter({ visible: true });
  return {
    toast,
    toasts,
    /** What is there once something asks, or tells what isn't told now. That the view was being redrawn is none, also where it comes after `toast` was looked for. */
    anAnswer: async (): Promise<Effect> => {
      const before = await toasts.allInnerTexts();
      return async () =>
        (await asking.count()) > 0 ||
        (await toasts.allInnerTexts()).some((text) => !before.includes(text) && !sentence.test(text));
    },
    /** Closes it, as a person does before they press again. */
    close: async (pressed: string): Promise<void> => {
      noteRedraw('said');
      process.stderr.write(`The view was being redrawn: ${pressed}\n`);
      await toast.hover();
      await toast.locator('.codicon-notifications-clear').click();
      await page.evaluate('globalThis.haltPresses?.undone()');
    },
  };
}

/**
 * Presses keys on the row of a list that has the focus: what was clicked elsewhere may still hold the focus, or take it again, and rows that move are unknown to the editor for as long. A key that is about
 * rows is pressed again only where Halt said that nothing was done.
 */
export function rowKeysIn(page: Page, list: Locator, rest: () => Promise<void>) {
  const { toast, toasts, anAnswer, close } = redrawnToast(page);

  const hasFocus = (): Promise<boolean> =>
    list.evaluate((element) => element.contains(element.ownerDocument.activeElement));

  const focus = (): Promise<unknown> =>
    until('the view to have the focus', async () => {
      await list.focus({ timeout: 2000 }).catch(() => undefined);
      await rest();
      return hasFocus();
    });

  return async (key: string, effect?: Effect): Promise<number> =>
    until(`${key} to be taken`, async () => {
      await focus();
      const isThere = effect ?? (await anAnswer());
      noteRedraw('pressed');
      const pressed = performance.now();
      await page.keyboard.press(key);
      const said = await until(
        `the effect of ${key}`,
        async () => ((await toast.isVisible()) ? 'redrawn' : (await isThere()) && 'done'),
        { say: () => toasts.allInnerTexts() },
      );
      if (said === 'done') return pressed;
      await close(key);
      return undefined;
    });
}
