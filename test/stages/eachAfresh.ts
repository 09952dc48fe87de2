import { after, afterEach, before, beforeEach } from 'node:test';
import type { Aws } from '../../src/aws/aws.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/systemClock.ts';
import { createStage, type Stage, type Way } from './aws.ts';

/** Nobody waits for a turn: for tests of answers, not of rates. In the worker the rates hold. */
export const hurriedClock: Clock = {
  ...systemClock,
  after: (_milliseconds, callback) => systemClock.after(0, callback),
};

/** The stage of a suite, and the `Aws` of the test that runs. */
export interface Afresh {
  readonly stage: Stage;
  readonly aws: Aws;
}

/** Called in a suite: all its tests share a stage, and each has an `Aws` of its own and no fault of the one before. */
export function eachAfresh(way: Way = 'direct'): Afresh {
  let stage: Stage | undefined;
  let aws: Aws | undefined;
  before(async () => {
    stage = await createStage({ way });
  });
  beforeEach(() => {
    aws = stage?.another({ clock: hurriedClock });
  });
  afterEach(async () => {
    stage?.sim.faults.clear();
    await aws?.dispose();
  });
  after(() => stage?.close());
  const there = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('There is a stage in tests alone.');
    return one;
  };
  return {
    get stage() {
      return there(stage);
    },
    get aws() {
      return there(aws);
    },
  };
}
