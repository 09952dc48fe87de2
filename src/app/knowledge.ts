import { createLazyAws } from '../aws/worker/lazyAws.ts';
import { createHistory } from '../history/history.ts';
import { createAnswerSnapshots } from '../history/snapshots.ts';
import { createAccounts } from '../inventory/accounts.ts';
import { ofShownAccounts } from '../inventory/shownAccount.ts';
import { createInventory } from '../inventory/inventory.ts';
import { createDaemonStore } from '../inventory/daemonStore.ts';
import { createPastDeployments } from '../inventory/pastDeployments.ts';
import { remembersTold } from '../inventory/polling/toldFacts.ts';
import { createPoller } from '../inventory/polling/poller.ts';
import { isStoppable } from '../model/resources/target.ts';
import { createGuards } from '../stopping/plan/guards.ts';
import { createScopes } from '../ui/profiles/chosenScopes.ts';
import { askMfaCode } from '../ui/profiles/signIn.ts';
import { createSettings, proxyNeedsPlainRequests } from '../ui/settings/settings.ts';
import { tellUnclearSettings } from '../ui/settings/unclearSettings.ts';
import { connectDemo, createDemo } from './demo.ts';
import { followChoices, readAnewByAccount, readPastWithServices } from './listUpdates.ts';
import type { Ownership } from './ownership.ts';
import type { Platform } from './platform.ts';
import { createReadLists } from './readLists.ts';

export type Knowledge = ReturnType<typeof createKnowledge>;

interface KnowledgeParts {
  readonly ownership: Pick<Ownership, 'own' | 'flushAtEnd'>;
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
}

/** Makes what is read, kept and remembered of AWS, and what the person chose to see. */
export function createKnowledge(
  platform: Pick<Platform, 'clock' | 'journal' | 'loadAws' | 'startDemo'>,
  { ownership, onError, log }: KnowledgeParts,
) {
  const { own, flushAtEnd } = ownership;
  const { clock } = platform;
  const settings = own(createSettings(onError));
  own(tellUnclearSettings(settings, onError));
  const demo = createDemo((nameOf) => platform.startDemo(nameOf), onError);
  const aws = createLazyAws(() =>
    platform.loadAws({
      policy: () => settings.now().policy,
      askMfa: askMfaCode,
      simulatedProfiles: demo.profiles(),
      ownAgents: !proxyNeedsPlainRequests(),
      log,
    }),
  );
  const history = createHistory({ journal: platform.journal('history', onError), clock });
  const snapshots = createAnswerSnapshots({ journal: platform.journal('snapshots', onError) });
  flushAtEnd(() => snapshots.flush());
  flushAtEnd(() => history.dispose());
  flushAtEnd(() => aws.dispose());
  flushAtEnd(() => demo.stop());

  const inventory = own(createInventory(onError));
  const accounts = own(createAccounts(aws.reads, onError));
  const { reads, told } = remembersTold(ofShownAccounts(aws.reads, accounts), clock);
  const scopes = own(
    createScopes({ reads: () => reads, accounts, settings: settings.now, demo: demo.scopes, onError }),
  );
  const poller = own(createPoller({ reads, inventory, clock, paces: settings.now().paces, onError }));
  const past = own(createPastDeployments(reads, clock, onError));
  const daemons = own(createDaemonStore(reads, clock, onError));
  own(
    poller.observe((targets, since, ahead) => history.observe(targets.filter(isStoppable), clock.now(), since, ahead)),
  );
  own(followChoices({ settings, scopes, poller, past, daemons, onError }));
  own(readAnewByAccount({ accounts, inventory, past, daemons, told, poller, onError }));
  own(readPastWithServices({ inventory, poller, past, onError }));
  return {
    settings,
    guards: createGuards({ settings: settings.now, accounts }),
    demo,
    demoCommands: own(connectDemo({ demo, aws, scopes, onError })),
    readLists: createReadLists({ inventory, accounts, scopes, poller, clock }),
    aws,
    reads,
    history,
    snapshots,
    inventory,
    accounts,
    scopes,
    poller,
    past,
    daemons,
    told,
  };
}
