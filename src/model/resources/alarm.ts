/** `OK`, `ALARM`, `INSUFFICIENT_DATA` and what AWS adds later, or `gone`: there is no alarm of that name. Source: CloudWatch's DescribeAlarms. */
export type AlarmState = string;

/** By the alarm's ARN. One that is not in it was not asked about (it is in another account or region), or its state can't be read. */
export type AlarmStates = Readonly<Record<string, AlarmState>>;

/** Whether the alarm can go off: it is there, and has data to be judged by. */
function canGoOff(state: AlarmState): boolean {
  return state !== 'gone' && state !== 'INSUFFICIENT_DATA';
}

/** Whether the alarm is known to be there and to go off when it should. */
export function isAlive(arn: string, states: AlarmStates): boolean {
  return Object.hasOwn(states, arn) && canGoOff(states[arn] ?? '');
}

/** Whether each of an experiment's alarms is known not to go off. One whose state isn't known may. */
export function nothingStopsIt(arns: readonly string[], states: AlarmStates): boolean {
  return arns.length > 0 && arns.every((arn) => Object.hasOwn(states, arn) && !canGoOff(states[arn] ?? ''));
}

/** The alarm's name: all that is behind `alarm:`, colons too. Undefined for what is no ARN of an alarm. */
export function alarmNameOf(arn: string): string | undefined {
  const [scheme, , service, , , kind, ...name] = arn.split(':');
  return scheme === 'arn' && service === 'cloudwatch' && kind === 'alarm' && name.length > 0
    ? name.join(':')
    : undefined;
}
