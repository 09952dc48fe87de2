import type { Cloud, Control } from '../../model/ports/awsReads.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';

/** What `src/aws` makes. */
export interface AwsParts {
  readonly cloud: Cloud;
  readonly control: Control;
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
    cloud: {
      profiles: async () => (await aws()).cloud.profiles(),
      identity: async (...args) => (await aws()).cloud.identity(...args),
      regions: async (...args) => (await aws()).cloud.regions(...args),
      list: async function* (...args) {
        yield* (await aws()).cloud.list(...args);
      },
      look: async (...args) => (await aws()).cloud.look(...args),
      document: async (...args) => (await aws()).cloud.document(...args),
      stopProtection: async (...args) => (await aws()).cloud.stopProtection(...args),
      spotKinds: async (...args) => (await aws()).cloud.spotKinds(...args),
      revisions: async (...args) => (await aws()).cloud.revisions(...args),
      pastDeployments: async (...args) => (await aws()).cloud.pastDeployments(...args),
      resolvedTargets: async (...args) => (await aws()).cloud.resolvedTargets(...args),
      targetAccounts: async (...args) => (await aws()).cloud.targetAccounts(...args),
      experimentTemplate: async (...args) => (await aws()).cloud.experimentTemplate(...args),
      safetyLever: async (...args) => (await aws()).cloud.safetyLever(...args),
    },
    control: {
      stopInstances: async (...args) => (await aws()).control.stopInstances(...args),
      mayStopInstance: async (...args) => (await aws()).control.mayStopInstance(...args),
      startInstances: async (...args) => (await aws()).control.startInstances(...args),
      stopDeployment: async (...args) => (await aws()).control.stopDeployment(...args),
      continueDeployment: async (...args) => (await aws()).control.continueDeployment(...args),
      stopExperiment: async (...args) => (await aws()).control.stopExperiment(...args),
      setSafetyLever: async (...args) => (await aws()).control.setSafetyLever(...args),
    },
    signIn: async (...args) => (await aws()).signIn(...args),
    invalidate: (profile) => {
      void made?.then((one) => one.invalidate(profile));
    },
    dispose: renew,
    renew,
  };
}
