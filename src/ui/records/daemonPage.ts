import { l10n, window } from 'vscode';
import * as v from 'valibot';
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { formatJson } from '../../base/jsonLines.ts';
import type { DaemonStore } from '../../inventory/daemonStore.ts';
import { retryDelay } from '../../inventory/polling/retryDelay.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Failure } from '../../model/failure.ts';
import { daemonNames } from '../../model/resources/daemon.ts';
import { daemonRefSchema, type DaemonRef } from '../../model/resources/resource.ts';
import { parsePageReference } from '../../model/reference.ts';
import type { Scope } from '../../model/scope.ts';
import { createLatestDaemons, type LatestDaemon, daemonJson, reasonUnread } from '../../pages/daemon/latestDaemons.ts';
import { consoleButton, daemonPage, type DaemonPageInput } from '../../pages/daemon/page.ts';
import { placeIn } from '../../pages/page.ts';
import type { PageInput } from '../../pages/pageInput.ts';
import type { Button, Notice } from '../../panel/protocol/page.ts';
import { openAddress } from '../editor/openAddress.ts';
import { pageWords } from '../words/counted.ts';
import { daemonAdvice } from '../words/daemons.ts';
import { failureText, failureWords } from '../words/failures.ts';
import { waitingSentence } from '../words/lack.ts';
import type { OnPress, RecordSource } from './recordSource.ts';
import { copyText } from '../editor/copyText.ts';

const ID_PREFIX = 'daemon ';
export interface DaemonPageParts {
  readonly reads: Pick<AwsReads, 'wholeDaemon'>;
  readonly daemons: Pick<DaemonStore, 'find' | 'of'>;
  readonly clock: Clock;
  readonly place: (scope: Scope) => Pick<PageInput, 'account' | 'portal' | 'destination' | 'production'>;
  /** Fires when what is said of places may be another: the account, or a setting that marks it. */
  readonly onDidChangePlaces: Event<void>;
  readonly openJson: (ref: DaemonRef) => Promise<void>;
  /** The Halt link to what has this ARN. */
  readonly linkTo: (arn: string) => string;
}

/** The page of a managed daemon. It asks AWS for this daemon alone, and only while somebody sees it. */
export function daemonSource(ref: DaemonRef, parts: DaemonPageParts): RecordSource {
  const id = `${ID_PREFIX}${JSON.stringify(ref)}`;
  const daemons = createLatestDaemons(ref, { ...parts, retryDelay });

  const input = (): DaemonPageInput => {
    const latest = daemons.last();
    const listed = parts.daemons.find(ref.scope, ref.id);
    const fromList =
      latest.deployment.kind === 'unread' && listed?.deployment.kind === 'known' ? listed.deployment : undefined;
    // Every time on the page is on one clock, AWS's: also on one that only the list tells of.
    const answered = latest.asOf === undefined ? parts.daemons.of(ref.scope) : latest;
    const clockOffset = answered?.clockOffset ?? 0;
    return {
      ...placeIn(parts.place(ref.scope), latest.account),
      id,
      scope: ref.scope,
      arn: ref.id,
      ...daemonNames(ref.id),
      deployment: fromList ?? latest.deployment,
      isUnreadable: reasonUnread(latest) !== undefined,
      ...(latest.asOf !== undefined && { asOf: latest.asOf + clockOffset }),
      clockOffset,
      isBeingDeleted: listed?.status === 'DELETE_IN_PROGRESS',
      advice: daemonAdvice(),
      notices: noticesOf(ref.scope, latest, clockOffset),
      l10n: pageWords,
    };
  };

  const buttonsOf = (from: DaemonPageInput, onPress: OnPress): readonly Button[] => {
    const console = consoleButton(from);
    return [
      { id: onPress('refresh', () => daemons.refresh()), label: l10n.t('Refresh'), enabled: true },
      { id: onPress('json', () => parts.openJson(ref)), label: l10n.t('Open as JSON'), enabled: true },
      { id: onPress('arn', () => copyText(ref.id)), label: l10n.t('Copy ARN'), enabled: true },
      ...(parsePageReference(ref.id)
        ? [
            {
              id: onPress('link', () => copyText(parts.linkTo(ref.id))),
              label: l10n.t('Copy Halt Link'),
              enabled: true,
            },
          ]
        : []),
      ...(console === undefined
        ? []
        : [
            {
              id: onPress('console', () => openAddress(console.url)),
              label: console.label,
              enabled: true,
              ...(console.title !== undefined && { title: console.title }),
            },
          ]),
    ];
  };

  return {
    id,
    draw: (onPress) => {
      const from = input();
      return daemonPage(from, buttonsOf(from, onPress));
    },
    // Nobody looks at a window that is behind others, or minimized.
    whileSeen: (changed) => {
      const releases = [daemons.subscribe(changed, () => window.state.focused), parts.onDidChangePlaces(changed)];
      return () => {
        for (const release of releases) release();
      };
    },
    fileName: `halt-daemon-${daemonNames(ref.id).name}.json`.replaceAll(/[^\w.-]/g, '_'),
    exported: async () => {
      const latest = daemonJson(daemons.last()) === undefined ? await daemons.refresh() : daemons.last();
      return formatJson(
        daemonJson(latest) ?? JSON.stringify({ daemonArn: ref.id, notRead: whyUnread(latest, ref.scope) }),
      );
    },
  };
}

/** The page that had this id before a reload: AWS is asked anew. */
export function daemonSourceOf(id: string, parts: DaemonPageParts): RecordSource | undefined {
  if (!id.startsWith(ID_PREFIX)) return undefined;
  const ref = v.safeParse(v.pipe(v.string(), v.parseJson(), daemonRefSchema), id.slice(ID_PREFIX.length));
  return ref.success ? daemonSource(ref.output, parts) : undefined;
}

function noticesOf(
  scope: Scope,
  { failure, gaps, waitingSince }: LatestDaemon,
  clockOffset: number,
): readonly Notice[] {
  const notice = (tone: Notice['tone'], of: Failure): Notice => ({ tone, text: failureText(of, scope) });
  const waits = waitingSince !== undefined && waitingSentence(waitingSince + clockOffset);
  return [
    ...(failure === undefined ? [] : [notice('error', failure)]),
    ...(waits === false ? [] : [{ tone: 'info', text: waits } as const]),
    ...gaps.map((gap) => notice('warning', gap)),
  ];
}

function whyUnread(latest: LatestDaemon, scope: Scope): string {
  const reason = reasonUnread(latest);
  return reason === undefined ? l10n.t('not read yet') : failureWords(reason, scope).sentence;
}
