import { createAgedMap } from './agedMap.ts';
import { LISTING_KEPT } from './keptListings.ts';
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { AwsReads, ListPage } from '../../model/ports/awsReads.ts';
import { type Outcome, succeeded } from '../../model/failure.ts';
import type { Read } from '../../model/sight.ts';
import { scopeKey } from '../../model/scope.ts';
import { chunksOf } from '../../base/chunksOf.ts';
import { type FromWorker, type Part, PART_SIZE, PARTS_ON_THE_WAY, PARTS_WAITING, type ToWorker } from './protocol.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** The worker's end of all lists: it sends parts no faster than they are taken, and leaves out what the other end still has. */
export interface ListServer {
  /** Resolves when the list has ended, or was cancelled. */
  list(message: Extract<ToWorker, { kind: 'list' }>): Promise<void>;
  /** A part of a list was taken: one more may come. */
  taken(id: number): void;
  /** A part of any list has arrived there. */
  arrived(): void;
  /** Nothing more is sent. */
  close(): void;
}

/** Sends nothing before {@link ListServer.list}. Remembers of the last whole listing of each list the digests of its parts, and none of its resources. */
export function createListServer(parts: {
  readonly reads: Pick<AwsReads, 'list'>;
  readonly post: (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;
  /** What is under way, by the question's id: whoever cancels it aborts it here. */
  readonly underWay: Map<number, AbortController>;
}): ListServer {
  const { reads, post, underWay } = parts;
  const lists = new Map<number, Semaphore>();
  /** What the last whole listing of each list was made of. */
  const sent = createAgedMap<{ readonly id: number; readonly digests: ReadonlySet<string> }>(LISTING_KEPT, () =>
    performance.now(),
  );
  const onTheWay = createSemaphore(PARTS_ON_THE_WAY);
  return {
    async list({ id, scope, listKind, base }) {
      const key = `${scopeKey(scope)}/${listKind}`;
      const last = sent.get(key);
      const known = last !== undefined && last.id === base ? last.digests : undefined;
      const digests = new Set<string>();
      let isWhole = true;
      const controller = new AbortController();
      const waiting = createSemaphore(PARTS_WAITING);
      underWay.set(id, controller);
      lists.set(id, waiting);
      controller.signal.addEventListener('abort', () => waiting.close());
      const pages = reads.list(scope, listKind, controller.signal)[Symbol.asyncIterator]();
      try {
        for (let next = await nextParts(pages); next !== undefined; next = await nextParts(pages)) {
          for (const { seen, digest, bytes } of next) {
            if (!(await waiting.enter()) || !(await onTheWay.enter())) return;
            isWhole &&= seen !== undefined;
            digests.add(digest);
            if (known?.has(digest) === true) post({ kind: 'part', id, part: { digest, ...(seen && { seen }) } });
            else post({ kind: 'part', id, part: { digest, bytes, ...(seen && { seen }) } }, [bytes.buffer]);
          }
        }
        if (isWhole) sent.set(key, { id, digests });
      } finally {
        await pages.return?.();
        underWay.delete(id);
        lists.delete(id);
        post({ kind: 'end', id });
      }
    },
    taken: (id) => lists.get(id)?.leave(),
    arrived: () => onTheWay.leave(),
    close: () => onTheWay.close(),
  };
}

/** The next page's parts, written down at once: waiting for their turn they take a fraction of the page's room. */
async function nextParts(
  pages: AsyncIterator<Read<ListPage>>,
): Promise<readonly (Part & Required<Pick<Part, 'bytes'>>)[] | undefined> {
  const step = await pages.next();
  if (step.done === true) return undefined;
  const { value: page } = step;
  return partsOf(page).map((part) => {
    const bytes = new Uint8Array(serialize(part));
    const digest = createHash('sha256').update(bytes).digest('base64');
    return { digest, bytes, ...(page.ok && { seen: page.seen }) };
  });
}

function partsOf(page: Read<ListPage>): readonly Outcome<ListPage>[] {
  if (!page.ok) return [page];
  const { resources, gaps } = page.value;
  if (resources.length <= PART_SIZE) return [succeeded(page.value)];
  return chunksOf(resources, PART_SIZE).map((part, index) =>
    succeeded({ resources: part, gaps: index === 0 ? gaps : [] }),
  );
}
