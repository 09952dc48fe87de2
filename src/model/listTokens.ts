import { failed, malformed, type Outcome, succeeded } from './failure.ts';

/** The tokens of one list's pages, in the order in which AWS gave them. */
export interface ListTokens {
  /**
   * What the next page is asked for by; undefined after the last. A token that was given before leads round in a circle, and one after ten thousand others
   * leads nowhere: neither is the end of the list, and what is behind it can't be read.
   */
  next(token: string | undefined): Outcome<string | undefined>;
}

const CIRCLE = 'The answer has more pages, and its token leads back to a page that was read.';

const ENDLESS = 'The answer has more pages, and no end of them.';
/** Of one list. An account has no list that is as long, even where AWS fills only a part of each page. */
const MOST_PAGES = 10_000;

/** @param operation as in `fis:ListExperiments`. */
export function createListTokens(operation: string, most = MOST_PAGES): ListTokens {
  const given = new Set<string>();
  return {
    next: (token) => {
      if (token === undefined) return succeeded(undefined);
      if (given.has(token)) return failed(malformed(operation, CIRCLE));
      given.add(token);
      if (given.size >= most) return failed(malformed(operation, ENDLESS));
      return succeeded(token);
    },
  };
}
