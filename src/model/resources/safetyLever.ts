import type { Unreadable } from './unreadable.ts';
import type { Scope } from '../scope.ts';

/** Of every account's and region's safety lever. */
export const LEVER_ID = 'default';

/**
 * The FIS safety lever of an account and region; its id is always `default`. While engaged, every running experiment has been
 * stopped and every start is cancelled. Source: https://docs.aws.amazon.com/fis/latest/userguide/safety-lever.html
 */
export interface SafetyLever extends Unreadable {
  readonly kind: 'lever';
  readonly scope: Scope;
  readonly id: string;
  readonly arn?: string;
  /** disengaged, engaging, engaged. */
  readonly state: string;
  readonly reason?: string;
}
