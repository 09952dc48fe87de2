import type { Scope } from '../../model/scope.ts';
import type { Sight } from '../../model/sight.ts';
import { type Lease } from '../credentials/broker.ts';
import type { Permit } from '../../model/permit.ts';
import type { RoutedService } from '../../model/destination.ts';
import type { Rate } from './rates.ts';
import type { AnswerShape } from '../sdk/wireAnswer.ts';
import { type CallTrace, type SdkHandler, type SdkRequest } from '../sdk/sdkHandler.ts';
import { type WireResponse } from '../transport/transport.ts';
import type { Credentials } from '../credentials/credentials.ts';

/** One call of one operation. */
export interface Ask {
  readonly scope: Scope;
  readonly service: RoutedService;
  readonly operation: string;
  readonly rate: Rate;
  /** Another limit that the call counts against, by how much; a call that AWS refuses doesn't. Should AWS count it, it throttles, and the caller waits then. */
  readonly also?: { readonly rate: Rate; readonly cost: number };
  /**
   * Another limit that the call may use only as far as somebody else's next call leaves it: it waits until so many tokens are left, and counts as throttled where there are never
   * as many. AWS counts it whatever it answers.
   */
  readonly spare?: { readonly rate: Rate; readonly cost: number; readonly leaves: number };
  /** Under which it changes something. What changes anything without one doesn't leave. */
  readonly permit?: Permit;
  readonly mutating: boolean;
  /** Instead of the profile's own: the answer is about these very credentials. */
  readonly lease?: Lease;
  /** A person is waiting for it and may be asked for an MFA code. */
  readonly interactive: boolean;
  readonly signal?: AbortSignal;
  /** What a good answer looks like; another one is not taken for AWS's. Of JSON, the SDK's own reading is skipped. */
  readonly shape: AnswerShape;
}

/** A good answer: what was made of it, and the account and the moment that it is of. */
export interface Answer<T> {
  readonly output: T;
  /** The credentials that signed. */
  readonly lease: Lease;
  readonly response: WireResponse;
  readonly seen: Sight;
  readonly requestId?: string;
}

/** What a call's work is given. */
export interface CallTools {
  readonly options: { readonly abortSignal?: AbortSignal; readonly trace: CallTrace };
  /** For a client that is made once for each lease of credentials. */
  readonly lease: Lease;
  config(guard: (request: SdkRequest, body: string) => void): ClientConfig;
}

/** What any client of the SDK is made with here: nothing is left to the SDK's own reading of files and environment. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  readonly endpoint?: string;
  readonly ignoreConfiguredEndpointUrls: true;
  /** Given though it names nothing: a client that is not given it parses the whole shared config at its first call, for the default profile's. */
  readonly userAgentAppId: () => Promise<undefined>;
  /** Given, though it prefers none, for the same reason. */
  readonly authSchemePreference: () => Promise<string[]>;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly defaultsMode: 'legacy';
  readonly requestHandler: SdkHandler;
}
