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

export function createOwnStops(follow: Pick<Follow, 'following' | 'onDidMark' | 'onDidEnd'>): OwnStops {
  /** The newest last. */
  const done = new Map<string, ReadonlySet<NewsType>>();
  const keyOf = (ref: TargetRef) => refKey(ref);
  const remember = (refs: readonly TargetRef[]): void => {
    const marked = new Set(refs.map(keyOf));
    for (const { ref, operation } of follow.following()) {
      const key = keyOf(ref);
      if (!marked.has(key)) continue;
      const rollsBack = operation.type === 'continue' && operation.action === 'ROLLBACK';
      const brought = effects[rollsBack ? 'roll-back' : operation.type];
      const before = done.get(key) ?? [];
      done.delete(key);
      done.set(key, new Set([...before, ...brought]));
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
      if (undone) done.delete(keyOf(tracked.ref));
    }),
  ];
  return {
    did: ({ ref, type }) => {
      const key = keyOf(ref);
      const isOwn = done.get(key)?.has(type) ?? false;
      // A lever is the same for ever: the next time that it is engaged is somebody else's doing.
      if (isOwn && type === 'engaged') done.delete(key);
      return isOwn;
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}
