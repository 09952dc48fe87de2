import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Aws, type AwsOptions, createAws } from '../../src/aws/aws.ts';
import { createWorkerAws } from '../../src/aws/worker/workerAws.ts';
import type { ListPage } from '../../src/model/ports/awsReads.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { ListKind, Resource } from '../../src/model/resources/resource.ts';
import type { Scope } from '../../src/model/scope.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/core/accounts.ts';
import { PRODUCTION, STAGING } from './accounts.ts';
import { assertInsidePolicy } from './iam.ts';
import { openPolicy } from './stopping/permits.ts';
import { keptThread } from './worker/keptThread.ts';
import { bundledAws, bundledWorker } from './worker/productBundles.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/simulator.ts';

export interface Home {
  /** For `createAws`: this home, and nothing of the person's. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file under the home and returns its path. */
  write(path: string, content: string): Promise<string>;
  remove(): Promise<void>;
}

/** An empty home folder. */
export async function createHome(): Promise<Home> {
  const home = await mkdtemp(join(tmpdir(), 'halt-aws-'));
  return {
    env: { HOME: home, PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true' },
    async write(path, content) {
      const target = join(home, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      return target;
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** A profile's lines: the keys of a simulated account, and the simulator as its endpoint. */
export function profileLines(name: string, account: string, endpoint: string, region = 'eu-west-1'): string {
  return [
    `[profile ${name}]`,
    `aws_access_key_id = ${simulatedAccessKeyId(account)}`,
    `aws_secret_access_key = ${simulatedSecret(account)}`,
    `region = ${region}`,
    `endpoint_url = ${endpoint}`,
    'halt_simulated = true',
    '',
  ].join('\n');
}

export interface Stage {
  readonly sim: Simulator;
  readonly home: Home;
  readonly aws: Aws;
  /** Profile `staging` in `eu-west-1`. */
  readonly scope: Scope;
  /** Another `Aws` with the same home; the stage disposes it. */
  another(options: Partial<AwsOptions>): Aws;
  close(): Promise<void>;
}

export const never = (): AbortSignal => new AbortController().signal;

/** Long enough for a busy machine; a test that wants a time-out sets its own. */
export const patient = { connect: 20_000, request: 30_000 };

/**
 * How AWS is reached: in this thread, in this thread but bundled as the product is, or in a worker that is: in a thread that serves one test after the other, or in one of its own.
 */
export type Way = 'direct' | 'bundled' | 'worker' | 'own worker';

export interface StageOptions extends SimulatorOptions {
  readonly way?: Way;
  /** What the test asks itself, signed by itself, as in `ec2:RunInstances`. */
  readonly signed?: readonly string[];
}

/** A simulator with two accounts and a home whose profiles lead to it. */
export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const { way = 'direct', signed, ...simulatorOptions } = options;
  const [sim, home] = await Promise.all([startSimulator(simulatorOptions), createHome()]);
  await home.write(
    '.aws/config',
    profileLines('staging', STAGING, sim.endpoint) + profileLines('production', PRODUCTION, sim.endpoint),
  );
  const workerFile = way === 'worker' || way === 'own worker' ? await bundledWorker() : undefined;
  const create = way === 'bundled' ? await bundledAws() : createAws;
  const made: Aws[] = [];
  const another = (more: Partial<AwsOptions>): Aws => {
    const base = { env: home.env, policy: openPolicy, timeouts: patient, ...more };
    const started = way === 'worker' ? { startThread: keptThread } : {};
    const aws = workerFile === undefined ? create(base) : createWorkerAws({ ...base, ...started, workerFile });
    made.push(aws);
    return aws;
  };
  const aws = another({});
  return {
    sim,
    home,
    aws,
    scope: { profile: 'staging', region: 'eu-west-1' },
    another,
    async close() {
      await Promise.all(made.map((it) => it.dispose()));
      await sim.close();
      await home.remove();
      assertInsidePolicy(sim, signed);
    },
  };
}

export interface Listed {
  readonly resources: readonly Resource[];
  readonly gaps: readonly Failure[];
  readonly failure: Failure | undefined;
  readonly pages: number;
}

/** A whole list, its pages put together. */
export async function listed(aws: Pick<Aws, 'reads'>, scope: Scope, kind: ListKind, signal = never()): Promise<Listed> {
  const pages: ListPage[] = [];
  let failure: Failure | undefined;
  for await (const page of aws.reads.list(scope, kind, signal)) {
    if (page.ok) pages.push(page.value);
    else ({ failure } = page);
  }
  return {
    resources: pages.flatMap(({ resources }) => resources),
    gaps: pages.flatMap(({ gaps }) => gaps),
    failure,
    pages: pages.length,
  };
}
