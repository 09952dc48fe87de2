import { AwsError, type IncomingCall, type Reply, type SimulatedService } from '../core/contracts.ts';

type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The simulated CloudWatch, as far as alarms go: DescribeAlarms, in its JSON. */
export interface AlarmService extends SimulatedService {
  /** Gives an alarm a state, or takes the alarm away. One that was never set is a metric's, and OK. */
  set(account: string, region: string, name: string, state: State | 'gone', type?: AlarmType): void;
}

type AlarmType = 'MetricAlarm' | 'CompositeAlarm';

const TARGET = 'GraniteServiceVersion20100801.';
const MOST = 100;

/** `exists`: the names of the alarms that the other services there speak of. */
export function createAlarms(exists: (account: string, region: string) => ReadonlySet<string>): AlarmService {
  const states = new Map<string, { readonly state: State | 'gone'; readonly type: AlarmType }>();
  const keyOf = (account: string, region: string, name: string): string => JSON.stringify([account, region, name]);
  return {
    name: 'monitoring',
    actionOf: ({ headers }) => {
      const target = headers['x-amz-target'];
      return target?.startsWith(TARGET) === true ? target.slice(TARGET.length) : undefined;
    },
    handle: (action, call) => {
      if (action !== 'DescribeAlarms')
        throw new AwsError('UnknownOperationException', `Unknown operation ${action}.`, 404);
      const { account, region, partition } = call;
      const known = exists(account, region);
      const { names, types } = askedIn(call);
      const found = names.flatMap((AlarmName) => {
        const kept = states.get(keyOf(account, region, AlarmName));
        const StateValue = kept?.state ?? (known.has(AlarmName) ? 'OK' : 'gone');
        const AlarmArn = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${AlarmName}`;
        const type = kept?.type ?? 'MetricAlarm';
        return StateValue === 'gone' || !types.includes(type)
          ? []
          : [{ type, alarm: { AlarmName, AlarmArn, StateValue } }];
      });
      const of = (wanted: AlarmType) => found.flatMap(({ type, alarm }) => (type === wanted ? [alarm] : []));
      return replied(call, 200, { MetricAlarms: of('MetricAlarm'), CompositeAlarms: of('CompositeAlarm') });
    },
    fail: (error, call) => replied(call, error.status, { __type: error.code, message: error.message }),
    set: (account, region, name, state, type = 'MetricAlarm') =>
      void states.set(keyOf(account, region, name), { state, type }),
  };
}

/** Without types, AWS takes metric alarms to be meant. */
function askedIn({ body }: IncomingCall): { readonly names: readonly string[]; readonly types: readonly unknown[] } {
  const { AlarmNames: names, AlarmTypes: types } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const given = Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
  if (given.length === 0 || given.length > MOST)
    throw new AwsError('InvalidParameterValue', `Between 1 and ${MOST} alarm names are taken.`);
  return { names: given, types: Array.isArray(types) ? types : ['MetricAlarm'] };
}

const replied = ({ requestId }: IncomingCall, status: number, body: object): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});
