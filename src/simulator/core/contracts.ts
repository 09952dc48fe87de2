import type { SimulatorClock } from './clock.ts';

/** One HTTP request as it arrived, body complete. Header names are in lower case. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the SigV4 credential scope. */
  readonly region: string;
  /** From the access key id: 12 digits. */
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`, from the region. */
  readonly partition: string;
  /** The caller's STS ARN. */
  readonly caller: string;
  readonly requestId: string;
  /** For reads: the answer shows the state as of this simulated time. Only services with `keepsHistory` get it. */
  readonly asOf?: number;
}

/** One HTTP response, whole but for the length of its body. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error as AWS names it. Each service writes it in its own wire format. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** More members of the error's body, for those services whose errors have some. */
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, status = 400, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** One simulated AWS service. State is per account and region and advances lazily from the clock on each call. */
export interface SimulatedService {
  /** The service name in the SigV4 scope: `ec2`, `ecs`, `fis`, `sts`. */
  readonly name: string;
  /** It answers reads as of an earlier time when the call says so (`asOf`). */
  readonly keepsHistory?: boolean;
  /** The operation's name (`StopInstances`), or undefined for a request that names none. */
  actionOf(call: IncomingCall): string | undefined;
  /** Throws {@link AwsError}. */
  handle(action: string, call: IncomingCall): Reply;
  /** Writes an error in the service's wire format. */
  fail(error: AwsError, call: IncomingCall): Reply;
}

/** What the services share. */
export interface World {
  readonly clock: SimulatorClock;
  /** Deterministic, in [0, 1); the same seed and the same key give the same sequence. */
  random(key: string): () => number;
  readonly fleet: FleetOptions;
  readonly wall: WallClock;
}

/** What signatures are checked by. */
export interface WallClock {
  /** Milliseconds that AWS's clock is ahead of this machine's; negative when it is behind. */
  ahead: number;
}

/** The demo fleet is small and true to life; a sized fleet has `instances`, `services` and `experiments` per account and region. */
export type FleetOptions =
  | {
      readonly kind: 'demo';
      readonly seed: number;
      readonly accounts: readonly Account[];
      readonly regions: readonly string[];
    }
  | {
      readonly kind: 'sized';
      readonly seed: number;
      readonly accounts: readonly Account[];
      readonly regions: readonly string[];
      readonly instances: number;
      readonly services: number;
      readonly experiments: number;
    };

/** A simulated account: 12 digits, and its alias as IAM tells it. */
export interface Account {
  readonly id: string;
  readonly alias: string;
}

/** What a FIS action does to other simulated services. Ids and ARNs are the ones that those services answer with. */
export interface Ec2Effects {
  /** Running instances of this account and region whose tags hold all of `tags`, as ARNs. */
  find(account: string, region: string, tags: Readonly<Record<string, string>>): readonly string[];
  stop(account: string, region: string, instanceArns: readonly string[]): void;
  start(account: string, region: string, instanceArns: readonly string[]): void;
}
