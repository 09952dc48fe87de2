/**
 * Stands in a good answer for a secret that was quoted there. AWS's names and ids have none of it, so that whoever reads one with it knows that something is missing: an id with it names
 * nothing, and a tag with it could have been any.
 */
export const STRUCK_OUT = '[…]';

/** Whether something of the text is missing. */
export const isStruck = (text: string | undefined): boolean => text?.includes(STRUCK_OUT) === true;
