import { DescribeInstanceAttributeCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { member } from '../../../base/untrusted.ts';
import { succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { inParallel } from '../../call/concurrency.ts';
import { rates } from '../../call/rates.ts';
import type { ReadOnlyClients } from '../../call/readOnlyClients.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';

const CALLS_AT_ONCE = 5;

/** `disableApiStop` of each instance: AWS tells it one instance a call. */
export async function stopProtectionOf(
  clients: ReadOnlyClients<EC2Client>,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, Read<boolean>>>> {
  const ask = { scope, operation: 'DescribeInstanceAttribute', rate: rates.ec2Unpaged, signal };
  const answers = await inParallel([...new Set(ids)], CALLS_AT_ONCE, async (id) => {
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
}
