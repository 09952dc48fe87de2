import { type Failure, failed, type Outcome, succeeded } from '../model/failure.ts';
import type { ListPage } from '../model/ports/awsReads.ts';
import type { Read } from '../model/sight.ts';
import { failureOf, withoutSecrets } from './sdk/failures.ts';
import type { Secrets } from './sdk/secrets.ts';
import type { SecretStriking } from './sdk/unreadMembers.ts';

interface Failed {
  readonly ok: false;
  readonly failure: Failure;
}

/** Where answers leave the code that talks to AWS. Nothing leaves as an exception: whatever an adapter did not foresee is a failure too, and holds no secret. */
export interface Exit extends SecretStriking {
  /** Texts of good answers, and of whoever else, as they may be written to the disk. */
  struck(texts: readonly string[]): Outcome<readonly string[]>;
  unforeseen(error: unknown): Failed;
  safely<T extends { readonly ok: boolean }>(work: () => Promise<T>): Promise<T | Failed>;
  safePages(work: () => AsyncGenerator<Read<ListPage>>): AsyncGenerator<Read<ListPage>>;
}

/** The one exit of failures and texts: what `secrets` knows by then is struck out of each. */
export function createExit(secrets: Secrets): Exit {
  const unforeseen = (error: unknown) => failed(failureOf(error, { operation: 'halt', mutating: false, secrets }));
  return {
    withoutSecrets: (failure) => withoutSecrets(failure, secrets),
    struck: (texts) => succeeded(texts.map((text) => secrets.strike(text))),
    unforeseen,
    async safely(work) {
      try {
        return await work();
      } catch (error) {
        return unforeseen(error);
      }
    },
    async *safePages(work) {
      try {
        yield* work();
      } catch (error) {
        yield unforeseen(error);
      }
    },
  };
}
