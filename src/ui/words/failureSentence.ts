import { plainText } from '../../base/plainText.ts';
import type { Failure } from '../../model/failure.ts';
import type { Operation } from '../../model/operation.ts';

/** Where a failure was met, as far as it is known. */
export interface FailureOrigin {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** What was asked of AWS, where that would change something: several of Halt's operations are one of AWS's, and none is offered in place of itself. */
  readonly asked?: Operation | undefined;
}

/** Where a change was not carried out. `asked`: undefined where none was asked for yet. */
export interface ChangeOrigin extends FailureOrigin {
  readonly asked: Operation | undefined;
}

/** What the person can do next. */
export type NextAction =
  | 'open-file'
  | 'sign-in'
  | 'retry'
  | 'log'
  | 'make-profile'
  | 'profiles'
  | 'regions'
  | 'settings'
  | 'none';

/** What a failure means here, in one sentence, and the next step in another. AWS's own words come apart, see {@link evidence}. */
export interface FailureWords {
  readonly sentence: string;
  readonly next: string;
  readonly action: NextAction;
}

/** The words for one failure in one place. */
export type Say = (failure: Failure, origin: FailureOrigin) => FailureWords;

/** Without an `action` there is nothing to press: `next` only says what to do. */
export const say = (sentence: string, next: string, action: NextAction = 'none'): FailureWords => ({
  sentence,
  next,
  action,
});
/** For a sentence: without what can't be shown, at most 80 characters; empty where no profile is known. */
export const profileOf = (origin: FailureOrigin) => plainText(origin.profile ?? '', 80);
/** For a sentence: without what can't be shown, at most 40 characters; empty where no region is known. */
export const regionOf = (origin: FailureOrigin) => plainText(origin.region ?? '', 40);
