import { DescribeInstancesCommand, type DescribeInstancesCommandInput, EC2Client } from '@aws-sdk/client-ec2';
import type { Found, ListPage } from '../../../model/ports/awsReads.ts';
import { failed, succeeded } from '../../../model/failure.ts';
import type { RegionInfo } from '../../../model/identity.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Scope } from '../../../model/scope.ts';
import type { CallTools } from '../../call/call.ts';
import type { Caller } from '../../call/caller.ts';
import { instancesOf } from './instance.ts';
import { checkReservations, createListPageReader, type InstancesPage, type ListPageReader } from './instancesAnswer.ts';
import { namelessGap, statelessGap } from '../../sdk/unreadMembers.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import { readValuesAlone } from '../../sdk/lenientReading.ts';
import { list, member } from '../../../base/untrusted.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import type { Read } from '../../../model/sight.ts';
import { type AskedPlace, createHiddenManaged } from './hiddenManaged.ts';
import { describeById } from './describeById.ts';
import { regionsOf } from './regions.ts';
import { stopProtectionOf } from './stopProtection.ts';
import { spotKindsOf } from './spotKinds.ts';
import { createTypeStores } from './typeStores.ts';
import { volumeSizesOf } from './volumes.ts';

const PAGE = 1000;

/** One page of a listing, taken from the XML as it arrives where that can be done. */
async function readPage(
  scope: Scope,
  input: DescribeInstancesCommandInput,
  client: EC2Client,
  options: CallTools['options'],
): Promise<InstancesPage> {
  const attempt: { reader?: ListPageReader } = {};
  options.trace.reader = (by) => (attempt.reader = createListPageReader(scope, by));
  const output = await client.send(new DescribeInstancesCommand(input), options);
  const page = attempt.reader?.page();
  if (page !== undefined) return page;
  checkReservations(member(output, 'Reservations'));
  const found = list(member(output, 'Reservations')).map((it) => instancesOf(scope, it));
  const instances = found.flatMap((it) => it.instances);
  const nameless = found.reduce((sum, it) => sum + it.nameless, 0);
  return { instances, nameless, next: nextPage(member(output, 'NextToken')) };
}

/** What Halt reads from EC2. */
export function createEc2(caller: Caller) {
  const clients = createReadOnlyClients(caller, 'EC2', (config) => readValuesAlone(new EC2Client(config)));

  const typeStores = createTypeStores();
  const hidden = createHiddenManaged();

  const readRound = async (
    reading: Reading<EC2Client>,
    at: AskedPlace,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly pages: Read<ListPage<Instance>>[]; readonly next: string | undefined }> => {
    const { scope } = at;
    const paging = { MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
    const ask = { scope, operation: 'DescribeInstances', rate: rates.ec2Paged, signal };
    // Else AWS leaves out what a service manages and the account doesn't show: it runs and is billed all the same.
    const answer = await hidden.read(at, (flag) =>
      reading.read(ask, (client, options) => readPage(scope, { ...paging, ...flag }, client, options)),
    );
    if (!answer.ok) return { pages: [answer], next: undefined };
    const { instances, nameless, next } = answer.value.output;
    const states = instances.map(({ state }) => state);
    const lost = [...namelessGap('ec2:DescribeInstances', nameless), ...statelessGap('ec2:DescribeInstances', states)];
    // Said once, with the last page.
    const gaps = next === undefined ? [...lost, ...hidden.gapsOf(at)] : lost;
    return { pages: [reading.seal(succeeded({ resources: instances, gaps }))], next };
  };

  return {
    async *list(scope: Scope, signal: AbortSignal): AsyncGenerator<Read<ListPage<Instance>>> {
      const reading = clients.begin();
      const at = { scope, answerer: await reading.wouldAnswer(scope, signal) };
      const tokens = reading.listTokens('ec2:DescribeInstances');
      for (let token: string | undefined; ;) {
        const round = await readRound(reading, at, token, signal);
        // Taken out, so that a page is not kept here as well for as long as its taker works on it.
        yield* round.pages.splice(0);
        const next = tokens.next(round.next);
        if (!next.ok) yield next;
        if (!next.ok || next.value === undefined) return;
        token = next.value;
      }
    },

    async describe(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>> {
      const reading = clients.begin();
      const answerer = await reading.wouldAnswer(scope, signal);
      const described = await describeById({ reading, hidden, answerer }, scope, [...new Set(ids)], signal);
      if (!described.ok) return described;
      const { instances, missing, failures } = described.value;
      return reading.seal(succeeded({ targets: instances.map(({ instance }) => instance), missing, failures }));
    },

    /** The instance with every member that the SDK knows, as JSON. */
    async wholeResource(
      scope: Scope,
      id: string,
      signal: AbortSignal,
    ): Promise<Read<{ target: Instance; json: string }>> {
      const reading = clients.begin();
      const answerer = await reading.wouldAnswer(scope, signal);
      const described = await describeById({ reading, hidden, answerer }, scope, [id], signal);
      if (!described.ok) return described;
      const [found] = described.value.instances;
      if (found !== undefined)
        return reading.seal(succeeded({ target: found.instance, json: JSON.stringify(found.source) }));
      const message = `AWS does not know the instance ${id}.`;
      const unknown = {
        kind: 'not-found',
        message,
        operation: 'ec2:DescribeInstances',
        mayHaveHappened: false,
      } as const;
      return reading.seal(failed(described.value.failures[id] ?? reading.withoutSecrets(unknown)));
    },

    async stopProtection(
      scope: Scope,
      ids: readonly string[],
      signal: AbortSignal,
    ): Promise<Readonly<Record<string, Read<boolean>>>> {
      return stopProtectionOf(clients, scope, ids, signal);
    },

    async spotKinds(
      scope: Scope,
      requestIds: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<Readonly<Record<string, string>>>> {
      return spotKindsOf(clients.begin(), scope, requestIds, signal);
    },

    async volumeSizes(
      scope: Scope,
      ids: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<Readonly<Record<string, number>>>> {
      return volumeSizesOf(clients.begin(), scope, ids, signal);
    },

    async typeStores(
      scope: Scope,
      types: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<Readonly<Record<string, boolean>>>> {
      return typeStores.read(clients.begin(), scope, types, signal);
    },

    regions(scope: Scope, signal: AbortSignal): Promise<Read<readonly RegionInfo[]>> {
      return regionsOf(clients.begin(), scope, signal);
    },

    dispose: () => clients.dispose(),
  };
}
