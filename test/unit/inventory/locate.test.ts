import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../src/inventory/inventory.ts';
import {
  locate,
  locateAll,
  type Located,
  fittingPlaces,
  unidentifiedPlaces,
  type LocateParts,
} from '../../../src/inventory/locate.ts';
import { parseReference } from '../../../src/model/reference.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { experimentLike, instanceLike, serviceLike } from '../../stages/resources.ts';
import { customAt } from '../../stages/destinations.ts';
import { identityOf } from '../../stages/fakes.ts';

const admin: Scope = { profile: 'admin', region: 'eu-west-1' };
const reader: Scope = { profile: 'reader', region: 'eu-west-1' };
const other: Scope = { profile: 'other', region: 'eu-west-1' };
const accounts: Readonly<Record<string, string>> = {
  admin: '111122223333',
  reader: '111122223333',
  other: '444455556666',
};

interface Places {
  readonly of: LocateParts['accounts']['of'];
  readonly scopes: readonly Scope[];
  /** Whether its services were not read. */
  readonly isUnread?: (scope: Scope) => boolean;
}
const all: Places = {
  of: (profile) => {
    const account = accounts[profile];
    return account === undefined ? undefined : identityOf(profile, account);
  },
  scopes: [admin, reader, other, { profile: 'unknown', region: 'eu-west-1' }],
};

function find(text: string, ...resources: readonly Resource[]): Located {
  return findFor(() => true, text, resources);
}

function findFor(
  mayAct: LocateParts['mayAct'],
  text: string,
  resources: readonly Resource[] = [],
  { of, scopes, isUnread = () => false }: Places = all,
): Located {
  const inventory = createInventory((error) => {
    throw error;
  });
  for (const resource of resources) {
    const { scope, kind } = resource;
    inventory.apply({ type: 'page', scope, kind, since: 1, resources: [resource] });
  }
  for (const scope of scopes) {
    if (isUnread(scope)) continue;
    const seen = new Set(resources.filter((one) => one.scope === scope).map(({ id }) => id));
    inventory.apply({ type: 'end', scope, kind: 'service', since: 1, seen, gaps: [] });
  }
  const reference = parseReference(text);
  assert.ok(reference, text);
  return locate(
    {
      inventory,
      accounts: { of },
      scopes: () => scopes,
      mayAct,
    },
    reference,
  );
}

const ID = 'i-0123456789abcdef0';
const ARN = `arn:aws:ec2:eu-west-1:111122223333:instance/${ID}`;

void describe('what a name stands for', () => {
  it('is where it is listed, before where it may be', () => {
    const found = find(ARN, instanceLike({ scope: reader, id: ID }));
    assert.deepEqual(found, {
      type: 'found',
      ref: { kind: 'instance', scope: reader, id: ID },
      listed: true,
      others: [{ kind: 'instance', scope: admin, id: ID }],
    });
  });

  it('is in the profile that may act, where several of its account have listed it, or none', () => {
    const listed = [admin, reader].map((scope) => instanceLike({ scope, id: ID }));
    for (const resources of [listed, []]) {
      for (const actor of [admin, reader]) {
        const found = findFor((scope) => scope === actor, ARN, resources);
        assert.deepEqual(found.type === 'found' && found.ref.scope, actor);
      }
    }
    // Where it could be read is the better way than where it may be changed.
    const read = findFor((scope) => scope === admin, ARN, [instanceLike({ scope: reader, id: ID })]);
    assert.deepEqual(read.type === 'found' && read.ref.scope, reader);
  });

  describe('at an endpoint whose account has the number of AWS’s', () => {
    const local = { profile: 'local', region: 'eu-west-1' };
    const again = { profile: 'local-again', region: 'eu-west-1' };
    const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/main/web';
    const at = (profile: string) => {
      const isLocal = profile.startsWith('local');
      const account = isLocal ? '111122223333' : accounts[profile];
      if (account === undefined) return undefined;
      const destination = isLocal ? customAt('http://localhost:4566') : ({ kind: 'aws' } as const);
      return { ...identityOf(profile, account), destination };
    };
    const among = (scopes: readonly Scope[], text: string, ...resources: readonly Resource[]) =>
      findFor(() => true, text, resources, { of: at, scopes });
    const here = (scope: Scope): Resource => instanceLike({ scope, id: ID });
    for (const [what, scopes, text, listed, found, others] of [
      ['which lists it', [admin, local], ARN, [here(local)], local, []],
      ['beside AWS, which lists it', [local, admin, reader], ARN, [here(admin)], admin, [reader]],
      ['alone', [local, again], ARN, [], local, [again]],
      [
        'whose service it is',
        [admin, local],
        SERVICE,
        [serviceLike({ scope: local, id: SERVICE }, 'IN_PROGRESS')],
        local,
        [],
      ],
      ['a bare id', [admin, local], ID, [here(local), here(admin)], admin, []],
    ] as const)
      it(`is where it is listed: ${what}`, () => {
        const located = among(scopes, text, ...listed);
        assert.ok(located.type === 'found');
        assert.deepEqual([located.ref.scope, located.others.map(({ scope }) => scope)], [found, others]);
      });
    it('may be a service of the one whose list wasn’t read', () => {
      for (const [scopes, unread] of [
        [[admin, local], admin],
        [[local, again, admin], admin],
        [[admin, local], local],
      ] as const) {
        const listed = [admin, local].filter((scope) => scope !== unread);
        const resources = listed.map((scope) => serviceLike({ scope, id: SERVICE }, 'IN_PROGRESS'));
        const places = { of: at, scopes, isUnread: (scope: Scope) => scope === unread };
        const located = findFor(() => true, SERVICE, resources, places);
        assert.deepEqual(located, { type: 'several-places', scopes: [...listed, unread] });
        // Of one that answers alone it doesn't matter.
        const own = { ...places, scopes: scopes.filter((scope) => scope !== unread) };
        assert.equal(findFor(() => true, SERVICE, resources, own).type, 'found');
      }
    });
    for (const [what, text, listed] of [
      ['none', ARN, []],
      ['both', ARN, [here(admin), here(local)]],
      [
        'both, of a service',
        SERVICE,
        [admin, local].map((scope) => serviceLike({ scope, id: SERVICE }, 'IN_PROGRESS')),
      ],
      ['both, of a service that rests', SERVICE, [admin, local].map((scope) => serviceLike({ scope, id: SERVICE }))],
    ] as const)
      it(`is in several places where ${what} list it, of which nobody guesses one`, () => {
        const located = among([admin, local, other], text, ...listed);
        assert.deepEqual(located, { type: 'several-places', scopes: [admin, local] });
        const inventory = createInventory(() => {});
        const parts = { inventory, accounts: { of: at }, scopes: () => [admin, local], mayAct: () => true };
        const { several, ...others } = locateAll(parts, [ARN]);
        assert.deepEqual(others, { refs: [], idle: [], unknown: [0] });
        assert.ok(several.length < 2, JSON.stringify(several));
      });
  });

  it('asks for the rights of those places alone in which it was found', () => {
    let asked = 0;
    const counting = (scope: Scope): boolean => {
      asked += 1;
      return scope === reader;
    };
    assert.equal(findFor(counting, ID).type, 'not-listed');
    assert.equal(findFor(counting, ID, [instanceLike({ scope: other, id: ID })]).type, 'found');
    assert.equal(asked, 0);
    const both = [admin, reader].map((scope) => instanceLike({ scope, id: ID }));
    const found = findFor(counting, ID, both);
    assert.deepEqual([found.type === 'found' && found.ref.scope, asked], [reader, 2]);
  });

  it('is in a profile of its account though nobody has listed it, and in no other', () => {
    const found = find(ARN, instanceLike({ scope: other, id: ID }));
    assert.equal(found.type === 'found' && found.ref.scope, admin);
    assert.equal(found.type === 'found' && found.listed, false);
  });

  it('is nowhere when no chosen place is of its account or region, or the account is not known', () => {
    for (const text of [ARN.replace('111122223333', '999999999999'), ARN.replace('eu-west-1', 'eu-west-2')]) {
      assert.deepEqual(find(text), { type: 'place-not-chosen' }, text);
    }
  });

  it('is nowhere for a bare id that nobody has listed', () => {
    assert.deepEqual(find(ID), { type: 'not-listed' });
    assert.equal(find(ID, instanceLike({ scope: other, id: ID })).type, 'found');
    assert.equal(find('EXPabcd1', experimentLike({ scope: other, id: 'EXPabcd1' })).type, 'found');
  });

  it('is the deployment under way for a service', () => {
    const service = 'arn:aws:ecs:eu-west-1:111122223333:service/main/web';
    assert.deepEqual(find(service), { type: 'not-listed' });
    const listed = serviceLike({ scope: admin, id: service }, 'IN_PROGRESS');
    const found = find(service, listed);
    assert.equal(found.type === 'found' && found.ref.id, listed.deployment?.id);
    const { deployment: _, currentDeploymentArn: __, ...idle } = listed;
    assert.deepEqual(find(service, idle), { type: 'no-deployment', scopes: [admin] });
    const elsewhere = { ...idle, scope: reader };
    assert.deepEqual(find(service, idle, elsewhere), { type: 'no-deployment', scopes: [admin, reader] });
    // What one profile tells of it is enough.
    const told = find(service, elsewhere, listed);
    assert.equal(told.type === 'found' && told.ref.scope, admin);
  });

  it('may be where nobody knows whose account a place is of, and in no place of another', () => {
    const unknown: Scope = { profile: 'unknown', region: 'eu-west-1' };
    const parts = {
      accounts: {
        of: (profile: string) => {
          const account = accounts[profile];
          return account === undefined ? undefined : identityOf(profile, account);
        },
      },
      scopes: () => [admin, other, unknown, { ...unknown, region: 'us-east-1' }],
    };
    const elsewhere = { region: 'eu-west-1', account: '999999999999' };
    assert.deepEqual(fittingPlaces(parts, elsewhere), [unknown]);
    assert.deepEqual(unidentifiedPlaces(parts, elsewhere), [unknown]);
    assert.deepEqual(fittingPlaces(parts, { ...elsewhere, account: '111122223333' }), [admin, unknown]);
    assert.deepEqual(unidentifiedPlaces(parts, { ...elsewhere, account: '111122223333' }), [unknown]);
    assert.deepEqual(unidentifiedPlaces(parts, {}), [], 'a bare id is looked for in lists alone');
  });

  it('is the same for one of many, and each place is looked through once for all bare ids of a kind', () => {
    const inventory = createInventory((error) => {
      throw error;
    });
    const places = Array.from({ length: 500 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    const idOf = (index: number) => `i-${index.toString(16).padStart(17, '0')}`;
    for (const [index, scope] of places.entries()) {
      // Each is listed in a place of its own, every third in the next one as well, and the last hundred nowhere.
      const ids = index < 400 ? [index, ...(index % 3 === 1 ? [index - 1] : [])] : [];
      const resources = ids.map((id) => instanceLike({ scope, id: idOf(id) }));
      inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources });
    }
    let looks = 0;
    const parts: LocateParts = {
      inventory: {
        ...inventory,
        list: (...asked) => {
          looks += 1;
          return inventory.list(...asked);
        },
      },
      accounts: { of: (profile) => identityOf(profile) },
      scopes: () => places,
      mayAct: ({ profile }) => profile.endsWith('1'),
    };
    const texts: readonly unknown[] = [
      ...places.map((_, index) => idOf(index)),
      'EXP111111111111111111',
      ARN,
      'nothing',
      7,
    ];
    const each = texts.map((text) => {
      const reference = parseReference(text);
      const found = reference && locate(parts, reference);
      return found?.type === 'found' ? found.ref : undefined;
    });
    looks = 0;
    const { refs, idle, unknown } = locateAll(parts, texts);
    assert.deepEqual(idle, []);
    assert.deepEqual(
      refs,
      each.filter((ref) => ref !== undefined),
    );
    assert.deepEqual(
      unknown,
      each.flatMap((ref, index) => (ref === undefined ? [index] : [])),
    );
    assert.equal(refs.length, 401);
    assert.ok(looks <= 2 * places.length, `${looks} looks`);
  });
});
