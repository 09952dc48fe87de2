import type { Clock } from '../../base/clock.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { untilRead } from '../../base/untilRead.ts';
import type { AuditContent, AuditLog } from '../audit/auditLog.ts';
import { UNDER_WAY_FOR } from '../audit/lostLines.ts';
import { resume, type Resumed } from './resume.ts';
import type { Startable } from './startable.ts';
import type { Tracker } from './tracker.ts';

/**
 * Why it isn't known what is under way for earlier windows. `loading`: the log hasn't been read yet. `unread`: it can't be read, or lines of its last
 * day can't.
 */
export type LogLack = 'loading' | 'unread';

/** What earlier windows asked for, as the audit log tells. */
export interface EarlierWindows {
  /**
   * Takes up what earlier windows asked for (see {@link resume}), and learns what can be started again. A log that can't be read is read again until it
   * can. Resolves with nothing taken up where this is disposed before; never rejects.
   */
  takeUp(): Promise<Resumed>;
  /** Why what is under way for earlier windows isn't known; undefined where it is. */
  readonly lack: () => LogLack | undefined;
  /** Fires when that changes. */
  readonly onDidChange: Event<LogLack | undefined>;
  dispose(): void;
}

/** How long another window may take to write a line, in milliseconds: until then the line can look damaged. */
const A_WRITE = 2_000;

/** Reads nothing before {@link EarlierWindows.takeUp}. `onError` hears of each try to read the log that fails. */
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
  const changes = createEmitter<LogLack | undefined>(onError);
  const stop = new AbortController();
  let lack: LogLack | undefined = 'loading';
  const setLack = (is: LogLack | undefined): void => {
    if (lack === is) return;
    lack = is;
    changes.fire(is);
  };
  let cancel = () => {};
  const mayHideOne = ({ lost }: AuditContent): boolean => lost.some((at) => clock.now() - at <= UNDER_WAY_FOR);
  const settle = (content: AuditContent): void => {
    if (stop.signal.aborted) return;
    if (!mayHideOne(content)) return setLack(undefined);
    parts.onLost();
    cancel = clock.after(UNDER_WAY_FOR, () => setLack(undefined));
  };
  /** A lost line may be one that another window is just writing, so the log is read once more before it is said to be damaged. */
  const doubt = (content: AuditContent): void => {
    setLack(mayHideOne(content) ? 'unread' : undefined);
    if (lack === undefined || stop.signal.aborted) return;
    const readAgain = async () => settle(await audit.read());
    cancel = clock.after(A_WRITE, () => {
      readAgain().catch((error: unknown) => {
        onError(error);
        settle(content);
      });
    });
  };

  const takeUp = async (): Promise<Resumed> => {
    // Until the log can be read, this window may request something itself and see its end. Such a request is not an earlier window's.
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
      setLack('unread');
    };
    const resumed = await untilRead(clock, read, { signal: stop.signal, onFail }).finally(stopListening);
    if (latest !== undefined) doubt(latest);
    return resumed ?? { takenUp: [], ended: [] };
  };

  return {
    takeUp,
    lack: () => lack,
    onDidChange: changes.event,
    dispose() {
      stop.abort();
      cancel();
      changes.dispose();
    },
  };
}
