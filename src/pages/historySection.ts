import type { HistoryEntry } from '../history/entry.ts';
import type { StoppableKind } from '../model/resources/resource.ts';
import type { HistoryItem, PageSection, State } from '../panel/protocol/page.ts';
import { shownState } from './shownState.ts';
import type { PageInput } from './pageInput.ts';
import type { Words } from './words.ts';

/** The state history as a section: every page ends with it. `isRead`: anything was seen of what it is about, by the page or in a list. */
export function historySection({ ref, history, snapshots, l10n }: PageInput, isRead: boolean): PageSection {
  return {
    id: 'history',
    title: l10n.t('State history'),
    wide: true,
    blocks: [
      {
        type: 'history',
        entries: history.map((entry) => historyItem(ref.kind, entry, l10n)),
        empty: isRead ? l10n.t('No change since Halt first saw it.') : nothingRead(l10n),
        snapshots: snapshots.map(({ at, state, clockOffset = 0 }) => ({ at, shownAt: at + clockOffset, label: state })),
      },
    ],
  };
}

/** Of what Halt has seen nothing yet, as on a page that was restored: no change of it could have been seen. */
export const nothingRead = (l10n: Words): string => l10n.t('Nothing has been read yet.');

function historyItem(kind: StoppableKind, entry: HistoryEntry, l10n: Words): HistoryItem {
  switch (entry.type) {
    case 'gap':
      return entry;
    case 'event':
      return {
        type: 'event',
        subject: subjectWords(entry.subject, l10n),
        text: eventWords(entry.name, l10n),
        at: entry.at,
        source: entry.source,
      };
    case 'request':
      return {
        type: 'request',
        text: l10n.t('{0} requested', entry.operation),
        at: entry.at,
        result: entry.outcome.result,
        ...detailOf(entry.outcome.message, entry.outcome.requestId, l10n),
      };
    case 'transition':
      return {
        type: 'change',
        subject: subjectWords(entry.subject, l10n),
        ...(entry.from === undefined ? {} : { from: entry.from }),
        to: subjectLook(kind, entry.subject, entry.to),
        at: entry.at,
        source: entry.source,
        ...(entry.window === undefined ? {} : { window: entry.window }),
        ...(entry.reason === undefined ? {} : { reason: entry.reason }),
      };
  }
}

function detailOf(message: string | undefined, requestId: string | undefined, l10n: Words): { detail?: string } {
  const parts = [message, requestId === undefined ? undefined : l10n.t('request id {0}', requestId)];
  const detail = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return detail === '' ? {} : { detail };
}

function subjectLook(kind: StoppableKind, subject: string, state: string): State {
  if (subject === '') return shownState(kind, state);
  if (subject === 'stage') return { appearance: 'running', label: state };
  return shownState(subject.startsWith('action:') ? 'action' : 'monitor', state);
}

function subjectWords(subject: string, l10n: Words): string {
  if (subject.startsWith('action:')) return subject.slice('action:'.length);
  if (subject.startsWith('hook:')) return l10n.t('Hook {0}', subject.slice('hook:'.length));
  switch (subject) {
    case 'stage':
      return l10n.t('Stage');
    case 'breaker':
      return l10n.t('Circuit breaker');
    case 'alarms':
      return l10n.t('Alarms');
    default:
      return subject;
  }
}

function eventWords(name: string, l10n: Words): string {
  switch (name) {
    case 'missing':
      return l10n.t('no longer exists in AWS');
    case 'started':
      return l10n.t('started');
    case 'rollback-started':
      return l10n.t('rollback started');
    case 'ended':
      return l10n.t('ended');
    case 'stopped':
      return l10n.t('stopped');
    case 'finished':
      return l10n.t('finished');
    default:
      return name;
  }
}
