import type { EC2Client } from '@aws-sdk/client-ec2';
import { chunksOf } from '../../../base/chunksOf.ts';
import { identifier, list, member } from '../../../base/untrusted.ts';
import { type Outcome, succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { inParallel } from '../../call/concurrency.ts';
import { askThroughThrottling } from '../../call/askThroughThrottling.ts';
import { rates } from '../../call/rates.ts';
import type { Reading } from '../../call/readOnlyClients.ts';
import { createToldBy } from '../../call/toldBy.ts';
import { ec2Query, membersOf, numbered } from './query.ts';

const TYPES_A_CALL = 100;
const CALLS_AT_ONCE = 2;

const answerMembers = membersOf({
  instanceTypeSet: [
    'InstanceTypes',
    {
      type: 'list',
      item: {
        type: 'record',
        members: membersOf({
          instanceType: ['InstanceType', { type: 'text' }],
          instanceStorageSupported: ['InstanceStorageSupported', { type: 'flag' }],
        }),
      },
    },
  ],
});

/** Whether types have instance-store volumes, as AWS tells it. What was told once holds for good where it was told, for a type never changes. */
interface TypeStores {
  /** Asks only about what isn't known yet, many types in one call. A type that AWS doesn't tell is left out. */
  read(
    reading: Reading<EC2Client>,
    scope: Scope,
    types: readonly string[],
    signal: AbortSignal,
  ): Promise<Read<Readonly<Record<string, boolean>>>>;
}

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html (InstanceStorageSupported) */
export function createTypeStores(): TypeStores {
  const known = createToldBy<boolean>();
  return {
    async read(reading, scope, types, signal) {
      const wanted = [...new Set(types)];
      const answerer = await reading.wouldAnswer(scope, signal);
      const kept = wanted.flatMap((type) => entryOf(type, known.get(answerer, type)));
      const asked = wanted.filter((type) => known.get(answerer, type) === undefined);
      const batches = chunksOf(asked, TYPES_A_CALL);
      const answers = await inParallel(batches, CALLS_AT_ONCE, (batch) => describe(reading, scope, batch, signal));
      const failure = answers.find((answer) => !answer.ok);
      const fresh = answers.flatMap((answer) => (answer.ok ? answer.value : []));
      for (const [type, has] of fresh) known.set(reading.answeredBy(), type, has);
      // The profile can have been led elsewhere meanwhile: what was told before is not said of that.
      const told = fresh.length === 0 || reading.answeredBy() === answerer ? [...kept, ...fresh] : fresh;
      if (failure !== undefined && told.length === 0) return reading.seal(failure);
      return reading.seal(succeeded(Object.fromEntries(told)));
    },
  };
}

const entryOf = (type: string, has: boolean | undefined): readonly (readonly [string, boolean])[] =>
  has === undefined ? [] : [[type, has]];

async function describe(
  reading: Reading<EC2Client>,
  scope: Scope,
  types: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<readonly (readonly [string, boolean])[]>> {
  const ask = { scope, operation: 'DescribeInstanceTypes', rate: rates.ec2Unpaged, signal };
  const input = numbered('InstanceType', types);
  const answer = await askThroughThrottling(
    () =>
      reading.read(ask, (client, options): Promise<unknown> =>
        ec2Query(client, options, scope.region, ask.operation, input, answerMembers),
      ),
    signal,
  );
  if (!answer.ok) return answer;
  const told = list(member(answer.value.output, 'InstanceTypes')).flatMap((source) => {
    const type = identifier(member(source, 'InstanceType'));
    const has = member(source, 'InstanceStorageSupported');
    return type === undefined || typeof has !== 'boolean' ? [] : [[type, has] as const];
  });
  return succeeded(told);
}
