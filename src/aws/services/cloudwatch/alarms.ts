import { STSClient } from '@aws-sdk/client-sts';
import { type Outcome, succeeded } from '../../../model/failure.ts';
import { alarmNameOf, type AlarmState, type AlarmStates } from '../../../model/resources/alarm.ts';
import { partitionOf, type Partition, type Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { identifier, list, member, parseJson, text } from '../../../base/untrusted.ts';
import type { Caller } from '../../call/caller.ts';
import { inBatches, inParallel } from '../../call/concurrency.ts';
import { rates } from '../../call/rates.ts';
import { rawAnswer } from '../../call/rawAnswer.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import type { JsonBody } from '../../sdk/wireAnswer.ts';

const ALARMS_A_CALL = 100;

/** What a partition's hosts end in, and those of its dual-stack endpoints. Source: https://docs.aws.amazon.com/general/latest/gr/cw_region.html */
const suffixes: Readonly<Record<Partition, { readonly usual: string; readonly dualStack: string }>> = {
  aws: { usual: 'amazonaws.com', dualStack: 'api.aws' },
  'aws-cn': { usual: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
  'aws-us-gov': { usual: 'amazonaws.com', dualStack: 'api.aws' },
  'aws-iso': { usual: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  'aws-iso-b': { usual: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  'aws-eusc': { usual: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
};

/** Where CloudWatch is. In GovCloud the usual address is the one that is validated. */
export function monitoringHost(region: string, fips: boolean, dualStack: boolean): string {
  const partition = partitionOf(region);
  const name = fips && (partition !== 'aws-us-gov' || dualStack) ? 'monitoring-fips' : 'monitoring';
  const suffix = suffixes[partition];
  return `${name}.${region}.${dualStack ? suffix.dualStack : suffix.usual}`;
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
    const answer = await reading.read(ask, async ({ config }, options) => {
      const configured = await config.endpoint?.();
      const fips = await config.useFipsEndpoint();
      const dualStack = await config.useDualstackEndpoint();
      const host = monitoringHost(scope.region, fips, dualStack);
      const { protocol, hostname, port, path } = configured ?? {
        ...{ protocol: 'https:', hostname: host, port: undefined, path: '/' },
      };
      const signer = await config.signer({
        name: 'sigv4',
        signingName: 'monitoring',
        signingRegion: scope.region,
        properties: {},
      });
      const request = {
        method: 'POST',
        protocol,
        hostname,
        ...(port !== undefined && { port }),
        path,
        query: {},
        headers: {
          host: port === undefined ? hostname : `${hostname}:${port}`,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
        },
        body: JSON.stringify({ AlarmNames: names, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }),
      };
      await config.requestHandler.handle(await signer.sign(request), options);
      const { lastResponse } = options.trace;
      if (lastResponse !== undefined && lastResponse.status >= 300) {
        const body = parseJson(Buffer.from(lastResponse.body).toString('utf8'));
        throw new Error(
          text(member(body, 'message')) ?? text(member(body, 'Message')) ?? 'DescribeAlarms was refused.',
        );
      }
      return rawAnswer(options.trace);
    });
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
      const found = new Map<string, AlarmState>();
      const batches = inBatches([...new Set(names.values())], ALARMS_A_CALL);
      for (const answer of await inParallel(batches, 2, (batch) => describe(reading, scope, batch, signal))) {
        if (!answer.ok) return reading.seal(answer);
        const { body } = answer.value;
        for (const alarm of [...list(body['MetricAlarms']), ...list(body['CompositeAlarms'])]) {
          const arn = identifier(member(alarm, 'AlarmArn'));
          const state = text(member(alarm, 'StateValue'));
          if (arn !== undefined && state !== undefined) found.set(arn, state);
        }
      }
      const read = reading.seal(succeeded(undefined));
      if (!read.ok) return read;
      const { account } = read.seen;
      const states = [...names.keys()].flatMap((arn): readonly (readonly [string, AlarmState])[] => {
        const state = found.get(arn);
        if (state !== undefined) return [[arn, state]];
        // What another account has isn't told here.
        return account === undefined || arn.split(':')[4] === account ? [[arn, 'gone']] : [];
      });
      return { ...read, value: Object.fromEntries(states) };
    },
    dispose: () => clients.dispose(),
  };
}
