import type { Clock } from '../../base/clock.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { untilRead } from '../../base/untilRead.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { resume, type Resumed } from './resume.ts';
import type { Startable } from './startable.ts';
import type { Tracker } from './tracker.ts';

/** What earlier windows asked for, as the audit log tells. */
export interface EarlierWindows {
  /** {@link resume}, and what can be started again. Where the log can't be read, it is read again until it can; nothing where this is disposed before. Never rejects. */
  takeUp(): Promise<Resumed>;
  /** Whether the log could not be read so far: what is under way for earlier windows isn't known. */
  readonly isUnread: () => boolean;
  /** Fires when that changes. */
  readonly onDidChange: Event<boolean>;
  dispose(): void;
}

export function createEarlierWindows(parts: {
  readonly audit: AuditLog;
  readonly tracker: Tracker;
  readonly startable: Pick<Startable, 'load'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): EarlierWindows {
  const { audit, tracker, startable, clock, onError } = parts;
  const changes = createEmitter<boolean>(onError);
  const stop = new AbortController();
  let unread = false;
  const setUnread = (is: boolean): void => {
    if (unread === is) return;
    unread = is;
    changes.fire(is);
  };

  const takeUp = async (): Promise<Resumed> => {
    // What this window itself asks for until the log can be read has told its end here.
    const own = new Set<string>();
    const stopListening = tracker.onDidEnd(({ tracked }) => own.add(tracked.id));
    const earlier: AuditLog = {
      ...audit,
      read: async () => {
        const content = await audit.read();
        return { ...content, records: content.records.filter(({ requested }) => !own.has(requested.id)) };
      },
    };
    const read = async () => {
      await startable.load(audit);
      return resume(earlier, tracker, clock.now());
    };
    const onFail = (error: unknown): void => {
      onError(error);
      setUnread(true);
    };
    const resumed = await untilRead(clock, read, { signal: stop.signal, onFail }).finally(stopListening);
    setUnread(false);
    return resumed ?? { takenUp: [], ended: [] };
  };

  return {
    takeUp,
    isUnread: () => unread,
    onDidChange: changes.event,
    dispose() {
      stop.abort();
      changes.dispose();
    },
  };
}
