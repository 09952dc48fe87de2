import { changedService, isVouchedFor } from '../../model/destination.ts';
import { unread } from '../../model/fact.ts';
import { failed, type Outcome, succeeded } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { OperationType } from '../../model/operation.ts';

/**
 * The identity of a profile, as far as it holds for the place that a change goes to. A person can set another endpoint for a single service: where
 * one answered for STS and the change goes to AWS, the account isn't known; where one answered for IAM, the alias is unread.
 */
export function vouched(identity: Outcome<Identity>, type: OperationType): Outcome<Identity> {
  if (!identity.ok) return identity;
  const { destination } = identity.value;
  const service = changedService(type);
  if (!isVouchedFor(destination, service, 'STS'))
    return failed({ kind: 'forbidden', code: 'account-elsewhere', message: '', mayHaveHappened: false });
  return isVouchedFor(destination, service, 'IAM') ? identity : succeeded({ ...identity.value, alias: unread });
}
