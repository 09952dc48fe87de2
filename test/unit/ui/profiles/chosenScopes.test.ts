import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import { known, unread } from '../../../../src/model/fact.ts';
import type { Identity, ProfileInfo } from '../../../../src/model/identity.ts';
import type { PlaceRule } from '../../../../src/model/placeRules.ts';
import { createScopes } from '../../../../src/ui/profiles/chosenScopes.ts';
import type { Settings } from '../../../../src/ui/settings/settings.ts';

const onError = (error: unknown) => assert.fail(String(error));
const aws = { kind: 'aws' } as const;

/** Profiles as a person chose them, under rules. */
function chosen(profiles: readonly string[], regions: readonly string[], places: readonly PlaceRule[]) {
  const identities = new Map<string, Identity>();
  const learnt = createEmitter<readonly string[]>(onError);
  const state = { demo: false, places };
  const guards = { readOnly: false, allowedRegions: [], production: [], requireReason: 'off' } as const;
  let asked = 0;
  const scopes = createScopes({
    reads: () => ({
      profiles: () =>
        Promise.resolve({
          profiles: profiles.map((name): ProfileInfo => ({
            name,
            source: 'sso',
            region: 'us-west-2',
            destination: aws,
            ...(name === 'sso' && { account: '444455556666' }),
          })),
          problems: [],
        }),
    }),
    accounts: {
      of: (profile) => {
        asked += 1;
        return identities.get(profile);
      },
      onDidChange: learnt.event,
    },
    // What else is set says nothing of places.
    settings: () => ({ profiles, regions, policy: { ...guards, places: state.places } }) as unknown as Settings,
    demo: () => (state.demo ? { profiles: ['simulated'], regions: ['eu-west-1'] } : undefined),
    onError,
  });
  const learn = (profile: string, account: string, alias: string | undefined) => {
    const fact = alias === undefined ? unread : known(alias);
    identities.set(profile, { profile, account, arn: '', alias: fact, destination: aws });
    learnt.fire([profile]);
  };
  const places_ = () => scopes.all().map(({ profile, region }) => `${profile} ${region}`);
  /** How often it was asked whose a profile is, since the last time. */
  const questions = () => {
    const before = asked;
    asked = 0;
    return before;
  };
  return { scopes, learn, places: places_, state, questions };
}

const named = (match: string, ...regions: readonly string[]): PlaceRule => ({
  ...{ match, production: false, readOnly: false },
  ...(regions.length > 0 && { regions }),
});

test('the regions that halt.places names are listed for its profiles alone, instead of the chosen ones', async () => {
  const { scopes, places } = chosen(
    ['Shop', 'dev', 'sso'],
    ['eu-west-1'],
    [named('shop', 'us-east-1', 'eu-north-1'), named('4444*', 'ap-south-1'), named('*')],
  );
  await scopes.reload();
  assert.deepEqual(places(), ['Shop us-east-1', 'Shop eu-north-1', 'dev eu-west-1', 'sso ap-south-1']);
  assert.equal(scopes.all(), scopes.all());
  assert.deepEqual(scopes.ruledRegions({ name: 'sSo', account: '444455556666' }), ['ap-south-1']);
  assert.equal(scopes.ruledRegions({ name: 'dev' }), undefined);
});

test('what was chosen is told before the shared config has been read again, and once', async () => {
  const { scopes, places, state } = chosen(['dev'], ['eu-west-1'], []);
  const told: string[][] = [];
  scopes.onDidChange(() => told.push(places()));
  for (const change of [
    () => {
      state.places = [named('dev', 'us-east-1', 'us-east-2')];
      // Somebody may have asked for it in between.
      places();
    },
    () => {
      state.demo = true;
    },
  ]) {
    change();
    const reading = scopes.reload();
    assert.deepEqual(told.splice(0), [places()]);
    await reading;
    assert.equal(told.splice(0).length, 1);
  }
  assert.deepEqual(places(), ['simulated eu-west-1']);
  const unchanged = scopes.reload();
  assert.equal(told.length, 0);
  await unchanged;
});

test('once an account or alias is known, what a rule names for it is listed, and it is told once', async () => {
  const { scopes, learn, places } = chosen(['dev'], [], [named('acme-*', 'us-east-1'), named('1111*', 'eu-west-3')]);
  await scopes.reload();
  assert.deepEqual(places(), ['dev us-west-2']);
  let told = 0;
  scopes.onDidChange(() => {
    told += 1;
  });
  learn('dev', '999988887777', 'else');
  assert.deepEqual([places(), told], [['dev us-west-2'], 0]);
  learn('dev', '111122223333', 'acme-live');
  assert.deepEqual([places(), told], [['dev us-east-1', 'dev eu-west-3'], 1]);
  learn('dev', '111122223333', 'acme-live');
  assert.equal(told, 1);
  learn('dev', '999988887777', 'else');
  assert.deepEqual([places(), told], [['dev us-west-2'], 2]);
});

test('what a rule names for an alias that can’t be read is listed beside the chosen regions', async () => {
  const { scopes, learn, places } = chosen(['dev'], ['eu-west-1'], [named('acme-prod', 'us-east-1', 'eu-west-1')]);
  await scopes.reload();
  assert.deepEqual(places(), ['dev eu-west-1']);
  learn('dev', '999988887777', undefined);
  assert.deepEqual(places(), ['dev eu-west-1', 'dev us-east-1']);
  learn('dev', '999988887777', 'else');
  assert.deepEqual(places(), ['dev eu-west-1']);
});

test('the simulated AWS has its own regions, and other rules other places at once', async () => {
  const { scopes, state, places } = chosen(['dev'], ['eu-west-1'], [named('*', 'us-east-1')]);
  assert.deepEqual(places(), ['dev us-east-1']);
  state.demo = true;
  await scopes.reload();
  assert.deepEqual(places(), ['simulated eu-west-1']);
  state.demo = false;
  state.places = [];
  assert.deepEqual(places(), ['dev eu-west-1']);
});

test('the places are the same array as long as they are the same, whatever is read or learnt, and of thousands of profiles only the one is looked at', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => `p${index}`);
  const { scopes, learn, questions } = chosen(many, ['eu-west-1', 'us-east-1'], [named('4444*', 'ap-south-1')]);
  await scopes.reload();
  const places = scopes.all();
  await scopes.reload();
  assert.equal(scopes.all(), places);
  let told = 0;
  scopes.onDidChange(() => {
    told += 1;
  });
  questions();
  learn('p7', '111122223333', 'else');
  assert.equal(scopes.all(), places);
  assert.ok(questions() < 10);
  learn('p8', '444455556666', 'else');
  const now = scopes.all();
  assert.notEqual(now, places);
  assert.equal(told, 1);
  assert.ok(questions() < 10);
  // Whoever keeps something by places sees by the objects which others there are.
  const before = new Set(places);
  assert.deepEqual(
    now.filter((scope) => !before.has(scope)),
    [{ profile: 'p8', region: 'ap-south-1' }],
  );
});

test('whose a profile is has to be asked only where halt.places could name regions for that', async () => {
  const { scopes, learn, state } = chosen(['dev', 'sso', 'acme-dev'], ['eu-west-1'], []);
  await scopes.reload();
  const rules: readonly (readonly [readonly PlaceRule[], readonly string[]])[] = [
    [[], []],
    [[named('no_alias', 'us-east-1')], []],
    // Another’s alias may be the name of this one.
    [[named('dev', 'us-east-1')], ['sso', 'acme-dev']],
    [[named('acme-*')], []],
    [[named('acme-*', 'us-east-1')], ['dev', 'sso']],
    [[named('4444*', 'us-east-1')], ['dev', 'acme-dev']],
  ];
  for (const [places, asked] of rules) {
    state.places = places;
    assert.deepEqual(scopes.undecided(), asked, JSON.stringify(places));
  }
  learn('dev', '999988887777', undefined);
  assert.deepEqual(scopes.undecided(), ['acme-dev']);
  state.demo = true;
  assert.deepEqual(scopes.undecided(), []);
});
