import type { Failure } from '../../model/failure.ts';

/** A failure that is known before anything is sent; it travels as an exception up to `failureOf`. */
export class KnownFailure extends Error {
  override readonly name = 'KnownFailure';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
