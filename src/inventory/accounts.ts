import type { AwsReads } from '../model/ports/awsReads.ts';
import { createEmitter, type Event } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Identity } from '../model/identity.ts';
import { isOfAnother, nobodys, type Whose, whoseAt, whoseInText } from '../model/sight.ts';

/**
 * A profile that leads to another account or endpoint than before, as somebody changed the shared config or the credentials behind it. `from` and
 * `to` are texts to show.
 */
export interface AccountChange {
  readonly profile: string;
  readonly from: string;
  readonly to: string;
}

/** The account to which a profile leads, as far as AWS has said. */
export function whoseIs(accounts: Pick<Accounts, 'of'>, profile: string): Whose {
  const identity = accounts.of(profile);
  return identity ? whoseAt(identity) : nobodys;
}

/**
 * A point in the order of everything that was heard of profiles. An answer that was asked for before something newer was heard of its profile is old.
 */
export type AskedAt = number & { readonly of: 'accounts' };

/** The account and the caller behind each chosen profile. AWS is asked once, and again on request; the last good answer stays. */
export interface Accounts {
  /** Asks AWS about those of the profiles that aren't known yet. Never rejects. */
  ensure(profiles: readonly string[]): Promise<void>;
  /** Asks AWS again about a profile whose credentials may have changed. */
  refresh(profile: string): Promise<void>;
  /** The last good answer; undefined while there is none. */
  of(profile: string): Identity | undefined;
  /**
   * The account whose resources are shown for a profile: the one that AWS named for it; before that is known, the one of the first answer that was
   * shown.
   */
  shown(profile: string): Whose;
  /** Called when an answer of this account, or of one that nobody knows, is about to be shown for the profile. */
  brought(profile: string, whose: Whose): void;
  /** Why AWS didn't tell the account when it was last asked; undefined where it did, or was never asked. */
  failure(profile: string): Failure | undefined;
  /**
   * To be called when somebody begins to ask AWS for an account, and handed to {@link Accounts.learn} with the answer: by it is known whether something
   * newer was heard meanwhile.
   */
  asking(): AskedAt;
  /** Takes over what somebody else asked AWS, unless something newer was heard of the profile meanwhile. */
  learn(identity: Identity, asked: AskedAt): void;
  readonly onDidChange: Event<readonly string[]>;
  readonly onDidChangeAccount: Event<AccountChange>;
  /**
   * Fires when a profile's account becomes known after an answer of an unknown account was shown for it: what is shown may be another account's, and
   * should be read again.
   */
  readonly onDidFindAccount: Event<string>;
  dispose(): void;
}

/** Of each profile nothing is known until {@link Accounts.ensure}. Nothing rejects: why a profile's account can't be told is {@link Accounts.failure}. `onError` hears of listeners that throw. */
export function createAccounts(reads: Pick<AwsReads, 'identity'>, onError: (error: unknown) => void): Accounts {
  const known = new Map<string, Identity>();
  /** By profile: the account of the first answer that was shown before AWS named the profile's account. */
  const firstBrought = new Map<string, Whose>();
  /** Profiles for which something is shown whose account nobody knows. */
  const nameless = new Set<string>();
  const failures = new Map<string, Failure>();
  const questions = new Map<string, Promise<void>>();
  const changes = createEmitter<readonly string[]>(onError);
  const accountChanges = createEmitter<AccountChange>(onError);
  const found = createEmitter<string>(onError);
  const stop = new AbortController();

  let heard = 0;
  /** When each profile was last heard of: an answer that was asked for before that is old. */
  const heardOf = new Map<string, number>();
  const begin = () => heard as AskedAt;
  const isOld = (profile: string, asked: AskedAt): boolean => (heardOf.get(profile) ?? 0) > asked;
  const hear = (profile: string): void => void heardOf.set(profile, (heard += 1));

  const shown = (profile: string): Whose => {
    const identity = known.get(profile);
    return identity ? whoseAt(identity) : (firstBrought.get(profile) ?? nobodys);
  };

  const learn = (identity: Identity, asked: AskedAt) => {
    const { profile } = identity;
    if (isOld(profile, asked)) return;
    hear(profile);
    const before = shown(profile);
    known.set(profile, identity);
    firstBrought.delete(profile);
    failures.delete(profile);
    const now = whoseAt(identity);
    if (isOfAnother(now, before)) {
      nameless.delete(profile);
      accountChanges.fire({ profile, from: whoseInText(before, now), to: whoseInText(now, before) });
    }
    if (nameless.delete(profile)) found.fire(profile);
    changes.fire([profile]);
  };

  const ask = (profile: string): Promise<void> => {
    const running = questions.get(profile);
    if (running) return running;
    const asked = begin();
    const work = reads
      .identity(profile, stop.signal)
      .then((outcome) => {
        if (stop.signal.aborted || isOld(profile, asked)) return;
        if (outcome.ok) learn(outcome.value, asked);
        else if (outcome.failure.kind !== 'cancelled') {
          hear(profile);
          failures.set(profile, outcome.failure);
          changes.fire([profile]);
        }
      })
      .catch(onError)
      .finally(() => questions.delete(profile));
    questions.set(profile, work);
    return work;
  };

  return {
    ensure: async (profiles) => {
      await Promise.all(profiles.filter((profile) => !known.has(profile)).map(ask));
    },
    refresh: ask,
    of: (profile) => known.get(profile),
    shown,
    brought: (profile, whose) => {
      if (shown(profile).account !== undefined) return;
      if (whose.account === undefined) {
        nameless.add(profile);
        return;
      }
      firstBrought.set(profile, whose);
      if (nameless.delete(profile)) found.fire(profile);
    },
    failure: (profile) => failures.get(profile),
    asking: begin,
    learn,
    onDidChange: changes.event,
    onDidChangeAccount: accountChanges.event,
    onDidFindAccount: found.event,
    dispose: () => {
      stop.abort();
      changes.dispose();
      accountChanges.dispose();
      found.dispose();
    },
  };
}
