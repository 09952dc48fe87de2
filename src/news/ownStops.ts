import type { Release } from '../base/event.ts';
import type { OperationType } from '../model/operation.ts';
import { refKey, type TargetRef } from '../model/resources/resource.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { News, NewsType } from './news.ts';

/** What this window's own confirmed stops do is no news: their end is told by themselves. */
export interface OwnStops {
  /** Asked once for each news. */
  readonly did: (news: News) => boolean;
  readonly dispose: Release;
}

/** What a change brings about by itself. A deployment that was continued and pauses again has done that without anybody. */
const effects: Readonly<Record<OperationType, readonly NewsType[]>> = {
  stop: [],
  hibernate: [],
  'force-stop': [],
  'skip-os-shutdown': [],
  start: [],
  'roll-back': ['rolled-back', 'deployment-failed'],
  abort: ['rolled-back', 'deployment-failed'],
  continue: [],
  'stop-experiment': ['experiment-failed', 'never-began'],
  'engage-lever': ['engaged'],
  'disengage-lever': [],
};

/** So many are remembered. */
const REMEMBERED = 2_000;

/** `accountOf`: the account of what is shown of a profile. */
export function createOwnStops(
  follow: Pick<Follow, 'following' | 'onDidMark' | 'onDidEnd'>,
  accountOf: (profile: string) => string | undefined,
): OwnStops {
  /** The newest last. */
  const done = new Map<string, ReadonlySet<NewsType>>();
  /** Under what a thing is remembered: another profile of its account sees the same, and may see first what was done. */
  const keysOf = (ref: TargetRef, account = accountOf(ref.scope.profile)): readonly string[] => [
    refKey(ref),
    ...(account === undefined ? [] : [JSON.stringify([account, ref.scope.region, ref.kind, ref.id])]),
  ];
  const forget = (ref: TargetRef, account?: string): void => {
    for (const key of keysOf(ref, account)) done.delete(key);
  };
  const remember = (refs: readonly TargetRef[]): void => {
    const marked = new Set(refs.map(refKey));
    for (const { ref, operation, account } of follow.following()) {
      if (!marked.has(refKey(ref))) continue;
      const rollsBack = operation.type === 'continue' && operation.action === 'ROLLBACK';
      const brought = effects[rollsBack ? 'roll-back' : operation.type];
      for (const key of keysOf(ref, account)) {
        const before = done.get(key) ?? [];
        done.delete(key);
        done.set(key, new Set([...before, ...brought]));
      }
    }
    for (const key of done.keys()) {
      if (done.size <= REMEMBERED) break;
      done.delete(key);
    }
  };
  const stops = [
    follow.onDidMark(remember),
    follow.onDidEnd(({ tracked, verdict }) => {
      // What was refused, or asked for the opposite, has done nothing, and a lever of which nobody knows may not have moved: what happens later is somebody else's.
      const { type } = tracked.operation;
      const unsure = verdict.type === 'not-carried-out' || verdict.type === 'unknown';
      const undone = verdict.type === 'refused' || type === 'disengage-lever' || (type === 'engage-lever' && unsure);
      if (undone) forget(tracked.ref, tracked.account);
    }),
  ];
  return {
    did: ({ ref, type }) => {
      const isOwn = keysOf(ref).some((key) => done.get(key)?.has(type) === true);
      // A lever is the same for ever: the next time that it is engaged is somebody else's doing.
      if (isOwn && type === 'engaged') forget(ref);
      return isOwn;
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}
