import type { Clock } from '../../base/clock.ts';
import { within } from '../../base/within.ts';
import type { Operation } from '../../model/operation.ts';
import type { StrikeSecrets } from '../../model/ports/strikeSecrets.ts';
import { targetKinds } from '../../model/resources/resource.ts';
import { isKnownState, UNREAD_STATE } from '../../model/resources/states.ts';
import type { AuditLog } from './auditLog.ts';
import type { AuditEntry, EndedEntry, RequestedEntry } from './entry.ts';

/** How long a line may wait until secrets are struck out of it, in milliseconds. It is less than a stop waits for its line. */
const PATIENCE = 1_000;

/** Gives a text without its secrets; undefined where nobody could say what is secret in it. */
type Told = (text: string) => string | undefined;

/**
 * A log that strikes secrets out of every text from outside before it is written: of AWS's answers, of who asked in the person's place, and of what
 * the person typed. A text of which nobody says in time what is secret in it is left out. Untouched are the caller's ARN and failures, whose secrets
 * were struck when they were read, Halt's own words, and the ids by which a request is followed after a reload. Lines are written in the order in
 * which they are given.
 */
export function struckLog(log: AuditLog, strike: StrikeSecrets, clock: Pick<Clock, 'after'>): AuditLog {
  let before: Promise<unknown> = Promise.resolve();
  const struck = async (entries: readonly AuditEntry[]): Promise<readonly AuditEntry[]> => {
    const texts = new Set<string>();
    for (const entry of entries) told(entry, (text) => (texts.add(text), text));
    if (texts.size === 0) return entries;
    const asked = [...texts];
    const answer = await within(clock, PATIENCE, strike(asked)).catch(() => undefined);
    const safe = new Map(answer?.ok === true ? asked.map((text, index) => [text, answer.value[index]]) : []);
    return entries.map((entry) => told(entry, (text) => safe.get(text)));
  };
  return {
    ...log,
    write: async (entries) => {
      // Each write waits for the one before: an answer that is logged before its request would belong to nothing.
      const begun = Promise.all([struck(entries), before]).then(([lines]) => ({ written: log.write(lines) }));
      before = begun;
      await (
        await begun
      ).written;
    },
  };
}

/** The entry with `by` applied to each of its texts from outside. */
function told(entry: AuditEntry, by: Told): AuditEntry {
  switch (entry.type) {
    case 'requested':
      return toldRequest(entry, by);
    case 'answered':
      return entry;
    case 'ended':
      return toldEnd(entry, by);
  }
}

function toldRequest(entry: RequestedEntry, by: Told): AuditEntry {
  const { state, reason, reference, via, reasonBy, staysBilled, leftOut, operation, ...rest } = entry;
  return {
    ...rest,
    name: by(entry.name) ?? entry.resource,
    operation: toldOperation(operation, by),
    ...(staysBilled && {
      staysBilled: { ...staysBilled, addresses: staysBilled.addresses.flatMap((address) => by(address) ?? []) },
    }),
    ...(leftOut && {
      leftOut: leftOut.map((line) => ({
        ...line,
        name: by(line.name) ?? line.resource,
        why: line.why.map((why) => toldReason(why, by)),
      })),
    }),
    ...ifTold('state', state, (text) => toldState(text, by)),
    ...ifTold('reason', reason, by),
    ...ifTold('reference', reference, by),
    ...(via !== undefined && { via }),
    ...(reasonBy !== undefined && { reasonBy }),
  };
}

function toldOperation(operation: Operation, by: Told): Operation {
  switch (operation.type) {
    case 'engage-lever':
    case 'disengage-lever':
      return { ...operation, reason: by(operation.reason) ?? '' };
    default:
      return operation;
  }
}

/** The reason for leaving a target out. Two of its members are AWS's words: `state`, and `by` (who manages the instance). */
function toldReason<Why extends object>(why: Why, by: Told): Why {
  const texts = Object.entries(why).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' && (key === 'state' || key === 'by')
      ? [[key, (key === 'state' ? toldState(value, by) : by(value)) ?? ''] as const]
      : [],
  );
  return { ...why, ...Object.fromEntries(texts) };
}

function toldEnd(entry: EndedEntry, by: Told): AuditEntry {
  const { verdict } = entry;
  switch (verdict.type) {
    case 'refused':
      return entry;
    case 'not-carried-out':
      return { ...entry, verdict: { ...verdict, state: toldState(verdict.state, by) ?? '' } };
    case 'gone':
    case 'unknown':
    case 'other-account':
    case 'unwatched': {
      const { last } = verdict;
      if (last === undefined) return entry;
      return { ...entry, verdict: { ...verdict, last: { ...last, state: toldState(last.state, by) ?? '' } } };
    }
    default: {
      const { reason, ...rest } = verdict;
      const state = toldState(verdict.state, by) ?? '';
      return { ...entry, verdict: { ...rest, state, ...ifTold('reason', reason, by) } };
    }
  }
}

/** A state, struck like other texts unless Halt knows the word: known states must stay as they are, since a request is followed by them. */
const toldState = (state: string, by: Told): string | undefined =>
  state === UNREAD_STATE || targetKinds.some((kind) => isKnownState(kind, state)) ? state : by(state);

function ifTold<Key extends string>(key: Key, text: string | undefined, by: Told): { readonly [K in Key]?: string } {
  const safe = text === undefined ? undefined : by(text);
  return safe === undefined ? {} : ({ [key]: safe } as { readonly [K in Key]: string });
}
