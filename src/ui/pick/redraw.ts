/** Draws the rows of an open pick again as things change. */
export interface Redraw {
  /**
   * Draws at once, or after the drawing that is going on. Resolves when a drawing is over that began after this call, so that it shows what the caller
   * knew.
   */
  now(): Promise<void>;
  /** Draws within a second, together with other changes. */
  later(): void;
  dispose(): void;
}

/**
 * How long changes are gathered before the rows are drawn again, in milliseconds: the editor takes all of them each time, and for a while nobody knows which rows a key or a
 * click was meant for (`moves.ts`), so that there has to be time between two drawings.
 */
const GATHER = 1_000;

/** @param onError is called with what `draw` rejects with when nobody waits for it. */
export function createRedraw(draw: () => Promise<void>, onError: (error: unknown) => void): Redraw {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;
  let going: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    const drawing = (async () => draw())();
    const over = (): void => {
      going = undefined;
    };
    going = drawing.then(over, over);
    return drawing;
  };
  const now = (): Promise<void> => {
    if (!going) return begin();
    following ??= going.then(() => {
      following = undefined;
      return disposed ? undefined : begin();
    });
    return following;
  };
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      now().catch(onError);
    }, GATHER);
  };
  return {
    now,
    later,
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
