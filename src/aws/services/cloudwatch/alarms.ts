import { STSClient } from '@aws-sdk/client-sts';
import { type Outcome, succeeded } from '../../../model/failure.ts';
import { alarmNameOf, type AlarmState, type AlarmStates } from '../../../model/resources/alarm.ts';
import { partitionOf, partitions } from '../../../model/partitions.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { givenName, isNothing, list, member, text } from '../../../base/untrusted.ts';
import type { Caller } from '../../call/caller.ts';
import { inParallel } from '../../call/concurrency.ts';
import { chunksOf } from '../../../base/chunksOf.ts';
import { rates } from '../../call/rates.ts';
import { askThroughThrottling } from '../../call/askThroughThrottling.ts';
import { rawAnswer } from '../../call/rawAnswer.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import { sendSigned } from '../../call/signedPost.ts';
import type { JsonBody } from '../../sdk/wireAnswer.ts';

const ALARMS_A_CALL = 100;

/** Where CloudWatch is. In GovCloud the usual address is the one that is validated. */
export function monitoringHost(region: string, fips: boolean, dualStack: boolean): string {
  const partition = partitionOf(region);
  const name = fips && (partition !== 'aws-us-gov' || dualStack) ? 'monitoring-fips' : 'monitoring';
  const { hosts, dualStackHosts } = partitions[partition];
  return `${name}.${region}.${dualStack ? dualStackHosts : hosts}`;
}

/** What Halt reads from CloudWatch: in which state alarms are. */
export function createAlarms(caller: Caller) {
  // There is no CloudWatch client in the bundle: STS's signer signs for it, and the request leaves through the same guard.
  const clients = createReadOnlyClients(caller, 'CloudWatch', (config) => new STSClient(config));

  const describe = async (
    reading: Reading<STSClient>,
    scope: Scope,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<JsonBody>> => {
    const ask = { scope, operation: 'DescribeAlarms', rate: rates.cloudwatch, signal, member: 'MetricAlarms' };
    const answer = await askThroughThrottling(
      () =>
        reading.read(ask, async ({ config }, options) => {
          const host = monitoringHost(
            scope.region,
            await config.useFipsEndpoint(),
            await config.useDualstackEndpoint(),
          );
          await sendSigned(
            config,
            {
              address: new URL(`https://${host}`),
              signingName: 'monitoring',
              region: scope.region,
              headers: {
                'content-type': 'application/x-amz-json-1.0',
                'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
              },
              body: JSON.stringify({
                AlarmNames: names,
                AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
                MaxRecords: ALARMS_A_CALL,
              }),
            },
            options,
          );
          return rawAnswer(options.trace);
        }),
      signal,
    );
    return answer.ok ? succeeded(answer.value.output) : answer;
  };

  return {
    async states(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Read<AlarmStates>> {
      const reading = clients.begin();
      const names = new Map(
        arns.flatMap((arn) => {
          const name = arn.split(':')[3] === scope.region ? alarmNameOf(arn) : undefined;
          return name === undefined ? [] : [[arn, name] as const];
        }),
      );
      const found = new Map<string, AlarmState | undefined>();
      /** No alarm was told in a way that can't be read: it could be any of them. */
      let isWhole = true;
      const batches = chunksOf([...new Set(names.values())], ALARMS_A_CALL);
      for (const answer of await inParallel(batches, 2, (batch) => describe(reading, scope, batch, signal))) {
        if (!answer.ok) return reading.seal(answer);
        const { body } = answer.value;
        for (const key of ['MetricAlarms', 'CompositeAlarms']) {
          if (!isNothing(body[key]) && !Array.isArray(body[key])) isWhole = false;
          for (const alarm of list(body[key])) {
            const arn = givenName(member(alarm, 'AlarmArn'));
            if (arn === undefined) isWhole = false;
            else found.set(arn, text(member(alarm, 'StateValue')));
          }
        }
      }
      const read = reading.seal(succeeded(undefined));
      if (!read.ok) return read;
      const { account } = read.seen;
      const states = [...names.keys()].flatMap((arn): readonly (readonly [string, AlarmState])[] => {
        const state = found.get(arn);
        if (state !== undefined) return [[arn, state]];
        if (!isWhole || found.has(arn)) return [];
        // Only alarms of the account that answered can be said to be gone: this answer has no others, and an unknown account could be any.
        return account !== undefined && arn.split(':')[4] === account ? [[arn, 'gone']] : [];
      });
      return { ...read, value: Object.fromEntries(states) };
    },
    dispose: () => clients.dispose(),
  };
}
