import type { Tracked } from '../stopping/follow/followed.ts';
import { isOfAnother, type Whose, whoseInText, whoseOf } from '../model/sight.ts';
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

/** `shown`: whose what is shown of a profile is. */
export function createOwnStops(
  follow: Pick<Follow, 'following' | 'onDidMark' | 'onDidEnd'>,
  shown: (profile: string) => Whose,
): OwnStops {
  /** The newest last; whose it was, for the keys that don't tell. */
  const done = new Map<string, { readonly types: ReadonlySet<NewsType>; readonly whose: Whose }>();
  /** Under what a thing is remembered: another profile of its account sees the same, and may see first what was done. */
  const keysOf = (ref: TargetRef, whose = shown(ref.scope.profile)): readonly string[] => [
    refKey(ref),
    ...(whose.account === undefined ? [] : [JSON.stringify([whoseInText(whose), ref.scope.region, ref.kind, ref.id])]),
  ];
  /** Its profile may lead to another account than the one in which it was done. */
  const isOwn = (key: string, whose: Whose): boolean => {
    const one = done.get(key);
    return one !== undefined && !isOfAnother(one.whose, whose);
  };
  const forget = (ref: TargetRef, whose?: Whose): void => {
    for (const key of keysOf(ref, whose)) if (isOwn(key, whose ?? shown(ref.scope.profile))) done.delete(key);
  };
  const remember = (refs: readonly TargetRef[]): void => {
    const marked = new Set(refs.map(refKey));
    for (const tracked of follow.following()) {
      const { ref, operation } = tracked;
      if (!marked.has(refKey(ref))) continue;
      const rollsBack = operation.type === 'continue' && operation.action === 'ROLLBACK';
      const brought = effects[rollsBack ? 'roll-back' : operation.type];
      const whose = whoseIfKnown(tracked) ?? shown(ref.scope.profile);
      for (const key of keysOf(ref, whose)) {
        const before = isOwn(key, whose) ? (done.get(key)?.types ?? []) : [];
        done.delete(key);
        done.set(key, { types: new Set([...before, ...brought]), whose });
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
      // A refused request changed nothing, nor did a disengaging engage anything, and of a lever with an unknown outcome nobody knows whether it moved: what is seen later is news, as somebody else may have done it.
      const { type } = tracked.operation;
      const unsure = verdict.type === 'not-carried-out' || verdict.type === 'unknown';
      const undone = verdict.type === 'refused' || type === 'disengage-lever' || (type === 'engage-lever' && unsure);
      if (undone) forget(tracked.ref, whoseIfKnown(tracked));
    }),
  ];
  return {
    did: ({ ref, type }) => {
      const whose = shown(ref.scope.profile);
      const did = keysOf(ref).some((key) => isOwn(key, whose) && done.get(key)?.types.has(type) === true);
      // A lever is the same for ever: the next time that it is engaged is somebody else's doing.
      if (did && type === 'engaged') forget(ref);
      return did;
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}

/** Undefined where it isn't known: then what is shown of its profile says so. */
const whoseIfKnown = (tracked: Tracked): Whose | undefined =>
  tracked.account === undefined ? undefined : whoseOf(tracked);
