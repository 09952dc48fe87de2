/** Letters in a line of a modal dialog, as VS Code draws it in a window of 1,280 pixels with the widest of the usual fonts. */
const LETTERS_A_LINE = 55;
/** Those of Chinese, Japanese and Korean take the room of two. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u;

/** How many lines VS Code draws for these, each broken between its words. `letters`: how many fit into one. */
export function drawnLines(lines: readonly string[], letters = LETTERS_A_LINE): number {
  return lines.reduce((sum, line) => sum + drawnOf(line, letters), 0);
}

function drawnOf(line: string, letters: number): number {
  let drawn = 1;
  let used = 0;
  // A wide letter may stand alone at the start of a line.
  for (const word of line.match(/\s*[\u2E80-\uD7A3\uF900-\uFF60]|\s*[^\s\u2E80-\uD7A3\uF900-\uFF60]+/gu) ?? []) {
    const width = widthOf(word);
    if (used + width <= letters) used += width;
    else {
      const alone = widthOf(word.trimStart());
      // What is longer than a line is broken within.
      drawn += used === 0 ? Math.ceil(alone / letters) - 1 : Math.ceil(alone / letters);
      used = alone % letters || letters;
    }
  }
  return drawn;
}

function widthOf(word: string): number {
  let width = 0;
  for (const letter of word) width += WIDE.test(letter) ? 2 : 1;
  return width;
}

/** Of each list what fits into so many drawn lines, in turns, so that none hides another. `spare`: lines more, for all of it, since nothing is counted then. */
export function fitting(
  lists: readonly (readonly string[])[],
  room: number,
  spare: number,
): readonly (readonly string[])[] {
  if (drawnLines(lists.flat()) <= room + spare) return lists;
  let left = room;
  const kept = lists.map((): string[] => []);
  const longest = Math.max(...lists.map(({ length }) => length));
  for (let turn = 0; turn < longest; turn += 1)
    for (const [index, lines] of lists.entries()) {
      const line = lines[turn];
      if (line === undefined || drawnLines([line]) > left) continue;
      kept[index]?.push(line);
      left -= drawnLines([line]);
    }
  return kept;
}
