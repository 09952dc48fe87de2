import assert from 'node:assert/strict';
import type { Ask, CallTools } from '../../../src/aws/call/call.ts';
import { createCaller, type CallerOptions } from '../../../src/aws/call/caller.ts';
import type { Lease, LeaseOwner } from '../../../src/aws/credentials/broker.ts';
import { routesOf } from '../../../src/aws/credentials/endpoints.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import type { WireRequest, WireResponse } from '../../../src/aws/transport/transport.ts';
import { failed, type Failure, type Machine, type Outcome, succeeded } from '../../../src/model/failure.ts';
import { heldClock } from '../clocks/heldClock.ts';
import { failure } from '../fakes.ts';
import { sharedConfigOf } from '../profiles/sharedConfigOf.ts';

export const NOW = Date.parse('2024-05-06T07:08:09Z');
export const jane: LeaseOwner = { account: '111122223333', caller: 'arn:aws:iam::111122223333:user/jane' };
export const rate = { bucket: 'paged', burst: 10, refill: 1 };
export const listing: Ask = {
  ...{ scope: { profile: 'staging', region: 'eu-west-1' }, service: 'fis', operation: 'ListExperiments', rate },
  ...{ mutating: false, interactive: false, shape: { type: 'json', member: 'list' } },
};
export const ok = (headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  ...{ status: 200, headers, body: Buffer.from('{"list":[]}') },
});
export const refusal = (code: string, status = 400): WireResponse => ({
  ...{ status, headers: { 'x-amzn-errortype': code }, body: Buffer.from('{"message":"AWS says no."}') },
});

export interface Given extends Partial<CallerOptions> {
  readonly answer?: WireResponse | Error;
  readonly section?: Readonly<Record<string, string>>;
  /** Whether the profile stands for the environment’s own keys. */
  readonly fromEnvironment?: boolean;
  /** Whose own role gives the keys. */
  readonly machine?: Machine;
  readonly accountId?: string;
  readonly sessionToken?: string;
  readonly leased?: Failure;
  readonly owner?: LeaseOwner;
  readonly naming?: () => Promise<Outcome<LeaseOwner>>;
  readonly neverSpare?: boolean;
  /** How a wait for the rate of a bucket ends; at once by default. */
  readonly takes?: (bucket: string) => Promise<void>;
}

/** A caller of which everything else is played: `events` is what it did, in order. */
export function callerStage({
  answer = ok(),
  section = {},
  fromEnvironment = false,
  machine,
  accountId,
  sessionToken,
  leased,
  owner,
  ...given
}: Given = {}) {
  const clock = heldClock(NOW, 0.5);
  const secrets = createSecrets();
  const shared = sharedConfigOf({ staging: section });
  const sent: WireRequest[] = [];
  const events: string[] = [];
  const questions: AbortSignal[] = [];
  const leaseOf = (generation: number): Lease => {
    let known = owner;
    return {
      credentials: {
        ...{ accessKeyId: 'AKIA', secretAccessKey: 's' },
        ...(accountId !== undefined && { accountId }),
        ...(sessionToken !== undefined && { sessionToken }),
      },
      generation,
      routes: routesOf({ section, shared }, {}),
      ...(machine && { machine }),
      owner: () => known,
      learn: (it) => (known = it),
    };
  };
  const lease = leaseOf(7);
  const caller = createCaller({
    profiles: {
      list: () => Promise.resolve({ profiles: [], problems: [] }),
      find: (name) => {
        if (name === 'gone') return Promise.resolve(failed(failure('profile-unknown')));
        const profile = { name, section, shared, source: 'static', region: undefined, fromEnvironment } as const;
        return Promise.resolve(succeeded(profile));
      },
    },
    broker: {
      lease: (profile, interactive) => {
        events.push(`lease ${profile.name}${interactive ? ' interactively' : ''}`);
        return Promise.resolve(leased === undefined ? succeeded(lease) : failed(leased));
      },
      invalidate: (profile) => void events.push(`invalidate ${profile}`),
      spent: (profile, generation) => void events.push(`spent ${profile} ${generation}`),
    },
    limiter: {
      take: (who, { bucket }, cost) => {
        events.push(`take ${who} ${bucket} ${cost}`);
        return given.takes?.(bucket) ?? Promise.resolve();
      },
      takeSpare: (who, { bucket }, cost, leaves) => {
        events.push(`spare ${who} ${bucket} ${cost} ${leaves}`);
        return Promise.resolve(given.neverSpare !== true);
      },
      giveBack: (who, { bucket }, cost) => void events.push(`give back ${who} ${bucket} ${cost}`),
      drain: (who, { bucket }) => void events.push(`drain ${who} ${bucket}`),
      share: () => undefined,
      close: () => undefined,
    },
    transport: {
      send: (request) => {
        events.push('send');
        sent.push(request);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      close: () => undefined,
    },
    timeouts: { connect: 1, request: 1 },
    attempts: 4,
    clock,
    diagnosis: { judge: (it) => Promise.resolve(it), forget: () => undefined },
    whoseIs: async (of, _scope, signal) => {
      if (signal !== undefined) questions.push(signal);
      const told = await (given.naming ?? (() => Promise.resolve(succeeded(jane))))();
      if (told.ok) of.learn(told.value);
      return told;
    },
    secrets,
    ...given,
  });
  /** One request, as a client of the SDK sends it; AWS's refusal is thrown as the SDK throws it. */
  const work = async (tools: CallTools): Promise<string> => {
    const made = tools.config(() => void events.push('guard'));
    const request = { protocol: 'https:', hostname: 'fis.test', path: '/', method: 'POST', headers: {}, body: '{}' };
    const { response } = await made.requestHandler.handle(request, tools.options);
    if (response.statusCode >= 300) throw new Error('AWS says no.');
    return `read in ${made.region}`;
  };
  const perform = (more: Partial<Ask> = {}) => caller.perform({ ...listing, ...more }, work);
  return { caller, clock, secrets, sent, events, questions, lease, leaseOf, perform };
}

export async function whyNot(outcome: Promise<Outcome<unknown>>): Promise<Failure> {
  const told = await outcome;
  assert.ok(!told.ok, 'It should have failed.');
  return told.failure;
}
