import assert from 'node:assert/strict';
import { type History, createHistory } from '../../../src/history/history.ts';
import type { HistoryEntry } from '../../../src/history/entry.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { Experiment, ExperimentAction } from '../../../src/model/resources/experiment.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { deploymentLike, experimentLike, instanceLike } from '../resources.ts';

export const MINUTE = 60_000;
export const noon = Date.UTC(2026, 0, 15, 12);
const scope = { profile: 'dev', region: 'eu-west-1' };

export interface TestJournal extends Journal {
  lines: unknown[];
  damaged: number;
  full?: string;
}

export function memoryJournal(): TestJournal {
  return {
    lines: [],
    damaged: 0,
    async append(entry) {
      await Promise.resolve();
      if (this.full !== undefined) throw new Error(this.full);
      this.lines.push(structuredClone(entry));
    },
    async read() {
      await Promise.resolve();
      return { entries: structuredClone(this.lines), damaged: this.damaged };
    },
    async replace(read, entries) {
      await Promise.resolve();
      this.lines = [...structuredClone([...entries]), ...this.lines.slice(read.entries.length)];
      this.damaged = 0;
    },
    archived: () => Promise.resolve({ entries: [], damaged: 0 }),
    setAside: () => Promise.resolve(0),
  };
}

export async function open(
  journal = memoryJournal(),
  limits?: { perResource: number; total: number; stretches: number },
): Promise<{ journal: TestJournal; history: History; clock: { time: number } }> {
  const held = { time: noon };
  const clock: Clock = {
    now: () => held.time,
    elapsed: () => held.time,
    after: () => () => undefined,
    random: () => 0,
  };
  const history = createHistory(limits === undefined ? { journal, clock } : { journal, clock, limits });
  await history.load();
  return { journal, history, clock: held };
}

export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail('It never came.');
}

export function ref(kind: StoppableRef['kind'], id: string): StoppableRef {
  return { kind, scope, id };
}

export function instance(more: Partial<Instance>): Instance {
  return instanceLike({ scope, id: 'i-1', ...more });
}

export function summary(more: Partial<Experiment>): Experiment {
  return experimentLike({ scope, id: 'EXP1', templateId: 'EXT1', ...more });
}

export function experiment(
  more: Partial<Experiment>,
  times: { startedAt?: number; endedAt?: number },
  actions: readonly ExperimentAction[],
): Experiment {
  return { ...summary(more), full: { ...times, actions, targets: [], stopConditions: [], targetAccounts: 0 } };
}

export function action(more: Partial<ExperimentAction>): ExperimentAction {
  return {
    name: 'stop',
    actionId: 'aws:ec2:stop-instances',
    parameters: {},
    targets: {},
    startAfter: [],
    state: 'pending',
    ...more,
  };
}

export function deployment(more: Partial<ServiceDeployment>): ServiceDeployment {
  return deploymentLike({ scope, id: 'arn:d', serviceArn: 'arn:s', clusterArn: 'arn:c', ...more });
}

export const isGap = (entry: HistoryEntry): boolean => entry.type === 'gap';

export function gaps(history: History): readonly string[] {
  return history.of(ref('experiment', 'EXP1')).filter(isGap).map(brief);
}

export function transitions(history: History, of: StoppableRef): readonly string[] {
  return history
    .of(of)
    .filter((entry) => entry.type === 'transition')
    .map(brief);
}

export function brief(entry: HistoryEntry): string {
  const at = (time: number): string => new Date(time).toISOString().slice(11, 19);
  switch (entry.type) {
    case 'gap':
      return `gap ${at(entry.from)} - ${entry.to === undefined ? 'now' : at(entry.to)}`;
    case 'transition': {
      const window =
        entry.window &&
        ` (${entry.window.after === undefined ? '…' : at(entry.window.after)},${at(entry.window.before)}]`;
      return `${entry.subject} ${entry.from ?? '?'}->${entry.to} ${entry.source} ${at(entry.at)}${window ?? ''}`;
    }
    default:
      return entry.type;
  }
}
