// Bundled, as the product is. Prints what it measured of the answer in the file that it is given.
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import type { WireResponse } from '../../src/aws/transport/transport.ts';
import { awsOver, scope } from './readingAws.ts';

/** The medians of both, in milliseconds of the processor. */
export interface InstanceReading {
  readonly listed: number;
  readonly described: number;
}

const ROUNDS = 15;
/** They warm up. */
const FIRST = 5;
const signal = (): AbortSignal => new AbortController().signal;

async function measure(response: WireResponse): Promise<InstanceReading> {
  const aws = awsOver({ send: () => Promise.resolve(response), close: () => undefined }, 'http://127.0.0.1:9');
  const list = async (): Promise<number> => {
    let found = 0;
    for await (const page of aws.reads.list(scope, 'instance', signal())) {
      if (!page.ok) throw new Error(page.failure.message);
      found += page.value.resources.length;
    }
    return found;
  };
  // A look keeps the SDK's reading.
  const describe = async (): Promise<number> => {
    const found = await aws.reads.describe(scope, 'instance', ['i-0'], signal());
    if (!found.ok) throw new Error(found.failure.message);
    return found.value.targets.length;
  };
  const [listed, described]: [number[], number[]] = [[], []];
  // One in turn with the other, so that a busy machine hits both.
  for (let round = 0; round < ROUNDS; round += 1) {
    const [own, sdk] = [await spent(list), await spent(describe)];
    if (own.found === 0 || own.found !== sdk.found)
      throw new Error(`${own.found} are listed, and ${sdk.found} described.`);
    listed.push(own.took);
    described.push(sdk.took);
  }
  await aws.dispose();
  return { listed: median(listed.slice(FIRST)), described: median(described.slice(FIRST)) };
}

/** The processor's time, in milliseconds: of this process, in which nothing else goes on. */
async function spent(work: () => Promise<number>): Promise<{ readonly found: number; readonly took: number }> {
  const before = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  return { found, took: (user + system) / 1000 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

measure(deserialize(readFileSync(process.argv[2] ?? '')) as WireResponse).then(
  (measured) => process.stdout.write(`${JSON.stringify(measured)}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
