import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { list, member } from '../../../base/untrusted.ts';
import { type Failure, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { namedIn } from '../../../model/namedInMessage.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Answer } from '../../call/call.ts';
import { rates } from '../../call/rates.ts';
import type { Reading } from '../../call/readOnlyClients.ts';
import { leftOut, type SecretStriking } from '../../sdk/unreadMembers.ts';
import type { AskedPlace, HiddenManaged } from './hiddenManaged.ts';
import { instanceOf } from './instance.ts';

/** EC2 takes as many ids as there are; an answer of so many is still a moment's parsing. */
const IDS_A_CALL = 500;

/** What became of each id that was asked about. */
export interface Described {
  /** Each with its members as the SDK read them from the XML. */
  readonly instances: readonly { readonly instance: Instance; readonly source: unknown }[];
  /** Ids of which AWS says that it doesn't know them. */
  readonly missing: readonly string[];
  /** Ids of which nothing is known, and why. */
  readonly failures: Readonly<Record<string, Failure>>;
}

/** How it is asked. */
interface By {
  readonly reading: Reading<EC2Client>;
  readonly hidden: HiddenManaged;
  readonly answerer: AskedPlace['answerer'];
}

const nothing: Described = { instances: [], missing: [], failures: {} };

/** Describes instances by their ids, in as many calls as that takes. A failure of the whole is one that has nothing to do with a single id. */
export async function describeById(
  by: By,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<Described>> {
  let all: Described = nothing;
  for (let at = 0; at < ids.length; at += IDS_A_CALL) {
    const batch = await describeBatch(by, scope, ids.slice(at, at + IDS_A_CALL), signal);
    if (!batch.ok) return batch;
    all = together(all, batch.value);
  }
  return succeeded(all);
}

/** Ids that AWS does not know fail the whole call and are named in its message: asked again without them. */
async function describeBatch(
  by: By,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<Described>> {
  const ask = { scope, operation: 'DescribeInstances', rate: rates.ec2Unpaged, signal };
  const answer = await by.hidden.read({ scope, answerer: by.answerer }, (flag) =>
    by.reading.read(ask, (client, options) =>
      client.send(new DescribeInstancesCommand({ InstanceIds: [...ids], ...flag }), options),
    ),
  );
  if (answer.ok) return succeeded(describedIn(by.reading, scope, ids, answer.value));
  const { code, message } = answer.failure;
  if (code !== 'InvalidInstanceID.NotFound' && code !== 'InvalidInstanceID.Malformed') return answer;
  const named = namedIn(message, ids);
  if (named.length === 0 && ids.length > 1) return describeHalves(by, scope, ids, signal);
  const culprits = named.length > 0 ? named : ids;
  const rest = ids.filter((id) => !culprits.includes(id));
  const others = rest.length === 0 ? succeeded(nothing) : await describeBatch(by, scope, rest, signal);
  if (!others.ok) return others;
  const told: Described =
    code === 'InvalidInstanceID.NotFound'
      ? { ...nothing, missing: culprits }
      : { ...nothing, failures: Object.fromEntries(culprits.map((id) => [id, answer.failure])) };
  return succeeded(together(told, others.value));
}

/** For a message that names none of the ids: each half by itself, until a single id is left. */
async function describeHalves(
  by: By,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<Described>> {
  const middle = Math.ceil(ids.length / 2);
  const first = await describeBatch(by, scope, ids.slice(0, middle), signal);
  if (!first.ok) return first;
  const second = await describeBatch(by, scope, ids.slice(middle), signal);
  return second.ok ? succeeded(together(first.value, second.value)) : second;
}

const together = (one: Described, other: Described): Described => ({
  instances: [...one.instances, ...other.instances],
  missing: [...one.missing, ...other.missing],
  failures: { ...one.failures, ...other.failures },
});

function describedIn(by: SecretStriking, scope: Scope, ids: readonly string[], { output }: Answer<unknown>): Described {
  const instances = list(member(output, 'Reservations')).flatMap((reservation) =>
    list(member(reservation, 'Instances')).flatMap((source) => {
      const instance = instanceOf(scope, source, member(reservation, 'OwnerId'));
      return instance === undefined ? [] : [{ instance, source }];
    }),
  );
  const seen = new Set(instances.map(({ instance }) => instance.id));
  const left = ids.filter((id) => !seen.has(id));
  return {
    instances,
    missing: [],
    failures: Object.fromEntries(left.map((id) => [id, leftOut(by, 'ec2:DescribeInstances', id)])),
  };
}
