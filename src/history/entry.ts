import type { TargetRef } from '../model/resources/resource.ts';
import { parseRef } from '../model/resources/resource.ts';

/**
 * What a transition is about: `''` is the resource itself; `action:NAME` an experiment's action, `stage` a deployment's lifecycle stage, `hook:ID`
 * one of its hooks, `breaker` and `alarms` its failure detection, `report` an experiment's report.
 */
export type Subject = string;

/**
 * One line of a resource's history. Times in ms since the epoch, by AWS's clock as far as it is known: where this machine's differs from it, `clockOffset` is what was added
 * to a time of this machine's. The times in a {@link Window} are always this machine's.
 */
export type HistoryEntry = Transition | ReportedEvent | StopRequest | Gap;

/** A change of state. */
export interface Transition {
  readonly type: 'transition';
  readonly subject: Subject;
  /** Absent where the state before was not seen. */
  readonly from?: string;
  readonly to: string;
  /** AWS's own time, or the end of the window in which Halt saw it happen. */
  readonly at: number;
  readonly source: 'aws' | 'halt';
  /** It happened after `after` (absent: any time before) and not later than `before`, by this machine's clock. */
  readonly window?: Window;
  readonly reason?: string;
  readonly clockOffset?: number;
}

export interface Window {
  readonly after?: number;
  readonly before: number;
}

/** A time that AWS reports and that stands for no state: `created`, `stoppedAt`; or `missing`: AWS said that it does not know the resource. */
export interface ReportedEvent {
  readonly type: 'event';
  readonly subject: Subject;
  readonly name: string;
  readonly at: number;
  readonly source: 'aws' | 'halt';
  readonly clockOffset?: number;
}

/** A stop that was requested through Halt. */
export interface StopRequest {
  readonly type: 'request';
  /** `StopExperiment`, `StopServiceDeployment`, `StopInstances` and the like. */
  readonly operation: string;
  readonly at: number;
  readonly outcome: RequestOutcome;
  readonly clockOffset?: number;
}

export interface RequestOutcome {
  /** `unknown`: it was sent, and no answer came. */
  readonly result: 'accepted' | 'refused' | 'unknown';
  readonly message?: string;
  readonly requestId?: string;
}

/** Nothing watched the resource in between. Without `to`: to this day. */
export interface Gap {
  readonly type: 'gap';
  readonly from: number;
  readonly to?: number;
  readonly clockOffset?: number;
}

/** What is kept of a resource: bare facts, merged into {@link HistoryEntry} when they are read. */
export type Fact =
  | ({ readonly type: 'observed' } & ObservedFact)
  | ({ readonly type: 'reported' } & ReportedFact)
  | StopRequest
  | { readonly type: 'missing'; readonly at: number }
  | Gap;

/** `subject` was found in state `to`: after `after`, not later than `before`. */
export interface ObservedFact {
  readonly subject: Subject;
  readonly from?: string;
  readonly to: string;
  readonly after?: number;
  readonly before: number;
  readonly reason?: string;
}

/** AWS says that `subject` came into state `to`, or that `name` happened to it, at `at`. */
export interface ReportedFact {
  readonly subject: Subject;
  readonly at: number;
  readonly to?: string;
  readonly name?: string;
  readonly reason?: string;
}

/** The newest version of a line that this code writes and reads. Newer lines are kept as they are. */
export const historyVersion = 1;

/** A line of the history's journal: a fact about a resource, or until when lists were watched without a break. */
export type HistoryLine =
  | { readonly v: typeof historyVersion; readonly ref: TargetRef; readonly fact: Fact }
  | { readonly v: typeof historyVersion; readonly watched: WatchedStretch };

/** Every resource with a history in list `list` (`scopeKey/kind`) was looked at at least every few minutes. */
export interface WatchedStretch {
  readonly list: string;
  readonly from: number;
  readonly to: number;
}

/** A line from the journal; `newer` for one that a later version wrote; undefined for one that is no line of a history. */
export function parseHistoryLine(value: unknown): HistoryLine | 'newer' | undefined {
  const line = asRecord(value);
  if (line === undefined) return undefined;
  if (typeof line['v'] === 'number' && line['v'] > historyVersion) return 'newer';
  if (line['v'] !== historyVersion) return undefined;
  if (line['watched'] !== undefined) {
    const watched = parseWatched(line['watched']);
    return watched && { v: historyVersion, watched };
  }
  const ref = parseRef(line['ref']);
  const fact = parseFact(line['fact']);
  return ref && fact && { v: historyVersion, ref, fact };
}

function parseWatched(value: unknown): WatchedStretch | undefined {
  const watched = asRecord(value);
  const list = text(watched?.['list']);
  const from = time(watched?.['from']);
  const to = time(watched?.['to']);
  return list === undefined || from === undefined || to === undefined || to < from ? undefined : { list, from, to };
}

function parseFact(value: unknown): Fact | undefined {
  const fact = asRecord(value);
  if (fact === undefined) return undefined;
  const at = time(fact['at']);
  const subject = text(fact['subject']);
  const reason = optional('reason', text(fact['reason']));
  switch (fact['type']) {
    case 'observed': {
      const to = text(fact['to']);
      const before = time(fact['before']);
      if (subject === undefined || to === undefined || before === undefined) return undefined;
      const more = { ...optional('from', text(fact['from'])), ...optional('after', time(fact['after'])) };
      return { type: 'observed', subject, to, before, ...more, ...reason };
    }
    case 'reported': {
      if (subject === undefined || at === undefined) return undefined;
      const more = { ...optional('to', text(fact['to'])), ...optional('name', text(fact['name'])) };
      return { type: 'reported', subject, at, ...more, ...reason };
    }
    case 'request': {
      const operation = text(fact['operation']);
      const outcome = parseOutcome(fact['outcome']);
      if (operation === undefined || outcome === undefined || at === undefined) return undefined;
      return { type: 'request', operation, at, outcome };
    }
    case 'missing':
      return at === undefined ? undefined : { type: 'missing', at };
    case 'gap': {
      const from = time(fact['from']);
      return from === undefined ? undefined : { type: 'gap', from, ...optional('to', time(fact['to'])) };
    }
    default:
      return undefined;
  }
}

function parseOutcome(value: unknown): RequestOutcome | undefined {
  const outcome = asRecord(value);
  const result = outcome?.['result'];
  if (result !== 'accepted' && result !== 'refused' && result !== 'unknown') return undefined;
  return {
    result,
    ...optional('message', text(outcome?.['message'])),
    ...optional('requestId', text(outcome?.['requestId'])),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function time(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
