import { createToldOnce, type ToldOnceParts } from '../../../stopping/follow/toldOnce.ts';
import { createToldTogether, TOGETHER } from '../../../stopping/follow/toldTogether.ts';
import type { Ended, Stalled } from '../../../stopping/follow/tracker.ts';
import type { Follow } from '../../../stopping/stopping.ts';
import { isObserved } from '../../../stopping/verdict.ts';
import type { IsProduction } from '../../words/targetNames.ts';
import { type Buttons, inform, showOnViews, warn } from '../../words/say.ts';
import { offerWays } from '../../editor/offerWays.ts';
import type { Scope } from '../../../model/scope.ts';
import { resultMessage, isGood } from './resultMessage.ts';
import { isOffered, type WayParts, waysOn } from './resultWays.ts';

/** The means by which windows agree on which one of them tells an end. */
type Claims = Omit<ToldOnceParts<Ended>, 'kept' | 'nameOf' | 'tell'>;

export interface ReporterParts extends WayParts, Claims {
  readonly follow: Follow;
  /** The places that are chosen: with more than one, each message says where what it names is. */
  readonly chosen: () => readonly Scope[];
  readonly isProduction: IsProduction;
  /** Tells of instances that have been stopping for long, and offers to force them. */
  readonly offerForce: (all: readonly Stalled[]) => Promise<void>;
}

/**
 * Says how stops ended that were under way together, once over all windows: those that this window began, and those that it took up after a reload.
 */
export interface RunReporter {
  dispose(): void;
}

/** How long instances that take long wait to be told together, in milliseconds: of what was stopped together, one look or two show it. */
const STALLS_TOGETHER = 4_000;

/** Listens to what is followed until it is disposed. It claims each end, so that only one window tells it. */
export function createRunReporter(parts: ReporterParts): RunReporter {
  const { clock, claim, giveBack, takeTurn, endTurn, isAlone, onDidChangeWindows, onError } = parts;
  const betweenWindows = { clock, claim, giveBack, takeTurn, endTurn, isAlone, onDidChangeWindows, onError };
  const results = createToldOnce<Ended>({
    ...betweenWindows,
    kept: TOGETHER,
    nameOf: endName,
    tell: (all) => void report(parts, all).catch(onError),
  });
  const stalls = createToldOnce<Stalled>({
    ...betweenWindows,
    kept: STALLS_TOGETHER,
    nameOf: ({ tracked }) => `stalled ${tracked.id}`,
    tell: (all) => {
      const ids = new Set(parts.follow.following().map(({ id }) => id));
      // Some may have ended while another window could have told of them.
      const left = all.filter(({ tracked }) => ids.has(tracked.id));
      if (left.length > 0) void parts.offerForce(left).catch(onError);
    },
  });
  let stalled: Stalled[] = [];
  let cancelStalled = () => {};
  let finish: (() => void) | undefined;
  const isOver = () => parts.follow.following().length === 0;
  const together = createToldTogether({ follow: parts.follow, clock, tell: (all) => results.add(all) });
  const stopListening = [
    parts.follow.onDidMark(() => {
      if (isOver()) {
        finish?.();
        finish = undefined;
      } else if (finish === undefined) {
        showOnViews(
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
        );
      }
    }),
    parts.follow.onDidStall((one) => {
      stalled.push(one);
      if (stalled.length > 1) return;
      cancelStalled = parts.clock.after(STALLS_TOGETHER, () => {
        stalls.add(stalled);
        stalled = [];
      });
    }),
  ];
  return {
    dispose: () => {
      together.dispose();
      cancelStalled();
      finish?.();
      results.dispose();
      stalls.dispose();
      for (const stop of stopListening) stop();
    },
  };
}

/**
 * The name by which windows claim an end. An end that a window only concluded, because nothing was heard or it gave up, has another name than
 * one that was seen. So a window that saw the end still tells it.
 */
export const endName = ({ tracked, verdict }: Ended): string =>
  `ended ${tracked.id}${isObserved(verdict) ? '' : ' unseen'}`;

async function report(parts: ReporterParts, all: readonly Ended[]): Promise<void> {
  // Requests that have not left were already named in the window that sent them, with a way to confirm them again.
  if (all.every(isOffered)) return;
  const message = resultMessage(all, parts.chosen(), parts.isProduction);
  const good = all.every(isGood);
  const ask = (buttons: Buttons<string>) => (good ? inform(message, ...buttons) : warn(message, ...buttons));
  await offerWays(ask, waysOn(parts, all));
}
