import { type Failure, failed } from '../model/failure.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import { isOfAnother, type Read } from '../model/sight.ts';
import type { Accounts } from './accounts.ts';

/** The profile leads to another account than the one that is shown: what it brought is about something else. */
const ofAnother: Failure = {
  kind: 'unknown',
  code: 'account-changed',
  message: 'The profile now leads to another account.',
  mayHaveHappened: false,
};

/**
 * Reads for what shows one account a profile. An answer of another account than the shown one is dropped, and the profile is asked again whose it is: until that is known, nothing
 * of the one stands beside the other.
 */
export function ofShownAccounts(reads: AwsReads, accounts: Pick<Accounts, 'of' | 'refresh'>): AwsReads {
  const kept = <T>(profile: string, answer: Read<T>): Read<T> => {
    if (!answer.ok || !isOfAnother(answer.seen, accounts.of(profile)?.account)) return answer;
    void accounts.refresh(profile);
    return failed(ofAnother);
  };
  return {
    profiles: () => reads.profiles(),
    identity: (profile, signal) => reads.identity(profile, signal),
    regions: (profile, signal) => reads.regions(profile, signal),
    async *list(scope, kind, signal) {
      for await (const page of reads.list(scope, kind, signal)) yield kept(scope.profile, page);
    },
    describe: async (scope, ...rest) => kept(scope.profile, await reads.describe(scope, ...rest)),
    document: async (ref, signal) => kept(ref.scope.profile, await reads.document(ref, signal)),
    stopProtection: async (scope, ...rest) => {
      const answers = await reads.stopProtection(scope, ...rest);
      return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, kept(scope.profile, answer)]));
    },
    spotKinds: async (scope, ...rest) => kept(scope.profile, await reads.spotKinds(scope, ...rest)),
    revisions: async (scope, ...rest) => kept(scope.profile, await reads.revisions(scope, ...rest)),
    pastDeployments: async (scope, ...rest) => kept(scope.profile, await reads.pastDeployments(scope, ...rest)),
    resolvedTargets: async (scope, ...rest) => kept(scope.profile, await reads.resolvedTargets(scope, ...rest)),
    targetAccounts: async (scope, ...rest) => kept(scope.profile, await reads.targetAccounts(scope, ...rest)),
    experimentTemplate: async (scope, ...rest) => kept(scope.profile, await reads.experimentTemplate(scope, ...rest)),
    safetyLever: async (scope, signal) => kept(scope.profile, await reads.safetyLever(scope, signal)),
  };
}
