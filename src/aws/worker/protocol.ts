import type { ListKind } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { Sight } from '../../model/sight.ts';
import type { Failure } from '../../model/failure.ts';
import type { SimulatedProfile } from '../../model/simulatedProfile.ts';
import type { MethodCall } from './methods.ts';
import type { Timeouts, TransportTrouble, WireRequest, WireResponse } from '../transport/transport.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly simulatedProfiles: Readonly<Record<string, SimulatedProfile>>;
  readonly timeouts: Timeouts;
  /** The window's own, so that what it marks hidden values by outlasts a worker. */
  readonly hidingKey: Uint8Array;
  /** What the workers before knew as secret: their answers and failures are still held, and are written down by this one. */
  readonly secrets: readonly string[];
}

/** To the worker. Each `id` is the sender's own numbering; an answer carries the question's. */
export type ToWorker =
  | ({ readonly kind: 'call'; readonly id: number } & MethodCall)
  | {
      readonly kind: 'list';
      readonly id: number;
      readonly scope: Scope;
      readonly listKind: ListKind;
      /** The id of the last whole listing of this list that is still held here. */
      readonly base?: number;
    }
  /** A part of a list was taken: one more may come. */
  | { readonly kind: 'taken'; readonly id: number }
  /** Any part of any list has arrived: the window that all lists share has room again. */
  | { readonly kind: 'arrived' }
  /** Ends a call, or a list that nobody takes from any more. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'invalidate'; readonly profile: string | undefined }
  | { readonly kind: 'share'; readonly windows: number }
  | { readonly kind: 'mfa'; readonly id: number; readonly code: string | undefined }
  /** A piece of the body of an answer that is still arriving; the response comes without it. */
  | {
      readonly kind: 'piece';
      readonly id: number;
      readonly piece: Uint8Array<ArrayBuffer>;
      readonly status: number;
    }
  | { readonly kind: 'response'; readonly id: number; readonly response: WireResponse }
  | { readonly kind: 'trouble'; readonly id: number; readonly trouble: TransportTrouble }
  /** The request may not leave. */
  | { readonly kind: 'refusal'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'dispose' };

/** From the worker. */
export type FromWorker =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'part'; readonly id: number; readonly part: Part }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'askMfa'; readonly id: number; readonly profile: string; readonly serial: string }
  | {
      readonly kind: 'send';
      readonly id: number;
      readonly request: WireRequest;
      readonly timeouts: Timeouts;
      /** Whether the body is wanted as it arrives. */
      readonly inPieces: boolean;
      /** Whether a person waits for it. */
      readonly urgent: boolean;
    }
  | { readonly kind: 'abort'; readonly id: number }
  /** A piece of an answer, of so many bytes, was read. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** A group of helper processes has begun, or has ended: it is ended from the other side when the worker crashes. */
  | { readonly kind: 'processGroup'; readonly leader: number; readonly runs: boolean }
  /** A secret has become known, or is forgotten: what is known outlasts a worker. */
  | { readonly kind: 'secret'; readonly secret: string; readonly isKnown: boolean }
  | { readonly kind: 'disposed' };

/** A part of a list. */
export interface Part {
  /** Of what `bytes` would be: equal parts have equal digests. */
  readonly digest: string;
  /** An `Outcome<ListPage>` by `v8.serialize`: it is read when it is taken, not when it arrives. Left out where the base has the part. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Of whom and when; apart, for it differs where the part doesn't. Absent for a failure. */
  readonly seen?: Sight;
}

/** Resources in one message: what the receiving thread can read in a few milliseconds. */
export const PART_SIZE = 100;
/** Parts on their way at a time, over all lists: Node reads whatever waits in one go. */
export const PARTS_ON_THE_WAY = 2;
/** Parts of one list that wait to be taken. */
export const PARTS_WAITING = 2;
