/** Printable ASCII with single spaces inside: what nearly every id, name and state is. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/**
 * A character that isn't drawn, or that changes how its neighbours are: zero-width and bidi characters, fillers, tags. The two that tell whether a
 * sign is drawn as an emoji are part of what is seen behind such a sign, as are those that choose a form of the letter before them: of a Han letter in a name (葛󠄀), and of
 * a Mongolian one.
 * Sources: https://www.unicode.org/reports/tr37/ and https://www.unicode.org/charts/PDF/U1800.pdf
 */
export const UNSEEN =
  /(?![\ufe0e\ufe0f](?<=\p{Extended_Pictographic}[\ufe0e\ufe0f]|[#*0-9]\ufe0f(?=\u20e3)))(?!(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}])(?!(?<=(?=\p{L})\p{Script=Mongolian})[\u180b-\u180d\u180f])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;
const eachUnseen = new RegExp(UNSEEN, 'gu');

/** Letters of any script that are drawn, with single blanks inside: nothing of it is folded or made visible. */
const WHOLE =
  /^(?:[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]|[\ufe0e\ufe0f](?<=\p{Extended_Pictographic}[\ufe0e\ufe0f])|(?<=\S) (?=\S))*$/u;

/**
 * More marks than any script puts on one letter: drawn on top of each other they cover the lines above and below. The four that are left are those of
 * https://www.unicode.org/reports/tr39/#Optional_Detection.
 */
const CROWDED = /[\p{Mn}\p{Me}]{5}/u;
const EACH_CROWD = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/**
 * A text from outside (a tag, a name, AWS's message) for a place that shows one line: control, bidi and invisible characters made
 * visible or dropped, marks that would cover its neighbours too, white space folded, cut at `most` characters with an ellipsis. Never interpreted as anything.
 */
export function plainText(text: string, most = 120): string {
  if (text.length <= most && (PLAIN.test(text) || (WHOLE.test(text) && !CROWDED.test(text)))) return text;
  // Cut first: what is folded away below is only ever shorter, and a 64 kB tag costs nothing.
  const part = text.length > most * 4 ? text.slice(0, most * 4) : text;
  const folded = part
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/gu, ' ')
    .replace(eachUnseen, '�')
    .replace(EACH_CROWD, '$1�')
    .trim();
  const letters = [...folded];
  return letters.length > most || part.length < text.length ? `${letters.slice(0, most - 1).join('')}…` : folded;
}

/** The same for Markdown that is built from it: nothing in it is a link, an image, an icon, HTML or emphasis. */
export function markdownText(text: string, most = 120): string {
  return plainText(text, most).replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@/]/g, (letter) => `\\${letter}`);
}
