import type { Tag } from '../model/resources/tag.ts';
import type { TargetRef } from '../model/resources/resource.ts';

/** What has happened that somebody may want to be told, whatever they are doing. */
export type NewsType =
  /** An experiment that wasn't there at the last look is active. */
  | 'started'
  /** One that wasn't there at the last look is over. */
  | 'ran'
  /** One that wasn't there at the last look was cancelled before it began. */
  | 'never-began'
  | 'experiment-failed'
  /** A deployment waits at a pause hook. */
  | 'paused'
  /** A deployment rolls back, or has done so. */
  | 'rolled-back'
  /** A deployment has ended without success, and without going back. */
  | 'deployment-failed'
  /** A safety lever isn't disengaged any more. */
  | 'engaged'
  /** It was seen engaged some hours ago, and is. */
  | 'still-engaged';

/** One change that was seen between two looks. */
export interface News {
  readonly type: NewsType;
  readonly ref: TargetRef;
  /** What a person calls it. */
  readonly name: string;
  /** By AWS's name for it. */
  readonly state: string;
  /** Names the change in whatever window and through whatever profile it is seen. */
  readonly key: string;
  /** It can happen to the same thing again, under the same key. */
  readonly canRecur?: true;
  /** Of what it is about; of a deployment, its service's. */
  readonly tags: readonly Tag[];
  readonly tagsUnread: boolean;
  /** When its list was read last before this was seen, by AWS's clock, where that is so long ago that nobody may take it for something that happened just now. */
  readonly notReadSince?: number;
  /** Of a lever that still is engaged: when it was seen so first. AWS doesn't tell since when. Milliseconds since the epoch by AWS's clock. */
  readonly seenAt?: number;
}
