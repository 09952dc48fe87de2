import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ACCOUNTS } from '../../stages/profiles/accounts.ts';
import { type Outcome } from '../../stages/profiles/conformance.ts';
import { haltOutcome } from '../../stages/profiles/haltOutcome.ts';
import {
  about,
  helperOutput,
  keys,
  loginCache,
  role,
  ssoCache,
  temporaryKeys,
} from '../../stages/profiles/profileCase.ts';
import { type SimulatedSide, startSimulatedSide } from '../../stages/profiles/simulatedSide.ts';
import { assertProperty } from '../../stages/property.ts';

/** Repeats a run: HALT_PROPERTY_SEED. */
const seed = Number(process.env['HALT_PROPERTY_SEED'] ?? Date.now() % 1_000_000);
const PAIRS = 40;

/** One section of a config file: its header without the brackets, and its lines. What begins with a blank belongs to the line above. */
interface Part {
  readonly header: string;
  readonly lines: readonly string[];
}

/** All that one profile needs. Whatever it names besides itself is called by `own`, so that no two profiles need the same. */
interface Written {
  readonly parts: readonly Part[];
  readonly credentials?: string;
  readonly files?: Readonly<Record<string, string>>;
}

type Account = keyof typeof ACCOUNTS;
interface Kind {
  readonly name: string;
  /** `own`: a letter that only this profile has. */
  readonly write: (name: string, own: string, account: Account) => Written;
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');
const profile = (name: string, text: string): Part => ({
  header: name === 'default' ? 'default' : `profile "${name}"`,
  lines: linesOf(text),
});
const REGION = 'region = eu-west-1\n';
const sso = (session: string, account: Account): string =>
  `sso_session = ${session}\nsso_account_id = ${ACCOUNTS[account]}\nsso_role_name = Admin\n`;

/** Each source that a profile can have, alone and with what it comes before, and all that leads its calls elsewhere. */
const kinds: readonly Kind[] = [
  { name: 'keys', write: (name, _own, account) => ({ parts: [profile(name, REGION + keys(account))] }) },
  {
    name: 'keys in the other file, and others with a token here',
    write: (name, _own, account) => ({
      parts: [profile(name, REGION + temporaryKeys(account))],
      credentials: `[${name}]\n${keys('e')}`,
    }),
  },
  {
    name: 'Identity Center by a session, before keys',
    write: (name, own, account) => ({
      parts: [
        {
          header: `sso-session 'Corp ${own}'`,
          lines: [`sso_start_url = https://${own}.awsapps.com/start`, 'sso_region = eu-central-1'],
        },
        profile(name, REGION + sso(`Corp ${own}`, account) + keys('e')),
      ],
      files: ssoCache(`Corp ${own}`),
    }),
  },
  {
    name: 'Identity Center of the older form',
    write: (name, own, account) => ({
      parts: [
        profile(
          name,
          `${REGION}sso_start_url = https://old-${own}.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = ${ACCOUNTS[account]}\nsso_role_name = Admin\n`,
        ),
      ],
      files: ssoCache(`https://old-${own}.awsapps.com/start`),
    }),
  },
  {
    name: 'a chain of three profiles',
    write: (name, own, account) => ({
      parts: [
        profile(`first ${own}`, keys('d')),
        profile(`second ${own}`, `role_arn = ${role('e')}\nsource_profile = first ${own}\nregion = us-east-1\n`),
        profile(
          name,
          `${REGION}role_arn = ${role(account)}\nrole_session_name = me\nsource_profile = second ${own}\n${keys('d')}`,
        ),
      ],
    }),
  },
  {
    name: 'a role of a sign-in, by FIPS',
    write: (name, own, account) => ({
      parts: [
        {
          header: `sso-session ${own}`,
          lines: [`sso_start_url = https://${own}.awsapps.com/start`, 'sso_region = us-east-1'],
        },
        profile(`signed ${own}`, sso(own, 'd')),
        profile(
          name,
          `region = us-east-1\nuse_fips_endpoint = true\nrole_arn = ${role(account)}\nsource_profile = signed ${own}\n`,
        ),
      ],
      files: ssoCache(own),
    }),
  },
  {
    name: 'a services section and a path',
    write: (name, own, account) => ({
      parts: [
        {
          header: `services "here ${own}"`,
          lines: [
            `sts =`,
            `  endpoint_url = https://sts.${own}.example/in`,
            'ec2 =',
            `  endpoint_url = https://ec2.${own}.example`,
          ],
        },
        profile(
          name,
          `${REGION}services = here ${own}\nendpoint_url = https://all.${own}.example\nsource_profile = base ${own}\nrole_arn = ${role(account)}\n`,
        ),
        profile(`base ${own}`, `${keys('d')}s3 =\n  addressing_style = path\n  max_queue_size = 10\n`),
      ],
    }),
  },
  {
    name: 'a web identity',
    write: (name, own, account) => ({
      parts: [
        profile(
          name,
          `${REGION}role_arn = ${role(account, 'Web')}\nweb_identity_token_file = {home}/token ${own}\nrole_session_name = pod\n`,
        ),
      ],
      files: { [`token ${own}`]: 'ey.J.x' },
    }),
  },
  {
    name: 'a helper program, with what looks like comments in it',
    write: (name, own, account) => ({
      parts: [
        profile(name, `${REGION}credential_process = sh -c 'cat "{home}/$0" # ; x = [y]' "${own}.json"\n${keys('e')}`),
      ],
      files: { [`${own}.json`]: helperOutput(account, true) },
    }),
  },
  {
    name: 'a sign-in by aws login',
    write: (name, own, account) => {
      const session = `arn:aws:iam::${ACCOUNTS[account]}:user/${own}`;
      return { parts: [profile(name, `${REGION}login_session = ${session}\n`)], files: loginCache(session, account) };
    },
  },
  {
    name: 'a source that fails',
    write: (name, _own, account) => ({
      parts: [profile(name, `${REGION}credential_process = false\n${keys(account)}`)],
    }),
  },
  {
    name: 'a chain that goes round',
    write: (name, own, account) => ({
      parts: [
        profile(name, `role_arn = ${role(account)}\nsource_profile = other ${own}\n`),
        profile(`other ${own}`, `role_arn = ${role(account)}\nsource_profile = ${name}\n`),
      ],
    }),
  },
  {
    name: 'a partition',
    write: (name, own, account) => ({
      parts: [
        profile(`base ${own}`, `region = eu-west-1\n${keys('d')}`),
        profile(
          name,
          `region = cn-north-1\nrole_arn = ${role(account, 'Ops', 'aws-cn')}\nsource_profile = base ${own}\n`,
        ),
      ],
    }),
  },
];

const NAMES = [
  'default',
  'dev',
  'Data Team',
  'équipe',
  '名前',
  '__proto__',
  'constructor',
  'a,b',
  'x [1]',
  "Bob's",
  'profile',
  'services',
];

/** How one section is written down. No bracket after a header: the CLI takes the last one of the line for the end of the name. */
const layouts = fc.record({
  indent: fc.constantFrom('', '  ', '\t', '        '),
  capitals: fc.boolean(),
  colon: fc.boolean(),
  spaced: fc.constantFrom('', ' ', '\t '),
  afterHeader: fc.constantFrom('', ' # mine; role_arn = x', '; role_arn = x', '   '),
  noise: fc.array(fc.constantFrom('', '   ', '\t', '# role_arn = x', ' ; [profile z]', '        # deep', '#', ';='), {
    minLength: 1,
    maxLength: 4,
  }),
});
type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;

const plain: Layout = { indent: '', capitals: false, colon: false, spaced: ' ', afterHeader: '', noise: [''] };

function laidOut({ header, lines }: Part, layout: Layout): readonly string[] {
  const noise = (at: number): string => layout.noise[at % layout.noise.length] ?? '';
  const body = lines.flatMap((line, at) => {
    // A nested line stays deeper than the one that it belongs to.
    if (line.startsWith(' ')) return [noise(at), `${layout.indent}    ${line.trim()}`];
    const [, key = '', value = ''] = /^([^=]*?) *= *(.*)$/.exec(line) ?? [];
    const sign = layout.colon ? ':' : '=';
    const shown = layout.capitals ? key.toUpperCase() : key;
    return [noise(at), `${layout.indent}${shown}${layout.spaced}${sign}${layout.spaced}${value}`];
  });
  // Not deeper than the property above it, which it would continue.
  return [noise(0), `[${header}]${layout.afterHeader}`, ...body, noise(1)];
}

interface Pair {
  readonly one: readonly [Kind, string, Account];
  readonly two: readonly [Kind, string, Account];
  readonly order: readonly number[];
  readonly layouts: readonly Layout[];
  readonly end: string;
  readonly last: boolean;
}

const pairs: fc.Arbitrary<Pair> = fc
  .record({
    kinds: fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)),
    names: fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }),
    accounts: fc.shuffledSubarray(['a', 'b', 'c'] as const, { minLength: 2, maxLength: 2 }),
    order: fc.array(fc.nat({ max: 1_000 }), { minLength: 8, maxLength: 8 }),
    layouts: fc.array(layouts, { minLength: 8, maxLength: 8 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    last: fc.boolean(),
  })
  .map(({ kinds: [one, two], names: [first = '', second = ''], accounts: [a = 'a', b = 'b'], ...rest }) => ({
    one: [one, first, a],
    two: [two, second, b],
    ...rest,
  }));

/** What a profile comes to in these sections, whoever else is in them. */
async function outcomeIn(
  side: SimulatedSide,
  name: string,
  config: string,
  written: readonly Written[],
): Promise<Outcome> {
  const credentials = written.map((it) => it.credentials ?? '').join('');
  const files = Object.assign({}, ...written.map((it) => it.files ?? {})) as Readonly<Record<string, string>>;
  const { outcome } = await haltOutcome(
    about('lines', 'two profiles', { config, credentials, files, profile: name }),
    side,
  );
  return outcome;
}

describe('two profiles in one file', () => {
  let side: SimulatedSide;
  before(async () => {
    side = await startSimulatedSide();
  });
  after(() => side.close());

  test(
    'act as each does alone, in any order, with any comments, blanks, indents and line ends',
    { timeout: 240_000 },
    async () => {
      const seen = new Set<string>();
      let compared = 0;
      const alone = async ([kind, name, account]: Pair['one'], own: string): Promise<Outcome> => {
        const written = kind.write(name, own, account);
        const config = written.parts.map(({ header, lines }) => `[${header}]\n${lines.join('\n')}\n`).join('');
        return outcomeIn(side, name, config, [written]);
      };
      const property = fc.asyncProperty(pairs, async (pair) => {
        const both = [
          [pair.one, 'q'],
          [pair.two, 'r'],
        ] as const;
        const written = both.map(([[kind, name, account], own]) => kind.write(name, own, account));
        const parts = written
          .flatMap((it) => it.parts)
          .map((part, at) => ({ part, rank: pair.order[at] ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank);
        const lines = parts.flatMap(({ part }, at) => laidOut(part, pair.layouts[at] ?? plain));
        const config = lines.join(pair.end) + (pair.last ? pair.end : '');
        for (const [[kind, name, account], own] of both) {
          const expected = await alone([kind, name, account], own);
          const found = await outcomeIn(side, name, config, written);
          assert.deepEqual(found, expected, JSON.stringify([kind.name, name, config]));
          seen.add(kind.name);
          compared += 1;
        }
      });
      await assertProperty(property, { numRuns: PAIRS, seed });
      process.stdout.write(`${PAIRS} pairs, seed ${seed}: ${compared} profiles of ${seen.size} kinds act as alone\n`);
    },
  );
});
