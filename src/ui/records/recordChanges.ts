import type { Release } from '../../base/event.ts';
import type { Follow, Stopping } from '../../stopping/stopping.ts';

/** Calls back when the log has more: a stop was answered, has ended, or was found to have ended in the log that the windows share. */
export function recordChanges({
  onDidAnswer,
  follow,
}: Pick<Stopping, 'onDidAnswer'> & {
  readonly follow: Pick<Follow, 'onDidEnd' | 'onDidFindEnds'>;
}): (listener: () => void) => Release {
  return (listener) => {
    const releases = [onDidAnswer(listener), follow.onDidEnd(listener), follow.onDidFindEnds(listener)];
    return () => {
      for (const release of releases) release();
    };
  };
}
