/** An answer of AWS's that takes longer than this, in milliseconds, is said to be missing, and since when: until then "loading" says enough. */
export const UNANSWERED_AFTER = 5_000;
