import type { Clock } from '../../base/clock.ts';
import { deepEqual } from '../../base/deepEqual.ts';
import { hasPassed } from '../../base/deadline.ts';
import { type ChangePolicy, type Forbidden, forbidsOperation, versionOf } from '../../model/changePolicy.ts';
import { AT_AWS, changedService, type Destination, isVouchedFor, routeOf } from '../../model/destination.ts';
import { type Failure, failed, type Outcome } from '../../model/failure.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import { type Permit, PERMIT_LIFE, type PermitRefusal } from '../../model/permit.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';
import { asksFor } from './changeOnWire.ts';
import { isLoopback } from './loopback.ts';
import type { SignedChange, Transport, WireRequest } from './transport.ts';

export interface ChangeGuardOptions {
  /** The guards as they are at this moment. What it throws forbids. */
  readonly policy: () => ChangePolicy;
  /** Of the thread in which {@link Permit.confirmed} was read. */
  readonly clock: Clock;
}

/** The last word on whether a change may leave. Lives in the thread that owns the sockets, and answers at once. */
export interface ChangeGuard {
  /** The same changes; what is already refused asks nobody for credentials. */
  before(changes: AwsChanges): AwsChanges;
  /** Sends through `transport`; a request that changes something is compared with its permit when its connection stands, before its first byte. */
  over(transport: Transport): Transport;
}

/** `policy` is read anew for each attempt; where it throws, no change leaves. */
export function createChangeGuard({ policy, clock }: ChangeGuardOptions): ChangeGuard {
  const read = (): ChangePolicy | undefined => {
    try {
      return policy();
    } catch {
      return undefined;
    }
  };

  /** What can be said before anything is asked of anybody: the time and the guards. */
  const refusal = (permit: Permit): Failure | undefined => {
    if (hasPassed(permit.confirmed, PERMIT_LIFE, clock)) return refused('permit-expired');
    const guards = read();
    if (guards === undefined) return refused('read-only');
    const { scope, operation, account, alias } = permit;
    const forbidden = forbidsOperation(guards, { scope, operation, account, alias });
    if (forbidden !== undefined) return refused(forbidden);
    return versionOf(guards) === permit.policyVersion ? undefined : refused('policy-changed');
  };

  const atLast = (request: WireRequest, { permit, account, destination }: SignedChange): Failure | undefined => {
    const early = refusal(permit);
    if (early !== undefined) return early;
    if (account === undefined) return refused('account-unknown');
    if (account !== permit.account) return refused('account-changed', `${permit.account} → ${account}`);
    if (!deepEqual(destination, permit.destination)) return refused('destination-changed');
    if (!leadsTo(request.url, destination, permit)) return refused('destination-changed');
    if (!isVouchedFor(destination, changedService(permit.operation.type), 'STS')) return refused('account-elsewhere');
    return asksFor(request, permit) ? undefined : refused('not-permitted');
  };

  const unlessRefused = <T>(permit: Permit, send: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const early = refusal(permit);
    return early === undefined ? send() : Promise.resolve(failed(early));
  };

  return {
    before: (changes) => ({
      stopInstances: (permit, ids) => unlessRefused(permit, () => changes.stopInstances(permit, ids)),
      startInstances: (permit, ids) => unlessRefused(permit, () => changes.startInstances(permit, ids)),
      stopDeployment: (permit, arn) => unlessRefused(permit, () => changes.stopDeployment(permit, arn)),
      continueDeployment: (permit, arn) => unlessRefused(permit, () => changes.continueDeployment(permit, arn)),
      stopExperiment: (permit, id) => unlessRefused(permit, () => changes.stopExperiment(permit, id)),
      setSafetyLever: (permit) => unlessRefused(permit, () => changes.setSafetyLever(permit)),
    }),
    over: (transport) => ({
      send: (request, timeouts, signal, pieces) => {
        const { change } = request;
        const guarded = change === undefined ? request : { ...request, mayLeave: () => atLast(request, change) };
        return transport.send(guarded, timeouts, signal, pieces);
      },
      close: () => transport.close(),
    }),
  };
}

/** What was confirmed as simulated goes to this machine or nowhere, and what was confirmed for a configured endpoint to that one. */
function leadsTo(url: string, destination: Destination, { operation }: Permit): boolean {
  switch (destination.kind) {
    case 'aws':
      return true;
    case 'simulated':
      return isLoopback(url);
    case 'custom': {
      const route = destination.routes[changedService(operation.type)];
      const taken = routeOf(url);
      return route === AT_AWS || (route !== '' && (taken === route || taken.startsWith(`${route}/`)));
    }
  }
}

const PLACES = 'halt.places forbids it.';

const unclear = (setting: GuardSetting) => `${setting} can't be understood, which forbids every change.`;

const reasons: Readonly<Record<PermitRefusal | Forbidden, string>> = {
  'permit-expired': 'The confirmation is more than two minutes old, or the clock was set.',
  'policy-changed': 'The settings that guard changes are others than when it was confirmed.',
  'account-unknown': 'It is not known in which account the credentials act.',
  'account-elsewhere': 'Another endpoint than AWS’s tells the account, and the request would go to AWS.',
  'account-changed': 'The credentials act in another account than the one that was confirmed.',
  'destination-changed': 'The requests would go to other endpoints than when it was confirmed.',
  'not-permitted': 'This is not what was confirmed.',
  'read-only': 'halt.readOnly forbids every change here.',
  'place-read-only': PLACES,
  region: 'halt.allowedRegions does not name this region.',
  'place-region': PLACES,
  'place-operation': PLACES,
  'abort-off': 'halt.enableAbort is off.',
  'read-only-unclear': unclear('halt.readOnly'),
  'regions-unclear': unclear('halt.allowedRegions'),
  'production-unclear': unclear('halt.production'),
  'places-unclear': unclear('halt.places'),
};

/** A failure that says why nothing left. `detail` stands in place of the plain reason. */
export function refused(code: PermitRefusal | Forbidden, detail?: string): Failure {
  return { kind: 'forbidden', code, message: detail ?? reasons[code], mayHaveHappened: false };
}
