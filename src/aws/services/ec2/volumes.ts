import type { EC2Client } from '@aws-sdk/client-ec2';
import { chunksOf } from '../../../base/chunksOf.ts';
import { identifier, list, member, number } from '../../../base/untrusted.ts';
import { failed, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { inParallel } from '../../call/concurrency.ts';
import { askThroughThrottling } from '../../call/askThroughThrottling.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import { rates } from '../../call/rates.ts';
import type { Reading } from '../../call/readOnlyClients.ts';
import { ec2Query, membersOf, numbered } from './query.ts';

/** The most values that a filter takes. */
const VOLUMES_A_CALL = 200;
const PAGE = 500;
/** So many volumes are asked about; their sizes only explain. */
const MOST_VOLUMES = 1_000;
const CALLS_AT_ONCE = 5;

const answerMembers = membersOf({
  nextToken: ['NextToken', { type: 'text' }],
  volumeSet: [
    'Volumes',
    {
      type: 'list',
      item: {
        type: 'record',
        members: membersOf({ volumeId: ['VolumeId', { type: 'text' }], size: ['Size', { type: 'number' }] }),
      },
    },
  ],
});

/**
 * The sizes of volumes in GiB, by their ids, for the first {@link MOST_VOLUMES}. By a filter and not by the ids themselves: one that isn't there any more would fail the whole call.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
 */
export async function volumeSizesOf(
  reading: Reading<EC2Client>,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Read<Readonly<Record<string, number>>>> {
  const batches = chunksOf([...new Set(ids)].slice(0, MOST_VOLUMES), VOLUMES_A_CALL);
  const answers = await inParallel(batches, CALLS_AT_ONCE, (batch) => sizesOf(reading, scope, batch, signal));
  const sizes: (readonly [string, number])[] = [];
  for (const answer of answers) {
    if (!answer.ok) return reading.seal(answer);
    sizes.push(...answer.value);
  }
  return reading.seal(succeeded(Object.fromEntries(sizes)));
}

async function sizesOf(
  reading: Reading<EC2Client>,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<readonly (readonly [string, number])[]>> {
  const sizes: (readonly [string, number])[] = [];
  const tokens = reading.listTokens('ec2:DescribeVolumes');
  const ask = { scope, operation: 'DescribeVolumes', rate: rates.ec2Paged, signal };
  for (let token: string | undefined; ;) {
    const input = {
      'Filter.1.Name': 'volume-id',
      MaxResults: String(PAGE),
      ...numbered('Filter.1.Value', ids),
      ...(token !== undefined && { NextToken: token }),
    };
    const answer = await askThroughThrottling(
      () =>
        reading.read(ask, async (client, options) => {
          const output = await ec2Query(client, options, scope.region, ask.operation, input, answerMembers);
          return { found: list(member(output, 'Volumes')), next: nextPage(member(output, 'NextToken')) };
        }),
      signal,
    );
    if (!answer.ok) return answer;
    const { found, next } = answer.value.output;
    for (const volume of found) {
      const id = identifier(member(volume, 'VolumeId'));
      const size = number(member(volume, 'Size'));
      if (id !== undefined && size !== undefined && size >= 0) sizes.push([id, size]);
    }
    const following = tokens.next(next);
    if (!following.ok) return failed(following.failure);
    if (following.value === undefined) return succeeded(sizes);
    token = following.value;
  }
}
