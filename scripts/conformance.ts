import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProxy } from '../test/stages/profiles/awsCli.ts';
import { type AwsCli, cliOutcome, findAwsCli } from '../test/stages/profiles/conformance.ts';
import { startSimulatedSide } from '../test/stages/profiles/simulatedSide.ts';
import { RECORDED, recordedOutcomes, type Recorded } from '../test/stages/profiles/recorded.ts';
import { profileTable } from '../test/stages/profiles/profileTable.ts';
import { ROOT } from './root.ts';

const USAGE = `npm run conformance -- [--aws PROGRAM]… [--record] [--only TEXT]

Gives the table of profiles of test/stages/profiles to the AWS CLI, with the simulated AWS as its other side, and prints where
it does something else than is written down. Each case is judged by the first program that knows what it is about; "aws" by default.
--record writes down what the CLI does.
`;

/** Resolves with 0 where the CLI does what is written down, or isn't there to be asked. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      aws: { type: 'string', multiple: true },
      record: { type: 'boolean' },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const found = await Promise.all((values.aws ?? ['aws']).map(findAwsCli));
  const clis = found.flatMap((cli) => cli ?? []);
  if (clis.length === 0) {
    process.stdout.write('There is no AWS CLI on the PATH to compare with.\n');
    return 0;
  }
  const side = await startSimulatedSide();
  const proxy = await startProxy(side);
  const recorded = new Map(Object.entries(recordedOutcomes()));
  let differing = 0;
  let asked = 0;
  try {
    for (const about of profileTable.filter(({ name }) => name.includes(values.only ?? ''))) {
      const cli = clis.find(({ abilities }) => about.needs.every((need) => abilities.includes(need)));
      if (cli === undefined) continue;
      asked += 1;
      const outcome = await cliOutcome(about, cli, { side, proxy });
      const before = recorded.get(about.name)?.outcome;
      if (values.record === true) recorded.set(about.name, { cli: cli.version, outcome });
      if (JSON.stringify(before) === JSON.stringify(outcome)) continue;
      differing += 1;
      process.stdout.write(
        `${about.name}\n  written down: ${JSON.stringify(before)}\n  ${nameOf(cli)}: ${JSON.stringify(outcome)}\n`,
      );
    }
  } finally {
    await proxy.close();
    await side.close();
  }
  if (values.record === true) write(recorded);
  process.stdout.write(
    `${clis.map(nameOf).join(', ')}: asked about ${asked} of ${profileTable.length} profiles, ${differing} otherwise than written down\n`,
  );
  return differing === 0 || values.record === true ? 0 : 1;
}

const nameOf = ({ version }: AwsCli): string => `aws-cli ${version}`;

function write(recorded: ReadonlyMap<string, Recorded>): void {
  const inTable = profileTable.flatMap(({ name }) => {
    const known = recorded.get(name);
    return known === undefined ? [] : [[name, known] as const];
  });
  writeFileSync(join(ROOT, RECORDED), `${JSON.stringify(Object.fromEntries(inTable), null, 2)}\n`);
}
