import type { World } from '../core/contracts.ts';
import { randomKey } from './ids.ts';
import type { Place } from './targets.ts';
import type { Template } from './templates.ts';

/** Keeps a region busy: some minutes after its last active experiment has ended, the next template of a plan is due. */
export interface GameDays {
  /** From now on, for ever. */
  schedule(plan: readonly Template[]): void;
  /** No experiment is active at `at`, and one may start. */
  quiet(at: number): void;
  /** When the next template is to start, in milliseconds since the epoch; undefined while something runs and where there is no plan. */
  readonly due: number | undefined;
  /** The template that is due; the next of the plan comes after the next quiet. */
  take(): Template | undefined;
}

export function createGameDays(world: World, place: Place): GameDays {
  let plan: readonly Template[] = [];
  let count = 0;
  let due: number | undefined;
  return {
    schedule(templates) {
      plan = templates;
      count = 0;
      due = undefined;
    },
    quiet(at) {
      if (plan.length === 0 || due !== undefined) return;
      const minutes = 2 + world.random(randomKey(place, `gap/${count}`))() * 4;
      due = at + Math.round(minutes * 60_000);
    },
    get due() {
      return due;
    },
    take() {
      const template = plan[count % plan.length];
      count += 1;
      due = undefined;
      return template;
    },
  };
}
