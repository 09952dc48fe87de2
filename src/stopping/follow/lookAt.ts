import type { AwsReads, Found } from '../../model/ports/awsReads.ts';
import { type Failure, isProfileFailure } from '../../model/failure.ts';
import type { Read } from '../../model/sight.ts';
import type { Observed } from '../operation.ts';
import type { PlanRef } from '../plan/plan.ts';

/** What one look found of several targets of a scope and kind. */
export interface Looked {
  readonly observed: readonly Observed[];
  readonly missing: Found['missing'];
  readonly failures: Found['failures'];
}

/** Looks at targets of one scope and kind. Never rejects, as {@link AwsReads} doesn't. */
export async function lookAt(
  reads: AwsReads,
  ref: PlanRef,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Read<Looked>> {
  if (ref.kind === 'lever') {
    const outcome = await reads.safetyLever(ref.scope, signal);
    return outcome.ok ? { ...outcome, value: { observed: [outcome.value], missing: [], failures: {} } } : outcome;
  }
  const outcome = await reads.describe(ref.scope, ref.kind, ids, signal);
  if (!outcome.ok) return outcome;
  const { targets, missing, failures } = outcome.value;
  return { ...outcome, value: { observed: targets, missing, failures } };
}

/** Whether looking becomes possible again by what a person does about credentials or the network: until then nothing is given up. */
export function passes({ kind }: Failure): boolean {
  if (isProfileFailure(kind)) return true;
  switch (kind) {
    case 'unreachable':
    case 'timeout':
    case 'cut':
    case 'malformed':
    case 'clock-skew':
    case 'throttled':
    case 'server':
    case 'cancelled':
      return true;
    default:
      return false;
  }
}

/** It isn't known of which account a look was. */
export const accountUnknown: Failure = {
  kind: 'credentials-missing',
  code: 'account-unknown',
  message: 'It is not known to which account the profile leads.',
  mayHaveHappened: false,
};
