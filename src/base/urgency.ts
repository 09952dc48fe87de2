const urgentMark = Symbol('urgent');

/**
 * Marks the abort signal of work that a person waits for before they can stop something. Every layer down to the wire that gets this signal does its work before that of polls.
 * A signal that is derived from it, as by `AbortSignal.any`, isn’t marked.
 */
export const asUrgent = (signal: AbortSignal): AbortSignal => Object.assign(signal, { [urgentMark]: true });

/** Whether {@link asUrgent} has marked this very signal. */
export const isUrgent = (signal: AbortSignal | undefined): boolean =>
  signal !== undefined && Reflect.get(signal, urgentMark) === true;
