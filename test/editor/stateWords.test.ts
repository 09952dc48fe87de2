import assert from 'node:assert/strict';
import { known, none, unread } from '../../src/model/fact.ts';
import type { Daemon, DaemonDeployment } from '../../src/model/resources/daemon.ts';
import type { TargetKind } from '../../src/model/resources/resource.ts';
import {
  type DeploymentState,
  deploymentStates,
  type ExperimentState,
  experimentStates,
  type InstanceState,
  instanceStates,
  type LeverState,
  leverStates,
} from '../../src/model/resources/states.ts';
import { alarmStateWords } from '../../src/pages/alarmWords.ts';
import { shownState } from '../../src/pages/shownState.ts';
import { icon, stateIcon } from '../../src/ui/tree/rows/icons.ts';
import { pageWords } from '../../src/ui/words/counted.ts';
import { daemonState } from '../../src/ui/words/daemons.ts';
import { createShownStates, stateInSentence, stateWords, targetStateWords } from '../../src/ui/words/states.ts';
import { deployment, pauseHook } from '../stages/fakes.ts';

/** Its word in a row, its shape there with the colour, and how a page shows it. */
type Row = readonly [word: string, shape: readonly [icon: string, color: string], appearance: string];

const GREY = 'descriptionForeground';
const ORANGE = 'list.warningForeground';
const BLUE = 'charts.blue';
const GREEN = 'charts.green';
const RED = 'editorError.foreground';

const instances: Readonly<Record<InstanceState, Row>> = {
  pending: ['pending', ['clock', BLUE], 'starting'],
  running: ['running', ['vm-running', GREEN], 'running'],
  stopping: ['stopping', ['stop-circle', ORANGE], 'stopping'],
  stopped: ['stopped', ['vm-outline', GREY], 'stopped'],
  'shutting-down': ['shutting down', ['remove-close', GREY], 'stopping'],
  terminated: ['terminated', ['trash', GREY], 'cancelled'],
};

const deployments: Readonly<Record<DeploymentState, Row>> = {
  PENDING: ['pending', ['clock', BLUE], 'waiting'],
  IN_PROGRESS: ['rolling out', ['sync', BLUE], 'running'],
  STOP_REQUESTED: ['stopping', ['stop-circle', ORANGE], 'stopping'],
  ROLLBACK_REQUESTED: ['rolling back', ['discard', ORANGE], 'stopping'],
  ROLLBACK_IN_PROGRESS: ['rolling back', ['discard', ORANGE], 'stopping'],
  SUCCESSFUL: ['succeeded', ['pass', GREEN], 'done'],
  STOPPED: ['stopped', ['primitive-square', GREY], 'stopped'],
  ROLLBACK_SUCCESSFUL: ['rolled back', ['pass-filled', GREEN], 'stopped'],
  ROLLBACK_FAILED: ['rollback failed', ['error', RED], 'failed'],
};

const experiments: Readonly<Record<ExperimentState, Row>> = {
  pending: ['pending', ['clock', BLUE], 'waiting'],
  initiating: ['starting', ['play', BLUE], 'starting'],
  running: ['running', ['play-circle', ORANGE], 'running'],
  stopping: ['stopping', ['stop-circle', ORANGE], 'stopping'],
  completed: ['completed', ['pass', GREEN], 'done'],
  stopped: ['stopped', ['primitive-square', GREY], 'stopped'],
  failed: ['failed', ['error', RED], 'failed'],
  cancelled: ['cancelled', ['circle-slash', GREY], 'cancelled'],
};

/** It has no page. */
const levers: Readonly<Record<LeverState, readonly [word: string, shape: readonly [string, string]]>> = {
  engaged: ['engaged', ['workspace-untrusted', RED]],
  engaging: ['engaging', ['workspace-unknown', RED]],
  disengaged: ['disengaged', ['shield', GREY]],
};

/** Of an action of an experiment, which no row is about, and of what else a page shows the state of. */
const onPages = {
  action: {
    pending: 'waiting',
    initiating: 'starting',
    running: 'running',
    stopping: 'stopping',
    completed: 'done',
    stopped: 'stopped',
    failed: 'failed',
    cancelled: 'cancelled',
    skipped: 'skipped',
  },
  monitor: {
    AWAITING_ACTION: 'waiting',
    IN_PROGRESS: 'running',
    SUCCEEDED: 'done',
    FAILED: 'failed',
    TIMED_OUT: 'failed',
    TRIGGERED: 'failed',
    MONITORING: 'running',
    MONITORING_COMPLETE: 'done',
    DISABLED: 'skipped',
  },
} as const;

const rows = { instance: instances, deployment: deployments, experiment: experiments, lever: levers } as const;
const states: Readonly<Record<TargetKind, object>> = {
  instance: instanceStates,
  deployment: deploymentStates,
  experiment: experimentStates,
  lever: leverStates,
};

describe('11.F: the words and the look of a state', () => {
  for (const kind of ['instance', 'deployment', 'experiment', 'lever'] as const) {
    it(`are written out here for every state: ${kind}`, () => {
      assert.deepEqual(Object.keys(rows[kind]).toSorted(), Object.keys(states[kind]).toSorted());
    });

    for (const [state, [word, [shape, color], appearance]] of Object.entries<Row | (typeof levers)[LeverState]>(
      rows[kind],
    )) {
      it(`are its own: ${kind} ${state}`, () => {
        assert.equal(stateWords(kind, state), word);
        assert.equal(stateInSentence(kind, state), kind === 'deployment' ? `${word} (${state})` : word);
        assert.deepEqual(stateIcon(kind, state), icon(shape, color));
        if (kind !== 'lever') assert.deepEqual(shownState(kind, state), { appearance, label: state });
      });
    }
  }

  for (const kind of ['action', 'monitor'] as const) {
    for (const [state, appearance] of Object.entries(onPages[kind]))
      it(`on a page is its own: ${kind} ${state}`, () =>
        assert.deepEqual(shownState(kind, state), { appearance, label: state }));
  }

  it('of a deployment say that it waits, and what of it was not read', () => {
    assert.equal(targetStateWords(deployment({ hooks: [pauseHook('h')] })), 'paused');
    assert.equal(targetStateWords(deployment({ details: 'unread' })), 'rolling out · details not read');
    assert.equal(targetStateWords(deployment({ status: 'ROLLBACK_FAILED' })), 'rollback failed');
  });

  it('of a managed daemon are those of its newest deployment, where it has one and is not being deleted', () => {
    const said = (status: string, of: Daemon['deployment']) =>
      daemonState({ arn: 'd', name: 'd', clusterName: 'c', status, deployment: of });
    const newest = (status: DeploymentState): Daemon['deployment'] =>
      known({ arn: 'dd', status, sources: [] } satisfies DaemonDeployment);
    for (const [state, [word]] of Object.entries(deployments) as [DeploymentState, Row][])
      assert.equal(said('ACTIVE', newest(state)), word);
    assert.equal(said('ACTIVE', none), 'no deployment');
    assert.equal(said('ACTIVE', unread), 'deployment not read');
    for (const of of [newest('IN_PROGRESS'), none, unread])
      assert.equal(said('DELETE_IN_PROGRESS', of), 'being deleted');
  });

  it('of an alarm are CloudWatch’s, with what they mean where the alarm can’t go off', () => {
    const said: readonly (readonly [state: Parameters<typeof alarmStateWords>[0], words: string])[] = [
      ['OK', 'OK'],
      ['ALARM', 'ALARM'],
      ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA, so it doesn’t go off'],
      ['gone', 'no longer exists'],
      [undefined, 'state not read'],
    ];
    for (const [state, words] of said) assert.equal(alarmStateWords(state, pageWords), words);
  });

  it('are found by a filter as rows show them', () => {
    const found = createShownStates();
    const said: readonly (readonly [...Parameters<typeof found>, words: readonly string[]])[] = [
      ['daemon', 'none', ['no deployment']],
      ['daemon', 'DELETE_IN_PROGRESS', ['being deleted']],
      ['daemon', 'ACTIVE', []],
      ['rollout', 'FAILED', ['rollout failed']],
      ['rollout', 'IN_PROGRESS', ['rolling out', 'rolling out']],
      ['rollout', 'COMPLETED', []],
      ['deployment', 'paused', ['paused']],
      ['deployment', 'ROLLBACK_REQUESTED', ['rolling back']],
      ['instance', 'shutting-down', ['shutting down']],
      ['experiment', 'initiating', ['starting']],
    ];
    for (const [of, state, words] of said) assert.deepEqual(found(of, state), words, `${of} ${state}`);
  });
});
