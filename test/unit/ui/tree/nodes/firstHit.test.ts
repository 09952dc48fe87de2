import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { none, unread } from '../../../../../src/model/fact.ts';
import type { Daemon } from '../../../../../src/model/resources/daemon.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { pathToFirstHit } from '../../../../../src/ui/tree/nodes/firstHit.ts';
import {
  clusterId,
  daemonId,
  daemonsId,
  groupId,
  profileId,
  regionId,
  resourceId,
} from '../../../../../src/ui/tree/nodes/node.ts';
import { childrenStage, other } from '../../../../stages/childrenStage.ts';
import { experimentLike, instanceLike, scope, serviceLike } from '../../../../stages/resources.ts';

const daemon = (name: string, more: Partial<Daemon> = {}): Daemon => ({
  ...{ arn: `arn:daemon/shop/${name}`, name, clusterName: 'shop', status: 'ACTIVE', deployment: none },
  ...more,
});
const web = instanceLike({ scope, id: 'i-web', name: 'web' });
const far = instanceLike({ scope: other, id: 'i-far', name: 'far' });
const api = serviceLike({ scope, name: 'api' });
const drill = experimentLike({ scope, id: 'EXPdrill', name: 'drill' });

const place = [profileId(scope.profile), regionId(scope)];
const daemons = [...place, groupId(scope, 'service'), daemonsId(scope)];
const rows: readonly (readonly [typed: string, path: readonly string[] | undefined])[] = [
  ['web', [...place, groupId(scope, 'instance'), resourceId(web)]],
  ['api', [...place, groupId(scope, 'service'), clusterId(scope, api.clusterArn), resourceId(api)]],
  ['drill', [...place, groupId(scope, 'experiment'), resourceId(drill)]],
  ['far', [profileId(scope.profile), regionId(other), groupId(other, 'instance'), resourceId(far)]],
  ['metrics', [...daemons, daemonId(scope, daemon('metrics').arn)]],
  ['agent', [...daemons, daemonId(scope, daemon('agent').arn)]],
  ['nobody', undefined],
  // Of the last daemon no deployment could be read: it may be one, and is shown.
  ['state:in_progress', undefined],
];

/** Two places with something of each kind. */
function stage(known: readonly Daemon[]) {
  const all: readonly Resource[] = [web, far, api, drill];
  const held = childrenStage(...all);
  held.read(scope);
  held.read(other);
  held.daemons.known = { daemons: known, gaps: [], loading: false, asOf: 1 };
  return held;
}

describe('the first row that a filter leaves', () => {
  for (const [typed, path] of rows)
    it(`is ${path ? 'found with what is above it' : 'none'}: ${typed}`, () => {
      const { parts, person } = stage([daemon('metrics'), daemon('agent', { deployment: unread })]);
      person.filter = typed;
      assert.deepEqual(
        pathToFirstHit(parts)?.map(({ id }) => id),
        path,
      );
    });

  it('is not a daemon that nobody has read', () => {
    const { parts, person, daemons: held } = stage([]);
    person.filter = 'metrics';
    delete held.known;
    assert.equal(pathToFirstHit(parts), undefined);
  });

  it('is not a daemon of services that the person hid', () => {
    const { parts, person } = stage([daemon('metrics')]);
    person.filter = 'metrics';
    person.hidden.add(groupId(scope, 'service'));
    assert.equal(pathToFirstHit(parts), undefined);
  });
});
