import type { Outcome } from '../../../src/model/failure.ts';
import type { AwsChanges } from '../../../src/model/ports/awsChanges.ts';
import { flush } from '../fakes.ts';

/** A call of `AwsChanges`, and what came of it. */
export interface ChangeCall {
  readonly method: string;
  readonly ids: readonly string[];
  /** That AWS carried it out, or may have; undefined while there is no answer. */
  happened?: boolean;
}

/** The same changes, each call of which is pushed to `calls`. */
export function recorded(changes: AwsChanges, calls: ChangeCall[]): AwsChanges {
  return Object.fromEntries(
    Object.entries(changes).map(([method, call]: [string, unknown]) => [
      method,
      async (...args: unknown[]): Promise<unknown> => {
        const entry: ChangeCall = {
          method,
          ids: method === 'setSafetyLever' ? ['default'] : [args[1]].flat().map(String),
        };
        calls.push(entry);
        const outcome = await (call as (...all: unknown[]) => Promise<Outcome<unknown>>)(...args);
        entry.happened = outcome.ok || outcome.failure.mayHaveHappened;
        return outcome;
      },
    ]),
  ) as unknown as AwsChanges;
}

/** Which calls of AWS are under way: `settle` waits for all of those that go through `counted`, and for what follows from them. */
export function callsUnderWay() {
  const busy = new Set<Promise<unknown>>();
  const counted = <T extends object>(calls: T): T =>
    Object.fromEntries(
      Object.entries(calls).map(([name, call]: [string, unknown]) => [
        name,
        (...args: unknown[]): unknown => {
          const answer: unknown = (call as (...all: unknown[]) => unknown)(...args);
          if (answer instanceof Promise) {
            busy.add(answer);
            void answer.finally(() => busy.delete(answer));
          }
          return answer;
        },
      ]),
    ) as T;
  const settle = async (): Promise<void> => {
    await flush();
    while (busy.size > 0) {
      await Promise.race(busy);
      await flush();
    }
  };
  return { counted, settle };
}
