import type { Clock } from '../../base/clock.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import type { Rate } from './rates.ts';
import { abortError } from '../transport/transport.ts';

/** Token buckets on our side. Whoever asks first is served first. */
export interface RateLimiter {
  /** Resolves when `cost` tokens are there; rejects with an `AbortError`, giving them back, when the signal aborts first. */
  take(owner: string, rate: Rate, cost: number, signal: AbortSignal | undefined): Promise<void>;
  /**
   * Takes `cost` tokens as soon as at least `leaves` are there afterwards, and keeps nobody else waiting: whoever takes some meanwhile goes before. False, and nothing taken, where there can
   * never be so many. Rejects with an `AbortError` when the signal aborts first.
   */
  takeSpare(owner: string, rate: Rate, cost: number, leaves: number, signal: AbortSignal | undefined): Promise<boolean>;
  /** What was taken for a call that AWS didn't carry out. */
  giveBack(owner: string, rate: Rate, cost: number): void;
  /** AWS throttled: whoever else uses this bucket has emptied it. */
  drain(owner: string, rate: Rate): void;
  /** So many windows use the same limits: what they poll with is divided among them. What a person asks for is not. */
  share(windows: number): void;
  /** Ends every wait with an `AbortError`. */
  close(): void;
}

interface Bucket {
  /** Negative when some are promised that are not there yet. */
  tokens: number;
  at: number;
}

/** `owner` is whose limit it is: an account in a region, and where it isn't AWS's, of whom. Times from `clock`. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const passed = createPassedTime(clock);
  const buckets = new Map<string, Bucket>();
  const waits = new Set<() => void>();
  let windows = 1;
  let closed = false;
  const shareOf = (rate: Rate): Rate =>
    rate.personal === true
      ? rate
      : { ...rate, burst: Math.max(1, rate.burst / windows), refill: rate.refill / windows };
  const bucketOf = (owner: string, whole: Rate): Bucket => {
    const rate = shareOf(whole);
    const key = `${owner}/${rate.bucket}`;
    const now = passed();
    const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.refill);
    bucket.at = now;
    buckets.set(key, bucket);
    return bucket;
  };
  /** Until so many tokens more have come back. Rejects with an `AbortError` when the signal aborts first, or everything ends. */
  const comeBack = (rate: Rate, lacking: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      // A call that was on its way as everything ended would wait for nobody.
      if (closed) {
        reject(abortError());
        return;
      }
      const settle = (act: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        waits.delete(onAbort);
        act();
      };
      const cancel = clock.after(Math.ceil((lacking / shareOf(rate).refill) * 1000), () => settle(resolve));
      const onAbort = (): void => {
        cancel();
        settle(() => reject(abortError()));
      };
      waits.add(onAbort);
      signal?.addEventListener('abort', onAbort);
    });
  return {
    async take(owner, rate, cost, signal) {
      if (signal?.aborted === true) throw abortError();
      const bucket = bucketOf(owner, rate);
      bucket.tokens -= cost;
      if (bucket.tokens >= 0) return;
      try {
        await comeBack(rate, -bucket.tokens, signal);
      } catch (error) {
        bucket.tokens += cost;
        throw error;
      }
    },
    async takeSpare(owner, rate, cost, leaves, signal) {
      if (signal?.aborted === true) throw abortError();
      if (cost + leaves > shareOf(rate).burst) return false;
      for (;;) {
        const bucket = bucketOf(owner, rate);
        const lacking = cost + leaves - bucket.tokens;
        if (lacking <= 0) {
          bucket.tokens -= cost;
          return true;
        }
        await comeBack(rate, lacking, signal);
      }
    },
    giveBack(owner, rate, cost) {
      // What is more than there can be is taken off with the next look at the bucket.
      bucketOf(owner, rate).tokens += cost;
    },
    drain(owner, rate) {
      const bucket = bucketOf(owner, rate);
      bucket.tokens = Math.min(bucket.tokens, 0);
    },
    share(count) {
      windows = Math.max(1, count);
    },
    close() {
      closed = true;
      for (const abort of [...waits]) abort();
    },
  };
}
