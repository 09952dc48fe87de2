import { createMadeOnce } from '../../base/madeOnce.ts';
import { failed } from '../../model/failure.ts';
import type { Aws } from '../aws.ts';
import { callMethod, closed, functionsOf, type Invoke } from './methods.ts';

/** What `src/aws` makes, and the app uses: how many windows share an account's limits comes to it by another way. */
export type AwsParts = Omit<Aws, 'share'>;

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
  const invoke: Invoke = async (name, facts, args) => {
    // A stop that waits while AWS throttles would have a second worker made, which nobody ends.
    if (disposed) return facts.failed({ ...closed, operation: `${name.owner}.${name.method}` }, ...(args as never[]));
    const parts = await made.get();
    const { reads, changes, permissions } = parts;
    return callMethod({ reads, changes, permissions, aws: parts }, name, args);
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
