import type { AwsReads } from '../../model/ports/awsReads.ts';
import { createMadeOnce } from '../../base/madeOnce.ts';
import { failed, type Outcome } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { AwsPermissions } from '../../model/ports/awsPermissions.ts';
import type { ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';
import { callMethod, closed, functionsOf, type Invoke } from './methods.ts';

/** What `src/aws` makes. */
export interface AwsParts {
  readonly reads: AwsReads;
  readonly changes: AwsChanges;
  readonly permissions: AwsPermissions;
  signIn(profile: string, signal: AbortSignal): Promise<Outcome<Identity>>;
  diagnose(profile: string, signal: AbortSignal): Promise<Outcome<ProfileDiagnosis>>;
  invalidate(profile?: string): void;
  dispose(): Promise<void>;
}

export interface LazyAws extends AwsParts {
  /** Throws away what was made, so that the next call makes it anew: the demo came or went. */
  renew(): Promise<void>;
}

/** Makes AWS's side with the first call, so that activation loads none of it. */
export function createLazyAws(make: () => Promise<AwsParts>): LazyAws {
  const made = createMadeOnce(make);
  let disposed = false;
  const renew = async () => {
    // What could not be made has nothing to end; whoever asked for it was told.
    await made.take()?.then(
      (old) => old.dispose(),
      () => undefined,
    );
  };
  const invoke: Invoke = async (owner, method, facts, args) => {
    // A stop that waits while AWS throttles would have a second worker made, which nobody ends.
    if (disposed) return facts.failed({ ...closed, operation: `${owner}.${method}` }, ...(args as never[]));
    const parts = await made.get();
    const { reads, changes, permissions } = parts;
    return callMethod({ reads, changes, permissions, aws: parts }, owner, method, args);
  };
  return {
    reads: {
      ...functionsOf('reads', invoke),
      list: async function* (...args) {
        if (disposed) yield failed(closed);
        else yield* (await made.get()).reads.list(...args);
      },
    },
    changes: functionsOf('changes', invoke),
    permissions: functionsOf('permissions', invoke),
    ...functionsOf('aws', invoke),
    invalidate: (profile) => {
      made.peek()?.then(
        (one) => one.invalidate(profile),
        () => undefined,
      );
    },
    dispose: async () => {
      disposed = true;
      await renew();
    },
    renew,
  };
}
