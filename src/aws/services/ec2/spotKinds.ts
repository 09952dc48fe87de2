import type { EC2Client } from '@aws-sdk/client-ec2';
import { identifier, list, member, text } from '../../../base/untrusted.ts';
import { succeeded } from '../../../model/failure.ts';
import { namedIn } from '../../../model/namedInMessage.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { askThroughThrottling } from '../../call/askThroughThrottling.ts';
import { rates } from '../../call/rates.ts';
import type { Reading } from '../../call/readOnlyClients.ts';
import { ec2Query, membersOf, numbered } from './query.ts';

const IDS_A_CALL = 500;

const answerMembers = membersOf({
  spotInstanceRequestSet: [
    'SpotInstanceRequests',
    {
      type: 'list',
      item: {
        type: 'record',
        members: membersOf({
          spotInstanceRequestId: ['SpotInstanceRequestId', { type: 'text' }],
          type: ['Type', { type: 'text' }],
        }),
      },
    },
  ],
});

/** Whether Spot requests are `one-time` or `persistent`, by their ids. A request that AWS doesn't know is left out, the others are asked about again without it. */
export async function spotKindsOf(
  reading: Reading<EC2Client>,
  scope: Scope,
  requestIds: readonly string[],
  signal: AbortSignal,
): Promise<Read<Readonly<Record<string, string>>>> {
  const kinds: [string, string][] = [];
  let open = [...new Set(requestIds)];
  while (open.length > 0) {
    const batch = open.slice(0, IDS_A_CALL);
    const ask = { scope, operation: 'DescribeSpotInstanceRequests', rate: rates.ec2Unpaged, signal };
    const input = numbered('SpotInstanceRequestId', batch);
    const answer = await askThroughThrottling(
      () =>
        reading.read(ask, (client, options): Promise<unknown> =>
          ec2Query(client, options, scope.region, ask.operation, input, answerMembers),
        ),
      signal,
    );
    if (answer.ok) {
      kinds.push(...kindsIn(answer.value.output));
      open = open.slice(batch.length);
    } else {
      const unknown = namedIn(answer.failure.message, batch);
      if (answer.failure.kind !== 'not-found' || unknown.length === 0) return answer;
      open = open.filter((id) => !unknown.includes(id));
    }
  }
  return reading.seal(succeeded(Object.fromEntries(kinds)));
}

const kindsIn = (output: unknown): readonly [string, string][] =>
  list(member(output, 'SpotInstanceRequests')).flatMap((request) => {
    const id = identifier(member(request, 'SpotInstanceRequestId'));
    const kind = text(member(request, 'Type'));
    return id === undefined || kind === undefined ? [] : [[id, kind]];
  });
