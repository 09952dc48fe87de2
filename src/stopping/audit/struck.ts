import type { Clock } from '../../base/clock.ts';
import { within } from '../../base/within.ts';
import type { Operation } from '../../model/operation.ts';
import type { StrikeSecrets } from '../../model/ports/strikeSecrets.ts';
import { targetKinds } from '../../model/resources/resource.ts';
import { isKnownState, UNREAD_STATE } from '../../model/resources/states.ts';
import type { AuditLog } from './auditLog.ts';
import type { AuditEntry, EndedEntry, RequestedEntry } from './entry.ts';

/** So long, in milliseconds, a line may wait until its secrets are struck: less than a stop waits for its line. */
const PATIENCE = 1_000;

/** A text as it may be written; undefined where nobody could say how. */
type Told = (text: string) => string | undefined;

/**
 * The log, with the secrets struck out of every text of its lines that comes from outside: of AWS's answers, of who asked in the person's place, and of what a person typed. A text of which nobody says in time what
 * is secret in it is left out. What is left as it is: who asked and what was answered, of which secrets were struck when it was read; Halt's own words; and the ids by which a request is followed after a reload.
 * Lines are written in the order in which they are given.
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
      // An answer must not come before its request: nobody would find what it answers.
      const begun = Promise.all([struck(entries), before]).then(([lines]) => ({ written: log.write(lines) }));
      before = begun;
      await (
        await begun
      ).written;
    },
  };
}

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

/** Why something was left out: its state, or who manages it, in AWS's words. */
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

/** Halt's own word is no text of an answer's, and what it says must stay: a request is followed by it. */
const toldState = (state: string, by: Told): string | undefined =>
  state === UNREAD_STATE || targetKinds.some((kind) => isKnownState(kind, state)) ? state : by(state);

function ifTold<Key extends string>(key: Key, text: string | undefined, by: Told): { readonly [K in Key]?: string } {
  const safe = text === undefined ? undefined : by(text);
  return safe === undefined ? {} : ({ [key]: safe } as { readonly [K in Key]: string });
}
