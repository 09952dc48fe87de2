import assert from 'node:assert/strict';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { agentsOver } from '../../stages/editor/agentsOver.ts';
import { deployment, instance, never, scope, service, serviceArn } from '../../stages/fakes.ts';

const onError = (error: unknown) => {
  throw error;
};
const IDLE = serviceArn('idle');
const ROLLING = serviceArn('web');
const UNKNOWN = serviceArn('nothing');
const ID = 'i-0123456789abcdef0';

/** Agents over one listed place with an idle service, one with a deployment and an instance. Nobody is asked; what would be is counted. */
function stage(silent: readonly Scope[] = []) {
  const inventory = createInventory(onError);
  const services = [service({ id: IDLE }), service({ id: ROLLING, deployment: deployment() })];
  const seen = new Set([IDLE, ROLLING]);
  inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources: services });
  inventory.apply({ type: 'end', scope, kind: 'service', since: 1, seen, gaps: [] });
  inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [instance({ scope, id: ID })] });
  inventory.apply({ type: 'end', scope, kind: 'instance', since: 1, seen: new Set([ID]), gaps: [] });
  const explained: string[] = [];
  const over = agentsOver(inventory, [scope], {
    silent,
    explain: (refs, operation) => {
      explained.push(...refs.map(({ id }) => id));
      const groups = [{ scope, production: [], targets: refs.map((ref) => ({ ref, name: ref.id, findings: [] })) }];
      return Promise.resolve({ id: 'p', operation, made: { now: 0, elapsed: 0 }, policyVersion: '', groups });
    },
  });
  return { ...over, explained };
}

describe('a service without a deployment, named by somebody other than the person', () => {
  for (const [arns, status, idle, unknown] of [
    [[IDLE], 'blocked', [IDLE], undefined],
    [[ROLLING, IDLE], 'blocked', [IDLE], undefined],
    [[IDLE, ID], 'blocked', [IDLE], undefined],
    [[IDLE, UNKNOWN], 'not-found', [IDLE], [UNKNOWN]],
    [[UNKNOWN, 'hm', ROLLING], 'not-found', undefined, [UNKNOWN, 'hm']],
    [[ROLLING], 'declined', undefined, undefined],
  ] as const) {
    it(`is told apart from what isn’t there: ${arns.length} names, ${status}`, async () => {
      const { agents, asked } = stage();
      for (const ask of [
        () => agents.api.requestStop(arns),
        () => agents.reply('halt_request_stop', { arns }, never()) as ReturnType<typeof agents.api.requestStop>,
      ]) {
        const said = await ask();
        assert.deepEqual([said.status, said.idle, said.unknown], [status, idle, unknown]);
        if (status === 'blocked') assert.match(said.message, /no deployment is under way .*Nothing was asked/);
        assert.deepEqual(agents.api.stopRequest(said.id), said);
      }
      assert.equal(asked(), status === 'declined' ? 2 : 0);
    });
  }

  it('is told to whoever only wants to know, with the plans of the others', async () => {
    const { agents, explained } = stage();
    const arns = [UNKNOWN, IDLE, ROLLING, ID];
    const said = (await agents.reply('halt_explain_stop', { arns }, never())) as Record<string, unknown>;
    assert.deepEqual([said['idle'], said['notFound']], [[{ index: 1 }], [{ index: 0 }]]);
    assert.deepEqual(explained.toSorted(), [deployment().id, ID].toSorted());
    const none = (await agents.reply('halt_explain_stop', { arns: [ROLLING] }, never())) as Record<string, unknown>;
    assert.ok(!('idle' in none) && !('notFound' in none));
  });

  it('is unread, not idle, where its list couldn’t be read now', async () => {
    const { agents, asked } = stage([scope]);
    const said = await agents.api.requestStop([IDLE]);
    assert.deepEqual([said.status, said.idle, said.unknown, said.unread], ['not-found', undefined, [IDLE], [scope]]);
    assert.match(said.message, /not every place could be read/);
    assert.equal(asked(), 0);
  });
});
