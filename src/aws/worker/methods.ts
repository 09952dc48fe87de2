import { type Failure, failed } from '../../model/failure.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';
import type { AwsPermissions } from '../../model/ports/awsPermissions.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Aws } from '../aws.ts';

/**
 * What is called across the thread and answered once, by the object that it belongs to; `aws` is that object itself. A list, which is answered in parts,
 * goes a way of its own.
 */
export interface Callable {
  readonly reads: Omit<AwsReads, 'list'>;
  readonly changes: AwsChanges;
  readonly permissions: AwsPermissions;
  readonly aws: Pick<Aws, 'signIn' | 'diagnose' | 'struck'>;
}
/** Which part of the AWS side a method of the worker belongs to. */
export type MethodOwner = keyof Callable;

type Method = (...args: never[]) => Promise<unknown>;
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type AnswerOf<F> = F extends (...args: never[]) => Promise<infer T> ? T : never;

interface Facts<F> {
  /** What the method answers when the call itself fails: the thread is gone, or the caller has aborted. */
  readonly failed: (failure: Failure, ...args: ArgumentsOf<F>) => AnswerOf<F>;
  /** Whether AWS may have been changed when the thread dies in the middle of it. */
  readonly mutating: boolean;
}

/** What is answered once Halt is closed: nothing was sent. */
export const closed: Failure = { kind: 'cancelled', message: 'Halt was closed.', mayHaveHappened: false };

const reading = { failed, mutating: false };
const changing = { failed, mutating: true };

/** Every method of {@link Callable}: the compiler misses one that is left out. The lazy, the near and the far end are made from this table. */
export const methods = {
  reads: {
    profiles: { ...reading, failed: (failure) => ({ profiles: [], problems: [failure], unread: true }) },
    identity: reading,
    regions: reading,
    describe: reading,
    wholeResource: reading,
    stopProtection: {
      ...reading,
      failed: (failure, _scope, ids) => Object.fromEntries(ids.map((id) => [id, failed(failure)])),
    },
    spotKinds: reading,
    volumeSizes: reading,
    typeStores: reading,
    revisions: reading,
    wholeRevision: reading,
    stoppedTasks: reading,
    daemons: reading,
    wholeDaemon: reading,
    pastDeployments: reading,
    resolvedTargets: reading,
    targetAccounts: reading,
    experimentTemplate: reading,
    alarmStates: reading,
  },
  changes: {
    stopInstances: changing,
    startInstances: changing,
    stopDeployment: changing,
    continueDeployment: changing,
    stopExperiment: changing,
    setSafetyLever: changing,
  },
  permissions: { mayStopInstance: reading, dryRun: reading },
  aws: { signIn: reading, diagnose: reading, struck: reading },
} satisfies { readonly [O in MethodOwner]: { readonly [M in keyof Callable[O]]: Facts<Callable[O][M]> } };

/** Which method is called: the object that it belongs to, and a name that this object has. */
export type MethodName = {
  readonly [O in MethodOwner]: { readonly owner: O; readonly method: keyof Callable[O] };
}[MethodOwner];

/** One call of one method, as it crosses the thread. `args` without the AbortSignal, whose place is `signalAt`; -1 where there is none. */
export type MethodCall = MethodName & {
  readonly args: readonly unknown[];
  readonly signalAt: number;
  /** Whether a person waits for it. */
  readonly urgent: boolean;
};

/** Does one call, with the arguments as they were given. */
export type Invoke = (name: MethodName, facts: Facts<Method>, args: readonly unknown[]) => Promise<unknown>;

/** An object with a function for each method of `owner`, all of which go through `invoke`. */
export function functionsOf<O extends MethodOwner>(owner: O, invoke: Invoke): Callable[O] {
  const entries = Object.entries<Facts<Method>>(methods[owner]).map(([method, facts]) => [
    method,
    // The key stands in the table below this very owner.
    (...args: readonly unknown[]) => invoke({ owner, method } as MethodName, facts, args),
  ]);
  // The table has each method of the owner, and `invoke` takes the arguments and answers as the method of that name does.
  return Object.fromEntries(entries) as Callable[O];
}

/** Calls the method on the object itself. Rejects for one that is not in the table. */
export async function callMethod(
  target: Callable,
  { owner, method }: MethodName,
  args: readonly unknown[],
): Promise<unknown> {
  if (!Object.hasOwn(methods, owner) || !Object.hasOwn(methods[owner], method)) {
    throw new TypeError(`There is no method ${owner}.${method}.`);
  }
  const functions: object = target[owner];
  const callee = Reflect.get(functions, method) as (...args: readonly unknown[]) => Promise<unknown>;
  return Reflect.apply(callee, functions, args);
}
