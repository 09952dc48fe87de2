import type { Clock } from '../../base/clock.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { untilRead } from '../../base/untilRead.ts';
import type { AuditContent, AuditLog } from '../audit/auditLog.ts';
import { UNDER_WAY_FOR } from '../audit/lostLines.ts';
import { resume, type Resumed } from './resume.ts';
import type { Startable } from './startable.ts';
import type { Tracker } from './tracker.ts';

/** What earlier windows asked for, as the audit log tells. */
export interface EarlierWindows {
  /** {@link resume}, and what can be started again. Where the log can't be read, it is read again until it can; nothing where this is disposed before. Never rejects. */
  takeUp(): Promise<Resumed>;
  /** Whether the log could not be read so far, or lines of the last day can't: what is under way for earlier windows isn't known. */
  readonly isUnread: () => boolean;
  /** Fires when that changes. */
  readonly onDidChange: Event<boolean>;
  dispose(): void;
}

/** So long, in milliseconds, a line may take that another window is writing. */
const A_WRITE = 2_000;

export function createEarlierWindows(parts: {
  readonly audit: AuditLog;
  readonly tracker: Tracker;
  readonly startable: Pick<Startable, 'load'>;
  readonly clock: Clock;
  /** Lines of the last day can't be read: what they asked for is followed by nobody. */
  readonly onLost: () => void;
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
  let cancel = () => {};
  const mayHideOne = ({ lost }: AuditContent): boolean => lost.some((at) => clock.now() - at <= UNDER_WAY_FOR);
  const settle = (content: AuditContent): void => {
    if (stop.signal.aborted) return;
    if (!mayHideOne(content)) return setUnread(false);
    parts.onLost();
    cancel = clock.after(UNDER_WAY_FOR, () => setUnread(false));
  };
  /** Another window may just be writing the line. */
  const doubt = (content: AuditContent): void => {
    setUnread(mayHideOne(content));
    if (!unread || stop.signal.aborted) return;
    const readAgain = async () => settle(await audit.read());
    cancel = clock.after(A_WRITE, () => {
      readAgain().catch((error: unknown) => {
        onError(error);
        settle(content);
      });
    });
  };

  const takeUp = async (): Promise<Resumed> => {
    // What this window itself asks for until the log can be read has told its end here.
    const own = new Set<string>();
    const stopListening = tracker.onDidEnd(({ tracked }) => own.add(tracked.id));
    let latest: AuditContent | undefined;
    const earlier: AuditLog = {
      ...audit,
      read: async () => {
        const content = await audit.read();
        latest = content;
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
    if (latest !== undefined) doubt(latest);
    return resumed ?? { takenUp: [], ended: [] };
  };

  return {
    takeUp,
    isUnread: () => unread,
    onDidChange: changes.event,
    dispose() {
      stop.abort();
      cancel();
      changes.dispose();
    },
  };
}
