import { type Failure, failed, type Outcome } from '../model/failure.ts';
import type { AwsPermissions } from '../model/ports/awsPermissions.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import {
  accountChanged,
  accountUnknown,
  isOfAnother,
  mayBeOf,
  type Read,
  type Whose,
  whoseOf,
} from '../model/sight.ts';
import type { Accounts } from './accounts.ts';

/**
 * Reads for views that show one account for each profile. An answer of another account than the shown one is dropped (that something isn't there
 * counts as an answer, too), and AWS is asked again whose the profile is, so that nothing of two accounts stands side by side. An answer of an
 * unknown account is dropped as well, as it would stand under the shown account's name. A profile of which no account was ever known shows whatever
 * it brings.
 */
export function ofShownAccounts(reads: AwsReads, accounts: Pick<Accounts, 'shown' | 'brought' | 'refresh'>): AwsReads {
  const kept = <T>(profile: string, answer: Read<T>): Read<T> => {
    const whose = answer.ok ? whoseOf(answer.seen) : whoseOf(answer.failure);
    const why = whyNotShown(answer, whose, accounts.shown(profile));
    if (why === undefined) {
      if (answer.ok) accounts.brought(profile, whose);
      return answer;
    }
    void accounts.refresh(profile);
    return failed(why);
  };
  return {
    profiles: () => reads.profiles(),
    identity: (profile, signal) => reads.identity(profile, signal),
    regions: (profile, signal) => reads.regions(profile, signal),
    async *list(scope, kind, signal) {
      let isNameless = false;
      for await (const page of reads.list(scope, kind, signal)) {
        const shown = kept(scope.profile, page);
        // The first pages were of an unknown account and can't be kept beside these. The rest alone would look like the whole list.
        if (isNameless && shown.ok && shown.seen.account !== undefined) {
          yield failed(accountUnknown);
          return;
        }
        isNameless ||= shown.ok && shown.seen.account === undefined;
        yield shown;
      }
    },
    describe: async (scope, ...rest) => kept(scope.profile, await reads.describe(scope, ...rest)),
    wholeResource: async (ref, signal) => kept(ref.scope.profile, await reads.wholeResource(ref, signal)),
    stopProtection: async (scope, ...rest) => {
      const answers = await reads.stopProtection(scope, ...rest);
      return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, kept(scope.profile, answer)]));
    },
    spotKinds: async (scope, ...rest) => kept(scope.profile, await reads.spotKinds(scope, ...rest)),
    volumeSizes: async (scope, ...rest) => kept(scope.profile, await reads.volumeSizes(scope, ...rest)),
    // AWS tells every account the same of an instance type.
    typeStores: (scope, ...rest) => reads.typeStores(scope, ...rest),
    revisions: async (scope, ...rest) => kept(scope.profile, await reads.revisions(scope, ...rest)),
    wholeRevision: async (scope, ...rest) => kept(scope.profile, await reads.wholeRevision(scope, ...rest)),
    stoppedTasks: async (scope, ...rest) => kept(scope.profile, await reads.stoppedTasks(scope, ...rest)),
    daemons: async (scope, signal) => kept(scope.profile, await reads.daemons(scope, signal)),
    wholeDaemon: async (scope, ...rest) => kept(scope.profile, await reads.wholeDaemon(scope, ...rest)),
    pastDeployments: async (scope, ...rest) => kept(scope.profile, await reads.pastDeployments(scope, ...rest)),
    resolvedTargets: async (scope, ...rest) => kept(scope.profile, await reads.resolvedTargets(scope, ...rest)),
    targetAccounts: async (scope, ...rest) => kept(scope.profile, await reads.targetAccounts(scope, ...rest)),
    experimentTemplate: async (scope, ...rest) => kept(scope.profile, await reads.experimentTemplate(scope, ...rest)),
    alarmStates: async (scope, ...rest) => {
      const answer = await reads.alarmStates(scope, ...rest);
      // Where all alarms are in other regions, AWS isn't asked. An empty answer then tells nothing of any account.
      return answer.ok && Object.keys(answer.value).length === 0 ? answer : kept(scope.profile, answer);
    },
  };
}

/** {@link ofShownAccounts} for questions about a person's permissions: what another account allows says nothing of what is shown. */
export function permissionsOfShown(
  permissions: Pick<AwsPermissions, 'mayStopInstance'>,
  accounts: Pick<Accounts, 'shown' | 'refresh'>,
): Pick<AwsPermissions, 'mayStopInstance'> {
  return {
    mayStopInstance: async (scope, ...rest) => {
      const answer = await permissions.mayStopInstance(scope, ...rest);
      const whose = answer.ok ? whoseOf(answer.value) : whoseOf(answer.failure);
      const why = whyNotShown(answer, whose, accounts.shown(scope.profile));
      if (why === undefined) return answer;
      void accounts.refresh(scope.profile);
      return failed(why);
    },
  };
}

/**
 * Why an answer may not be shown; undefined where it may. A failure is shown also where its account isn't known, unless it says that something isn't
 * there, which is said of an account.
 */
function whyNotShown(answer: Outcome<unknown>, whose: Whose, shown: Whose): Failure | undefined {
  if (isOfAnother(whose, shown)) return accountChanged;
  const isSaidOfAccount = answer.ok || answer.failure.kind === 'not-found';
  return isSaidOfAccount && !mayBeOf(whose, shown) ? accountUnknown : undefined;
}
