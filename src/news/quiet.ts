import * as v from 'valibot';
import type { Clock } from '../base/clock.ts';
import { hasPassed, type Moment, momentOf, whenPassed } from '../base/deadline.ts';
import { createEmitter, type Event } from '../base/event.ts';
import type { Memento } from '../model/ports/memento.ts';
import { saved, savedTime } from '../model/savedState.ts';

/** An hour in which no news is told, in every window. */
export interface Quiet {
  readonly isOn: () => boolean;
  /** When it ends, in milliseconds since the epoch; undefined while it isn't on. */
  readonly until: () => number | undefined;
  start(): void;
  end(): void;
  /** Another window may have begun or ended it meanwhile: nobody tells. */
  readonly refresh: () => void;
  /** It began or ended. */
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** `now`: when it began, by the wall clock, in milliseconds since the epoch. */
const quietSince = v.object({ now: savedTime });

const MEMORY_KEY = 'halt.quietSince';
const HOUR = 3_600_000;

/** Goes on with what another window, or this one before a reload, has begun. Ends by itself after an hour; `onError` hears of listeners that throw. */
export function createQuiet(parts: {
  /** It is remembered there for other windows and over a reload. */
  readonly memory: Memento;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Quiet {
  const { memory, clock, onError } = parts;
  const changes = createEmitter<void>(onError);
  let known: Moment | undefined;
  let cancel = () => {};

  const remembered = (): number | undefined => saved(quietSince, memory.get(MEMORY_KEY))?.now;
  /** What the listeners have heard of. */
  let told = remembered();
  /** Since when it is quiet, by both clocks. What another window, or this one before a reload, began is known by the wall clock: how long ago that was is taken from it once. */
  const since = (): Moment | undefined => {
    const now = remembered();
    if (now === undefined) known = undefined;
    else if (known?.now !== now) known = { now, elapsed: clock.elapsed() - Math.max(0, clock.now() - now) };
    return known;
  };
  const isOn = () => {
    const from = since();
    return from !== undefined && !hasPassed(from, HOUR, clock);
  };
  const remember = (value: Moment | undefined) => {
    memory.update(MEMORY_KEY, value && { now: value.now }).then(undefined, onError);
    known = value;
    told = value?.now;
    plan();
    changes.fire();
  };
  /** The end is told when it has come, also where the machine has slept past it. */
  const plan = () => {
    cancel();
    const from = since();
    if (!from || !isOn()) return;
    cancel = whenPassed(from, HOUR, clock, () => {
      changes.fire();
      plan();
    });
  };
  plan();
  return {
    isOn,
    until: () => {
      const from = since();
      return from && isOn() ? from.now + HOUR : undefined;
    },
    start: () => remember(momentOf(clock)),
    end: () => remember(undefined),
    refresh: () => {
      if (told === remembered()) return;
      told = remembered();
      plan();
      changes.fire();
    },
    onDidChange: changes.event,
    dispose: () => {
      cancel();
      changes.dispose();
    },
  };
}
