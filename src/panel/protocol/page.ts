import * as v from 'valibot';

/**
 * What a detail page shows: plain data, made by the host, drawn by the panel. Each schema is the one declaration of its shape, and the type beside it is derived from
 * it. Every string is text: names, tags and reasons come from AWS and are untrusted. Times are ms since the epoch; the panel writes them in the person's own time zone and language.
 */

/** A shape's type as those see it who only read it. */
type Shown<T> = T extends readonly (infer Item)[]
  ? readonly Shown<Item>[]
  : T extends object
    ? { readonly [Member in keyof T]: Shown<T[Member]> }
    : T;
type Of<Schema extends v.GenericSchema> = Shown<v.InferOutput<Schema>>;

const text = v.string();
/** Without NaN and the infinities, which no clock and no count has. */
const number = v.pipe(v.number(), v.finite());
const flag = v.boolean();

/** Decides shape and colour. The words are `label`. */
const appearance = v.picklist([
  'waiting',
  'paused',
  'starting',
  'running',
  'stopping',
  'stopped',
  'done',
  'failed',
  'cancelled',
  'skipped',
  'unknown',
]);
/** How a state looks: its icon and its colour, whichever words AWS has for it. */
export type Appearance = Of<typeof appearance>;

export const stateSchema = v.object({ appearance, label: text });
export type State = Of<typeof stateSchema>;

/** Pressed, its `id` goes to the host, which alone knows what it stands for. */
const button = v.object({ id: text, label: text, enabled: flag, title: v.exactOptional(text) });
export type Button = Of<typeof button>;

const flatValues = [
  v.object({ type: v.literal('text'), text, mono: v.exactOptional(flag) }),
  /** Words of Halt's own, in a quieter colour: "none", "not set". */
  v.object({ type: v.literal('quiet'), text }),
  v.object({ type: v.literal('time'), at: number }),
  v.object({ type: v.literal('duration'), from: number, to: v.exactOptional(number) }),
  v.object({ type: v.literal('countdown'), to: number, over: text }),
  /** `aside`: it is no word of the page, but leads on from what stands beside it; neither searched nor copied. */
  v.object({ type: v.literal('link'), id: text, text, title: v.exactOptional(text), aside: v.exactOptional(flag) }),
  v.object({ type: v.literal('state'), state: stateSchema }),
  v.object({ type: v.literal('button'), button }),
  /** A part of a whole, in per cent. */
  v.object({ type: v.literal('meter'), percent: number, text }),
] as const;

/** TypeScript can't derive a type that contains itself, so these two members are the only ones that are declared by hand. */
export type Value =
  | Of<(typeof flatValues)[number]>
  | { readonly type: 'list'; readonly items: readonly Value[] }
  | { readonly type: 'rows'; readonly rows: readonly PageRow[] };

export interface PageRow {
  readonly label: string;
  readonly value: Value;
}

const value: v.GenericSchema<Value> = v.lazy(() => nestedValue);
const row = v.object({ label: text, value });
const nestedValue = v.variant('type', [
  ...flatValues,
  v.object({ type: v.literal('list'), items: v.array(value) }),
  v.object({ type: v.literal('rows'), rows: v.array(row) }),
]);

/** `label` has `{0}` where the duration belongs. Without `to`, it still runs. */
const elapsed = v.object({ label: text, from: number, to: v.exactOptional(number) });
export type Elapsed = Of<typeof elapsed>;

const badge = v.object({ label: text, tone: v.picklist(['plain', 'info', 'warning']), title: v.exactOptional(text) });
export type Badge = Of<typeof badge>;

const notice = v.object({
  tone: v.picklist(['info', 'warning', 'error']),
  text,
  button: v.exactOptional(button),
});
export type Notice = Of<typeof notice>;

const heading = v.object({ type: v.literal('heading'), text, note: v.exactOptional(text) });
export type Heading = Of<typeof heading>;

const lane = v.object({
  id: text,
  label: text,
  caption: v.exactOptional(text),
  state: stateSchema,
  /** What was meant: an outline. */
  planned: v.exactOptional(v.object({ from: number, to: number })),
  /** What is or was: a bar. Without `to` it grows with now. */
  real: v.exactOptional(v.object({ from: number, to: v.exactOptional(number) })),
  /** How long it is meant to run, ms. */
  plannedFor: v.exactOptional(number),
  details: v.array(row),
});
export type Lane = Of<typeof lane>;

const marker = v.object({ at: number, kind: v.picklist(['request', 'stopping']), label: text });
export type Marker = Of<typeof marker>;

/** Bars on a time axis. `live`: the axis shows now, and grows with it past `to`. */
const timeline = v.object({
  type: v.literal('timeline'),
  from: number,
  to: number,
  live: flag,
  lanes: v.array(lane),
  markers: v.array(marker),
});
export type Timeline = Of<typeof timeline>;

const table = v.object({
  type: v.literal('table'),
  id: text,
  label: text,
  columns: v.array(text),
  /** The last column has sentences: where rows are stacked, it takes the whole width. */
  endsInSentences: v.exactOptional(v.literal(true)),
  rows: v.array(v.array(value)),
  /** Said instead of an empty table. */
  empty: text,
  /** How many rows are shown before the person asks for more. Five where it isn't said. */
  shown: v.exactOptional(number),
  /** There is more to fetch. */
  more: v.exactOptional(button),
});
export type Table = Of<typeof table>;

const stage = v.object({
  label: text,
  status: v.picklist(['done', 'present', 'ahead']),
  note: v.exactOptional(value),
});
export type Stage = Of<typeof stage>;

/** Stages that follow each other. */
const track = v.object({ type: v.literal('track'), label: text, stages: v.array(stage) });
export type Track = Of<typeof track>;

const source = v.picklist(['aws', 'halt']);
/** A change of state, a time that AWS reports, a request through Halt, or a time in which nothing watched. */
const historyItem = v.variant('type', [
  v.object({
    type: v.literal('change'),
    subject: text,
    from: v.exactOptional(text),
    to: stateSchema,
    at: number,
    source,
    /** It happened after `after` (absent: any time before), not later than `before`. */
    window: v.exactOptional(v.object({ after: v.exactOptional(number), before: number })),
    reason: v.exactOptional(text),
  }),
  v.object({ type: v.literal('event'), subject: text, text, at: number, source }),
  v.object({
    type: v.literal('request'),
    text,
    at: number,
    result: v.picklist(['accepted', 'refused', 'too-late', 'not-sent', 'unknown']),
    detail: v.exactOptional(text),
  }),
  v.object({ type: v.literal('gap'), from: number, to: v.exactOptional(number) }),
]);
export type HistoryItem = Of<typeof historyItem>;

const history = v.object({
  type: v.literal('history'),
  entries: v.array(historyItem),
  empty: text,
  /** The snapshots whose JSON can be compared, oldest first. `at`, when they came by this machine's clock, tells them apart; `shownAt` is the same time by AWS's clock. */
  snapshots: v.array(v.object({ at: number, shownAt: number, label: text })),
});
export type HistoryBlock = Of<typeof history>;

const block = v.variant('type', [
  v.object({ type: v.literal('rows'), rows: v.array(row) }),
  v.object({ type: v.literal('value'), value }),
  v.object({ type: v.literal('button'), button }),
  heading,
  timeline,
  table,
  track,
  history,
]);
export type PageBlock = Of<typeof block>;

const section = v.object({
  id: text,
  title: text,
  /** A few words beside the title. */
  note: v.exactOptional(text),
  /** As wide as the page, not a card among others. */
  wide: flag,
  blocks: v.array(block),
});
export type PageSection = Of<typeof section>;

/** What the page is of. The panel saves it, so that the page can be restored after a reload. */
export const pageSubject = v.variant('type', [
  v.object({
    type: v.literal('resource'),
    ref: v.object({ kind: text, scope: v.object({ profile: text, region: text }), id: text }),
    /** Whose it is, where that is known: after a reload, its profile can lead to another account. */
    owner: v.exactOptional(v.object({ account: text, elsewhere: v.exactOptional(text) })),
  }),
  /** A plan, a result or the audit log, by an id that the host gave it. */
  v.object({ type: v.literal('record'), id: text }),
]);
export type PageSubject = Of<typeof pageSubject>;

/** The whole of a page: what the host sends each time that something has changed. Times are ms since the epoch. */
export const pageModel = v.object({
  subject: pageSubject,
  title: text,
  /** Where it is: id, profile and account, region. */
  place: v.array(value),
  state: stateSchema,
  /** Since when the state lasts, or how long it all took. */
  elapsed: v.exactOptional(elapsed),
  /** Why it is as it is: reason, error, account, location. */
  why: v.array(row),
  badges: v.array(badge),
  notices: v.array(notice),
  stop: v.exactOptional(button),
  /** What else can be answered now, behind the stop: to continue a paused deployment. On a page without a stop, its first button. */
  beside: v.exactOptional(button),
  buttons: v.array(button),
  /** A field that leaves only the rows of the tables in which its text occurs. */
  search: v.exactOptional(flag),
  sections: v.array(section),
  /** When AWS's answer came. */
  asOf: v.exactOptional(number),
  /** AWS's clock minus this machine's, ms: durations that still run are counted on AWS's clock. */
  clockOffset: v.exactOptional(number),
});
export type PageModel = Of<typeof pageModel>;
