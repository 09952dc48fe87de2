import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STAGING } from '../../../stages/accounts.ts';
import { listed } from '../../../stages/aws.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';
import { eachAfresh } from '../../../stages/eachAfresh.ts';
import { confirmed } from '../../../stages/stopping/permits.ts';

describe('11.9: an answer to a change that tells no state', () => {
  const on = eachAfresh();
  const answers = (action: string, body: string, contentType = 'application/json') =>
    on.stage.sim.faults.add({ action, effect: { kind: 'body', body, contentType } });

  for (const [action, set] of [
    ['StopInstances', 'stopInstances'],
    ['StartInstances', 'startInstances'],
  ] as const)
    test(`accepts nothing for those instances (${action})`, async () => {
      const ids = on.stage.sim.ec2
        .instances(STAGING, 'eu-west-1')
        .filter(
          (it) => it.state === 'running' && !it.apiStopDisabled && it.rootDevice === 'ebs' && it.spot === undefined,
        )
        .slice(0, 2)
        .map(({ id }) => id);
      const told = '<currentState><code>64</code><name>stopping</name></currentState>';
      for (const odd of [
        '',
        '<currentState/>',
        '<currentState>running</currentState>',
        '<currentState><code/></currentState>',
      ]) {
        on.stage.sim.faults.clear();
        const items = [told, odd].map((state, index) => `<item><instanceId>${ids[index]}</instanceId>${state}</item>`);
        const root = `${action}Response`;
        answers(
          action,
          `<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><instancesSet>${items.join('')}</instancesSet></${root}>`,
          'text/xml',
        );
        const { value } = valueOf(await confirmed(on.stage.aws)[set](on.stage.scope, ids));
        assert.deepEqual(
          value.map(({ id, current }) => [id, current]),
          [[ids[0], 'stopping']],
          odd,
        );
      }
    });

  test('may have stopped the experiment, and may have set the lever', async () => {
    const { resources } = await listed(on.stage.aws, on.stage.scope, 'experiment');
    const running = resources.filter((it) => it.kind === 'experiment' && it.state === 'running').map(({ id }) => id);
    const states = [undefined, {}, { status: 7 }, 'stopping'].slice(0, running.length);
    assert.ok(states.length > 0);
    const notTold = (answer: Parameters<typeof failureIn>[0]): void => {
      const { kind, message, mayHaveHappened } = failureIn(answer);
      assert.deepEqual([kind, message, mayHaveHappened], ['malformed', 'The answer tells no state.', true]);
    };
    const change = confirmed(on.stage.aws);
    for (const [index, state] of states.entries()) {
      on.stage.sim.faults.clear();
      const id = running[index] ?? '';
      answers('StopExperiment', JSON.stringify({ experiment: { id, state } }));
      notTold(await change.stopExperiment(on.stage.scope, id));
    }
    // A change of it is refused while it engages, which stops all experiments, too.
    answers('UpdateSafetyLeverState', JSON.stringify({ safetyLever: { id: 'default', state: { status: 7 } } }));
    notTold(await change.setSafetyLever(on.stage.scope, 'engaged', 'A drill.'));
  });
});
