import type { Blocks } from './blocks.ts';
import {
  type Activation,
  type BenchPlan,
  boundOf,
  type Crowd,
  type EditorResult,
  type Load,
  type Steady,
  type Whole,
} from './plan.ts';
import type { Figure, Section } from '../report.ts';

const MB = 1_000_000;
const BLOCK = { most: 25 };
const NONE = { most: 0 };
/** An answer within a tenth of a second is taken for immediate. */
const AT_ONCE = { most: 100 };

/** What was measured in the extension host, as sections of the table. */
export function editorSections(result: EditorResult, plan: BenchPlan): readonly Section[] {
  const { activation, load, steady, crowd, whole } = result;
  const { instances, services, experiments } = load.resources;
  return [
    { title: 'Activation, in VS Code', figures: activationFigures(activation) },
    {
      title: `First sight of ${instances} instances, ${services} services, ${experiments} experiments in ${plan.scopes.length} scopes`,
      figures: loadFigures(load, plan),
    },
    { title: 'Steady state of that fleet', figures: steadyFigures(steady, load) },
    { title: `One group of ${crowd.nodes} instances`, figures: crowdFigures(crowd) },
    { title: 'The same fleet through the extension itself', figures: wholeFigures(whole) },
  ];
}

function activationFigures(activation: Activation): readonly Figure[] {
  const { load, activate, emptyLoad, emptyActivate, loaded, started } = activation;
  return [
    { what: 'loading the file', value: load, unit: 'ms', note: `an empty extension ${emptyLoad.toFixed(2)} ms` },
    { what: 'activate()', value: activate, unit: 'ms', note: `an empty extension ${emptyActivate.toFixed(2)} ms` },
    { what: 'promises to wait for', value: activation.synchronous ? 0 : 1, unit: '', bar: NONE },
    { what: 'further files of ours loaded', value: loaded.length, unit: 'files', bar: NONE, note: loaded.join(', ') },
    {
      what: 'threads, processes and sockets started',
      value: started.length,
      unit: '',
      bar: NONE,
      note: started.join(', '),
    },
    { what: 'requests', value: activation.requests, unit: 'requests', bar: NONE },
  ];
}

function loadFigures(load: Load, plan: BenchPlan): readonly Figure[] {
  const bound = boundOf(load, plan);
  const odd = differences(load.calls, load.fewest);
  return [
    block('longest block of the extension host', load.blocks, `with nothing to do ${load.idle.longest.toFixed(1)} ms`),
    {
      what: 'wall time',
      value: load.wall,
      unit: 'ms',
      bar: { most: bound * 1.5, words: `1.5 × the bound of ${Math.round(bound)} ms` },
      note: `${load.chain} calls × ${plan.latency} ms + ${Math.round(load.parsing.parsing)} ms of parsing; the worker worked ${Math.round(load.workerWorked)} ms and waited ${Math.round(load.workerWaited)} ms for a processor`,
    },
    { what: 'calls', value: sum(load.calls), unit: 'calls' },
    { what: 'kinds of calls, more or fewer than needed', value: odd.length, unit: '', bar: NONE, note: odd.join(', ') },
    {
      what: 'lists with a problem',
      value: load.failures.length,
      unit: 'lists',
      bar: NONE,
      ...(load.failures[0] !== undefined && { note: load.failures[0] }),
    },
    { what: 'memory of the extension host', value: load.hostHeap / MB, unit: 'MB', note: 'heap and buffers' },
    { what: 'memory of the worker', value: load.workerHeap / MB, unit: 'MB', note: 'heap and buffers' },
    {
      what: 'memory over the empty extension',
      value: (load.hostHeap + load.workerHeap) / MB,
      unit: 'MB',
      bar: { most: 80 },
      note: `both; the process grew by ${Math.round(load.processMemory / MB)} MB`,
    },
  ];
}

function steadyFigures(steady: Steady, load: Load): readonly Figure[] {
  const twentieth = load.hostHeap / MB / 20;
  return [
    { what: 'tree events of four unchanged polls', value: steady.pollEvents, unit: 'events', bar: NONE },
    {
      what: 'memory that an unchanged poll leaves behind',
      value: steady.pollHeap / MB,
      unit: 'MB',
      bar: { most: twentieth, words: `a twentieth of the fleet's, ${twentieth.toFixed(2)} MB` },
    },
    block('longest block of three unchanged polls', steady.pollBlocks),
    { what: 'nodes fired when one instance changed', value: steady.changedNodes, unit: 'nodes', bar: { most: 1 } },
  ];
}

function crowdFigures(crowd: Crowd): readonly Figure[] {
  return [
    { what: `drawing its first page, ${crowd.shown} lines`, value: crowd.firstPage, unit: 'ms' },
    { what: 'drawing all of it', value: crowd.wholeGroup, unit: 'ms' },
    { what: 'multi-pick: until it is asked to open', value: crowd.pick, unit: 'ms', bar: AT_ONCE },
    { ...block('multi-pick: longest block', crowd.pickBlocks), bar: AT_ONCE },
  ];
}

function wholeFigures(whole: Whole): readonly Figure[] {
  return [
    block('longest block of the extension host', whole.blocks),
    { what: 'until the last call of the first sight', value: whole.wall, unit: 'ms', note: 'by the clock' },
    { what: 'calls', value: whole.calls, unit: 'calls', note: 'with the first looks at what changes by itself' },
  ];
}

function block(what: string, blocks: Blocks, more?: string): Figure {
  const notes = [`by the clock ${blocks.longestByClock.toFixed(1)} ms`, `${blocks.above10} above 10 ms`, more];
  return { what, value: blocks.longest, unit: 'ms', bar: BLOCK, note: notes.filter(Boolean).join('; ') };
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function differences(made: Load['calls'], fewest: Load['fewest']): readonly string[] {
  const names = new Set([...Object.keys(made), ...Object.keys(fewest)]);
  return [...names].flatMap((name) =>
    made[name] === fewest[name] ? [] : [`${name} ${made[name] ?? 0} instead of ${fewest[name] ?? 0}`],
  );
}
