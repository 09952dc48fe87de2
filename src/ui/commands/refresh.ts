import { scopeAbout } from '../tree/nodes/node.ts';
import type { Scope } from '../../model/scope.ts';
import type { ListKind } from '../../model/resources/resource.ts';
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
  readonly lists: Lists;
  /** Tries every profile again that can't be read as a whole. */
  readonly retryFailing: () => Promise<void>;
}

/** What is read again: of a profile, of a place, or one list of a place; everything where it names none. */
interface Branch {
  readonly profile?: string;
  readonly scope?: Scope;
  readonly kind?: ListKind;
}

/** All that is read of AWS. Reads it again; resolves when what somebody has looked at is there. */
interface Lists {
  refresh(which?: Branch): Promise<void>;
}

/** `lookedAt`: what is read only where somebody has opened it, below the services: past deployments and managed daemons. */
export function allLists(poller: Pick<Poller, 'refresh'>, lookedAt: readonly Lists[]): Lists {
  return {
    refresh: async (which = {}) => {
      poller.refresh(which);
      const { kind, ...branch } = which;
      if (kind === undefined || kind === 'service') await Promise.all(lookedAt.map((list) => list.refresh(branch)));
      // Its row stands among the experiments.
      if (kind === 'experiment') poller.refresh({ ...which, kind: 'lever' });
    },
  };
}

/** The commands that read AWS again. */
export function refreshCommands({ rows, scopes, accounts, lists, retryFailing }: RefreshCommandParts) {
  return {
    /** Everything, whatever has the focus. */
    refresh: (): void => {
      for (const profile of scopes.profiles()) void accounts.refresh(profile);
      void lists.refresh();
    },
    /** Below the clicked branches. */
    refreshHere: (by: Invocation): void => {
      for (const node of rows.branches(by)) {
        switch (node.type) {
          case 'profile':
            void accounts.refresh(node.profile);
            void lists.refresh({ profile: node.profile });
            break;
          case 'region':
            void lists.refresh({ scope: node.scope });
            break;
          case 'group':
            void lists.refresh({ scope: node.scope, kind: node.kind });
            break;
        }
      }
    },
    /** After a failure: reads the config again, then whatever the note is about. */
    retry: async (by: Invocation): Promise<void> => {
      const about = aboutOf(by);
      if (about?.type === 'unread') {
        await retryFailing();
        void lists.refresh();
        return;
      }
      await scopes.reload();
      const profile = about && profileAbout(about);
      if (profile !== undefined) await accounts.refresh(profile);
      const scope = about && about.type !== 'profile' ? scopeAbout(about) : undefined;
      await lists.refresh(scope ? { scope } : profile === undefined ? {} : { profile });
    },
  };
}
