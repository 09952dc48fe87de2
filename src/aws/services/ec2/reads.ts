import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeRegionsCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { Found, Page } from '../../../model/ports/awsReads.ts';
import { type Failure, failed, succeeded } from '../../../model/failure.ts';
import type { RegionInfo } from '../../../model/identity.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Caller } from '../../call/caller.ts';
import { inParallel } from '../../call/concurrency.ts';
import { instanceOf, instancesOf } from './instance.ts';
import { type InstancesPage, readInstances } from './instancesAnswer.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';
import { identifier, list, member, text } from '../../../base/untrusted.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import type { Read } from '../../../model/sight.ts';
import type { Answer } from '../../call/call.ts';

const PAGE = 1000;
/** EC2 takes as many ids as there are; an answer of so many is still a moment's parsing. */
const IDS_A_CALL = 500;
const ATTRIBUTE_CALLS = 5;

/** An instance with its members as the SDK read them from the XML. */
interface Described {
  readonly instance: Instance;
  readonly source: unknown;
}

/** What Halt reads from EC2. */
export function createEc2(caller: Caller) {
  const clients = createReadOnlyClients(caller, 'EC2', (config) => new EC2Client(config));

  const describe = (
    reading: Reading<EC2Client>,
    scope: Scope,
    input: DescribeInstancesCommandInput,
    signal: AbortSignal,
  ) => {
    const rate = input.MaxResults === undefined ? rates.ec2Unpaged : rates.ec2Paged;
    return reading.read({ scope, operation: 'DescribeInstances', rate, signal }, async (client, options) => {
      const output = await client.send(new DescribeInstancesCommand(input), options);
      return output;
    });
  };

  /** Ids that AWS does not know fail the whole call and are named in its message: asked again without them. */
  const describeById = async (
    reading: Reading<EC2Client>,
    scope: Scope,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Looked> => {
    const answer = await describe(reading, scope, { InstanceIds: [...ids] }, signal);
    if (answer.ok) {
      const described = describedIn(scope, answer.value);
      const seen = new Set(described.map(({ instance }) => instance.id));
      const left = ids.filter((id) => !seen.has(id));
      return { described, missing: [], failures: Object.fromEntries(left.map((id) => [id, leftOut(id)])) };
    }
    const { failure } = answer;
    if (failure.code !== 'InvalidInstanceID.NotFound' && failure.code !== 'InvalidInstanceID.Malformed') return failure;
    const named = ids.filter((id) => namesId(failure.message, id));
    if (named.length > 0 || ids.length === 1) {
      const culprits = named.length > 0 ? named : ids;
      const rest = ids.filter((id) => !culprits.includes(id));
      const others = rest.length === 0 ? nothing : await describeById(reading, scope, rest, signal);
      if ('kind' in others) return others;
      return failure.code === 'InvalidInstanceID.NotFound'
        ? { ...others, missing: [...culprits, ...others.missing] }
        : { ...others, failures: { ...Object.fromEntries(culprits.map((id) => [id, failure])), ...others.failures } };
    }
    const middle = Math.ceil(ids.length / 2);
    return together(
      await describeById(reading, scope, ids.slice(0, middle), signal),
      await describeById(reading, scope, ids.slice(middle), signal),
    );
  };

  const lookAll = async (
    reading: Reading<EC2Client>,
    scope: Scope,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Looked> => {
    let all: Looked = nothing;
    for (let at = 0; at < ids.length; at += IDS_A_CALL) {
      all = together(all, await describeById(reading, scope, ids.slice(at, at + IDS_A_CALL), signal));
      if ('kind' in all) return all;
    }
    return all;
  };

  const listTurn = async (
    reading: Reading<EC2Client>,
    scope: Scope,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly pages: Read<Page<Instance>>[]; readonly next: string | undefined }> => {
    const input = { MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
    const ask = { scope, operation: 'DescribeInstances', rate: rates.ec2Paged, signal };
    const answer = await reading.read(ask, async (client, options): Promise<InstancesPage> => {
      let page: InstancesPage | undefined;
      options.trace.read = (body) => {
        page = readInstances(scope, body);
        return page !== undefined;
      };
      const output = await client.send(new DescribeInstancesCommand(input), options);
      const instances = list(member(output, 'Reservations')).flatMap((it) => instancesOf(scope, it));
      return page ?? { instances, next: identifier(member(output, 'NextToken')) };
    });
    if (!answer.ok) return { pages: [answer], next: undefined };
    const { instances, next } = answer.value.output;
    return { pages: [reading.seal(succeeded({ resources: instances, gaps: [] }))], next };
  };

  return {
    async *list(scope: Scope, signal: AbortSignal): AsyncGenerator<Read<Page<Instance>>> {
      const reading = clients.begin();
      const tokens = new Set<string>();
      for (let token: string | undefined; ;) {
        const turn = await listTurn(reading, scope, token, signal);
        token = turn.next;
        // Taken out, so that a page is not kept here as well for as long as its taker works on it.
        yield* turn.pages.splice(0);
        if (token === undefined || tokens.has(token)) return;
        tokens.add(token);
      }
    },

    async describe(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>> {
      const reading = clients.begin();
      const looked = await lookAll(reading, scope, [...new Set(ids)], signal);
      if ('kind' in looked) return failed(looked);
      const { described, missing, failures } = looked;
      return reading.seal(succeeded({ targets: described.map(({ instance }) => instance), missing, failures }));
    },

    /** The instance with every member that the SDK knows, as JSON. */
    async document(scope: Scope, id: string, signal: AbortSignal): Promise<Read<{ target: Instance; json: string }>> {
      const reading = clients.begin();
      const looked = await lookAll(reading, scope, [id], signal);
      if ('kind' in looked) return failed(looked);
      const [found] = looked.described;
      if (found !== undefined)
        return reading.seal(succeeded({ target: found.instance, json: JSON.stringify(found.source) }));
      const message = `AWS does not know the instance ${id}.`;
      return failed(
        looked.failures[id] ?? {
          kind: 'not-found',
          message,
          operation: 'ec2:DescribeInstances',
          mayHaveHappened: false,
        },
      );
    },

    async stopProtection(
      scope: Scope,
      ids: readonly string[],
      signal: AbortSignal,
    ): Promise<Readonly<Record<string, Read<boolean>>>> {
      const ask = { scope, operation: 'DescribeInstanceAttribute', rate: rates.ec2Unpaged, signal };
      const answers = await inParallel([...new Set(ids)], ATTRIBUTE_CALLS, async (id) => {
        const reading = clients.begin();
        const answer = await reading.read(ask, async (client, options) => {
          const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'disableApiStop' });
          const value: unknown = member(member(await client.send(command, options), 'DisableApiStop'), 'Value');
          if (typeof value !== 'boolean') throw new MalformedAnswer('The answer does not tell disableApiStop.');
          return value;
        });
        return [id, reading.seal(answer.ok ? succeeded(answer.value.output) : answer)] as const;
      });
      return Object.fromEntries(answers);
    },

    async spotKinds(
      scope: Scope,
      requestIds: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<Readonly<Record<string, string>>>> {
      const reading = clients.begin();
      const kinds: [string, string][] = [];
      let open = [...new Set(requestIds)];
      while (open.length > 0) {
        const batch = open.slice(0, IDS_A_CALL);
        const answer = await reading.read(
          { scope, operation: 'DescribeSpotInstanceRequests', rate: rates.ec2Unpaged, signal },
          async (client, options) => {
            const output = await client.send(
              new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds: batch }),
              options,
            );
            return output;
          },
        );
        if (answer.ok) {
          for (const request of list(member(answer.value.output, 'SpotInstanceRequests'))) {
            const id = identifier(member(request, 'SpotInstanceRequestId'));
            const kind = text(member(request, 'Type'));
            if (id !== undefined && kind !== undefined) kinds.push([id, kind]);
          }
          open = open.slice(batch.length);
        } else {
          const unknown = batch.filter((id) => namesId(answer.failure.message, id));
          if (answer.failure.kind !== 'not-found' || unknown.length === 0) return answer;
          open = open.filter((id) => !unknown.includes(id));
        }
      }
      return reading.seal(succeeded(Object.fromEntries(kinds)));
    },

    async regions(scope: Scope, signal: AbortSignal): Promise<Read<readonly RegionInfo[]>> {
      const reading = clients.begin();
      const ask = { scope, operation: 'DescribeRegions', rate: rates.ec2Unpaged, signal };
      const answer = await reading.read(ask, async (client, options) => {
        const output = await client.send(new DescribeRegionsCommand({ AllRegions: true }), options);
        return output;
      });
      if (!answer.ok) return answer;
      const regions = list(member(answer.value.output, 'Regions')).flatMap((region) => {
        const name = identifier(member(region, 'RegionName'));
        return name === undefined
          ? []
          : [{ name, optIn: text(member(region, 'OptInStatus')) ?? 'opt-in-not-required' }];
      });
      return reading.seal(succeeded(regions));
    },

    dispose: () => clients.dispose(),
  };
}

type Looked =
  | {
      readonly described: readonly Described[];
      readonly missing: readonly string[];
      readonly failures: Readonly<Record<string, Failure>>;
    }
  | Failure;

const nothing: Looked = { described: [], missing: [], failures: {} };

function together(one: Looked, other: Looked): Looked {
  if ('kind' in one) return one;
  if ('kind' in other) return other;
  return {
    described: [...one.described, ...other.described],
    missing: [...one.missing, ...other.missing],
    failures: { ...one.failures, ...other.failures },
  };
}

function describedIn(scope: Scope, answer: Answer<unknown>): readonly Described[] {
  const { output } = answer;
  return list(member(output, 'Reservations')).flatMap((reservation) =>
    list(member(reservation, 'Instances')).flatMap((source) => {
      const instance = instanceOf(scope, source, member(reservation, 'OwnerId'));
      return instance === undefined ? [] : [{ instance, source }];
    }),
  );
}

/** AWS says of an id that it doesn't know it; silence is no such word. */
function leftOut(id: string): Failure {
  const message = `The answer of AWS leaves out ${id}.`;
  return { kind: 'malformed', message, operation: 'ec2:DescribeInstances', mayHaveHappened: false };
}

/** Whether a message names this id, and not merely a longer one that begins with it. */
function namesId(message: string, id: string): boolean {
  return new Set<string>(message.match(/[\w-]+/g)).has(id);
}
