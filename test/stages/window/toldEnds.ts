/** How many one message says ended in one way. */
export interface ToldEnd {
  readonly how: string;
  readonly count: number;
}

const NOT_AS_ASKED = ['refused', 'terminated', 'cancelled before it began', 'it no longer exists in AWS'] as const;
const ENDS = ['stopped', ...NOT_AS_ASKED] as const;

/**
 * What a message about the ends of stops counts, in its order; nothing where it is about something else. Which ends are told in one message depends on
 * when AWS answers; what doesn't is how many there are over all messages, which this makes out.
 */
export function toldEnds(message: string): readonly ToldEnd[] {
  // A refusal that is told alone says AWS's reason instead of its end; several of one reason say it behind theirs.
  if (/^[^;—]+: The instance is protected against stops\./.test(message)) return [{ how: 'refused', count: 1 }];
  const ends = message.replace(/\.$/, '').split('; ').map(toldEnd);
  return ends.some((end) => end === undefined) ? [] : ends.filter((end) => end !== undefined);
}

function toldEnd(phrase: string): ToldEnd | undefined {
  const [said = ''] = phrase.split(' — ');
  const how = ENDS.find((end) => said.endsWith(` ${end}`) || said.endsWith(`: ${end}`));
  if (how === undefined) return undefined;
  const [, more] = / and ([\d,]+) more /.exec(said) ?? [];
  if (more !== undefined) return { how, count: Number(more.replaceAll(',', '')) + 1 };
  return { how, count: said.includes(' and ') ? 2 : 1 };
}

/** How many all these messages tell of. */
export const toldIn = (messages: readonly string[]): number =>
  messages.flatMap(toldEnds).reduce((sum, { count }) => sum + count, 0);

/** Whether a message says first what went otherwise than it was asked for, and of that, as of the rest, what is about most. */
export function worstFirst(message: string): boolean {
  const rank = ({ how, count }: ToldEnd): number => (how === 'stopped' ? 0 : 1_000_000) + count;
  const ranks = toldEnds(message).map(rank);
  return ranks.every((one, index) => one <= (ranks[index - 1] ?? Infinity));
}
