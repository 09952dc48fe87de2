import type { Failure, Outcome } from '../../../src/model/failure.ts';

/** The value of an outcome; a failure fails the test. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Unexpected failure: ${JSON.stringify(outcome.failure)}`);
  return outcome.value;
}

/** The failure of an outcome; a value fails the test. */
export function failureIn(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error(`Unexpected value: ${JSON.stringify(outcome.value)}`);
  return outcome.failure;
}
