import { DescribeRegionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { succeeded } from '../../../model/failure.ts';
import type { RegionInfo } from '../../../model/identity.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { rates } from '../../call/rates.ts';
import type { Reading } from '../../call/readOnlyClients.ts';
import { idOf, itemsOf, unreadOf } from '../../sdk/unreadMembers.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';

/** Every region there is for the account, those that it hasn't enabled too. */
export async function regionsOf(
  reading: Reading<EC2Client>,
  scope: Scope,
  signal: AbortSignal,
): Promise<Read<readonly RegionInfo[]>> {
  const ask = { scope, operation: 'DescribeRegions', rate: rates.ec2Unpaged, signal };
  const answer = await reading.read(ask, async (client, options) => {
    const regions: unknown = (await client.send(new DescribeRegionsCommand({ AllRegions: true }), options)).Regions;
    if (!Array.isArray(regions)) throw new MalformedAnswer('The answer’s regions can’t be read.');
    return itemsOf({ Regions: regions }, 'Regions').map((from) => ({
      name: idOf(from, 'RegionName'),
      optIn: from.text('OptInStatus') ?? 'opt-in-not-required',
      ...unreadOf(from),
    }));
  });
  return reading.seal(answer.ok ? succeeded(answer.value.output) : answer);
}
