import { changedService, isVouchedFor } from '../../model/destination.ts';
import { unread } from '../../model/fact.ts';
import { failed, type Outcome, succeeded } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { OperationType } from '../../model/operation.ts';

/**
 * Who a profile is, as far as it is known of the place that the change goes to. Where another endpoint tells the account and the change goes to AWS, it is not known; where
 * another endpoint tells the alias, that is unread.
 */
export function vouched(identity: Outcome<Identity>, type: OperationType): Outcome<Identity> {
  if (!identity.ok) return identity;
  const { destination } = identity.value;
  const service = changedService(type);
  if (!isVouchedFor(destination, service, 'STS'))
    return failed({ kind: 'forbidden', code: 'account-elsewhere', message: '', mayHaveHappened: false });
  return isVouchedFor(destination, service, 'IAM') ? identity : succeeded({ ...identity.value, alias: unread });
}
