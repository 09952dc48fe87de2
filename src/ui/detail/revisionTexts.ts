import type { Failure } from '../../model/failure.ts';
import type { WholeRevision } from '../../model/resources/deployment.ts';
import type { Read } from '../../model/sight.ts';

/** The texts of the revisions' documents that are open, by the documents' addresses. */
export interface RevisionTexts {
  /** What a document shows; asks AWS, but after {@link reveal}. Never rejects. */
  text(address: string, revision: OpenRevision): Promise<string>;
  /**
   * Shows the value behind a mark in each open document that has it, so that what is equal stays equal on both sides of a comparison. Where one of them can't be read, nothing
   * changes: what was shown stays, and the failure is the answer.
   */
  reveal(mark: string): Promise<Failure | undefined>;
  /** Whether a document shows why it can't be read, or why a part of it can't. */
  lacks(address: string): boolean;
  /** Forgets what was asked for in a document. */
  close(address: string): void;
}

/** How a revision is read, and how its failure is told. */
export interface OpenRevision {
  /** `asked`: the marks of the values that are to be shown. */
  readonly read: (asked: readonly string[]) => Promise<Read<WholeRevision>>;
  readonly sentence: (failure: Failure) => string;
}

interface Open {
  readonly revision: OpenRevision;
  readonly asked: Set<string>;
  shown?: Shown;
  /** Read already, for the editor to fetch. */
  ready?: string;
}

interface Shown {
  readonly text: string;
  readonly lack?: { readonly of: 'all' | 'task-definition'; readonly failure: Failure };
}

/** `changed`: the editor is to fetch this document's text again. */
export function createRevisionTexts(changed: (address: string) => void): RevisionTexts {
  const open = new Map<string, Open>();
  let last: Promise<unknown> = Promise.resolve();

  const opened = (address: string, revision: OpenRevision): Open => {
    const before = open.get(address);
    if (before) return before;
    // What is shown in one document isn't hidden in another beside it.
    const asked = new Set([...open.values()].flatMap((other) => [...other.asked]));
    const one: Open = { revision, asked };
    open.set(address, one);
    return one;
  };

  const reveal = async (mark: string): Promise<Failure | undefined> => {
    const hidden = JSON.stringify(mark);
    const read = new Map<Open, Shown>();
    // One may have been opened while the others were read.
    for (;;) {
      const having = [...open.values()].filter((one) => !read.has(one) && one.shown?.text.includes(hidden));
      if (having.length === 0) break;
      const after = await Promise.all(having.map((one) => shownOf(one.revision, [...one.asked, mark])));
      for (const [index, one] of having.entries()) {
        const shown = after[index];
        if (shown === undefined) continue;
        const { lack } = shown;
        if (lack && (lack.of === 'all' || !one.shown?.lack)) return lack.failure;
        read.set(one, shown);
      }
    }
    for (const [address, one] of open) {
      one.asked.add(mark);
      const shown = read.get(one);
      if (shown === undefined) continue;
      one.shown = shown;
      one.ready = shown.text;
      changed(address);
    }
    return undefined;
  };

  return {
    async text(address, revision) {
      const one = opened(address, revision);
      const { ready } = one;
      delete one.ready;
      if (ready !== undefined) return ready;
      for (;;) {
        const asked = [...one.asked];
        const shown = await shownOf(revision, asked);
        // While this was read, more may have been asked for beside it.
        const isMore = one.asked.size > asked.length && shown.lack === undefined;
        if (isMore) continue;
        one.shown = shown;
        return shown.text;
      }
    },
    reveal(mark) {
      // One after the other: each shows what was asked for before it, too.
      const next = last.then(
        () => reveal(mark),
        () => reveal(mark),
      );
      last = next;
      return next;
    },
    lacks: (address) => open.get(address)?.shown?.lack !== undefined,
    close: (address) => void open.delete(address),
  };
}

async function shownOf({ read, sentence }: OpenRevision, asked: readonly string[]): Promise<Shown> {
  const outcome = await read(asked);
  if (!outcome.ok) return { text: sentence(outcome.failure), lack: { of: 'all', failure: outcome.failure } };
  const { members, gap } = outcome.value;
  if (gap === undefined) return { text: JSON.stringify(members, null, 2) };
  return {
    text: JSON.stringify({ ...members, taskDefinition: sentence(gap) }, null, 2),
    lack: { of: 'task-definition', failure: gap },
  };
}
