import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { build } from 'esbuild';
import { sdkPlugins } from '../../scripts/bundling/sdkPlugins.mjs';
import { atExit } from '../../scripts/process/atExit.ts';
import { startProcess } from '../../scripts/process/processes.ts';
import { ROOT } from '../../scripts/root.ts';
import { nodeTransport } from '../../src/aws/transport/nodeTransport.ts';
import type { WireRequest, WireResponse } from '../../src/aws/transport/transport.ts';
import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { InstanceReading } from './instanceReading.ts';
import type { JsonReading } from './jsonReading.ts';
import { awsOver, scope } from './readingAws.ts';
import type { Figure, Section } from '../report.ts';

const INSTANCES = 1_000;
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
  const { listed, described } = await measuredBy<InstanceReading>('instanceReading', response);
  const note = `${(response.body.byteLength / 1_000_000).toFixed(1)} MB`;
  return [
    { what: `${INSTANCES} instances, by the SDK’s reading`, value: described, unit: 'ms', note },
    { what: `${INSTANCES} instances, as they are listed`, value: listed, unit: 'ms' },
    { what: 'listed ÷ the SDK’s reading', value: listed / described, unit: '×', bar: { most: 0.3 } },
  ];
}

async function jsonFigures(answers: Readonly<Record<'services' | 'experiments', WireResponse>>): Promise<Figure[]> {
  const measured = await measuredBy<Record<keyof typeof answers, JsonReading>>('jsonReading', answers);
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

/** What a script of this folder prints of these answers, bundled as the product is, in a process of its own. */
async function measuredBy<T>(name: 'instanceReading' | 'jsonReading', answers: unknown): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const [script, kept] = [join(folder, `${name}.cjs`), join(folder, 'answers')];
  try {
    await build({
      entryPoints: [join(ROOT, 'bench/reading', `${name}.ts`)],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      define: { 'import.meta.url': '__filename' },
      plugins: sdkPlugins,
      logLevel: 'warning',
    });
    writeFileSync(kept, serialize(answers));
    const [line] = await startProcess(process.execPath, [script, kept]).line(/^\{.*\}$/, 120_000);
    return JSON.parse(line) as T;
  } finally {
    forget();
    rmSync(folder, { recursive: true, force: true });
  }
}
