import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import type { CodeServer } from '../../../scripts/vscode/codeServer.ts';
import type { Settings } from '../../../scripts/vscode/profile.ts';
import {
  type ContextMenu,
  contextMenuIn,
  type Dialog,
  dialogIn,
  type Notifications,
  notificationsIn,
  type QuickPick,
  quickPickIn,
  runCommand,
} from './overlays.ts';
import { type Tree, treeIn } from './tree.ts';
import { end, giveBack, takeEditor } from './editors.ts';
import { evidenceOf } from './evidence.ts';
import { OWN_KEYS, pressOwnKey } from './ownKeys.ts';
import { type PageOptions, takePage } from './pages.ts';
import { settingsIn, type Theme, THEMES } from './settingsIn.ts';
import { PATIENCE, until } from './waiting.ts';
import { pluralForms } from '../../../src/base/countedSentence.ts';

export interface WindowOptions {
  readonly settings?: Settings;
  readonly env: NodeJS.ProcessEnv;
  readonly width?: number;
  readonly height?: number;
  /** How many pixels of the screen one of the page takes. */
  readonly scale?: number;
  readonly theme?: Theme;
  /** On a server and in a browser that no other window had or will have: what its extension host is given, or what is installed, is its own. */
  readonly anew?: boolean;
  /** The packages of more extensions that are installed. */
  readonly vsix?: string | readonly string[];
  readonly language?: Language;
}

/** The language in which the extensions speak. VS Code's own words stay English: that needs a language pack. */
export interface Language {
  /** As in `l10n/bundle.l10n.CODE.json`. */
  readonly code: string;
  /** What the installed extension says in place of its translation. */
  readonly say?: (translation: string) => string;
}

/** In milliseconds: what a command asks needs AWS's answers at times. */
const ASKS_WITHIN = 15_000;

/** The parts that are the same for every window of a run: see scripts/uiTests.ts. */
export interface Installation {
  readonly version: 'newest' | 'oldest';
  readonly server: { readonly folder: string; readonly node: string };
  /** The program of the browser, of which each window starts its own: windows at the same time would share a clipboard otherwise. */
  readonly chromium: string;
  /** A folder of extensions in which Halt is installed. */
  readonly extensions: string;
  /** Whether pictures are wanted: `npm run pictures`. */
  readonly pictures: boolean;
  /** Whether the scenarios of a window run in the other order. */
  readonly reversed: boolean;
}

/** A VS Code window with the packaged extension installed, as a person has it. */
export interface HaltWindow {
  readonly page: Page;
  readonly server: CodeServer;
  readonly version: Installation['version'];
  readonly menu: ContextMenu;
  readonly dialog: Dialog;
  readonly notifications: Notifications;
  readonly quickPick: QuickPick;
  /** The tree in the side bar. */
  readonly tree: Tree;
  /** Shows a view container of the activity bar. */
  openView(title: string): Promise<void>;
  /** By its own key where it has one, or in the palette. */
  runCommand(title: string): Promise<void>;
  /**
   * Runs a command and waits for its quick pick, by its title or placeholder. A busy editor gives the focus back to what had it before the palette when the pick is open already, and so closes it: a
   * person runs the command again.
   */
  ask(title: string, words: string | RegExp): Promise<void>;
  /** A status bar item by its id in the extension. */
  statusItem(id: string): Locator;
  /** The page inside the visible webview. */
  webview(): FrameLocator;
  /** The same as a frame, for what needs one (axe). */
  webviewFrame(): Promise<Frame>;
  /** Selects a row and shows its tooltip by keyboard; the next key takes it away. */
  tooltip(row: Locator): Promise<string>;
  /** The whole text of the active editor. */
  editorText(): Promise<string>;
  clipboard(): Promise<string>;
  /** Changes the person's settings; `undefined` removes one. */
  changeSettings(change: Settings): Promise<void>;
  /** The same by hand, in the editor of the settings file. */
  editSettings(change: Settings): Promise<void>;
  /** The person's settings file as it is now. */
  settings(): Settings;
  /** Waits until the file is so: the editor writes it after it has taken a change in. */
  settingsHold(what: string, isSo: (now: Settings) => boolean): Promise<unknown>;
  setTheme(theme: Theme): Promise<void>;
  reload(): Promise<void>;
  /** Writes `artifacts/NAME.png` where pictures are wanted. */
  picture(name: string): Promise<void>;
  /** Writes a picture and the logs below `artifacts/NAME`, and returns what lay over the window in words; never rejects. */
  saveEvidence(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Rows that stay where they are, a wheel that turns by several rows, and no tooltip that comes in the mouse's way by itself. */
const STEADY_SETTINGS = {
  // Changed as text: as JSON, extensions and a language server start for each window that does.
  'files.associations': { 'settings.json': 'plaintext' },
  // Chosen, so that the first stop of a window doesn't offer it.
  'halt.notify': 'off',
  'window.autoDetectColorScheme': false,
  'workbench.editor.useModal': 'off',
  'workbench.hover.delay': 600_000,
  'workbench.list.mouseWheelScrollSensitivity': 3,
  'workbench.reduceMotion': 'on',
  'workbench.tree.enableStickyScroll': false,
} as const satisfies Settings;

/** How long a window may take to be there, in milliseconds. */
const AT_START = 60_000;

/** The id of the extension under test. */
const EXTENSION = 'halt-for-aws.halt-for-aws';

export async function openWindow(installation: Installation, options: WindowOptions): Promise<HaltWindow> {
  const { width = 1280, height = 800, theme = 'dark' } = options;
  const anew = options.anew === true || options.vsix !== undefined || options.language?.say !== undefined;
  const started = {
    ...(options.vsix !== undefined && { vsix: options.vsix }),
    env: options.env,
    keybindings: OWN_KEYS,
    settings: { ...STEADY_SETTINGS, ...options.settings, 'workbench.colorTheme': THEMES[theme].setting },
  };
  const editor = await takeEditor(installation, started, { anew });
  const { server } = editor;
  if (options.language?.say) replaceWords(server.profile.extensions, options.language.code, options.language.say);
  const look: PageOptions = {
    scale: options.scale,
    language: options.language?.code,
    still: !installation.pictures,
  };
  const { origin } = new URL(server.url());
  const page = await takePage(editor.browser, editor.left, look, { origin, viewport: { width, height } });
  page.setDefaultTimeout(PATIENCE);
  // Halt's view comes once the extensions are known, long after the editor's own are there.
  const ready = (): Promise<void> =>
    page
      .locator('.monaco-workbench .activitybar')
      .getByRole('tab', { name: 'Halt' })
      .first()
      .waitFor({ timeout: AT_START });
  const run = async (title: string): Promise<void> => {
    if (!(await pressOwnKey(page, title))) await runCommand(page, title);
  };
  const quickPick = quickPickIn(page);

  const { settings, settingsHold, changeSettings, editSettings, setTheme } = settingsIn(page, server, run);
  const evidence = evidenceOf(page, server, installation.pictures);
  const webview = (): FrameLocator =>
    page.frameLocator('iframe.webview.ready:visible').last().frameLocator('iframe#active-frame');

  const window: HaltWindow = {
    page,
    server,
    version: installation.version,
    menu: contextMenuIn(page),
    dialog: dialogIn(page),
    notifications: notificationsIn(page, run),
    quickPick,
    tree: treeIn(page, '.sidebar .customview-tree'),
    openView: async (title) => {
      const tab = page.locator('.activitybar').getByRole('tab', { name: title });
      await until(`the view ${title}`, async () => {
        if ((await tab.getAttribute('aria-selected')) === 'true') return true;
        await tab.click();
        // Another click on it hides the view again.
        return until('', async () => (await tab.getAttribute('aria-selected')) === 'true', {
          milliseconds: 5000,
        }).catch(() => false);
      });
    },
    runCommand: run,
    ask: (title, words) =>
      until(`${title} to ask`, async () => {
        await run(title);
        return quickPick.waitFor(words, { milliseconds: ASKS_WITHIN }).then(
          () => true,
          () => false,
        );
      }).then(() => undefined),
    statusItem: (id) => page.locator(`.statusbar-item[id="${EXTENSION}.${id}"]`),
    webview,
    webviewFrame: async () => {
      const frame = await (await webview().locator('body').elementHandle())?.ownerFrame();
      if (!frame) throw new Error('The webview has no page.');
      return frame;
    },
    tooltip: (row) => tooltipOf(page, row),
    editorText: () => editorText(page, clipboard),
    clipboard,
    changeSettings,
    editSettings,
    settings,
    settingsHold,
    setTheme,
    // As a person does: VS Code then writes down which editors are open before it goes.
    reload: async () => {
      const loaded = page.waitForEvent('load', { timeout: AT_START });
      await run('Developer: Reload Window');
      await loaded;
      await ready();
    },
    ...evidence,
    close: async () => {
      if (anew) return end(editor);
      // Its page tells the server on its way out that it doesn't come back; one that is just closed would be waited for.
      const isLeft = await page.goto('about:blank').then(
        () => true,
        () => false,
      );
      // This process would not end beside a browser whose page has crashed.
      await (isLeft ? giveBack({ ...editor, left: { page, options: look } }) : end(editor));
    },
  };

  function clipboard(): Promise<string> {
    return page.evaluate<string>('navigator.clipboard.readText()');
  }

  try {
    await page.goto(server.url(), { timeout: AT_START });
    await ready();
    return window;
  } catch (error) {
    await window.saveEvidence('window-did-not-open');
    await end(editor);
    throw error;
  }
}

/** What stands over a row when it is asked for by keyboard. */
async function tooltipOf(page: Page, row: Locator): Promise<string> {
  const tip = page.locator('.workbench-hover-container:visible, .monaco-hover:visible').first();
  // A row that is redrawn takes its tooltip along, and is asked again.
  const attempt = async (): Promise<string> => {
    await row.click({ timeout: 3_000 });
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.press('ControlOrMeta+i');
    await tip.waitFor({ timeout: 3_000 });
    const words = async () => {
      const text = await tip.innerText({ timeout: 1_000 });
      return text.trim() !== 'Loading...' && text;
    };
    return until('its words', words, { milliseconds: 3_000 });
  };
  return until('the tooltip', () => attempt().catch(() => undefined));
}

/** A sentence that depends on a number is said in each of its forms. */
function inEachForm(text: string, say: (translation: string) => string): string {
  const forms = pluralForms(text);
  if (forms === undefined) return say(text);
  return `{0, plural, ${[...forms].map(([category, form]) => `${category} {${say(form)}}`).join(' ')}}`;
}

function replaceWords(extensions: string, code: string, say: (translation: string) => string): void {
  const folder = readdirSync(extensions).find((name) => name.startsWith(EXTENSION));
  if (folder === undefined) throw new Error('The extension is not installed.');
  for (const file of [`l10n/bundle.l10n.${code}.json`, `package.nls.${code}.json`]) {
    const path = join(extensions, folder, file);
    const words = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
    const said = Object.fromEntries(Object.entries(words).map(([key, text]) => [key, inEachForm(text, say)]));
    writeFileSync(path, JSON.stringify(said));
  }
}

/** The whole text of the active editor, by its clipboard. */
async function editorText(page: Page, clipboard: () => Promise<string>): Promise<string> {
  const NOTHING = 'nothing was copied yet';
  const { text } = await until('the text of the editor', async () => {
    await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    // What is in the clipboard from before would be taken for it.
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(NOTHING)})`);
    for (const key of ['a', 'c']) await page.keyboard.press(`ControlOrMeta+${key}`);
    const copied = async () => {
      const now = await clipboard();
      return now !== NOTHING && { text: now };
    };
    return until('', copied, { milliseconds: 5000 }).catch(() => false);
  });
  return text;
}
