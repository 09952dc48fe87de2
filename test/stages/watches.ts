import { stateOf } from '../../src/model/resources/target.ts';
import { nobodys, type Whose } from '../../src/model/sight.ts';
import type { AwsReads } from '../../src/model/ports/awsReads.ts';
import type { Target } from '../../src/model/resources/target.ts';
import type { Watch } from '../../src/news/rememberedWatches.ts';
import { createWatches, type WatchedThing } from '../../src/news/watches.ts';
import { fakeReads, type HeldTime, heldTime, looksAt, refTo } from './fakes.ts';

const fails = (error: unknown): never => {
  throw error;
};

/** What a window remembers, as text. */
export function watchMemory() {
  let text: string | undefined;
  return {
    get: (): unknown => (text === undefined ? undefined : JSON.parse(text)),
    update: (_key: string, value: unknown) => {
      text = value === undefined ? undefined : JSON.stringify(value);
      return Promise.resolve();
    },
  };
}

/** `untold`: the ends are heard of here, and not told. */
export function watchStage(
  reads: Partial<AwsReads>,
  kept = watchMemory(),
  clock: HeldTime = heldTime(),
  untold = false,
) {
  const asked: string[] = [];
  const looked: string[] = [];
  const watches = createWatches({
    reads: fakeReads({
      ...reads,
      describe: (...args) => {
        asked.push(args[2].join());
        return (reads.describe ?? looksAt(() => []))(...args);
      },
    }),
    clock,
    memory: kept,
    looked: (_scope, observed, missing) => looked.push(...[...observed, ...missing].map(({ id }) => id)),
    onError: fails,
  });
  const said: string[] = [];
  watches.onDidEnd(({ watch, end }) => {
    const detail = end.type === 'final' ? end.state : end.type === 'other-account' ? end.account : end.last;
    said.push(`${watch.name} ${end.type} ${detail}`);
    if (!untold) watches.forget([watch]);
  });
  watches.onDidLoseSight(({ watch, failure: why }) => said.push(`${watch.name} lost ${why.kind}`));
  return { clock, watches, asked, looked, kept, said: () => said.splice(0) };
}
/** Whatever is shown by its reference. */
export const watchedThing = (observed: Target, whose: Whose = nobodys): WatchedThing => ({
  ref: refTo(observed),
  whose,
});
/** Of a thing of an account, as somebody begins to watch it. */
export const watchOfTarget = (observed: Target, more: Partial<Watch> = {}): Watch => ({
  ref: refTo(observed),
  name: observed.id,
  account: '111122223333',
  from: stateOf(observed),
  ...more,
});
