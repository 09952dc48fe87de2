import { commands, l10n } from 'vscode';
import type { Release } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { ToldFacts } from '../inventory/polling/toldFacts.ts';
import type { Scope } from '../model/scope.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import { warn } from '../ui/words/say.ts';

/** Has read what is chosen, as often as the settings say, and gives up what was opened in places that are chosen no more. */
export function followChoices({
  settings,
  scopes,
  poller,
  past,
  daemons,
  onError,
}: {
  readonly settings: Pick<LiveSettings, 'now' | 'onDidChange'>;
  readonly scopes: Pick<Scopes, 'all' | 'reload' | 'onDidChange'>;
  readonly poller: Pick<Poller, 'setPaces'>;
  readonly past: Pick<PastDeploymentStore, 'retain'>;
  readonly daemons: Pick<DaemonStore, 'retain'>;
  readonly onError: (error: unknown) => void;
}): Release {
  const releases = [
    scopes.onDidChange(() => {
      past.retain(scopes.all());
      daemons.retain(scopes.all());
    }),
    settings.onDidChange(() => {
      poller.setPaces(settings.now().paces);
      void scopes.reload().catch(onError);
    }),
  ];
  return () => {
    for (const release of releases) release();
  };
}

/** Reads everything of a profile anew once it is known whose it is, or that it is somebody else's than before: what was read until then can be another account's. */
export function readAnewByAccount({
  accounts,
  inventory,
  past,
  daemons,
  told,
  poller,
  onError,
}: {
  readonly accounts: Pick<Accounts, 'onDidFindAccount' | 'onDidChangeAccount'>;
  readonly inventory: Pick<Inventory, 'forget'>;
  readonly past: Pick<PastDeploymentStore, 'forgetAll'>;
  readonly daemons: Pick<DaemonStore, 'forgetAll'>;
  readonly told: Pick<ToldFacts, 'forget'>;
  readonly poller: Pick<Poller, 'refresh'>;
  readonly onError: (error: unknown) => void;
}): Release {
  const readAnew = (profile: string): void => {
    inventory.forget(profile);
    past.forgetAll(profile);
    daemons.forgetAll(profile);
    told.forget(profile);
    poller.refresh({ profile });
  };
  const releases = [
    accounts.onDidFindAccount(readAnew),
    accounts.onDidChangeAccount(({ profile, from, to }) => {
      void tellOtherAccount(
        l10n.t(
          'The profile “{0}” belonged to account {1} and now belongs to {2}. Plans that were open for it are void.',
          profile,
          from,
          to,
        ),
      ).catch(onError);
      readAnew(profile);
    }),
  ];
  return () => {
    for (const release of releases) release();
  };
}

async function tellOtherAccount(words: string): Promise<void> {
  const diagnose = l10n.t('Diagnose Profiles…');
  if ((await warn(words, diagnose)) === diagnose) await commands.executeCommand('halt.diagnoseProfiles');
}

/** Reads the past deployments of the services that were opened once these were listed, where there may be another. */
export function readPastWithServices({
  inventory,
  poller,
  past,
  onError,
}: {
  readonly inventory: Pick<Inventory, 'get'>;
  readonly poller: Pick<Poller, 'onDidList'>;
  readonly past: Pick<PastDeploymentStore, 'refresh'>;
  readonly onError: (error: unknown) => void;
}): Release {
  const current = (scope: Scope, arn: string) => inventory.get(scope, 'service', arn)?.currentDeploymentArn;
  return poller.onDidList(({ scope, kind }) => {
    if (kind === 'service') void past.refresh({ scope, stale: { current } }).catch(onError);
  });
}
