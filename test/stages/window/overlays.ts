import type { Locator, Page } from 'playwright-core';
import { appears, disappears, exactly, gone, seen, until } from './waiting.ts';

export interface ContextMenu {
  /** Opens the menu of a place, notes its entries, and closes it. */
  entries(place: Locator): Promise<readonly string[]>;
  /**
   * Opens the menu of a place and picks an entry, by the beginning of its words or by a pattern; false when the menu went away before that, or when it opened over
   * something else, by what `isStillThere` says.
   */
  pick(place: Locator, entry: string | RegExp, isStillThere?: () => Promise<boolean>): Promise<boolean>;
}

export function contextMenuIn(page: Page): ContextMenu {
  const items = page.locator('.context-view .monaco-menu').getByRole('menuitem');

  /** False where what it is about has gone before a menu came: another row, in its place, may have none. */
  async function open(place: Locator, isStillThere: () => Promise<boolean>): Promise<boolean> {
    const opened = await until('the context menu', async () => {
      if (!(await isStillThere())) return 'gone';
      const clicked = await place.click({ button: 'right', timeout: 2000 }).then(
        () => true,
        () => false,
      );
      // A click that was made has its menu, however long that takes: a second one would hit what lies around it.
      return (await appears(items.first(), clicked ? 10_000 : 500)) && 'open';
    });
    return opened === 'open';
  }

  return {
    entries: async (place) => {
      await open(place, () => Promise.resolve(true));
      const texts = (await items.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
      await page.keyboard.press('Escape');
      await gone(items.first());
      return texts;
    },
    pick: async (place, entry, isStillThere = () => Promise.resolve(true)) => {
      if (!(await open(place, isStillThere))) return false;
      // Rows that came above it while the mouse was on its way have put another one under it.
      if (!(await isStillThere())) {
        await page.keyboard.press('Escape');
        await gone(items.first());
        return false;
      }
      const item = items.filter({ hasText: typeof entry === 'string' ? new RegExp(`^\\s*${entry}`) : entry }).first();
      // A menu stays as it was opened, whatever has become of the row since.
      if (!(await appears(item, 1000))) {
        await page.keyboard.press('Escape');
        await gone(items.first());
        return false;
      }
      // For its first moments a menu takes no click, so that a slipped mouse picks nothing.
      return until(`the menu to take ${String(entry)}`, async () => {
        // On a busy machine a click can have its effect long before it is told to have been made.
        const clicked = await item.click({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
        return (await disappears(items.first(), 500)) ? { clicked } : undefined;
      }).then(({ clicked }) => clicked);
    },
  };
}

export interface Dialog {
  /** Waits for the modal dialog and reads its message and detail. */
  text(): Promise<string>;
  buttons(): Promise<readonly string[]>;
  /** Presses a button and waits until the dialog is gone. Answers its text. */
  answer(button: string): Promise<string>;
  /** Closes it as Escape does. */
  dismiss(): Promise<string>;
  isOpen(): Promise<boolean>;
}

/** In milliseconds. */
const READ_FOR = 600;

export function dialogIn(page: Page): Dialog {
  const box = page.locator('.monaco-dialog-box');

  /** A person reads it: what is answered before is no answer. */
  async function read(): Promise<void> {
    await seen(box);
    const shownFor = () =>
      box.evaluate<number, { seenAt?: number }>((element) => {
        element.seenAt ??= performance.now();
        return performance.now() - element.seenAt;
      });
    await until('the dialog to have been read', async () => (await shownFor()) >= READ_FOR);
  }

  async function text(): Promise<string> {
    await read();
    return box.locator('.dialog-message-container').innerText();
  }

  /** The next dialog may be there at once: what has to go is this one. */
  async function closing(close: () => Promise<void>): Promise<string> {
    const said = await text();
    const open = await box.elementHandle();
    await close();
    await until('the dialog to close', async () => !(await open?.isVisible()));
    return said;
  }

  return {
    text,
    buttons: async () => {
      await text();
      return (await box.locator('.dialog-buttons').getByRole('button').allInnerTexts()).map((name) => name.trim());
    },
    answer: (button) => closing(() => box.getByRole('button', { name: button, exact: true }).click()),
    // A page that opens beside it may still have the focus, and would take the key.
    dismiss: () =>
      closing(async () => {
        await until('the dialog to have the focus', () =>
          box.evaluate((element) => element.contains(element.ownerDocument.activeElement)),
        );
        await page.keyboard.press('Escape');
      }),
    isOpen: () => box.isVisible(),
  };
}

export interface Notification {
  readonly text: string;
  press(button: string): Promise<void>;
  dismiss(): Promise<void>;
}

export interface Notifications {
  /** Waits for a notification, also for one that has already left the screen. */
  waitFor(words: string | RegExp, options?: { readonly milliseconds: number }): Promise<Notification>;
  /** The messages of all that are kept, newest first. */
  all(): Promise<readonly string[]>;
  /** Until none is kept: VS Code's own “Activating Extensions…” goes by itself, what Halt says stays. */
  none(): Promise<void>;
  clear(): Promise<void>;
}

/** In milliseconds. */
const SEEN_AFTER = 1000;

/** @param command runs a command by its title. */
export function notificationsIn(page: Page, command: (title: string) => Promise<void>): Notifications {
  const item = page
    .locator('.notifications-toasts.visible, .notifications-center.visible')
    .locator('.notification-list-item');
  const center = page.locator('.notifications-center.visible');

  async function openCenter(): Promise<void> {
    if (!(await center.isVisible())) await command('Notifications: Show Notifications');
  }

  async function all(): Promise<readonly string[]> {
    // It closes by itself as the last one goes.
    await until('the notification center', async () => {
      await openCenter();
      return appears(center, 2000);
    });
    const messages = await center.locator('.notification-list-item-message').allInnerTexts();
    // Once it has closed, the key would be meant for what lies below it.
    await until('the notification center to close', async () => {
      if (!(await center.isVisible())) return true;
      await page.keyboard.press('Escape');
      return disappears(center, 5000);
    });
    return messages.map((message) => message.trim());
  }

  return {
    waitFor: async (words, options) => {
      const found = item.filter({ has: page.locator('.notification-list-item-message', { hasText: words }) }).first();
      await until(
        `the notification ${String(words)}`,
        async () => {
          const isThere = await appears(found, 3000);
          if (!isThere) await openCenter();
          return isThere;
        },
        { say: () => item.allInnerTexts(), ...options },
      );
      // It leaves the screen after some seconds, also while the mouse is on its way to it.
      const inSight = async <T>(what: (limit: { readonly timeout: number }) => Promise<T>): Promise<T> =>
        until(`the notification ${String(words)}, in sight`, async () => {
          if (!(await found.isVisible())) await openCenter();
          return what({ timeout: 2000 }).then(
            (value) => ({ value }),
            () => undefined,
          );
        }).then(({ value }) => value);
      const act = (button: Locator): Promise<void> =>
        inSight(async (limit) => {
          await found.hover(limit);
          const isThere = await button.isVisible();
          await button.click(limit).catch(async (error: unknown) => {
            // A busy window tells too late that it was clicked: what it was about is on the screen by then, and the button, or the message, is gone for good.
            await openCenter();
            if (!isThere || (await appears(button, 1000))) throw error;
          });
        });
      return {
        text: (await inSight((limit) => found.locator('.notification-list-item-message').innerText(limit))).trim(),
        press: (button) =>
          act(
            found
              .locator('.notification-list-item-buttons-container')
              .getByRole('button', { name: button, exact: true }),
          ),
        dismiss: () => act(found.locator('.codicon-notifications-clear')),
      };
    },
    all,
    none: async () => {
      let told: readonly string[] = [];
      await until('no notification', async () => (told = await all()).length === 0, { say: () => told });
    },
    clear: async () => {
      await command('Notifications: Clear All Notifications');
      // One that is still there would be taken for the next of its words. What is under way can stay.
      await disappears(item.first(), 3000);
    },
  };
}

export interface QuickPick {
  /** Waits for a quick pick; with words, for one whose title or placeholder has them. */
  waitFor(words?: string | RegExp, options?: { readonly milliseconds: number }): Promise<void>;
  title(): Promise<string>;
  placeholder(): Promise<string>;
  /** The drawn rows: label, description and detail, as a person reads them. */
  rows(): Promise<readonly string[]>;
  /** As `rows`, once there is one: a pick is seen before its rows are. */
  someRows(): Promise<readonly string[]>;
  /** Until its rows have stood still for as long as a person needs to see them: Halt takes no tick and no Enter that may have been meant for those before. */
  settle(): Promise<void>;
  row(text: string | RegExp): Promise<Locator>;
  type(text: string): Promise<void>;
  /** Ticks rows of a multi-selection that are not ticked yet. */
  check(...texts: readonly (string | RegExp)[]): Promise<void>;
  uncheck(...texts: readonly (string | RegExp)[]): Promise<void>;
  checked(text: string | RegExp): Promise<boolean>;
  /** Picks one row and so closes a single selection. */
  choose(text: string | RegExp): Promise<void>;
  accept(): Promise<void>;
  cancel(): Promise<void>;
  isOpen(): Promise<boolean>;
}

export function quickPickIn(page: Page): QuickPick {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const title = widget.locator('.quick-input-title');

  const row = async (text: string | RegExp): Promise<Locator> => {
    const found = rows.filter({ hasText: text }).first();
    await seen(found);
    return found;
  };
  const isTicked = async (text: string | RegExp): Promise<boolean> =>
    (await (await row(text)).getAttribute('aria-checked')) === 'true' ||
    (await (await row(text)).locator('.quick-input-list-checkbox[aria-checked="true"], input:checked').count()) > 0;
  const tick = async (text: string | RegExp, wanted: boolean): Promise<void> => {
    await until(`${String(text)} to be ${wanted ? '' : 'un'}ticked`, async () => {
      if ((await isTicked(text)) === wanted) return true;
      await (await row(text)).click();
      // Another click would undo one whose effect is only late.
      return until('', async () => (await isTicked(text)) === wanted, { milliseconds: 5000 }).catch(() => false);
    });
  };
  const placeholder = async (): Promise<string> => (await input.getAttribute('placeholder')) ?? '';
  const drawnRows = async (): Promise<readonly string[]> =>
    (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const heading = async (): Promise<string> => ((await title.isVisible()) ? (await title.innerText()).trim() : '');

  return {
    waitFor: async (words = '', options) => {
      await until(
        `the quick pick ${String(words)}`,
        async () => {
          if (!(await widget.isVisible())) return false;
          const text = `${await heading()} ${await placeholder()}`;
          return typeof words === 'string' ? text.includes(words) : words.test(text);
        },
        {
          say: async () => ((await widget.isVisible()) ? [await heading(), await placeholder()] : 'none is open'),
          ...options,
        },
      );
    },
    title: heading,
    placeholder,
    rows: drawnRows,
    someRows: async () => {
      await seen(rows.first());
      return drawnRows();
    },
    settle: async () => {
      let seenAt = performance.now();
      let before = '';
      await until('its rows to stand still', async () => {
        const now = (await drawnRows()).join('\n');
        if (now !== before) seenAt = performance.now();
        before = now;
        return performance.now() - seenAt > SEEN_AFTER;
      });
    },
    row,
    type: (text) => input.fill(text),
    check: async (...texts) => {
      for (const text of texts) await tick(text, true);
    },
    uncheck: async (...texts) => {
      for (const text of texts) await tick(text, false);
    },
    checked: isTicked,
    choose: async (text) => (await row(text)).click(),
    accept: () => input.press('Enter'),
    cancel: async () => {
      // The focus may still be on its way to it.
      if (await input.isVisible()) await input.press('Escape');
      else await page.keyboard.press('Escape');
      await gone(widget);
    },
    isOpen: () => widget.isVisible(),
  };
}

/** Runs a command by its whole title in the palette ("Halt: Refresh"). */
export async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  // Something that takes the focus just then closes the palette again; it is opened until it holds the text.
  const row = widget
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) })
    .first();
  await until(`${title} in the command palette`, async () => {
    await page.keyboard.press('F1');
    const isTyped = await input.fill(`>${title}`, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (!isTyped) return false;
    if (!(await appears(row, 5000))) {
      // An open palette keeps the commands that were offered when it was typed into: the same text asks for no others.
      await page.keyboard.press('Escape');
      return false;
    }
    // What takes the focus from here on leaves no row behind.
    return row.click({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
  });
}
