import { createAccountsAtTimes } from '../inventory/polling/accountsAtTimes.ts';
import { createConfigChanges, recheckProfiles, retryFailing } from '../ui/profiles/configChanges.ts';
import { type AttentionParts, connectAttention } from './attention.ts';
import type { Ongoing } from './ongoing.ts';
import type { Knowledge } from './knowledge.ts';
import type { Ownership } from './ownership.ts';
import type { Platform } from './platform.ts';

/** Has AWS asked as long as somebody looks, and anew where the files of a profile have changed. Returns what takes up again what failed. */
export function followSurroundings(
  platform: Pick<Platform, 'clock' | 'presence' | 'configFiles' | 'createFileChanges'>,
  {
    aws,
    scopes,
    accounts,
    inventory,
    poller,
    settings,
    demo,
  }: Pick<Knowledge, 'aws' | 'scopes' | 'accounts' | 'inventory' | 'poller' | 'settings' | 'demo'>,
  {
    ongoing: { stopping, watches },
    ownership: { own },
    views,
    onError,
  }: {
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly ownership: Pick<Ownership, 'own'>;
    readonly views: AttentionParts['views'];
    readonly onError: (error: unknown) => void;
  },
): { readonly retryFailing: () => Promise<void> } {
  const recovery = {
    invalidate: (profile: string) => aws.invalidate(profile),
    scopes,
    accounts,
    inventory,
    poller,
    signedOut: () => stopping.follow.signedOut(),
    wake: (profile: string) => {
      stopping.follow.wake(profile);
      watches.wake(profile);
    },
  };
  const createFileChanges = (files: readonly string[]) => platform.createFileChanges(files, onError);
  const config = own(createConfigChanges(platform.configFiles(), { ...recovery, createFileChanges, onError }));
  own(inventory.onDidChange((change) => recheckProfiles({ inventory, accounts }, change)));
  own(
    connectAttention({
      views,
      poller,
      scopes,
      settings,
      config,
      onError,
      accounts: own(createAccountsAtTimes(accounts, platform.clock)),
      presence: platform.presence,
      hasProfiles: () => settings.now().profiles.length > 0,
      isDemo: () => demo.scopes() !== undefined,
    }),
  );
  return { retryFailing: () => retryFailing(recovery) };
}
