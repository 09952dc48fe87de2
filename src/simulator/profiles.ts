import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedAccessKeyId, simulatedSecret } from './core/accounts.ts';
import type { Simulator } from './simulator.ts';

const MARK = '# Written by the simulated AWS of Halt. Its keys open nothing but that.';

/** The texts of an AWS config and a credentials file with one profile for each account, named by its alias. */
export function profileFiles({ endpoint, fleet }: Pick<Simulator, 'endpoint' | 'fleet'>): {
  readonly config: string;
  readonly credentials: string;
} {
  const home = fleet.regions[0] ?? 'us-east-1';
  const config = fleet.accounts.map(({ alias }) =>
    [`[profile ${alias}]`, `region = ${home}`, `endpoint_url = ${endpoint}`, 'halt_simulated = true', ''].join('\n'),
  );
  const credentials = fleet.accounts.map(({ id, alias }) =>
    [
      `[${alias}]`,
      `aws_access_key_id = ${simulatedAccessKeyId(id)}`,
      `aws_secret_access_key = ${simulatedSecret(id)}`,
      '',
    ].join('\n'),
  );
  return { config: [MARK, '', ...config].join('\n'), credentials: [MARK, '', ...credentials].join('\n') };
}

/** Writes `config` and `credentials` into a folder. Throws rather than touch a file that it didn't write itself. */
export function writeProfiles(simulator: Pick<Simulator, 'endpoint' | 'fleet'>, folder: string): void {
  const files = Object.entries(profileFiles(simulator)).map(([name, text]) => ({ path: join(folder, name), text }));
  const foreign = files.find(({ path }) => existsSync(path) && !readFileSync(path, 'utf8').startsWith(MARK));
  if (foreign !== undefined) throw new Error(`${foreign.path} is not the simulator's; it stays as it is.`);
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text, { mode: 0o600 });
}
