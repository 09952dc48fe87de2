import type { Outcome } from '../../model/failure.ts';

const TRIES = 3;

/** Asks again after a throttled answer to a request that the SDK doesn't send: the emptied bucket of its rate makes each try wait for its turn. */
export async function inTurn<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (answer.ok || answer.failure.kind !== 'throttled' || tries === TRIES) return answer;
  }
}
