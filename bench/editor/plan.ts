import type { Scope } from '../../src/model/scope.ts';
import type { Blocks } from './blocks.ts';
import type { Parsing } from './parsing.ts';

/** What the runner tells the part of the benchmark that runs in the extension host, as JSON in `HALT_BENCH`. */
export interface BenchPlan {
  /** A file for the {@link EditorResult}. */
  readonly result: string;
  /** The bundle of `measuredWorker.ts`. */
  readonly worker: string;
  /** The folder of the extension. */
  readonly extension: string;
  /** `publisher.name` of it, and of one that does nothing. */
  readonly ids: { readonly extension: string; readonly empty: string };
  readonly scopes: readonly Scope[];
  /** Profile and region of a simulated AWS that has all of the fleet in one place. */
  readonly crowded: Scope;
  readonly endpoint: string;
  /** What each call takes, in milliseconds. */
  readonly latency: number;
  /** The bundle of `parsing.ts`, and what it recorded of this fleet. */
  readonly parsing: { readonly file: string; readonly answers: string };
}

/** Milliseconds and bytes, as measured. */
export interface EditorResult {
  readonly activation: Activation;
  /** The one in which the machine was in the way least. */
  readonly load: Load;
  readonly steady: Steady;
  readonly crowd: Crowd;
  readonly whole: Whole;
}

export interface Activation {
  readonly load: number;
  readonly activate: number;
  readonly emptyLoad: number;
  readonly emptyActivate: number;
  /** Whether `activate` answered at once, with nothing to wait for. */
  readonly synchronous: boolean;
  /** Files of ours that were loaded besides extension.cjs. */
  readonly loaded: readonly string[];
  /** Threads, processes and sockets that were not there before. */
  readonly started: readonly string[];
  readonly requests: number;
}

export interface Load {
  readonly wall: number;
  /** What the worker worked, and for how long it waited for a processor: the machine's share of the wall time. */
  readonly workerWorked: number;
  readonly workerWaited: number;
  /** The same answers read by one thread right afterwards. */
  readonly parsing: Parsing;
  readonly blocks: Blocks;
  /** Of a thread with nothing of ours at work: the editor's share. */
  readonly idle: Blocks;
  readonly resources: { readonly instances: number; readonly services: number; readonly experiments: number };
  readonly calls: Readonly<Record<string, number>>;
  readonly fewest: Readonly<Record<string, number>>;
  readonly chain: number;
  readonly failures: readonly string[];
  readonly hostHeap: number;
  readonly workerHeap: number;
  readonly processMemory: number;
}

export interface Steady {
  readonly pollBlocks: Blocks;
  readonly pollEvents: number;
  readonly pollHeap: number;
  readonly changedNodes: number;
}

export interface Crowd {
  readonly nodes: number;
  /** How many of them the group shows at first. */
  readonly shown: number;
  /** Children and their lines of the group, as it is at first and with every page of it. */
  readonly firstPage: number;
  readonly wholeGroup: number;
  /** Until the pick was asked to show. */
  readonly pick: number;
  readonly pickBlocks: Blocks;
}

export interface Whole {
  readonly wall: number;
  readonly blocks: Blocks;
  readonly calls: number;
}

/** What the first sight takes at the least: the longest chain of dependent calls, and the work of one thread. Milliseconds. */
export const boundOf = (load: Load, { latency }: Pick<BenchPlan, 'latency'>): number =>
  load.chain * latency + load.parsing.parsing;
