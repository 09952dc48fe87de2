import { timingSafeEqual } from 'node:crypto';
import {
  readAccessKeyId,
  readSessionToken,
  sessionPrincipal,
  simulatedSecret,
  userPrincipal,
  type Principal,
} from '../core/accounts.ts';
import { commonError } from '../core/commonErrors.ts';
import { isEnabled, partitionOf } from '../core/regions.ts';
import type { AwsError, World } from '../core/contracts.ts';
import { signatureOf, signingTime, type Authorization, type SignableRequest } from '../core/sigv4.ts';

/** How far the signing time may be from AWS's clock, in milliseconds. */
const TOLERANCE = 5 * 60_000;
/** Signing headers that a caller has to cover. */
const covered = ['host', 'x-amz-date'];

/**
 * Whom the request's signature stands for. Throws {@link AwsError} as the service says it. Times are compared with the
 * wall clock, or with what AWS's is by {@link World.wall}, since that is what the caller signs with.
 */
export function authenticate(request: SignableRequest, authorization: Authorization, world: World): Principal {
  const { service, region } = authorization;
  const key = readAccessKeyId(authorization.accessKeyId);
  if (key === undefined || !world.fleet.accounts.some(({ id }) => id === key.account))
    throw commonError(service, 'unknownKey');
  checkTime(authorization, Date.now() + world.wall.ahead);
  if (!covered.every((name) => authorization.signedHeaders.includes(name))) throw commonError(service, 'badSignature');
  const expected = Buffer.from(signatureOf(request, authorization, simulatedSecret(key.account)));
  const given = Buffer.from(authorization.signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw commonError(service, 'badSignature');
  const principal = key.temporary
    ? temporary(authorization, key.account)
    : userPrincipal(key.account, partitionOf(region));
  if (!isEnabled(region, world.fleet.regions)) throw commonError(service, 'regionNotEnabled');
  return principal;
}

function temporary({ service, region, token }: Authorization, account: string): Principal {
  const session = token === undefined ? undefined : readSessionToken(token);
  if (session?.account !== account) throw commonError(service, 'unknownKey');
  if (session.expires <= Date.now()) throw commonError(service, 'expiredToken');
  return sessionPrincipal(session, partitionOf(region));
}

function checkTime({ service, time }: Authorization, now: number): void {
  const signed = signingTime(time);
  if (Number.isNaN(signed)) throw commonError(service, 'badSignature');
  const limit = stamp(signed < now ? now - TOLERANCE : now + TOLERANCE);
  if (signed < now - TOLERANCE)
    throw explained(service, 'requestTooOld', `${time} is now earlier than ${limit} (${stamp(now)} - 5 min.)`);
  if (signed > now + TOLERANCE)
    throw explained(service, 'requestTooNew', `${time} is still later than ${limit} (${stamp(now)} + 5 min.)`);
}

/** EC2 doesn't tell the times. */
function explained(service: string, failure: 'requestTooOld' | 'requestTooNew', detail: string): AwsError {
  return commonError(service, failure, service === 'ec2' ? '' : detail);
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
