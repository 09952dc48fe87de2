import { failed, malformed, type Outcome, succeeded } from './failure.ts';

/** The tokens of one list's pages, in the order in which AWS gave them. */
export interface PageTokens {
  /** What the next page is asked for by; undefined after the last. A token that was given before leads round in a circle: it is not the end of the list, and what is behind it can't be read. */
  next(token: string | undefined): Outcome<string | undefined>;
}

const CIRCLE = 'The answer has more pages, and its token leads back to a page that was read.';

/** @param operation as in `fis:ListExperiments`. */
export function createPageTokens(operation: string): PageTokens {
  const given = new Set<string>();
  return {
    next: (token) => {
      if (token === undefined) return succeeded(undefined);
      if (given.has(token)) return failed(malformed(operation, CIRCLE));
      given.add(token);
      return succeeded(token);
    },
  };
}
