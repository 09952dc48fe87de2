import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/browser/browser.ts';
import { type CodeServer, type CodeServerOptions, startCodeServer } from '../../../scripts/vscode/codeServer.ts';
import type { LeftPage } from './pages.ts';
import type { Installation } from './window.ts';
import { until } from './waiting.ts';

/** What a window stands on. */
export interface Editor {
  readonly server: CodeServer;
  readonly browser: Browser;
  /** The page of its last window, when it had one. */
  readonly left?: LeftPage;
}

/** How long the extension host of a window that was closed may take to end, in milliseconds. */
const ENDS_WITHIN = 15_000;

/** To start a server and a browser takes a third of the processor's time of a window: those of the last window wait for the next one of this process. */
let kept: Editor | undefined;

/** A server with nothing but these settings, and a browser. With `anew`, they were in no window before; otherwise the server was started with the same as the first one of this process. */
export async function takeEditor(
  installation: Installation,
  options: Omit<CodeServerOptions, 'extensions'>,
  { anew }: { readonly anew: boolean },
): Promise<Editor> {
  if (!anew && kept) {
    const last = kept;
    kept = undefined;
    if (last.browser.isConnected()) {
      last.server.profile.renew(options.settings ?? {});
      return last;
    }
    await end(last);
  }
  const starting = startCodeServer(installation.server, { extensions: installation.extensions, ...options });
  const [server, browser] = await bothOf(starting, launchChromium(installation.chromium));
  return { server, browser };
}

/** Keeps it for the next window of this process, unless something of the last one is left in it. */
export async function giveBack(editor: Editor): Promise<void> {
  const isQuiet = await until('', () => hostsOf(editor.server) === 0, { milliseconds: ENDS_WITHIN }).catch(() => false);
  if (isQuiet && kept === undefined) kept = editor;
  else await end(editor);
}

/** Ends the one that waits for a window: this process would not end beside it. */
export async function endKept(): Promise<void> {
  const last = kept;
  kept = undefined;
  if (last) await end(last);
}

export const end = async ({ browser, server }: Editor): Promise<void> => {
  await Promise.all([browser.close(), server.stop()]);
};

/** How many extension hosts run, by what the server says of them. */
function hostsOf(server: CodeServer): number {
  const said = (what: RegExp): number => server.process.output().match(what)?.length ?? 0;
  return said(/Launched Extension Host Process/g) - said(/Extension Host Process exited/g);
}

/** Both are started side by side; when one can't be had, the other is ended. */
async function bothOf(starting: Promise<CodeServer>, launching: Promise<Browser>): Promise<[CodeServer, Browser]> {
  try {
    return await Promise.all([starting, launching]);
  } catch (error) {
    await Promise.allSettled([starting.then((server) => server.stop()), launching.then((browser) => browser.close())]);
    throw error;
  }
}
