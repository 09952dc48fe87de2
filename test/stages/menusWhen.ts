/** The keys of a `when` clause: those that are absent are undefined. */
export type ContextKeys = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Evaluates a `when` clause as VS Code does, as far as Halt's manifest uses the grammar: `&&`, `||`, `!`, parentheses, `==`, `!=`, `=~ /…/`, keys
 * and `true`/`false`. Throws for anything else, so that a clause that is not understood never passes for one that holds.
 */
export function holds(clause: string, keys: ContextKeys): boolean {
  const tokens = tokensOf(clause);
  let at = 0;
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  };
  const word = (): string => {
    const token = tokens[at];
    if (token === undefined || /^[!=&|()]/.test(token)) throw new Error(`Not understood at ${at}: ${clause}`);
    at += 1;
    return token;
  };
  const either = (): boolean => {
    let value = both();
    while (take('||')) value = both() || value;
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (take('&&')) value = one() && value;
    return value;
  };
  const one = (): boolean => {
    if (take('!')) return !one();
    if (take('(')) {
      const value = either();
      if (!take(')')) throw new Error(`A parenthesis is open: ${clause}`);
      return value;
    }
    const key = word();
    if (take('==')) return String(keys[key]) === word();
    if (take('!=')) return String(keys[key]) !== word();
    if (take('=~')) return patternOf(word()).test(String(keys[key] ?? ''));
    if (key === 'true' || key === 'false') return key === 'true';
    return Boolean(keys[key]);
  };
  const value = either();
  if (at < tokens.length) throw new Error(`Not understood from ${tokens[at] ?? ''}: ${clause}`);
  return value;
}

/** The keys that a clause asks for. */
export function keysIn(clause: string): readonly string[] {
  const tokens = tokensOf(clause);
  return tokens.filter(
    (token, index) =>
      /^[a-z]/i.test(token) && !/^(==|!=|=~)$/.test(tokens[index - 1] ?? '') && !/^(true|false)$/.test(token),
  );
}

function tokensOf(clause: string): readonly string[] {
  const token = /\s*(&&|\|\||==|!=|=~|!|\(|\)|\/(?:\\.|[^/\\])+\/[a-z]*|'[^']*'|[\w.:-]+)/y;
  const tokens: string[] = [];
  while (token.lastIndex < clause.trimEnd().length) {
    const before = token.lastIndex;
    const [, text] = token.exec(clause) ?? [];
    if (text === undefined) throw new Error(`Not understood: ${clause.slice(before)}`);
    tokens.push(text.replaceAll("'", ''));
  }
  return tokens;
}

function patternOf(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  if (!literal.startsWith('/') || end === 0) throw new Error(`Not a pattern: ${literal}`);
  return new RegExp(literal.slice(1, end), literal.slice(end + 1));
}

/**
 * What several instances offer, whatever the state of each: VS Code shows what the menus of all of them have, and the palette offers it for those of them that it
 * fits. The plan says of each other one why not.
 */
export function withThoseOfSeveral(able: readonly string[]): readonly string[] {
  const isThere = (act: string) => able.some((one) => one.replace('*', '') === act);
  const added = ['hibernateInstances', 'forceStopInstances'].filter((act) => !isThere(act));
  const order = ['stop', 'hibernate', 'force', 'start', 'check'];
  const rank = (act: string) => order.findIndex((verb) => act.startsWith(verb));
  return [...able, ...added].toSorted((a, b) => rank(a) - rank(b));
}
