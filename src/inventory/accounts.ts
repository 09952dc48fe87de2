import type { AwsReads } from '../model/ports/awsReads.ts';
import { createEmitter, type Event } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Identity } from '../model/identity.ts';
import { isOfAnother, nobodys, type Whose, whoseAt, whoseInText } from '../model/sight.ts';

/** A profile that answers as another account than it did, or elsewhere: somebody changed the shared config, or the credentials behind it. */
export interface AccountChange {
  readonly profile: string;
  readonly from: string;
  readonly to: string;
}

/** Whose what a profile shows is, as far as anybody said who it is. */
export function whoseIs(accounts: Pick<Accounts, 'of'>, profile: string): Whose {
  const identity = accounts.of(profile);
  return identity ? whoseAt(identity) : nobodys;
}

/** When something was asked for, among all that is heard of profiles. */
export type AskedAt = number & { readonly of: 'accounts' };

/** Whom each chosen profile belongs to. Asked once, and again when asked to; the last good answer stays. */
export interface Accounts {
  /** Asks for what isn't known yet. Never rejects. */
  ensure(profiles: readonly string[]): Promise<void>;
  /** Asks again: the credentials may have changed. */
  refresh(profile: string): Promise<void>;
  /** The last good answer; undefined while there is none. */
  of(profile: string): Identity | undefined;
  /** Whose what is shown of a profile is: who it is, or before that is known, whose the first answer was. */
  shown(profile: string): Whose;
  /** An answer came that is of this account, or of nobody who is known, and is shown. */
  brought(profile: string, whose: Whose): void;
  /** Why the last asking brought no answer; undefined where it did, or nobody has asked. */
  failure(profile: string): Failure | undefined;
  /** Whom a profile belongs to is asked for now: what is heard of it from here on is newer than that answer. */
  asking(): AskedAt;
  /** What somebody else's question found counts like an answer of ours, unless something newer was heard of the profile meanwhile. */
  learn(identity: Identity, asked: AskedAt): void;
  readonly onDidChange: Event<readonly string[]>;
  readonly onDidChangeAccount: Event<AccountChange>;
  /** It became known whose a profile is after something of it was shown of which nobody could say that: it may be another one's. */
  readonly onDidFindAccount: Event<string>;
  dispose(): void;
}

/** Of each profile nothing is known until {@link Accounts.ensure}. Nothing rejects: why a profile's account can't be told is {@link Accounts.failure}. `onError` hears of listeners that throw. */
export function createAccounts(reads: Pick<AwsReads, 'identity'>, onError: (error: unknown) => void): Accounts {
  const known = new Map<string, Identity>();
  /** By profile, of what came before anybody said who the profile is. */
  const firstBrought = new Map<string, Whose>();
  /** Profiles of which something is shown that is of nobody who is known. */
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
