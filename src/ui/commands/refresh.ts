import { scopeAbout } from '../tree/nodes/node.ts';
import type { Scope } from '../../model/scope.ts';
import type { DaemonStore } from '../../inventory/daemonStore.ts';
import type { PastDeploymentStore } from '../../inventory/pastDeployments.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Poller } from '../../inventory/polling/poller.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { Invocation } from './invocation.ts';
import { aboutOf, profileAbout } from './profiles.ts';
import type { Rows } from './rows.ts';

export interface RefreshCommandParts {
  readonly rows: Rows;
  readonly scopes: Pick<Scopes, 'profiles' | 'reload'>;
  readonly accounts: Pick<Accounts, 'refresh'>;
  readonly poller: Pick<Poller, 'refresh'>;
  /** Deployments of the services that were opened. */
  readonly past: Pick<PastDeploymentStore, 'refresh'>;
  /** Managed daemons of the places where somebody looked. */
  readonly daemons: Pick<DaemonStore, 'refresh'>;
  /** Tries every profile again that can't be read as a whole. */
  readonly retryFailing: () => Promise<void>;
}

/** The commands that read AWS again. */
export function refreshCommands(parts: RefreshCommandParts) {
  const { rows, scopes, accounts, poller, retryFailing } = parts;
  const again = async (which?: { readonly profile?: string; readonly scope?: Scope }): Promise<void> => {
    await Promise.all([parts.past.refresh(which), parts.daemons.refresh(which)]);
  };
  return {
    /** Everything, whatever has the focus. */
    refresh: (): void => {
      for (const profile of scopes.profiles()) void accounts.refresh(profile);
      poller.refresh();
      void again();
    },
    /** Below the clicked branches. */
    refreshHere: (by: Invocation): void => {
      for (const node of rows.branches(by)) {
        switch (node.type) {
          case 'profile':
            void accounts.refresh(node.profile);
            poller.refresh({ profile: node.profile });
            void again({ profile: node.profile });
            break;
          case 'region':
            poller.refresh({ scope: node.scope });
            void again({ scope: node.scope });
            break;
          case 'group':
            poller.refresh({ scope: node.scope, kind: node.kind });
            if (node.kind === 'service') void again({ scope: node.scope });
            if (node.kind === 'experiment') poller.refresh({ scope: node.scope, kind: 'lever' });
            break;
        }
      }
    },
    /** After a failure: reads the config again, then whatever the note is about. */
    retry: async (by: Invocation): Promise<void> => {
      const about = aboutOf(by);
      if (about?.type === 'unread') {
        await retryFailing();
        poller.refresh();
        void again();
        return;
      }
      await scopes.reload();
      const profile = about && profileAbout(about);
      if (profile !== undefined) await accounts.refresh(profile);
      const scope = about && about.type !== 'profile' ? scopeAbout(about) : undefined;
      const which = scope ? { scope } : profile === undefined ? {} : { profile };
      poller.refresh(which);
      await again(which);
    },
  };
}
