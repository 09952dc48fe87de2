import type { Outcome } from '../failure.ts';
import type { Scope } from '../scope.ts';

/** Asks whether something would be allowed. The only sender of Halt's that needs no permit: it can send dry runs and nothing else. Never rejects. */
export interface AwsPermissions {
  /** A dry run of StopInstances for one instance: true means that the permission is there. Changes nothing. */
  mayStopInstance(scope: Scope, id: string, signal: AbortSignal): Promise<Outcome<boolean>>;
}
