const urgentMark = Symbol('urgent');

/**
 * Marks the signal of work that a person waits for before they can stop something: what it goes down to, to the wire, does that before what nobody waits for.
 * The mark is on the signal alone, not on one that is made of it.
 */
export const asUrgent = (signal: AbortSignal): AbortSignal => Object.assign(signal, { [urgentMark]: true });

/** Whether {@link asUrgent} has marked this very signal. */
export const isUrgent = (signal: AbortSignal | undefined): boolean =>
  signal !== undefined && Reflect.get(signal, urgentMark) === true;
