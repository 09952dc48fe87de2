import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { stillPages } from '../../test/stages/window/steadyPage.ts';
import { launchChromium } from '../browser/browser.ts';
import { type CodeServer, type InstalledServer, startCodeServer } from './codeServer.ts';
import type { Totals } from '../suites/totals.ts';

export interface EditorSuite {
  readonly server: InstalledServer;
  readonly chromium: string;
  /** The folder of the extension under test. */
  readonly extension: string;
  readonly tests: {
    /** The module whose `run` VS Code calls. */
    readonly entry: string;
    readonly env: NodeJS.ProcessEnv;
    /** What it said at its end; undefined when it never came to it. */
    readonly result: () => Totals | undefined;
  };
  readonly seconds: number;
  /** Where the evidence of a failure goes. */
  readonly artifacts: string;
  readonly print: (line: string) => void;
}

const MARK = '\u2063'; // As in test/stages/editor/entry.ts.

/**
 * Runs a mocha suite in a real extension host. Rejects when there is no result: VS Code reports the exit code 0 for a host that crashed
 * as well, so only the result that the suite wrote itself is believed.
 */
export async function runEditorSuite(suite: EditorSuite): Promise<Totals> {
  const { extension, tests } = suite;
  const server = await startCodeServer(suite.server, { env: tests.env, forTests: true });
  const browser = await launchChromium(suite.chromium);
  const transcript = createTranscript(suite.print);
  // Small: nobody looks at it, and each row that is in sight is drawn.
  const context = await browser.newContext({ viewport: { width: 640, height: 400 } });
  await stillPages(context);
  const page = await context.newPage();
  try {
    const result = watchForResult(page, server, transcript, suite);
    await page.exposeFunction('codeAutomationLog', transcript.add);
    const payload = [
      ['extensionDevelopmentPath', server.remote(extension)],
      ['extensionTestsPath', server.remote(tests.entry)],
      ['skipWelcome', 'true'],
    ] as const;
    const [outcome] = await Promise.all([result, page.goto(server.url(undefined, payload), { timeout: 60_000 })]);
    if (outcome.failures.length > 0) await saveEvidence(suite.artifacts, page, server, transcript);
    return outcome;
  } catch (error) {
    await saveEvidence(suite.artifacts, page, server, transcript);
    throw error;
  } finally {
    await browser.close();
    await server.stop();
  }
}

interface Transcript {
  readonly all: string[];
  last: string;
  readonly add: (level: string, args: unknown) => void;
}

function createTranscript(print: (line: string) => void): Transcript {
  const transcript: Transcript = {
    all: [],
    last: '(none)',
    add: (level, args) => {
      const text = Array.isArray(args) ? format(...(args as unknown[])) : String(args);
      transcript.all.push(`[${level}] ${text.replaceAll(MARK, '')}`);
      if (!text.startsWith(MARK)) return;
      transcript.last = text.replaceAll(MARK, '');
      print(transcript.last);
    },
  };
  return transcript;
}

function watchForResult(
  page: Page,
  server: CodeServer,
  transcript: Transcript,
  { seconds, tests }: EditorSuite,
): Promise<Totals> {
  let hostDeath = '';
  server.process.onLine((line) => {
    hostDeath = /Extension Host Process exited with .*/.exec(line)?.[0] ?? hostDeath;
  });
  const result = new Promise<Totals>((resolve, reject) => {
    const broken = (why: string): void =>
      reject(new Error(`${why}; the tests' last line: ${transcript.last} ${hostDeath}`));
    setTimeout(() => broken(`the suite did not end within ${seconds} s`), seconds * 1000).unref();
    page.on('crash', () => broken('the page crashed'));
    page.on('close', () => broken('the browser closed'));
    void server.process.ended.then((how) => broken(`the VS Code server ended with ${how}`));
    const end = (code: number): void => {
      const totals = tests.result();
      if (totals) resolve(totals);
      else broken(`the extension host ended (VS Code says ${code}) before its tests did`);
    };
    page.exposeFunction('codeAutomationExit', end).catch(reject);
  });
  result.catch(() => undefined); // It may break before anybody awaits it.
  return result;
}

/** A picture and the logs, as far as they can still be had. */
async function saveEvidence(folder: string, page: Page, server: CodeServer, transcript: Transcript): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'server.log'), server.process.output());
  writeFileSync(join(folder, 'workbench.log'), transcript.all.join('\n'));
  server.copyLogs(join(folder, 'logs'));
  await page.screenshot({ path: join(folder, 'failure.png'), timeout: 5000 }).catch(() => undefined);
  process.stderr.write(`The evidence is in ${folder}\n`);
}
