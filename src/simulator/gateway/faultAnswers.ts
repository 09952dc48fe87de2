import { commonError, denied } from '../core/commonErrors.ts';
import type { Strike } from './faults.ts';
import { resourceOf } from './requestShape.ts';
import { AwsError, type IncomingCall, type Reply, type SimulatedService } from '../core/contracts.ts';

/** The error that a fault puts in the place of the answer, before or after the action took effect. */
export function injectedError(
  ending: Strike['ending'],
  service: SimulatedService,
  action: string,
  call: IncomingCall,
  when: 'before' | 'after',
): AwsError | undefined {
  if (ending === undefined) return undefined;
  const moment = 'when' in ending ? (ending.when ?? 'before') : 'before';
  if (moment !== when) return undefined;
  switch (ending.kind) {
    case 'throttle':
      return commonError(service.name, 'throttled');
    case 'serverError':
      return commonError(service.name, ending.status === 500 ? 'internal' : 'unavailable');
    case 'expiredToken':
      return commonError(service.name, 'expiredToken');
    case 'wrongCredentials':
      return commonError(service.name, 'unknownKey');
    case 'regionNotEnabled':
      return commonError(service.name, 'regionNotEnabled');
    case 'denied':
      return denied(service.name, action, call.caller, resourceOf(service.name, action, call));
    case 'error':
      return new AwsError(ending.code, ending.message, ending.status);
    case 'drop':
    case 'hang':
    case 'halfAnswer':
    case 'malformedBody':
    case 'emptyBody':
    case 'wrongContentType':
    case 'body':
      return undefined;
  }
}

/** The answer as a fault leaves it. */
export function spoilt(ending: Strike['ending'], reply: Reply): Reply {
  switch (ending?.kind) {
    case 'malformedBody':
      return { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) };
    case 'emptyBody':
      return { ...reply, body: '' };
    case 'wrongContentType': {
      const page =
        '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to the network.</body></html>';
      return { ...reply, headers: { ...reply.headers, 'content-type': 'text/html' }, body: page };
    }
    case 'body': {
      // Whoever answers instead doesn't name an error as AWS does.
      const { 'x-amzn-errortype': _code, ...headers } = reply.headers;
      const type = ending.contentType ?? headers['content-type'] ?? 'text/plain';
      return {
        status: ending.status ?? reply.status,
        headers: { ...headers, 'content-type': type },
        body: ending.body,
      };
    }
    default:
      return reply;
  }
}
