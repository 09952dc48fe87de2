import type { Fault, FaultEffect } from './faults.ts';
import type { SimulatedService } from '../core/contracts.ts';

type Unread = Readonly<Record<string, unknown>>;
type Moment = 'before' | 'after';

/** A fault from JSON; throws an `Error` with one sentence for anything that isn't one, or couldn't strike. */
export function readFault(value: Unread, services: readonly SimulatedService[]): Fault {
  const target = Object.fromEntries(
    (['service', 'action', 'region', 'account'] as const).flatMap((name) => {
      const given = value[name];
      return given === undefined ? [] : [[name, text(given, name)]];
    }),
  );
  const { effect: raw, times } = value;
  if (typeof raw !== 'object' || raw === null) throw new Error('"effect" is an object with a "kind".');
  const effect = readEffect({ ...raw });
  if (effect.kind === 'staleReads') checkHistory(target['service'], services);
  return { ...target, effect, ...(times === undefined ? {} : { times: count(times, 'times') }) };
}

function checkHistory(name: string | undefined, services: readonly SimulatedService[]): void {
  const able = services.filter(({ keepsHistory }) => keepsHistory === true).map((service) => service.name);
  if (name === undefined || !able.includes(name)) throw new Error(`Stale reads are for "service": ${able.join(', ')}.`);
}

function readEffect(value: Unread): FaultEffect {
  const { kind } = value;
  switch (kind) {
    case 'latency': {
      const { perCall } = value;
      const rest = perCall === undefined ? {} : { perCall: amount(perCall, 'perCall') };
      return { kind, milliseconds: amount(value['milliseconds'], 'milliseconds'), ...rest, ...optionalMoment(value) };
    }
    case 'serverError': {
      const code = value['status'];
      if (code !== 500 && code !== 503) throw new Error('"status" is 500 or 503.');
      return { kind, status: code, when: moment(value['when']) };
    }
    case 'drop':
      return { kind, when: moment(value['when']) };
    case 'hang':
      return { kind, ...optionalMoment(value) };
    case 'hold':
    case 'throttle':
    case 'halfAnswer':
    case 'malformedBody':
    case 'emptyBody':
    case 'wrongContentType':
    case 'expiredToken':
    case 'wrongCredentials':
    case 'denied':
    case 'regionNotEnabled':
      return { kind };
    case 'staleReads':
      return { kind, milliseconds: amount(value['milliseconds'], 'milliseconds') };
    case 'error':
      return {
        kind,
        code: text(value['code'], 'code'),
        message: text(value['message'], 'message'),
        status: status(value['status']),
        ...optionalMoment(value),
      };
    case 'body': {
      const { contentType } = value;
      return {
        kind,
        body: text(value['body'], 'body'),
        ...(value['status'] === undefined ? {} : { status: status(value['status']) }),
        ...(contentType === undefined ? {} : { contentType: text(contentType, 'contentType') }),
      };
    }
    default:
      throw new Error(`There is no fault of kind ${JSON.stringify(kind)}.`);
  }
}

function optionalMoment(value: Unread): { when?: Moment } {
  return value['when'] === undefined ? {} : { when: moment(value['when']) };
}

function moment(value: unknown): Moment {
  if (value === 'before' || value === 'after') return value;
  throw new Error('"when" is "before" or "after".');
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`"${name}" is a text.`);
}

function amount(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new Error(`"${name}" is a number, 0 or more.`);
}

function count(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new Error(`"${name}" is a whole number, 1 or more.`);
}

function status(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599) return value;
  throw new Error('"status" is an HTTP status from 200 to 599.');
}
