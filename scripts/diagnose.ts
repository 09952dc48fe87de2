import { parseArgs } from 'node:util';
import { createAws } from '../src/aws/aws.ts';
import { diagnosisLine } from './suites/diagnosisLine.ts';

const USAGE = `npm run diagnose -- [--profile NAME]…

Prints what profiles of the shared AWS config do, one JSON object a line: those that are named, or all. Reads the files and the
variables that the AWS CLI reads. Without names the first line is what the CLI would use where none is named.
`;

/** Resolves with 0 when there is an answer for each profile, whatever it is. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { profile: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }) });
  try {
    const { signal } = new AbortController();
    let answered = true;
    for (const name of values.profile ?? (await everyName(aws.reads))) {
      const diagnosis = await aws.diagnose(name, signal);
      if (diagnosis.ok) process.stdout.write(`${diagnosisLine(diagnosis.value)}\n`);
      else process.stderr.write(`${name}: ${diagnosis.failure.message}\n`);
      answered &&= diagnosis.ok;
    }
    return answered ? 0 : 1;
  } finally {
    await aws.dispose();
  }
}

/** The environment's credentials first, then the profile that it names. */
async function everyName(reads: ReturnType<typeof createAws>['reads']): Promise<readonly string[]> {
  const { profiles, problems } = await reads.profiles();
  // Of files in which there is no profile nothing else would tell.
  if (profiles.length === 0) for (const { message } of problems) process.stderr.write(`${message}\n`);
  const named = process.env['AWS_PROFILE'] || process.env['AWS_DEFAULT_PROFILE'] || 'default';
  const rank = ({ name, source }: (typeof profiles)[number]): number =>
    source === 'environment' ? 0 : name === named ? 1 : 2;
  return profiles.toSorted((a, b) => rank(a) - rank(b)).map(({ name }) => name);
}
