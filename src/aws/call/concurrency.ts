/** Works on the items, at most `limit` at a time. Answers are in the items' order. `work` must not reject. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: (readonly [number, R])[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results.push([index, await work(item)]);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results.sort(([one], [other]) => one - other).map(([, result]) => result);
}

/**
 * Yields what the sources yield, as it comes, with at most `limit` of them open. A source's next item is asked for once its last was
 * taken, so a slow taker slows them. Ends the open ones when the taker leaves.
 */
export async function* merged<T>(sources: readonly (() => AsyncGenerator<T>)[], limit: number): AsyncGenerator<T> {
  const waiting = [...sources];
  const open = new Map<AsyncGenerator<T>, Promise<readonly [AsyncGenerator<T>, IteratorResult<T>]>>();
  const advance = (source: AsyncGenerator<T>): void => {
    open.set(
      source,
      source.next().then((step) => [source, step] as const),
    );
  };
  const fill = (): void => {
    while (open.size < limit) {
      const next = waiting.shift();
      if (next === undefined) return;
      advance(next());
    }
  };
  try {
    for (fill(); open.size > 0; fill()) {
      const [source, step] = await Promise.race(open.values());
      if (step.done === true) open.delete(source);
      else {
        advance(source);
        yield step.value;
      }
    }
  } finally {
    await Promise.all([...open.keys()].map((source) => source.return(undefined)));
  }
}
