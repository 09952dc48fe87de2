import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { Reference } from '../../../../src/model/reference.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { findEverywhere, throughActing } from '../../../../src/ui/links/findEverywhere.ts';
import { failure, fakeReads, identityOf, instance, scope, told } from '../../../stages/fakes.ts';

const ID = instance().id;
const reference: Reference = { kind: 'instance', id: ID };
const place = (region: string): Scope => ({ ...scope, region });

type Answer = 'has it' | 'has it not' | 'fails' | 'hangs';

function stage(answers: Readonly<Record<string, Answer>>) {
  const aborted: string[] = [];
  const reads = fakeReads({
    describe: ({ region }, _kind, _ids, signal) => {
      switch (answers[region]) {
        case 'has it':
          return Promise.resolve(told({ targets: [instance()], missing: [], failures: {} }));
        case 'has it not':
          return Promise.resolve(told({ targets: [], missing: [ID], failures: {} }));
        case 'hangs':
          return new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted.push(region);
              resolve(failed(failure('cancelled')));
            });
          });
        default:
          return Promise.resolve(failed(failure('timeout')));
      }
    },
  });
  const until = new AbortController();
  const search = () => findEverywhere(reads, Object.keys(answers).map(place), reference, until.signal);
  return { look: search, aborted, until };
}

describe('a bare id', () => {
  it('is found in the first place that has it, and the other looks end', async () => {
    for (const others of [['a'], ['a', 'b', 'c']]) {
      const { look: search, aborted } = stage({
        ...Object.fromEntries(others.map((at) => [at, 'hangs'] as const)),
        z: 'has it',
      });
      assert.deepEqual((await search()).ref, { kind: 'instance', scope: place('z'), id: ID });
      assert.deepEqual(aborted, others);
    }
  });

  it('is found nowhere only after every place has answered, and those that could not be read are named', async () => {
    assert.deepEqual(await stage({ a: 'has it not', b: 'has it not' }).look(), { unread: [] });
    assert.deepEqual(await stage({ a: 'has it not', b: 'fails' }).look(), { unread: [place('b')] });
    assert.deepEqual(await stage({}).look(), { unread: [] });
  });

  it('is looked for no longer than somebody waits', async () => {
    const { look: search, aborted, until } = stage({ a: 'hangs', b: 'hangs' });
    const looking = search();
    until.abort();
    assert.equal((await looking).ref, undefined);
    assert.deepEqual(aborted, ['a', 'b']);
  });
});

describe('what a bare id was found through', () => {
  const at = (profile: string, region = 'eu-west-1'): Scope => ({ profile, region });
  const places = [
    at('reader'),
    at('admin', 'us-east-1'),
    at('other'),
    at('unknown'),
    at('demo'),
    at('admin'),
    at('boss'),
  ];
  const accounts: Readonly<Record<string, string>> = { other: '999988887777' };

  for (const [about, acting, from, to] of [
    ['stays the one that may act', ['reader', 'admin'], 'reader', 'reader'],
    ['is the one of its account and region that may act', ['admin'], 'reader', 'admin'],
    ['is the first of several that may act', ['admin', 'boss'], 'reader', 'admin'],
    ['stays itself where none of its account may act', ['other', 'unknown'], 'reader', 'reader'],
    ['stays itself where nobody knows whose it is', ['reader', 'admin', 'other'], 'unknown', 'unknown'],
    ['is of no account with the same number elsewhere', ['demo'], 'reader', 'reader'],
    ['is, of several that may act, none elsewhere', ['demo', 'boss'], 'reader', 'boss'],
    ['is of no other account', ['reader', 'admin', 'boss'], 'other', 'other'],
  ] as const) {
    it(about, () => {
      const parts = {
        inventory: createInventory((error) => {
          throw error;
        }),
        accounts: {
          of: (profile: string) =>
            profile === 'unknown'
              ? undefined
              : {
                  ...identityOf(profile, accounts[profile]),
                  destination: profile === 'demo' ? ({ kind: 'simulated' } as const) : ({ kind: 'aws' } as const),
                },
        },
        scopes: () => places,
        mayAct: ({ profile }: Scope) => (acting as readonly string[]).includes(profile),
      };
      const found = throughActing(parts, reference, { kind: 'instance', id: ID, scope: at(from) });
      assert.deepEqual(found, { kind: 'instance', id: ID, scope: at(to) });
    });
  }
});
