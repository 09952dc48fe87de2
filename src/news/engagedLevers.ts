import { refKey } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import type { Whose } from '../model/sight.ts';
import type { News } from './news.ts';
import { type EngagedAs, isSameEngagement, type RememberedLevers } from './rememberedLevers.ts';

/** So long, in milliseconds, a lever may be engaged before somebody is reminded of it. */
export const STILL_ENGAGED_AFTER = 4 * 3_600_000;

/** `since`: when it was seen engaged first, in milliseconds that never go back. */
interface Known extends EngagedAs {
  since: number;
  reminded: boolean;
  state: string;
}

/** The levers that aren't disengaged, and since when. */
export interface EngagedLevers {
  /** What happened to it since it was seen last. */
  take(lever: SafetyLever): readonly News[];
  /** Whether it has been engaged for hours, once for each time that it was engaged. */
  lasting(lever: SafetyLever): readonly News[];
  forget(key: string): void;
  clear(): void;
}

/** `now`: milliseconds since the epoch. `passed`: milliseconds that never go back. `shown`: whose what is shown of a profile is. */
export function createEngagedLevers(parts: {
  readonly now: () => number;
  readonly passed: () => number;
  readonly levers: RememberedLevers;
  /** Whether somebody would hear a reminder now: one that falls into an hour of quiet comes after it. */
  readonly mayRemind: () => boolean;
  readonly shown: (profile: string) => Whose;
  readonly tell: (type: 'engaged' | 'still-engaged', lever: SafetyLever, seenAt?: number) => News;
}): EngagedLevers {
  const engaged = new Map<string, Known>();

  /** Whoever saw it engaged before this window did, or through another profile, saw the same lever. */
  const remember = ({ scope }: SafetyLever, known: Known): void => {
    const [whose, passed, now] = [parts.shown(scope.profile), parts.passed(), parts.now()];
    const before = parts.levers.of(whose, scope.region);
    const saved = before && isSameEngagement(before, known) ? before : undefined;
    if (saved) {
      known.since = Math.min(known.since, passed - (now - saved.since));
      known.reminded ||= saved.reminded;
    }
    const since = saved?.since ?? now - (passed - known.since);
    const { reminded, state, reason } = known;
    if (saved?.reminded === reminded && saved.state === state) return;
    parts.levers.keep(whose, scope.region, { since, reminded, state, ...(reason !== undefined && { reason }) });
  };
  const take = (lever: SafetyLever): readonly News[] => {
    const key = refKey(lever);
    if (lever.state === 'disengaged') {
      engaged.delete(key);
      parts.levers.forget(parts.shown(lever.scope.profile), lever.scope.region);
      return [];
    }
    const before = engaged.get(key);
    if (before && isSameEngagement(before, lever)) {
      before.state = lever.state;
      remember(lever, before);
      return [];
    }
    const known = { since: parts.passed(), reminded: false, state: lever.state, reason: lever.reason };
    engaged.set(key, known);
    remember(lever, known);
    return [parts.tell('engaged', lever)];
  };

  return {
    take,
    lasting(lever) {
      const known = engaged.get(refKey(lever));
      if (!known) return [];
      // Whose it is may not have been known when it was seen first.
      remember(lever, known);
      if (known.reminded || !parts.mayRemind() || parts.passed() - known.since < STILL_ENGAGED_AFTER) return [];
      known.reminded = true;
      remember(lever, known);
      return [parts.tell('still-engaged', lever, parts.now() - (parts.passed() - known.since))];
    },
    forget: (key) => void engaged.delete(key),
    clear: () => engaged.clear(),
  };
}
