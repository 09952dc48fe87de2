import type { Parsing } from '../../test/bench/parsing.ts';
import type { Activation, EditorResult } from '../../test/bench/plan.ts';
import type { Figure, Section } from './benchReport.ts';

const MB = 1_000_000;
const BLOCK = { most: 25 };
const NONE = { most: 0 };

/** What was measured in the extension host, as sections of the table. `latency` in milliseconds. */
export function editorSections(result: EditorResult, parsing: Parsing, latency: number): readonly Section[] {
  const { activation, load, steady, crowd, whole } = result;
  const bound = load.chain * latency + parsing.parsing;
  const calls = sum(load.calls);
  const { instances, services, experiments } = load.resources;
  return [
    { title: 'Activation, in VS Code', figures: activationFigures(activation) },
    {
      title: `First sight of ${instances} instances, ${services} services, ${experiments} experiments in 18 scopes`,
      figures: [
        {
          what: 'longest block of the extension host',
          value: load.longestBlock,
          unit: 'ms',
          bar: BLOCK,
          note: `idle ${load.idleBlock.toFixed(1)} ms; ${load.above10} above 10 ms`,
        },
        {
          what: 'wall time, without waiting for a processor',
          value: load.wall - load.workerWaited,
          unit: 'ms',
          bar: { most: bound * 1.5, words: `1.5 × the bound, ${Math.round(bound * 1.5)} ms` },
          note: `bound ${Math.round(bound)} ms = ${load.chain} calls × ${latency} ms + ${Math.round(parsing.parsing)} ms of parsing; by the clock ${Math.round(load.wall)} ms`,
        },
        { what: 'loading the SDK, once, in the worker', value: parsing.sdk, unit: 'ms', note: 'part of the wall time' },
        { what: 'calls', value: calls, unit: 'calls' },
        {
          what: 'calls that could be spared or are missing',
          value: differences(load.calls, load.fewest).length,
          unit: 'kinds',
          bar: NONE,
          note: differences(load.calls, load.fewest).join(', '),
        },
        {
          what: 'lists with a problem',
          value: load.failures.length,
          unit: 'lists',
          bar: NONE,
          note: load.failures[0] ?? '',
        },
        { what: 'memory: heap of the extension host', value: load.hostHeap / MB, unit: 'MB' },
        { what: 'memory: heap of the worker', value: load.workerHeap / MB, unit: 'MB' },
        {
          what: 'memory: both, over the empty extension',
          value: (load.hostHeap + load.workerHeap) / MB,
          unit: 'MB',
          bar: { most: 80 },
          note: `the process grew by ${Math.round(load.processMemory / MB)} MB`,
        },
      ],
    },
    {
      title: 'Steady state',
      figures: [
        { what: 'tree events of an unchanged poll', value: steady.pollEvents, unit: 'events', bar: NONE },
        {
          what: 'heap that an unchanged poll leaves behind',
          value: steady.pollHeap / MB,
          unit: 'MB',
          bar: {
            most: load.hostHeap / MB / 20,
            words: `a twentieth of the fleet's, ${(load.hostHeap / MB / 20).toFixed(2)} MB`,
          },
        },
        { what: 'longest block of an unchanged poll', value: steady.pollLongestBlock, unit: 'ms', bar: BLOCK },
        {
          what: 'nodes fired when 1 instance of all changed',
          value: steady.changedNodes,
          unit: 'nodes',
          bar: { most: 1 },
        },
      ],
    },
    {
      title: `One group of ${crowd.nodes} instances`,
      figures: [
        { what: `its first page, ${crowd.shown} lines`, value: crowd.firstPage, unit: 'ms' },
        { what: 'all of it', value: crowd.wholeGroup, unit: 'ms' },
        { what: 'multi-pick of all: until it is asked to open', value: crowd.pick, unit: 'ms' },
        { what: 'multi-pick of all: longest block', value: crowd.pickBlock, unit: 'ms' },
      ],
    },
    {
      title: 'The same fleet through the extension itself',
      figures: [
        {
          what: 'longest block of the extension host',
          value: whole.longestBlock,
          unit: 'ms',
          bar: BLOCK,
          note: `${whole.above10} above 10 ms`,
        },
        { what: 'until the last call of the first sight', value: whole.wall, unit: 'ms' },
        { what: 'calls', value: whole.calls, unit: 'calls' },
      ],
    },
  ];
}

function activationFigures(activation: Activation): readonly Figure[] {
  const { load, activate, emptyLoad, emptyActivate } = activation;
  return [
    { what: 'loading the file', value: load, unit: 'ms', note: `an empty extension ${emptyLoad.toFixed(2)} ms` },
    { what: 'activate()', value: activate, unit: 'ms', note: `an empty extension ${emptyActivate.toFixed(2)} ms` },
    { what: 'promises to wait for', value: activation.synchronous ? 0 : 1, unit: '', bar: NONE },
    {
      what: 'further files of ours loaded',
      value: activation.loaded.length,
      unit: 'files',
      bar: NONE,
      note: activation.loaded.join(', '),
    },
    {
      what: 'threads, processes and sockets started',
      value: activation.started.length,
      unit: '',
      bar: NONE,
      note: activation.started.join(', '),
    },
    { what: 'requests', value: activation.requests, unit: 'requests', bar: NONE },
  ];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function differences(made: EditorResult['load']['calls'], fewest: EditorResult['load']['fewest']): readonly string[] {
  const names = new Set([...Object.keys(made), ...Object.keys(fewest)]);
  return [...names].flatMap((name) =>
    made[name] === fewest[name] ? [] : [`${name} ${made[name] ?? 0} instead of ${fewest[name] ?? 0}`],
  );
}
