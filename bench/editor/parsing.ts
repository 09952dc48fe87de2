// Bundled. A process of it records AWS's answers for a fleet; a thread of it tells how long the AWS side takes when they are all there.
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { inParallel } from '../../src/aws/call/concurrency.ts';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import { nodeTransport } from '../../src/aws/transport/nodeTransport.ts';
import type { Transport, WireRequest, WireResponse } from '../../src/aws/transport/transport.ts';
import type { Scope } from '../../src/model/scope.ts';
import { LIST_KINDS } from '../fleet.ts';

/** Milliseconds. */
export interface Parsing {
  /** From the first answer to the last resource, in one thread, by the clock. */
  readonly parsing: number;
}

export interface Replay {
  readonly scopes: readonly Scope[];
  /** What a run of this file by itself recorded. */
  readonly answers: string;
}

type Recorded = ReadonlyMap<string, WireResponse>;
const LISTS_AT_ONCE = 8;

async function listAll(aws: Aws, scopes: readonly Scope[]): Promise<void> {
  const { signal } = new AbortController();
  const lists = scopes.flatMap((scope) => LIST_KINDS.map((kind) => ({ scope, kind })));
  await inParallel(lists, LISTS_AT_ONCE, async ({ scope, kind }) => {
    for await (const page of aws.reads.list(scope, kind, signal)) {
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

/** Lists everything once and keeps the answers in a file. */
async function record({ scopes, answers }: Replay): Promise<void> {
  const kept = new Map<string, WireResponse>();
  const aws = createAws({ policy, transport: recording(kept) });
  await listAll(aws, scopes);
  await aws.dispose();
  writeFileSync(answers, serialize(kept));
}

async function replay({ scopes, answers }: Replay): Promise<void> {
  const kept = deserialize(readFileSync(answers)) as Recorded;
  const aws = createAws({ policy, transport: replaying(kept) });
  const begun = performance.now();
  await listAll(aws, scopes);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A port of Node's takes none.
  parentPort?.postMessage({ parsing: performance.now() - begun } satisfies Parsing);
  await aws.dispose();
}

void (isMainThread ? record(JSON.parse(process.argv[2] ?? '') as Replay) : replay(workerData as Replay));
