/** A request that arrived. */
interface LoggedRequest {
  /** Simulated time of its arrival, milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  readonly service: string;
  /** Empty for a request that names no operation. */
  readonly action: string;
  readonly region: string;
  readonly account: string;
  /** Query parameters, or the JSON body together with the path and query of a REST call. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether the service carried it out, or refused it itself: false while a fault stood before it. */
  readonly handled: boolean;
  /** The HTTP status of the answer; undefined while there is none, and for good if the connection was dropped or hangs. */
  readonly status: number | undefined;
}

/** Which requests are meant; what is absent matches all. */
export interface RequestFilter {
  readonly service?: string;
  readonly action?: string;
  readonly region?: string;
  readonly account?: string;
}

/** What was asked of the simulator, for tests to look at. */
export interface RequestLog {
  /** The requests that are kept (the latest 20,000), in the order of their arrival. */
  entries(filter?: RequestFilter): readonly LoggedRequest[];
  /** How many arrived since the start or the last {@link RequestLog.clear}, also of those no longer kept. */
  count(filter?: RequestFilter): number;
  /** How many arrived for each `service:Action`. */
  countByAction(): Readonly<Record<string, number>>;
  /** Every `service:Action` that has arrived since the start, whatever was cleared. */
  everAsked(): ReadonlySet<string>;
  clear(): void;
}

/** The side of the log that the endpoint writes. */
export interface RequestRecorder extends RequestLog {
  arrived(request: Omit<LoggedRequest, 'handled' | 'status'>): LoggedRequest;
  settled(request: LoggedRequest, outcome: Partial<Pick<LoggedRequest, 'handled' | 'status'>>): void;
}

type Entry = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

const LIMIT = 20_000;
/** Of all parameters that are kept together, in UTF-16 units of their JSON. */
const LARGEST = 8_000_000;
/** Of one request's. More than any request of AWS's tools has. */
const LARGEST_ONE = 64_000;
/** Of each name that a request brings, in UTF-16 units: whatever is sent can name any service, region and operation. AWS's names are shorter. */
const LONGEST_NAME = 128;
/** So many different ones are counted apart. More than AWS has operations for; the others count as one that names nothing. */
const MOST_COUNTED = 5_000;

export function createRequestLog(): RequestRecorder {
  let kept: Entry[] = [];
  let sizes: number[] = [];
  let size = 0;
  let forgotten: Map<string, { readonly request: LoggedRequest; count: number }> = new Map();

  const forget = (entry: Entry): void => {
    const isCounted = forgotten.size < MOST_COUNTED || forgotten.has(keyOf(entry));
    const request = isCounted ? entry : { ...entry, ...nameless };
    const total = forgotten.get(keyOf(request));
    // What it asked for is not needed for counting.
    if (total === undefined) forgotten.set(keyOf(request), { request: { ...request, parameters: {} }, count: 1 });
    else total.count += 1;
  };

  const ever = new Set<string>();

  return {
    everAsked: () => ever,
    entries: (filter = {}) => kept.filter((entry) => matches(entry, filter)),
    count: (filter = {}) => {
      let count = 0;
      for (const entry of kept) if (matches(entry, filter)) count += 1;
      for (const total of forgotten.values()) if (matches(total.request, filter)) count += total.count;
      return count;
    },
    countByAction: () => {
      const counts: Record<string, number> = {};
      const add = ({ service, action }: LoggedRequest, count: number): void => {
        counts[`${service}:${action}`] = (counts[`${service}:${action}`] ?? 0) + count;
      };
      for (const total of forgotten.values()) add(total.request, total.count);
      for (const entry of kept) add(entry, 1);
      return counts;
    },
    clear: () => {
      kept = [];
      sizes = [];
      size = 0;
      forgotten = new Map();
    },
    arrived: (request) => {
      const length = JSON.stringify(request.parameters).length;
      const parameters = length > LARGEST_ONE ? { tooLong: length } : request.parameters;
      const [service, action, region] = [short(request.service), short(request.action), short(request.region)];
      const entry: Entry = { ...request, service, action, region, parameters, handled: false, status: undefined };
      const own = Math.min(length, LARGEST_ONE);
      while (kept.length > 0 && (kept.length >= LIMIT || size + own > LARGEST)) {
        const most = Math.ceil(kept.length / 10);
        for (const old of kept.splice(0, most)) forget(old);
        size -= sizes.splice(0, most).reduce((sum, one) => sum + one, 0);
      }
      kept.push(entry);
      if (ever.size < MOST_COUNTED) ever.add(`${service}:${action}`);
      sizes.push(own);
      size += own;
      return entry;
    },
    settled: (request, outcome) => {
      Object.assign(request, outcome);
    },
  };
}

/** No part of it: that would keep the whole in memory. */
const short = (name: string): string => (name.length > LONGEST_NAME ? 'too long' : name);

const nameless = { service: '', action: '', region: '', account: '' };

const keyOf = ({ service, action, region, account }: LoggedRequest): string =>
  [service, action, region, account].join(' ');

function matches(request: LoggedRequest, filter: RequestFilter): boolean {
  return (
    (filter.service === undefined || filter.service === request.service) &&
    (filter.action === undefined || filter.action === request.action) &&
    (filter.region === undefined || filter.region === request.region) &&
    (filter.account === undefined || filter.account === request.account)
  );
}
