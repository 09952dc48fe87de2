import { type Aws, createAws } from '../../src/aws/aws.ts';
import { nodeTransport } from '../../src/aws/transport/nodeTransport.ts';
import type { Transport, WireRequest, WireResponse } from '../../src/aws/transport/transport.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Scope } from '../../src/model/scope.ts';
import { heldClock, type SimulatorClock } from '../../src/simulator/core/clock.ts';
import type { FleetSize } from '../../src/simulator/core/sizedFleet.ts';
import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { profileFiles } from '../../src/simulator/profiles.ts';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.ts';
import { LIST_KINDS } from '../fleet.ts';
import { createHome } from '../../test/stages/aws.ts';

/** Calls by operation. */
export type Calls = ReadonlyMap<string, number>;

/** A simulated AWS in which nothing changes by itself. Each question is put to it once; asked again, the answer is there at once and costs next to nothing. */
export interface StillAws {
  readonly simulator: Simulator;
  readonly scopes: readonly Scope[];
  readonly aws: Aws;
  /** The calls so far, then counted anew. */
  takeCalls(): Calls;
  /** Whether a question is on its way. */
  readonly isAsked: () => boolean;
  /** Something changed in the simulated AWS: every question is put to it anew. */
  readonly changed: () => void;
  close(): Promise<void>;
}

/** What was on its way when the fleet began has come to its end by then: milliseconds. */
const SETTLED = 45 * 60_000;

export async function startStillAws(size: FleetSize, clock: Clock): Promise<StillAws> {
  const time: SimulatorClock = heldClock(clock.now());
  const [simulator, home] = await Promise.all([startSimulator({ fleet: fleetOf(size), clock: time }), createHome()]);
  const files = profileFiles(simulator);
  await Promise.all([home.write('.aws/config', files.config), home.write('.aws/credentials', files.credentials)]);
  const { accounts, regions } = simulator.fleet;
  const scopes = accounts.flatMap(({ alias }) => regions.map((region) => ({ profile: alias, region })));
  // Their regions come to be with the first question.
  for (const { id } of accounts) for (const region of regions) simulator.fis.advance(id, region);
  time.step(SETTLED);
  const real = nodeTransport({ maxSockets: 20, ownAgents: true });
  const answers = new Map<string, WireResponse>();
  let calls = new Map<string, number>();
  let asked = 0;
  const transport: Transport = {
    async send(request, timeouts, signal) {
      const operation = operationOf(request);
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      const key = keyOf(request);
      const known = answers.get(key);
      if (known !== undefined) return known;
      asked += 1;
      try {
        const response = undated(await real.send(request, timeouts, signal));
        answers.set(key, response);
        return response;
      } finally {
        asked -= 1;
      }
    },
    close: () => undefined,
  };
  const aws = createAws({ env: home.env, transport, clock, policy: () => ({ readOnly: true, allowedRegions: [] }) });
  await loadSdk(aws, scopes);
  return {
    simulator,
    scopes,
    aws,
    takeCalls() {
      const taken = calls;
      calls = new Map();
      return taken;
    },
    isAsked: () => asked > 0,
    changed: () => answers.clear(),
    async close() {
      await aws.dispose();
      real.close();
      await simulator.close();
      await home.remove();
    },
  };
}

/** Each part of it is loaded with the first call that needs it, which takes time that no clock here tells. */
async function loadSdk({ reads }: Aws, [scope]: readonly Scope[]): Promise<void> {
  if (scope === undefined) throw new Error('There is no place.');
  const { signal } = new AbortController();
  for (const kind of LIST_KINDS) {
    for await (const page of reads.list(scope, kind, signal)) if (!page.ok) throw new Error(page.failure.message);
  }
}

/** Its date is the machine's, and the time of this run another. */
function undated(response: WireResponse): WireResponse {
  const { date: _, ...headers } = response.headers;
  return { ...response, headers };
}

/** Whose key signed, and for which region: the one address is that of all. */
const CREDENTIAL = /Credential=(\w+)\/\d+\/([\w-]+)\//;

function keyOf({ method, url, headers, body }: WireRequest): string {
  const [, key, region] = CREDENTIAL.exec(headers['authorization'] ?? '') ?? [];
  const text = body === undefined ? '' : Buffer.from(body).toString('utf8');
  return [method, url, headers['x-amz-target'], key, region, text].join(' ');
}

const fisOperations = [
  [/^\/experiments$/, 'ListExperiments'],
  [/^\/experiments\//, 'GetExperiment'],
  [/^\/safetyLevers\//, 'GetSafetyLever'],
] as const;

function operationOf({ url, headers, body }: WireRequest): string {
  const target = headers['x-amz-target']?.split('.').at(-1);
  if (target !== undefined) return target;
  const { pathname } = new URL(url);
  const ofFis = fisOperations.find(([pattern]) => pattern.test(pathname))?.[1];
  return ofFis ?? new URLSearchParams(Buffer.from(body ?? []).toString('utf8')).get('Action') ?? pathname;
}
