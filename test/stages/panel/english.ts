import { createSayCounted } from '../../../src/base/countedSentence.ts';
import type { Words } from '../../../src/pages/words.ts';

/** Halt's words as they stand in the source. */
export const english: Words = {
  t: (message, ...args) =>
    message.replaceAll(/\{(\d)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
  counted: createSayCounted('en'),
};
