import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { serviceLike } from '../../stages/resources.ts';
import { type RowFacts, resourceRow } from '../../../src/ui/tree/rows/resourceRow.ts';
import { resourceTooltip } from '../../../src/ui/tree/rows/tooltip.ts';
import { action, deployment, experiment, failure, instance, lever, refTo } from '../../stages/fakes.ts';

const full = { targets: [], stopConditions: [], targetAccounts: 0 };

describe('the row of an experiment that stops', () => {
  const again = { startInstancesAfterDuration: 'PT5M' };
  for (const [what, actions, words] of [
    ['what its post-action puts back', [{ actionId: 'aws:network:disrupt-connectivity' }], 'stopping · undoing action'],
    ['what ends with it', [{ actionId: 'aws:ecs:task-cpu-stress' }], 'stopping · undoing action'],
    ['what is in no catalogue', [{ actionId: 'aws:quantum:entangle' }], 'stopping · undoing action'],
    ['a wait, which changes nothing', [{ actionId: 'aws:fis:wait' }], 'stopping'],
    ['what asks an alarm', [{ actionId: 'aws:cloudwatch:assert-alarm-state' }], 'stopping'],
    ['what stays done', [{ actionId: 'aws:ec2:terminate-instances' }], 'stopping'],
    ['a stop without a start after it', [{ actionId: 'aws:ec2:stop-instances' }], 'stopping'],
    ['a stop with one', [{ actionId: 'aws:ec2:stop-instances', parameters: again }], 'stopping · undoing action'],
    [
      'what is over, and a wait beside it',
      [{ actionId: 'aws:ecs:task-cpu-stress', state: 'stopped' }, { actionId: 'aws:fis:wait' }],
      'stopping',
    ],
  ] as const)
    it(`names what is undone: ${what}`, () => {
      const all = actions.map((one) => action({ name: 'action', state: 'stopping', ...one }));
      const one = experiment({ state: 'stopping', full: { ...full, actions: all } });
      assert.equal(resourceRow(one, { mark: undefined, production: undefined }).description, words);
    });
});

describe('the row of an experiment that stops and undoes much', () => {
  for (const [names, words] of [
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
    [
      ['disrupt-connectivity-of-checkout', 'stress-the-processors-of-checkout', 'c'],
      'disrupt-connectivity-of-checkout and 2 more',
    ],
  ] as const)
    it(`counts what it has no room to name, also to a screen reader, and its tooltip names all: ${names.length}, ${words}`, () => {
      const actions = names.map((name) => action({ name, state: 'stopping', actionId: 'aws:ecs:task-cpu-stress' }));
      const one = experiment({ state: 'stopping', full: { ...full, actions } });
      const { description, spoken } = resourceRow(one, { mark: undefined, production: undefined });
      assert.equal(description, `stopping · undoing ${words}`);
      assert.ok(spoken.endsWith(description), spoken);
      const tooltip = resourceTooltip(
        one,
        undefined,
        { stopped: () => undefined, typeStore: () => undefined },
        [],
      ).value;
      for (const name of names) assert.ok(tooltip.replaceAll('\\', '').includes(`${name}: stopping`), tooltip);
    });
});

describe('the row of that for which a request was refused', () => {
  const at = Date.UTC(2026, 10, 29, 12, 4);
  const refusalOf = (operation: Operation, kind: FailureKind = 'denied') => {
    const tracked = { ...{ id: 'a', run: 'r', name: 'x', requestedAt: at, operation }, ref: refTo(instance()) };
    return { tracked, failure: failure(kind), at };
  };
  const time = `(${clockTime(at)})`;
  for (const [what, thing, operation, words] of [
    ['an instance', instance(), { type: 'stop' }, `running · Stop: refused ${time} · `],
    ['one that was to hibernate', instance(), { type: 'hibernate' }, `running · Hibernate: refused ${time} · `],
    ['a service', serviceLike({ deployment: deployment() }), { type: 'roll-back' }, ` · Roll Back: refused ${time}`],
    ['a past deployment', deployment(), { type: 'abort' }, ` · Abort: refused ${time}`],
    ['an experiment', experiment({ state: 'running' }), { type: 'stop-experiment' }, `running · Stop: refused ${time}`],
    ['a safety lever', lever(), { type: 'engage-lever', reason: '' }, `disengaged · Engage: refused ${time}`],
  ] as const)
    it(`says so behind its state, and to a screen reader: ${what}`, () => {
      const said = (refusal?: object) =>
        resourceRow(thing, { mark: undefined, production: undefined, ...(refusal && { refusal }) } as RowFacts);
      const { description, spoken, icon } = said(refusalOf(operation));
      assert.ok(description.includes(words), description);
      assert.ok(spoken.endsWith(description), spoken);
      assert.deepEqual(icon, said().icon);
      assert.doesNotMatch(said().description, /refused/);
      const unsent = said(refusalOf(operation, 'signin-expired')).description;
      assert.ok(unsent.includes(words.replace('refused', 'not sent')), unsent);
    });
});

describe('the row of what AWS throttles', () => {
  const words = 'throttled by AWS, trying again';
  const facts = { mark: 'sending', production: undefined } as const;
  for (const [what, thing, throttled, before] of [
    ['an instance', instance(), words, 'requesting…'],
    ['an instance that stops already', instance({ state: 'stopping' }), `stopping · ${words}`, 'stopping'],
    ['a deployment', deployment(), words, 'requesting…'],
    ['an experiment', experiment(), words, 'requesting…'],
    ['an experiment that stops already', experiment({ state: 'stopping' }), `stopping · ${words}`, 'stopping'],
    ['a safety lever', lever(), words, 'requesting…'],
  ] as const)
    it(`says so once that was seen, until the answer: ${what}`, () => {
      const said = (more: object) => resourceRow(thing, { ...facts, ...more }).description ?? '';
      assert.ok(said({ isThrottled: true }).startsWith(throttled), said({ isThrottled: true }));
      assert.ok(said({}).startsWith(before), said({}));
      for (const mark of ['requested', undefined]) assert.doesNotMatch(said({ isThrottled: true, mark }), /throttled/);
    });
});
