/** Draws the rows of an open pick again as things change. */
export interface Redraw {
  /** At once, or after the drawing that is going on. */
  now(): Promise<void>;
  /** With the other changes of the next moment. */
  later(): void;
  dispose(): void;
}

/** How long changes are gathered before the rows are drawn again, in milliseconds: the editor takes all of them each time. */
const GATHER = 300;

/** @param onError hears what `draw` fails with when nobody waits for it. */
export function createRedraw(draw: () => Promise<void>, onError: (error: unknown) => void): Redraw {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDrawing = false;
  let again = false;
  let disposed = false;
  const now = async (): Promise<void> => {
    if (isDrawing) {
      again = true;
      return;
    }
    isDrawing = true;
    try {
      await draw();
    } finally {
      isDrawing = false;
      if (again && !disposed) later();
      again = false;
    }
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
