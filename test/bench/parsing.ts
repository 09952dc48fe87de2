// Run by Node itself, bundled: how long the AWS side takes for a fleet when every answer is there at once.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { inParallel } from '../../src/aws/concurrency.ts';
import { type Aws, createAws } from '../../src/aws/main.ts';
import { nodeTransport } from '../../src/aws/nodeTransport.ts';
import type { Transport, WireRequest, WireResponse } from '../../src/aws/wire.ts';
import type { Scope } from '../../src/model/scope.ts';
import { threadAccount } from './blocks.ts';
import { LIST_KINDS } from './fleet.ts';

/** Milliseconds, calls and bytes. */
export interface Parsing {
  /** Loading the SDK's part for each service. */
  readonly sdk: number;
  /** From the first answer to the last resource, in one thread, in time on the processor. */
  readonly parsing: number;
  readonly calls: number;
  readonly bytes: number;
}

type Recorded = ReadonlyMap<string, WireResponse>;
const LISTS_AT_ONCE = 8;

async function listAll(aws: Aws, scopes: readonly Scope[]): Promise<void> {
  const { signal } = new AbortController();
  const lists = scopes.flatMap((scope) => LIST_KINDS.map((kind) => ({ scope, kind })));
  await inParallel(lists, LISTS_AT_ONCE, async ({ scope, kind }) => {
    for await (const page of aws.cloud.list(scope, kind, signal)) {
      if (!page.ok) throw new Error(JSON.stringify(page.failure));
    }
  });
}

/** What a request asks for, without what its signature adds. */
const keyOf = ({ method, url, headers, body }: WireRequest): string =>
  JSON.stringify([
    method,
    url,
    headers['x-amz-target'],
    /\/[a-z]{2}-[a-z]+-\d\//.exec(headers['authorization'] ?? '')?.[0],
    /Credential=\w+/.exec(headers['authorization'] ?? '')?.[0],
    body === undefined ? '' : Buffer.from(body).toString('utf8'),
  ]);

function recording(to: Map<string, WireResponse>): Transport {
  const real = nodeTransport({ maxSockets: 50, ownAgents: true });
  return {
    async send(request, timeouts, signal) {
      const response = await real.send(request, timeouts, signal);
      to.set(keyOf(request), response);
      return response;
    },
    close: () => real.close(),
  };
}

const replaying = (from: Recorded): Transport => ({
  send(request) {
    const response = from.get(keyOf(request));
    if (response === undefined) throw new Error(`Nothing was recorded for ${keyOf(request)}.`);
    return Promise.resolve(response);
  },
  close: () => undefined,
});

const policy = () => ({ readOnly: true, allowedRegions: [] });

async function record(scopes: readonly Scope[]): Promise<void> {
  const answers = new Map<string, WireResponse>();
  const aws = createAws({ policy, transport: recording(answers) });
  await listAll(aws, scopes);
  await aws.dispose();
  const bytes = [...answers.values()].reduce((sum, { body }) => sum + body.byteLength, 0);
  const worker = new Worker(process.argv[1] ?? '', { workerData: { scopes, answers } });
  const timed = await new Promise<Pick<Parsing, 'sdk' | 'parsing'>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  process.stdout.write(`${JSON.stringify({ ...timed, calls: answers.size, bytes } satisfies Parsing)}\n`);
}

async function replay(scopes: readonly Scope[], answers: Recorded): Promise<void> {
  const begun = performance.now();
  await Promise.all([import('../../src/aws/ec2.ts'), import('../../src/aws/ecs.ts'), import('../../src/aws/fis.ts')]);
  const loaded = performance.now();
  const account = threadAccount();
  const before = account.read();
  const aws = createAws({ policy, transport: replaying(answers) });
  await listAll(aws, scopes);
  const parsing = account.read().worked - before.worked;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A port of Node's takes none.
  parentPort?.postMessage({ sdk: loaded - begun, parsing });
  account.close();
  await aws.dispose();
}

if (isMainThread) void record(JSON.parse(process.argv[2] ?? '[]') as readonly Scope[]);
else {
  const { scopes, answers } = workerData as { scopes: readonly Scope[]; answers: Recorded };
  void replay(scopes, answers);
}
