import type { Memento } from 'vscode';
import { createWatches } from '../news/watches.ts';
import type { Knowledge } from './knowledge.ts';
import type { Ownership } from './ownership.ts';
import type { Platform } from './platform.ts';
import { renewSignIn } from './renewSignIn.ts';
import { createStops } from './stops.ts';
import { takesLooks } from './takesLooks.ts';

export type Ongoing = ReturnType<typeof createOngoing>;

/** Makes what looks at single resources until they end: stops, and what somebody chose to watch. Also the sign-in, with which both go on where they wait for one. */
export function createOngoing(
  platform: Pick<Platform, 'clock' | 'journal' | 'claim'>,
  {
    aws,
    history,
    inventory,
    accounts,
    scopes,
    poller,
    settings,
  }: Pick<Knowledge, 'aws' | 'history' | 'inventory' | 'accounts' | 'scopes' | 'poller' | 'settings'>,
  {
    ownership,
    memory,
    onError,
  }: {
    readonly ownership: Pick<Ownership, 'own' | 'flushAtEnd'>;
    readonly memory: Memento;
    readonly onError: (error: unknown) => void;
  },
) {
  const { clock } = platform;
  const stopping = ownership.own(
    createStops({
      aws,
      clock,
      journal: platform.journal('audit', onError),
      claim: (name, within) => platform.claim(name, within),
      inventory,
      history,
      accounts,
      scopes,
      poller,
      settings: settings.now,
      onError,
    }),
  );
  ownership.flushAtEnd(stopping.flush);
  const looked = takesLooks({ clock, inventory, history, poller, accounts });
  const watches = ownership.own(createWatches({ reads: aws.reads, clock, memory, looked, onError }));
  const signIn = (profile: string) => renewSignIn({ aws, scopes, accounts, poller, stopping, watches }, profile);
  return { stopping, watches, signIn };
}
