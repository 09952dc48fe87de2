import * as v from 'valibot';
import { savedTime } from '../model/savedState.ts';
import { stoppableRefSchema } from '../model/resources/resource.ts';

const text = v.string();
const textIfAny = v.exactOptional(text);
/** ms since the epoch. */
const time = savedTime;
const timeIfAny = v.exactOptional(time);

/**
 * What a transition is about: `''` is the resource itself; `action:NAME` an experiment's action, `stage` a deployment's lifecycle stage, `hook:ID`
 * one of its hooks, `breaker` and `alarms` its failure detection, `report` an experiment's report.
 */
export type Subject = string;

/**
 * One line of a resource's history. Times in ms since the epoch, by AWS's clock as far as it is known: where this machine's differs from it, `clockOffset` is what was added
 * to a time of this machine's. The times in a {@link Window} are always this machine's.
 */
export type HistoryEntry = Transition | ReportedEvent | RequestEntry | Gap;

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
  /** AWS's clock minus this machine's in ms at the end of the window, where AWS's answer told it. */
  readonly ahead?: number;
  readonly reason?: string;
  readonly clockOffset?: number;
}

/** Between which two answers of AWS it happened, in ms since the epoch by this machine's clock. */
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

/**
 * `refused`: AWS said no. `too-late`: AWS said no, and a look then showed that nothing was left to do. `not-sent`: it never came to AWS. `unknown`: it was
 * sent, and no answer came.
 */
const requestOutcome = v.object({
  result: v.picklist(['accepted', 'refused', 'too-late', 'not-sent', 'unknown']),
  message: textIfAny,
  requestId: textIfAny,
});
/** What became of a request of Halt's, as far as anybody knows; `message` and `requestId` are AWS's. */
export type RequestOutcome = Readonly<v.InferOutput<typeof requestOutcome>>;

/** Whether AWS has it, as far as anybody knows. */
export const mayHaveTaken = ({ result }: RequestOutcome): boolean => result === 'accepted' || result === 'unknown';

/** `operation`: `StopExperiment`, `StopServiceDeployment`, `StopInstances` and the like. */
const requestFact = v.object({ type: v.literal('request'), operation: text, at: time, outcome: requestOutcome });
type RequestFact = Readonly<v.InferOutput<typeof requestFact>>;

/** A stop that was requested through Halt. */
export type RequestEntry = RequestFact & { readonly clockOffset?: number };

const gapFact = v.object({ type: v.literal('gap'), from: time, to: timeIfAny });
type GapFact = Readonly<v.InferOutput<typeof gapFact>>;

/** Nothing read the resource in between. Without `to`: to this day. */
export type Gap = GapFact & { readonly clockOffset?: number };

/** `subject` was found in state `to`: after `after`, not later than `before`. */
const observedFact = v.object({
  type: v.literal('observed'),
  subject: text,
  from: textIfAny,
  to: text,
  after: timeIfAny,
  before: time,
  reason: textIfAny,
  /** AWS's clock minus this machine's in ms, as the answer's date told, zero where they agreed. Absent where that wasn't written down. */
  ahead: timeIfAny,
});
/** A change of state that Halt itself saw, between two of its answers. */
export type ObservedFact = Readonly<Omit<v.InferOutput<typeof observedFact>, 'type'>>;

/** AWS says that `subject` came into state `to`, or that `name` happened to it, at `at`. */
const reportedFact = v.object({
  type: v.literal('reported'),
  subject: text,
  at: time,
  to: textIfAny,
  name: textIfAny,
  reason: textIfAny,
});
/** A moment that AWS's answer itself tells: it stays true however late it is read. */
export type ReportedFact = Readonly<Omit<v.InferOutput<typeof reportedFact>, 'type'>>;

const missingFact = v.object({ type: v.literal('missing'), at: time });

/** What is kept of a resource: bare facts, merged into {@link HistoryEntry} when they are read. */
const fact = v.variant('type', [observedFact, reportedFact, requestFact, missingFact, gapFact]);
/** One fact, as a line of the journal has it. Times are milliseconds since the epoch. */
export type HistoryFact = Readonly<v.InferOutput<typeof fact>>;

/** The newest version of a line that this code writes and reads. Newer lines are kept as they are. */
export const HISTORY_VERSION = 1;

/**
 * These resources of list `list` (`scopeKey/kind`), by their ids, were seen at least every few minutes. Earlier versions wrote down no ids. From a line without them nobody can tell that a
 * resource was seen: it may not have been in the list, for example because the profile led to another account before.
 */
const listedStretch = v.pipe(
  v.object({ list: text, from: time, to: time, ids: v.exactOptional(v.pipe(v.array(text), v.readonly())) }),
  v.check(({ from, to }) => to >= from),
);
/** `from` and `to` in milliseconds since the epoch. */
export type ListedStretch = Readonly<v.InferOutput<typeof listedStretch>>;

const factLine = v.object({ v: v.literal(HISTORY_VERSION), type: v.literal('fact'), ref: stoppableRefSchema, fact });
/** `watched` is what the journal has called it since its first version. */
const stretchLine = v.object({ v: v.literal(HISTORY_VERSION), type: v.literal('watched'), watched: listedStretch });

/** A line of the history's journal: a fact about a resource, or until when lists were read without a break. */
const historyLine = v.variant('type', [factLine, stretchLine]);
/** As it stands in the journal, a line of JSON each. */
export type HistoryLine = Readonly<v.InferOutput<typeof historyLine>>;

/** A line that a later version wrote. */
const newerLine = v.object({ v: v.pipe(v.number(), v.gtValue(HISTORY_VERSION)) });

/** A line from the journal; `newer` for one that a later version wrote; undefined for one that is no line of a history. */
export function parseHistoryLine(value: unknown): HistoryLine | 'newer' | undefined {
  if (v.is(newerLine, value)) return 'newer';
  const line = v.safeParse(historyLine, value);
  return line.success ? line.output : undefined;
}
