/**
 * What a detail page shows: plain data, made by the host, drawn by the panel. Every string is text: names, tags and reasons come from AWS and are
 * untrusted. Times are ms since the epoch; the panel writes them in the person's own time zone and language.
 */
export interface PageModel {
  readonly kind: 'instance' | 'deployment' | 'experiment';
  /** Which resource it is: the panel saves it, so that the page can be restored after a reload. */
  readonly ref: {
    readonly kind: string;
    readonly scope: { readonly profile: string; readonly region: string };
    readonly id: string;
  };
  readonly title: string;
  /** Where it is: id, profile and account, region. */
  readonly place: readonly Value[];
  readonly state: State;
  /** Since when the state lasts, or how long it all took. */
  readonly clock?: Clock;
  /** Why it is as it is: reason, error, account, location. */
  readonly why: readonly Row[];
  readonly badges: readonly Badge[];
  readonly notices: readonly Notice[];
  readonly stop?: Button;
  readonly buttons: readonly Button[];
  readonly sections: readonly Section[];
  /** When AWS's answer came. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's, ms: durations that still run are counted on AWS's clock. */
  readonly clockOffset?: number;
}

/** Decides shape and colour. The words are `label`. */
export type Look =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'unknown';

export interface State {
  readonly look: Look;
  readonly label: string;
}

export interface Clock {
  /** With `{0}` where the duration belongs. */
  readonly label: string;
  readonly from: number;
  /** Without it, the clock runs. */
  readonly to?: number;
}

export interface Badge {
  readonly label: string;
  readonly tone: 'plain' | 'info' | 'warning';
  readonly title?: string;
}

export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly button?: Button;
}

/** Pressed, its `id` goes to the host, which alone knows what it stands for. */
export interface Button {
  readonly id: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly title?: string;
}

export interface Row {
  readonly label: string;
  readonly value: Value;
}

export type Value =
  | { readonly type: 'text'; readonly text: string; readonly mono?: boolean }
  /** Words of Halt's own, in a quieter colour: "none", "not set". */
  | { readonly type: 'quiet'; readonly text: string }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'duration'; readonly from: number; readonly to?: number }
  | { readonly type: 'countdown'; readonly to: number; readonly over: string }
  | { readonly type: 'link'; readonly id: string; readonly text: string; readonly title?: string }
  | { readonly type: 'state'; readonly state: State }
  /** A part of a whole, in per cent. */
  | { readonly type: 'meter'; readonly percent: number; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly Value[] }
  | { readonly type: 'rows'; readonly rows: readonly Row[] };

export interface Section {
  readonly id: string;
  readonly title: string;
  /** A few words beside the title. */
  readonly note?: string;
  /** As wide as the page, not a card among others. */
  readonly wide: boolean;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'button'; readonly button: Button }
  | Heading
  | Timeline
  | Table
  | Track
  | HistoryBlock;

export interface Heading {
  readonly type: 'heading';
  readonly text: string;
  readonly note?: string;
}

/** Bars on a time axis. */
export interface Timeline {
  readonly type: 'timeline';
  readonly from: number;
  readonly to: number;
  /** The axis shows now, and grows with it past `to`. */
  readonly live: boolean;
  readonly lanes: readonly Lane[];
  readonly markers: readonly Marker[];
}

export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly caption?: string;
  readonly state: State;
  /** What was meant: an outline. */
  readonly planned?: { readonly from: number; readonly to: number };
  /** What is or was: a bar. Without `to` it grows with now. */
  readonly real?: { readonly from: number; readonly to?: number };
  /** How long it is meant to run, ms. */
  readonly plannedFor?: number;
  readonly details: readonly Row[];
}

export interface Marker {
  readonly at: number;
  readonly kind: 'request' | 'stopping';
  readonly label: string;
}

export interface Table {
  readonly type: 'table';
  readonly id: string;
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** Said instead of an empty table. */
  readonly empty: string;
  /** There is more to fetch. */
  readonly more?: Button;
}

/** Stages that follow each other. */
export interface Track {
  readonly type: 'track';
  readonly label: string;
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly label: string;
  readonly status: 'done' | 'present' | 'ahead';
  readonly note?: Value;
}

export interface HistoryBlock {
  readonly type: 'history';
  readonly entries: readonly HistoryItem[];
  readonly empty: string;
  /** The moments whose JSON can be compared, oldest first. */
  readonly moments: readonly { readonly at: number; readonly label: string }[];
}

export type HistoryItem =
  | {
      readonly type: 'change';
      readonly subject: string;
      readonly from?: string;
      readonly to: State;
      readonly at: number;
      readonly source: 'aws' | 'halt';
      /** It happened after `after` (absent: any time before), not later than `before`. */
      readonly window?: { readonly after?: number; readonly before: number };
      readonly reason?: string;
    }
  | {
      readonly type: 'event';
      readonly subject: string;
      readonly text: string;
      readonly at: number;
      readonly source: 'aws' | 'halt';
    }
  | {
      readonly type: 'request';
      readonly text: string;
      readonly at: number;
      readonly result: 'accepted' | 'refused' | 'unknown';
      readonly detail?: string;
    }
  | { readonly type: 'gap'; readonly from: number; readonly to?: number };
