import { l10n, MarkdownString } from 'vscode';
import { markdownText, plainText } from '../../../base/plainText.ts';
import type { Tag } from '../../../model/resources/tag.ts';
import { counted, shownNumber } from '../../words/counted.ts';

/** A line without a label is its value alone; one without a value isn't shown. */
export type TooltipLine = readonly [label: string, value: string | number | undefined];

/** In characters: long enough for a message of AWS with its request id. */
const LONGEST_VALUE = 900;
/** In characters: what stands beside names has room in the same value. */
const LONGEST_NAMES = 800;
const LONGEST_HEADING = 400;
const LONGEST_KEY = 60;
const LONGEST_TAG = 80;
const MOST_TAGS = 12;

/**
 * A tooltip of a heading, a line for each fact, and up to a dozen tags. What has no room is counted. `hasPage`: a page tells all of it, which is said
 * where something is left out.
 */
export function tooltipMarkdown(
  heading: string,
  facts: readonly TooltipLine[],
  tags: readonly Tag[] = [],
  hasPage = false,
): MarkdownString {
  let isWhole = true;
  const inRoom = (text: string, most: number): string => {
    const left = leftOf(text, most);
    if (left === 0) return markdownText(text, most);
    isWhole = false;
    return `${markdownText(text, most)} (${counted(l10n.t('{0, plural, one {# more character} other {# more characters}}'), left)})`;
  };
  const lines = [`**${inRoom(heading, LONGEST_HEADING)}**`, ''];
  for (const [label, value] of facts) {
    if (value === undefined || value === '') continue;
    const told = inRoom(String(value), LONGEST_VALUE);
    lines.push(label === '' ? `${told}  ` : `${markdownText(label)}: ${told}  `);
  }
  const others = tags.filter((tag) => tag.key !== 'Name');
  const shown = others.slice(0, MOST_TAGS);
  if (shown.length > 0)
    lines.push(
      '',
      '---',
      ...shown.map((tag) => `${inRoom(tag.key, LONGEST_KEY)} = ${inRoom(tagValue(tag), LONGEST_TAG)}  `),
    );
  const left = others.length - shown.length;
  if (left > 0) lines.push(counted(l10n.t('{0, plural, one {… and # more tag} other {… and # more tags}}'), left));
  if (hasPage && !(isWhole && left === 0)) lines.push('', l10n.t('Its page shows all of it.'));
  return new MarkdownString(lines.join('\n'));
}

/** As many of the names as have room in a value, and how many more there are. */
export function namesWithin(all: readonly string[]): string {
  let length = 0;
  const tooMuch = all.findIndex((name, index) => {
    length += name.length + 2;
    return index > 0 && length > LONGEST_NAMES;
  });
  if (tooMuch < 0) return all.join(', ');
  return l10n.t('{0} and {1} more', all.slice(0, tooMuch).join(', '), shownNumber(all.length - tooMuch));
}

/** How many characters of a text have no room in so many. */
function leftOf(text: string, most: number): number {
  if (text.length <= most) return 0;
  const [whole, part] = [plainText(text, text.length), plainText(text, most)];
  // The last character of what was cut is an ellipsis.
  return whole === part ? 0 : [...whole].length - ([...part].length - 1);
}

const tagValue = ({ value, valueUnread }: Tag): string => (valueUnread === true ? l10n.t('can’t be read') : value);
