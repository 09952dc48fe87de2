import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AskerCall, ASKER_FOLDER, type AskerResult } from '../asker/calls.ts';
import { packageSecondExtension } from './secondExtension.ts';
import { until } from './waiting.ts';

/** A second extension that asks Halt for something, as an agent or another extension does. */
export interface Asker {
  readonly vsix: string;
  readonly env: NodeJS.ProcessEnv;
  /** Has all of the calls made at once; what is returned resolves with their results, in order. */
  ask(calls: readonly AskerCall[]): () => Promise<readonly AskerResult[]>;
  /** The results, once they are there. */
  results(): readonly AskerResult[] | undefined;
  giveUp(): void;
}

/** Packages test/stages/asker. It is removed at the end of this process. */
export async function createAsker(): Promise<Asker> {
  const { vsix, folder } = await packageSecondExtension('asker', 'Asks Halt.');
  const exchange = join(folder, 'exchange');
  mkdirSync(exchange);
  const resultFile = join(exchange, 'results.json');
  const results = (): readonly AskerResult[] | undefined =>
    existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, 'utf8')) as readonly AskerResult[]) : undefined;
  return {
    vsix,
    env: { [ASKER_FOLDER]: exchange },
    ask: (calls) => {
      rmSync(resultFile, { force: true });
      writeFileSync(join(exchange, 'calls.part'), JSON.stringify(calls));
      renameSync(join(exchange, 'calls.part'), join(exchange, 'calls.json'));
      return () => until('the answers', results, { milliseconds: 90_000 });
    },
    results,
    giveUp: () => writeFileSync(join(exchange, 'giveUp'), ''),
  };
}
