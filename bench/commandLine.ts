import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inParallel } from '../src/aws/call/concurrency.ts';
import { chunksOf } from '../src/base/chunksOf.ts';
import { type Aws, createAws } from '../src/aws/aws.ts';
import { nodeTransport } from '../src/aws/transport/nodeTransport.ts';
import type { Transport } from '../src/aws/transport/transport.ts';
import type { ListKind, Resource } from '../src/model/resources/resource.ts';
import type { Scope } from '../src/model/scope.ts';
import { isolatedEnvironment } from '../scripts/vscode/awsEnvironment.ts';
import type { Figure, Section } from './report.ts';
import { LATENCY, type SizedSimulator, startSizedSimulator } from './simulator.ts';

/** A part of the fleet that is loaded in the editor: a profile in two regions. */
const FLEET = { accounts: 1, regions: 2, instances: 556, services: 28, experiments: 28 };
const LIST_KINDS: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];
const run = promisify(execFile);

/** The same listing by Halt's own adapter, by the AWS command line, and with one ListServiceDeployments for each service. */
export async function measureCommandLine(): Promise<Section> {
  const simulator = await startSizedSimulator(FLEET);
  const env = { ...isolatedEnvironment(process.env, simulator.files), AWS_PAGER: '' };
  const [first, second] = simulator.regions.map((region) => ({ profile: simulator.profiles[0] ?? '', region }));
  if (first === undefined || second === undefined) throw new Error('The simulated AWS has too few regions.');
  const policy = () => ({ readOnly: true, allowedRegions: [] });
  const transport = listsAlone(nodeTransport({ maxSockets: 50, ownAgents: true }));
  const aws = createAws({ policy, env });
  const listing = createAws({ policy, env, transport });
  try {
    // Loads the SDK, and has the simulator make its fleet: neither is what is compared here.
    for (const scope of [first, second]) await listAll(aws, scope, LIST_KINDS);
    await listAll(listing, second, ['service']);
    const halt = await timed(simulator, () => listAll(aws, first, LIST_KINDS));
    const services = await timed(simulator, () => listAll(aws, second, ['service']));
    const known = await listAll(aws, second, ['service']);
    const each = await timed(simulator, () => deploymentsOfEach(listing, second, known));
    const version = await commandLineVersion(env);
    const cli = version === undefined ? undefined : await timed(simulator, () => listByCommandLine(env, first));
    const figures: readonly Figure[] = [
      { what: 'Halt: everything in one scope', value: halt.wall, unit: 'ms', note: `${halt.calls} calls` },
      ...(cli === undefined
        ? []
        : [{ what: `${version}: the same`, value: cli.wall, unit: 'ms', note: `${cli.calls} calls, a process each` }]),
      { what: 'Halt: the services of one scope', value: services.wall, unit: 'ms', note: `${services.calls} calls` },
      {
        what: 'one ListServiceDeployments for each service',
        value: each.wall,
        unit: 'ms',
        note: `${each.calls} calls, after those that tell their names`,
      },
    ];
    const title = `The same listing in other ways: ${FLEET.instances} instances, ${FLEET.services} services, ${FLEET.experiments} experiments at ${LATENCY} ms`;
    return { title, figures, ...(cli === undefined && { skipped: 'the AWS command line, which is not installed' }) };
  } finally {
    await Promise.all([aws.dispose(), listing.dispose()]);
    transport.close();
    await simulator.stop();
  }
}

interface Timed<T> {
  readonly wall: number;
  readonly calls: number;
  readonly result: T;
}

async function timed<T>(simulator: SizedSimulator, work: () => Promise<T>): Promise<Timed<T>> {
  await fetch(`${simulator.endpoint}/_simulator/log`, { method: 'DELETE' });
  const started = performance.now();
  const result = await work();
  const wall = performance.now() - started;
  const state = (await (await fetch(`${simulator.endpoint}/_simulator/state`)).json()) as {
    requests: Record<string, number>;
  };
  return { wall, calls: Object.values(state.requests).reduce((sum, count) => sum + count, 0), result };
}

async function listAll(aws: Aws, scope: Scope, kinds: readonly ListKind[]): Promise<readonly Resource[]> {
  const { signal } = new AbortController();
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const all: Resource[] = [];
      for await (const page of aws.reads.list(scope, kind, signal)) {
        if (!page.ok) throw new Error(JSON.stringify(page.failure));
        all.push(...page.value.resources);
      }
      return all;
    }),
  );
  return lists.flat();
}

/** What other tools do: one ListServiceDeployments for each service. */
async function deploymentsOfEach(aws: Aws, scope: Scope, services: readonly Resource[]): Promise<void> {
  const { signal } = new AbortController();
  await inParallel(services, 8, async ({ id }) => {
    const answer = await aws.reads.pastDeployments(scope, id, undefined, signal);
    if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  });
}

/** Keeps Halt's own second call, for what a list leaves out, from counting: other tools have none. */
function listsAlone(transport: Transport): Transport {
  const nothing = new TextEncoder().encode(JSON.stringify({ serviceDeployments: [], failures: [] }));
  return {
    send: (request, timeouts, signal) =>
      request.headers['x-amz-target']?.endsWith('.DescribeServiceDeployments') === true
        ? Promise.resolve({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: nothing })
        : transport.send(request, timeouts, signal),
    close: () => transport.close(),
  };
}

async function commandLineVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run('aws', ['--version'], { env });
    return /^aws-cli\/[\d.]+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}

/** As a script would: one command after the other, each with what the one before said. */
async function listByCommandLine(env: NodeJS.ProcessEnv, { profile, region }: Scope): Promise<void> {
  const ask = async (...args: string[]): Promise<Readonly<Record<string, unknown>>> => {
    const common = ['--profile', profile, '--region', region, '--output', 'json'];
    const { stdout } = await run('aws', [...args, ...common], { env, maxBuffer: 256 * 1024 * 1024 });
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  await ask('ec2', 'describe-instances');
  for (const cluster of texts((await ask('ecs', 'list-clusters'))['clusterArns'])) {
    const arns = texts((await ask('ecs', 'list-services', '--cluster', cluster))['serviceArns']);
    const inFlight: string[] = [];
    for (const batch of chunksOf(arns, 10)) {
      const answer = await ask('ecs', 'describe-services', '--cluster', cluster, '--services', ...batch);
      inFlight.push(...deploymentsInFlight(answer['services']));
    }
    for (const batch of chunksOf(inFlight, 20)) {
      await ask('ecs', 'describe-service-deployments', '--service-deployment-arns', ...batch);
    }
  }
  const active = /^(?:pending|initiating|running|stopping)$/;
  for (const { id, state } of records((await ask('fis', 'list-experiments'))['experiments'])) {
    if (active.test(String(record(state)['status']))) await ask('fis', 'get-experiment', '--id', String(id));
  }
  await ask('fis', 'get-safety-lever', '--id', 'default');
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const records = (value: unknown) => (Array.isArray(value) ? value.map(record) : []);

function deploymentsInFlight(services: unknown): readonly string[] {
  return records(services).flatMap(({ deployments, currentServiceDeployment: arn }) =>
    typeof arn === 'string' && records(deployments).some(({ rolloutState }) => rolloutState === 'IN_PROGRESS')
      ? [arn]
      : [],
  );
}
