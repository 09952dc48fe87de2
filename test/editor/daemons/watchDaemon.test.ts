import { ofAws } from '../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { type Fact, known, none, unread } from '../../../src/model/fact.ts';
import type { Daemon, DaemonDeployment } from '../../../src/model/resources/daemon.ts';
import type { Resource, WatchedRef } from '../../../src/model/resources/resource.ts';
import type { Watch } from '../../../src/news/rememberedWatches.ts';
import { createRows } from '../../../src/ui/commands/rows.ts';
import { stopWatching, watchUntilItEnds } from '../../../src/ui/commands/watch.ts';
import { endsWords } from '../../../src/ui/news/tellWatches.ts';
import { daemonId, type Node } from '../../../src/ui/tree/nodes/node.ts';
import { pathTo } from '../../../src/ui/tree/nodes/pathTo.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { instance, scope } from '../../stages/fakes.ts';
import { nothingIsAmbiguous, nothingIsProduction } from '../../stages/nothingSpecial.ts';

const OWN = '111122223333';
const arnOf = (name: string) => `arn:aws:ecs:eu-west-1:${OWN}:daemon/shop/${name}`;
const at = (status: string): Fact<DaemonDeployment> => known({ arn: 'arn:deployment/1', status, sources: [] });
const daemonOf = (name: string, deployment: Fact<DaemonDeployment>): Daemon => ({
  ...{ arn: arnOf(name), name, clusterName: 'shop', status: 'ACTIVE', deployment },
});
const nodeOf = ({ arn }: Daemon): Node => ({ type: 'daemon', id: daemonId(scope, arn), scope, arn });
const refOf = ({ arn }: Daemon): WatchedRef => ({ kind: 'daemon', scope, id: arn });

function stage(daemons: readonly Daemon[], ...resources: readonly Resource[]) {
  const started: Watch[] = [];
  const stopped: WatchedRef[] = [];
  const rows = new Map(resources.map((one) => [one.id, one]));
  const nodes = [
    ...daemons.map(nodeOf),
    ...resources.map((one): Node => ({ type: 'lever', id: one.id, scope: one.scope })),
  ];
  const parts: Parameters<typeof watchUntilItEnds>[0] & Parameters<typeof stopWatching>[0] = {
    rows: createRows({ observed: ({ id }) => rows.get(id) }),
    inventory: { target: () => undefined, list: () => [] },
    daemons: { find: (_scope, arn) => daemons.find((one) => one.arn === arn) },
    // Whoever the profile leads to now: the daemon's ARN says in which account it is.
    accounts: { shown: () => ofAws('444455556666') },
    watches: {
      start: (some) => void started.push(...some),
      stop: (some) => void stopped.push(...some.map(({ ref }) => ref)),
    },
    follow: { letGo: () => {} },
  };
  const by = { kind: 'keyboard', nodes } as const;
  return { started, stopped, watch: () => watchUntilItEnds(parts, by), end: () => stopWatching(parts, by) };
}

describe('watching a managed daemon until it ends', () => {
  it('is begun where its newest deployment is under way, or may be', () => {
    for (const [deployment, from] of [
      [at('IN_PROGRESS'), 'IN_PROGRESS'],
      [at('ROLLBACK_IN_PROGRESS'), 'ROLLBACK_IN_PROGRESS'],
      [at('A_STATE_OF_LATER'), 'A_STATE_OF_LATER'],
      [unread, 'unknown'],
      [at('SUCCESSFUL'), undefined],
      [at('STOPPED'), undefined],
      [none, undefined],
    ] as const) {
      const daemon = daemonOf('agent', deployment);
      const { started, stopped, watch, end } = stage([daemon]);
      watch();
      const expected = from === undefined ? [] : [{ ref: refOf(daemon), name: 'agent', from, account: OWN }];
      assert.deepEqual(started, expected, JSON.stringify(deployment));
      end();
      assert.deepEqual(stopped, [refOf(daemon)]);
    }
  });

  it('is begun for all that is selected and under way, of whatever kind', () => {
    const daemons = [daemonOf('agent', at('PENDING')), daemonOf('over', at('SUCCESSFUL')), daemonOf('logs', unread)];
    const { started, stopped, watch, end } = stage(daemons, instance({ id: 'i-1', state: 'stopping' }));
    watch();
    assert.deepEqual(new Set(started.map(({ name }) => name)), new Set(['i-1', 'agent', 'logs']));
    end();
    assert.deepEqual(new Set(stopped.map(({ id }) => id)), new Set(['i-1', ...daemons.map(({ arn }) => arn)]));
  });

  it('ends with a message in which it is named, and its row is found', () => {
    const daemon = daemonOf('agent', at('SUCCESSFUL'));
    const watch: Watch = { ref: refOf(daemon), name: 'agent', from: 'IN_PROGRESS' };
    const words = (state: string) =>
      endsWords([{ watch, end: { type: 'final', state } }], nothingIsAmbiguous, nothingIsProduction);
    assert.match(words('SUCCESSFUL'), /^agent in staging \(eu-west-1\): .+\.$/);
    assert.notEqual(words('SUCCESSFUL'), words('ROLLBACK_SUCCESSFUL'));
    const staged = childrenStage();
    staged.daemons.known = { daemons: [daemon], gaps: [], loading: false, asOf: 1 };
    const parts = {
      ...staged.parts,
      pastDeployment: () => undefined,
    } as unknown as Parameters<typeof pathTo>[0];
    staged.person.profiles = [scope.profile];
    staged.read(scope);
    assert.equal(pathTo(parts, watch.ref)?.at(-1)?.node.id, daemonId(scope, daemon.arn));
  });
});
