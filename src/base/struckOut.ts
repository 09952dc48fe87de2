/**
 * Stands in place of a secret that was struck out of an answer of AWS. No name or id of AWS's contains it, so it shows that something is missing: an id that contains it names no resource, and of a tag that
 * contains it nobody knows what it said.
 */
export const STRUCK_OUT = '[…]';

/** Whether something of the text is missing. */
export const isStruck = (text: string | undefined): boolean => text?.includes(STRUCK_OUT) === true;
