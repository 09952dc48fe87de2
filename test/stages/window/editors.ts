import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../scripts/browser/browser.ts';
import { type CodeServer, type CodeServerOptions, startCodeServer } from '../../../scripts/vscode/codeServer.ts';
import type { Installation } from './window.ts';
import { until } from './waiting.ts';

/** What a window stands on. */
export interface Editor {
  readonly server: CodeServer;
  readonly browser: Browser;
}

interface KeptEditor extends Editor {
  /** What its server was started with, but for the settings, which can be others each time. */
  readonly startedWith: string;
}

/** How long the extension host of a window that was closed may take to end, in milliseconds. */
const ENDS_WITHIN = 15_000;

/** To start a server and a browser takes a third of the processor's time of a window: the one of the last window waits for the next of this process. */
let kept: KeptEditor | undefined;

/** A server with nothing but these settings, and a browser, for one window at a time. Whoever has closed that hands both back to {@link giveBack}. */
export async function takeEditor(
  installation: Installation,
  { settings, ...started }: Omit<CodeServerOptions, 'extensions'>,
): Promise<KeptEditor> {
  const startedWith = JSON.stringify(started);
  const last = kept;
  kept = undefined;
  if (last?.startedWith === startedWith) {
    last.server.profile.renew(settings ?? {});
    return last;
  }
  if (last) await end(last);
  const starting = startCodeServer(installation.server, {
    extensions: installation.extensions,
    ...(settings && { settings }),
    ...started,
  });
  const [server, browser] = await bothOf(starting, launchChromium(installation.chromium));
  return { server, browser, startedWith };
}

/** Keeps it for the next window, unless something of the last one is left in it. */
export async function giveBack(editor: KeptEditor): Promise<void> {
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
