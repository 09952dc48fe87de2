import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { build } from 'esbuild';
import { atExit } from '../scripts/process/atExit.ts';
import { startProcess } from '../scripts/process/processes.ts';
import { ROOT } from '../scripts/root.ts';
import { createAws } from '../src/aws/aws.ts';
import { nodeTransport } from '../src/aws/transport/nodeTransport.ts';
import type { Transport, WireRequest, WireResponse } from '../src/aws/transport/transport.ts';
import type { Scope } from '../src/model/scope.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../src/simulator/core/accounts.ts';
import { fleetOf } from '../src/simulator/core/sizedFleet.ts';
import { startSimulator } from '../src/simulator/simulator.ts';
import type { JsonReading } from './jsonReading.ts';
import type { Figure, Section } from './report.ts';

const ACCOUNT = '111122223333';
const INSTANCES = 1_000;
const ROUNDS = 15;
const signal = (): AbortSignal => new AbortController().signal;

/** Reading AWS's largest answers, in this thread and its processor's time, against the SDK's reading and JSON.parse of the very same bytes. */
export async function measureReading(): Promise<Section> {
  const answers = await recorded();
  const [instances, services, experiments] = ['DescribeInstances', 'DescribeServices', 'ListExperiments'].map(
    (operation) => answers.find((one) => one.operation === operation)?.response,
  );
  if (!instances || !services || !experiments) throw new Error('The simulated AWS gave no answer to measure.');
  return {
    title: 'Reading',
    figures: [...(await instanceFigures(instances)), ...(await jsonFigures({ services, experiments }))],
  };
}

const scope: Scope = { profile: 'bench', region: 'eu-west-1' };

function awsOver(transport: Transport, endpoint: string) {
  const keys = { accessKeyId: simulatedAccessKeyId(ACCOUNT), secretAccessKey: simulatedSecret(ACCOUNT) };
  return createAws({
    env: {},
    transport,
    simulatedProfiles: { bench: { endpoint, region: scope.region, ...keys } },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
  });
}

/** What a simulated AWS answers when everything of one place is listed. */
async function recorded(): Promise<readonly { readonly operation: string; readonly response: WireResponse }[]> {
  const answers: { readonly operation: string; readonly response: WireResponse }[] = [];
  const real = nodeTransport({ maxSockets: 10, ownAgents: true });
  const simulator = await startSimulator({
    fleet: fleetOf({ instances: INSTANCES, services: 100, experiments: 100 }),
  });
  const aws = awsOver(
    {
      async send(request, timeouts, stop) {
        const response = await real.send(request, timeouts, stop);
        answers.push({ operation: operationOf(request), response });
        return response;
      },
      close: () => real.close(),
    },
    simulator.endpoint,
  );
  try {
    for (const kind of ['instance', 'service', 'experiment'] as const) {
      for await (const page of aws.reads.list(scope, kind, signal())) {
        if (!page.ok) throw new Error(page.failure.message);
      }
    }
  } finally {
    await aws.dispose();
    real.close();
    await simulator.close();
  }
  return answers;
}

function operationOf({ url, method, headers, body }: WireRequest): string {
  const target = headers['x-amz-target']?.split('.').at(-1);
  const action = new URLSearchParams(Buffer.from(body ?? []).toString('utf8')).get('Action');
  const isList = method === 'GET' && new URL(url).pathname === '/experiments';
  return target ?? (isList ? 'ListExperiments' : action) ?? '';
}

async function instanceFigures(response: WireResponse): Promise<readonly Figure[]> {
  const aws = awsOver({ send: () => Promise.resolve(response), close: () => undefined }, 'http://127.0.0.1:9');
  const own = async () => {
    for await (const page of aws.reads.list(scope, 'instance', signal())) {
      if (!page.ok || page.value.resources.length !== INSTANCES) throw new Error('The list is not whole.');
    }
  };
  // A look keeps the SDK's reading.
  const sdk = async () => {
    const found = await aws.reads.describe(scope, 'instance', ['i-0'], signal());
    if (!found.ok || found.value.targets.length !== INSTANCES) throw new Error('The look is not whole.');
  };
  const [ours, theirs] = await alternately(own, sdk);
  await aws.dispose();
  return [
    {
      what: `${INSTANCES} instances, by the SDK’s reading`,
      value: theirs,
      unit: 'ms',
      note: `${(response.body.byteLength / 1_000_000).toFixed(1)} MB`,
    },
    { what: `${INSTANCES} instances, as they are listed`, value: ours, unit: 'ms' },
    { what: 'listed ÷ the SDK’s reading', value: ours / theirs, unit: '×', bar: { most: 0.3 } },
  ];
}

async function jsonFigures(answers: Readonly<Record<'services' | 'experiments', WireResponse>>): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const [script, kept] = [join(folder, 'jsonReading.cjs'), join(folder, 'answers')];
  await build({
    entryPoints: [join(ROOT, 'bench/jsonReading.ts')],
    ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
  });
  writeFileSync(kept, serialize(answers));
  const work = startProcess(process.execPath, [script, kept]);
  const [line] = await work.line(/^\{.*\}$/, 60_000);
  forget();
  rmSync(folder, { recursive: true, force: true });
  const measured = JSON.parse(line) as Record<keyof typeof answers, JsonReading>;
  return (
    [
      ['10 services', 'services'],
      ['100 experiments', 'experiments'],
    ] as const
  ).flatMap(([what, member]): Figure[] => {
    const { ours, parse } = measured[member];
    const note = `${Math.round(answers[member].body.byteLength / 1000)} kB`;
    return [
      { what: `${what}, JSON.parse`, value: parse, unit: 'ms', note },
      { what: `${what}, as they are listed`, value: ours, unit: 'ms' },
      { what: `${what} ÷ JSON.parse`, value: ours / parse, unit: '×', bar: { most: 2 } },
    ];
  });
}

/** The medians of both, in milliseconds, warm, one in turn with the other so that a busy machine hits both. */
async function alternately(one: () => Promise<void>, other: () => Promise<void>): Promise<readonly [number, number]> {
  const times: readonly [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    times[0].push(await spent(one));
    times[1].push(await spent(other));
  }
  // The first rounds warm up.
  return [median(times[0].slice(5)), median(times[1].slice(5))];
}

/** The processor's time, in milliseconds: of this process, in which nothing else goes on. */
async function spent(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
