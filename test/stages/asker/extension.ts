import { existsSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CancellationTokenSource,
  commands,
  type ExtensionContext,
  extensions,
  LanguageModelTextPart,
  lm,
} from 'vscode';
import type { HaltApi } from '../../../src/ui/agents/api.ts';
import { type AskerCall, ASKER_FOLDER, type AskerResult } from './calls.ts';

/** A second extension, as a person may have one: it asks Halt for what the test has written down, through VS Code's own doors. */
export function activate(context: ExtensionContext): void {
  const folder = process.env[ASKER_FOLDER] ?? '';
  const [calls, giveUp] = [join(folder, 'calls.json'), join(folder, 'giveUp')];
  let source = new CancellationTokenSource();
  const look = (): void => {
    if (existsSync(giveUp)) {
      rmSync(giveUp);
      source.cancel();
      source = new CancellationTokenSource();
    }
    if (!existsSync(calls)) return;
    const text = readFileSync(calls, 'utf8');
    rmSync(calls);
    void run(folder, JSON.parse(text) as readonly AskerCall[], source);
  };
  const watcher = watch(folder, look);
  context.subscriptions.push({ dispose: () => watcher.close() });
  look();
}

async function run(folder: string, calls: readonly AskerCall[], source: CancellationTokenSource): Promise<void> {
  const results = await Promise.all(calls.map((call) => resultOf(call, source)));
  // At once, so that nobody reads the half of it.
  writeFileSync(join(folder, 'results.part'), JSON.stringify(results));
  renameSync(join(folder, 'results.part'), join(folder, 'results.json'));
}

/** The commands by which any extension has VS Code accept what is open. */
const accepting = [
  'quickInput.accept',
  'workbench.action.acceptSelectedQuickOpenItem',
  'notification.acceptPrimaryAction',
];

/** How often it accepted: for so long, and so often at the least, as a busy machine comes to fewer rounds in the same time. */
async function acceptAll(command: string, milliseconds: number, rounds: number): Promise<number> {
  const quietly = async (id: string): Promise<void> => {
    await commands.executeCommand(id).then(undefined, () => undefined);
  };
  void quietly(command);
  const end = performance.now() + milliseconds;
  let count = 0;
  for (; performance.now() < end || count < rounds; count += 1) {
    for (const one of accepting) await quietly(one);
    await pause(20);
  }
  return count;
}

async function resultOf(call: AskerCall, source: CancellationTokenSource): Promise<AskerResult> {
  try {
    if (call.door === 'accept') return { answer: await acceptAll(call.command, call.milliseconds, call.rounds) };
    if (call.door === 'api') {
      const halt = extensions.getExtension<HaltApi>('halt-for-aws.halt-for-aws');
      const api = await halt?.activate();
      if (!api) return { error: 'Halt is not there.' };
      const answer = call.method === 'listInProgress' ? api.listInProgress() : api.requestStop(call.arns, call.options);
      return { answer: { version: api.version, answer: await answer } };
    }
    const options = { input: call.input as object, toolInvocationToken: undefined };
    const { content } = await lm.invokeTool(call.tool, options, source.token);
    const text = content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
    return { answer: JSON.parse(text) as unknown };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
