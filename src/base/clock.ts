/** Time as the core sees it, so that tests can hold it. */
export interface Clock {
  /** The wall clock, in milliseconds since the epoch: for what is shown and written. It can be set, forward and back. */
  now(): number;
  /** Milliseconds since some moment that stays the same. Never goes back, and may stand still while the machine sleeps: for every wait. */
  elapsed(): number;
  /** Calls back once after `milliseconds`; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
  /** In [0, 1): for jitter. */
  random(): number;
}
