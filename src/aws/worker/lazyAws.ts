import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';

/** What `src/aws` makes. */
export interface AwsParts {
  readonly reads: AwsReads;
  readonly changes: AwsChanges;
  signIn(profile: string, signal: AbortSignal): Promise<Outcome<Identity>>;
  invalidate(profile?: string): void;
  dispose(): Promise<void>;
}

export interface LazyAws extends AwsParts {
  /** Throws away what was made, so that the next call makes it anew: the demo came or went. */
  renew(): Promise<void>;
}

/** Makes AWS's side with the first call, so that activation loads none of it. */
export function createLazyAws(make: () => Promise<AwsParts>): LazyAws {
  let made: Promise<AwsParts> | undefined;
  const aws = () => (made ??= make());
  const renew = async () => {
    const old = made;
    made = undefined;
    await (await old)?.dispose();
  };
  return {
    reads: {
      profiles: async () => (await aws()).reads.profiles(),
      identity: async (...args) => (await aws()).reads.identity(...args),
      regions: async (...args) => (await aws()).reads.regions(...args),
      list: async function* (...args) {
        yield* (await aws()).reads.list(...args);
      },
      describe: async (...args) => (await aws()).reads.describe(...args),
      document: async (...args) => (await aws()).reads.document(...args),
      stopProtection: async (...args) => (await aws()).reads.stopProtection(...args),
      spotKinds: async (...args) => (await aws()).reads.spotKinds(...args),
      revisions: async (...args) => (await aws()).reads.revisions(...args),
      pastDeployments: async (...args) => (await aws()).reads.pastDeployments(...args),
      resolvedTargets: async (...args) => (await aws()).reads.resolvedTargets(...args),
      targetAccounts: async (...args) => (await aws()).reads.targetAccounts(...args),
      experimentTemplate: async (...args) => (await aws()).reads.experimentTemplate(...args),
      safetyLever: async (...args) => (await aws()).reads.safetyLever(...args),
    },
    changes: {
      stopInstances: async (...args) => (await aws()).changes.stopInstances(...args),
      mayStopInstance: async (...args) => (await aws()).changes.mayStopInstance(...args),
      startInstances: async (...args) => (await aws()).changes.startInstances(...args),
      stopDeployment: async (...args) => (await aws()).changes.stopDeployment(...args),
      continueDeployment: async (...args) => (await aws()).changes.continueDeployment(...args),
      stopExperiment: async (...args) => (await aws()).changes.stopExperiment(...args),
      setSafetyLever: async (...args) => (await aws()).changes.setSafetyLever(...args),
    },
    signIn: async (...args) => (await aws()).signIn(...args),
    invalidate: (profile) => {
      void made?.then((one) => one.invalidate(profile));
    },
    dispose: renew,
    renew,
  };
}
