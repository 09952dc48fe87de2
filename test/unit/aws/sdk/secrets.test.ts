import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { failureOf } from '../../../../src/aws/sdk/failures.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { TransportError } from '../../../../src/aws/transport/transport.ts';
import { assertProperty } from '../../../stages/property.ts';

const struck = (text: string, ...secrets: string[]): string => {
  const all = createSecrets();
  all.add(...secrets);
  return all.strike(text);
};

/** How a text from outside may quote a secret. */
const quotings: Readonly<Record<string, (secret: string) => string>> = {
  plainly: (it) => it,
  'in an address': encodeURIComponent,
  'in an address, in small letters': (it) => encodeURIComponent(it).replaceAll(/%../g, (hex) => hex.toLowerCase()),
  'in an address within an address': (it) => encodeURIComponent(encodeURIComponent(it)),
  'in a form': (it) => new URLSearchParams({ it }).toString(),
  'in JSON': (it) => JSON.stringify({ it }),
  'in JSON with slashes escaped': (it) => JSON.stringify({ it }).replaceAll('/', String.raw`\/`),
  'in JSON within JSON': (it) => JSON.stringify(JSON.stringify({ it })),
  'in JSON by numbers': (it) =>
    it.replaceAll(/[^A-Za-z0-9]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in JSON by numbers throughout': (it) =>
    [...Array(it.length).keys()].map((at) => `\\u${it.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  'in an address throughout': (it) =>
    [...Buffer.from(it)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'in HTML by numbers throughout': (it) => [...it].map((letter) => `&#${letter.codePointAt(0)};`).join(''),
  'byte by byte': (it) => [...Buffer.from(it)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  'in XML': (it) =>
    it.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'in HTML by numbers': (it) =>
    it.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `&#x${letter.codePointAt(0)?.toString(16)};`),
  'in base64': (it) => Buffer.from(it).toString('base64'),
  'in base64 of a whole request': (it) => Buffer.from(`Token=${it}&Version=1`).toString('base64'),
  'in base64 of a form': (it) => Buffer.from(`T=${encodeURIComponent(it)}&V=1`).toString('base64'),
  'in base64url': (it) => Buffer.from(`ab${it}`).toString('base64url'),
  'in hexadecimal digits': (it) => Buffer.from(it).toString('hex'),
  'in hexadecimal digits, apart': (it) => hexOf(it).join(' '),
  'in hexadecimal digits with colons': (it) => hexOf(it).join(':'),
  'in hexadecimal numbers': (it) =>
    hexOf(it)
      .map((byte) => `0x${byte}`)
      .join(', '),
  'in decimal numbers': (it) => JSON.stringify([...Buffer.from(it)]),
  'in octal digits': (it) => [...Buffer.from(it)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'in JavaScript by numbers': (it) => [...it].map((letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`).join(''),
  'in an address by UTF-16': (it) =>
    [...Array(it.length).keys()].map((at) => `%u${it.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  'in HTML by names': (it) =>
    it.replaceAll('&', '&amp;').replaceAll('+', '&plus;').replaceAll('/', '&sol;').replaceAll('=', '&equals;'),
  'in CSS by numbers': (it) => [...it].map((letter) => `\\${numberOf(letter)} `).join(''),
  'in CSS by numbers of six digits': (it) =>
    `"${[...it].map((letter) => `\\${numberOf(letter).padStart(6, '0')}`).join('')}"`,
  'in CSS': (it) => it.replaceAll(/[^A-Za-z0-9]/gu, (letter) => `\\${numberOf(letter)} `),
  'as a shell’s word': (it) => it.replaceAll(/[^A-Za-z0-9]/gu, String.raw`\$&`),
  'in wide letters': (it) => it.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + WIDE)),
  'with what is not drawn in it': (it) => it.replaceAll(/.{3}/gu, '$&\u200b'),
  'in mail': (it) =>
    [...Buffer.from(it)]
      .map((byte) =>
        /[A-Za-z0-9]/.test(String.fromCharCode(byte))
          ? String.fromCharCode(byte)
          : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join(''),
  'in UTF-16': (it) => Buffer.from(it, 'utf16le').toString('base64'),
  'in UTF-16, in digits': (it) => Buffer.from(it, 'utf16le').toString('hex'),
  'in base64 of lines': (it) =>
    Buffer.from(`a header: ${it} and more`).toString('base64').replaceAll(/.{20}/g, '$&\r\n'),
  'in lines': (it) => it.replaceAll(/.{4}/g, '$&\n'),
  'in capitals': (it) => it.toUpperCase(),
  'in small letters': (it) => it.toLowerCase(),
};
const numberOf = (letter: string): string => (letter.codePointAt(0) ?? 0).toString(16);
/** How far the wide letters are from those of ASCII. */
const WIDE = 0xfee0;
/** How one text of letters beyond ASCII may be written. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  NFC: (it) => it.normalize('NFC'),
  NFD: (it) => it.normalize('NFD'),
  NFKC: (it) => it.normalize('NFKC'),
  NFKD: (it) => it.normalize('NFKD'),
  'Latin-1 for UTF-8': (it) => Buffer.from(it).toString('latin1'),
  'Windows-1252 for UTF-8': (it) => new TextDecoder('windows-1252').decode(Buffer.from(it)),
};
const hexOf = (it: string): readonly string[] => Buffer.from(it).toString('hex').match(/../g) ?? [];
/** A long secret is struck out in these, too; a short one is there by chance. */
const deep: Readonly<Record<string, (secret: string) => string>> = {
  'in base64 of base64': (it) => Buffer.from(Buffer.from(`x${it}`).toString('base64')).toString('base64'),
  'in an address in JSON in base64': (it) =>
    Buffer.from(JSON.stringify({ url: `?x=${encodeURIComponent(it)}` })).toString('base64'),
};
const examples = [
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'IQoJb3JpZ2luX2VjEPf//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+/=',
  'eyJraWQiOiJrIn0.eyJzdWIiOiIxIn0.sig-nature_x',
  'an external id: "a&b"<c>',
  'short+/1',
];

describe('a secret', () => {
  for (const [way, quote] of Object.entries(quotings)) {
    test(`is struck out ${way}`, () => {
      for (const secret of examples) {
        const text = `before ${quote(secret)} after`;
        const left = struck(text, secret);
        assert.match(left, /^before .*…/s, `${secret}: ${left}`);
        assert.match(left, / after$/);
        // Nothing is left of the middle of what stood there.
        const quoted = quote(secret);
        const middle = quoted.slice(Math.floor(quoted.length / 3), Math.ceil((quoted.length * 2) / 3));
        assert.ok(!left.includes(middle), `${secret}: ${left}`);
      }
    });
  }

  test('is struck out in any of these ways, whatever it is made of', () => {
    const secret = fc.string({ minLength: 8, maxLength: 80, unit: fc.constantFrom(...'abXYZ019+/=-_.~:@ &"\\é') });
    assertProperty(
      fc.property(secret, fc.constantFrom(...Object.keys(quotings)), (it, way) => {
        fc.pre(it.trim().length >= 8);
        const text = `<${quotings[way]?.(it) ?? ''}>`;
        assert.ok(struck(text, it).includes('…'), text);
      }),
      { numRuns: 100 },
    );
  });

  test('is struck out however its letters are spelt, in whatever way it is quoted then', () => {
    const letters = [
      ...'abXYZ019+/=-_.',
      'é',
      'e\u0301',
      'ö',
      'Å',
      'ñ',
      'ệ',
      'ﬁ',
      '①',
      '한',
      '\u1112\u1161',
      'ガ',
      '\uff76\uff9e',
      '中',
    ];
    const secret = fc.array(fc.constantFrom(...letters), { minLength: 10, maxLength: 40 }).map((all) => all.join(''));
    const quoted = Object.keys(quotings).filter((way) => !/UTF-16|capitals|small/.test(way));
    assertProperty(
      fc.property(
        secret,
        fc.constantFrom(...Object.keys(spellings)),
        fc.constantFrom(...quoted),
        (it, spelling, way) => {
          // Some of the letters that bytes were taken for aren't drawn either.
          fc.pre(!(spelling.endsWith('UTF-8') && way.includes('not drawn')));
          const spelt = spellings[spelling]?.(it) ?? '';
          const text = `<${quotings[way]?.(spelt) ?? ''}>`;
          assert.ok(struck(text, it).includes('…'), `${spelling}, ${way}: ${text}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('is struck out where it is quoted in two ways, one within the other', () => {
    // What is in one case alone can’t be read as base64 any more, bytes of bytes are not looked for in all ways, nor is UTF-16 beyond Latin-1.
    const lossy = /capitals|small letters/;
    const bytes = /base64|digits|numbers|UTF-16/;
    assertProperty(
      fc.property(
        fc.constantFrom(...examples.slice(0, 3)),
        fc.constantFrom(...Object.keys(quotings)),
        fc.constantFrom(...Object.keys(quotings)),
        (it, inner, outer) => {
          fc.pre(!lossy.test(outer) && !(bytes.test(inner) && bytes.test(outer)));
          fc.pre(!(inner.startsWith('in CSS by numbers') && outer === 'in a form'));
          fc.pre(!(/wide|not drawn/.test(inner) && outer.includes('UTF-16')));
          const text = `<${quotings[outer]?.(quotings[inner]?.(it) ?? '') ?? ''}>`;
          assert.ok(struck(text, it).includes('…'), `${inner}, within ${outer}: ${text}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  for (const [way, quote] of Object.entries(deep))
    test(`that is long is struck out ${way}`, () => {
      for (const secret of examples.filter(({ length }) => length >= 16)) {
        const left = struck(`before ${quote(secret)} after`, secret);
        assert.match(left, /^before .*…\S{0,8} after$/, `${secret}: ${left}`);
      }
    });

  test('is struck out where somebody has cut it', () => {
    const token = `FwoGZXIvYXdzE${'kQ7/zP+3xB'.repeat(60)}==`;
    for (const part of [token.slice(0, 200), token.slice(100), token.slice(37, 400), `${token.slice(0, 90)}...`])
      assert.ok(!/kQ7/.test(struck(`token ${part} is bad`, token)), part);
  });

  test('that is short is struck out where it stands alone', () => {
    for (const text of ['code 123456', 'TokenCode=123456&x', '{"code":"123456"}', 'TokenCode%3D123456%26x'])
      assert.doesNotMatch(struck(text, '123456'), /123456/, text);
    assert.doesNotMatch(struck('code %31%32%33%34%35%36', '123456'), /%31/);
    assert.equal(struck('request 12345678 of extension', '123456', 'ext'), 'request 12345678 of extension');
    assert.equal(struck('bad external id ext', 'ext'), 'bad external id …');
  });

  test('that holds another leaves nothing of itself', () => {
    assert.equal(struck('a secret-of-mine-2 b', 'secret-of', 'secret-of-mine-2'), 'a … b');
  });

  test('goes wherever it stands, and nothing else does', () => {
    const rows: readonly (readonly [text: string, secrets: readonly string[], left: string])[] = [
      ['my-secret-1', ['my-secret-1'], '…'],
      ['my-secret-1 x', ['my-secret-1'], '… x'],
      ['x my-secret-1', ['my-secret-1'], 'x …'],
      ['a my-secret-1 b my-secret-1 c', ['my-secret-1'], 'a … b … c'],
      ['a my-secret-1my-secret-1 c', ['my-secret-1'], 'a … c'],
      ['a my-secret-1 b his-secret-2 c', ['his-secret-2', 'my-secret-1'], 'a … b … c'],
      ['xmy-secret-1x', ['my-secret-1'], 'x…x'],
      ['my-secret- my+secret+1 MY-SECRET-1', ['my-secret-1'], 'my-secret- … …'],
      // A letter that is longer when it is small.
      ['İİ my-secret-1 x', ['my-secret-1'], 'İİ … x'],
      ['nothing of it', ['my-secret-1'], 'nothing of it'],
      ['', ['my-secret-1'], ''],
      // Seven letters are a word's part, eight are not.
      ['secret7', ['secret7'], '…'],
      ['xsecret7', ['secret7'], 'xsecret7'],
      ['secret7x', ['secret7'], 'secret7x'],
      ['xsecret8x', ['secret8x'], 'x…'],
      ['secret7, (secret7) secret7x secret7.', ['secret7'], '…, (…) secret7x ….'],
      ['is secret7', ['secret7', 'is'], '… …'],
      ['ab.ab', ['ab'], '….…'],
      ['ExternalId%3Dab1%26x', ['ab1'], 'ExternalId%3D…%26x'],
      ['%61%62%31 &#97;b1', ['ab1'], '… …'],
      [String.raw`{"id":"\u0061b1"}\tab1`, ['ab1'], String.raw`{"id":"…"}\t…`],
      // By its bytes only what isn't there by chance.
      [Buffer.from('12345').toString('hex'), ['12345'], '…'],
      [Buffer.from('1234').toString('hex'), ['1234'], Buffer.from('1234').toString('hex')],
      [Buffer.from(' 1234 ').toString('base64'), ['1234'], Buffer.from(' 1234 ').toString('base64')],
    ];
    for (const [text, secrets, left] of rows) assert.equal(struck(text, ...secrets), left, text);
  });

  test('that is long leaves nothing of its part, nor what somebody may have cut beside it', () => {
    const long = createHash('sha512').update('long').digest('hex').slice(0, 64);
    const other = createHash('sha512').update('other').digest('hex').slice(0, 31);
    const beside = 'z'.repeat(60);
    for (let at = 0; at + 16 <= long.length; at += 5) {
      const part = long.slice(at, at + 16);
      assert.equal(struck(`a (${part}) b`, long), 'a (…) b', `${at}`);
      assert.equal(
        struck(`a ${beside}${part}${beside} b`, long),
        `a ${beside.slice(47)}…${beside.slice(47)} b`,
        `${at}`,
      );
      assert.equal(struck(`a x!${part}!x b`, long), 'a x!…!x b');
    }
    assert.equal(struck(`a ${long.slice(3, 18)} b`, long), `a ${long.slice(3, 18)} b`, 'fifteen could be anything');
    assert.equal(
      struck(`a ${other.slice(0, 30)} b`, other),
      `a ${other.slice(0, 30)} b`,
      'of a shorter one only the whole',
    );
    assert.equal(struck(`a ${other} b`, other), 'a … b');
    const shortest = long.slice(0, 32);
    assert.equal(struck(`a (${shortest.slice(8, 24)}) b`, shortest), 'a (…) b', 'of 32 a part is enough');
    assert.equal(struck(`a x${long}x b`, long), 'a x…x b', 'a whole one tells where it ends');
  });

  test('that is forgotten takes no other with it', () => {
    const all = createSecrets();
    all.add('one-and-the+same', 'one+and+the-same', 'one-and-another!');
    for (let index = 0; index < 4_094; index += 1) all.add(`filler-secret-${index} `);
    // The first is gone, and is written like the second.
    assert.equal(all.strike('a one-and-the+same b one-and-another! c'), 'a … b … c');
    all.add('filler-secret-x ');
    assert.equal(all.strike('a one-and-the+same b one-and-another! c'), 'a one-and-the+same b … c');
    all.add('filler-secret-y ');
    assert.equal(all.strike('a one-and-another! c'), 'a one-and-another! c');
    assert.equal(all.strike('a filler-secret-0 c'), 'a …c');
  });

  test('of no length is none', () => {
    const all = createSecrets();
    all.add(undefined, '', ' ', 'x', '   ');
    assert.equal(all.strike('x y  z   a'), 'x y  z   a');
  });

  test('is forgotten after many others, not before, and is not older than its last use', () => {
    const all = createSecrets();
    all.add('first-secret-0');
    for (let index = 0; index < 4_095; index += 1) all.add(`other-secret-${index} `);
    assert.equal(all.strike('first-secret-0'), '…');
    all.add('first-secret-0', 'one-more-secret');
    assert.equal(all.strike('first-secret-0'), '…');
    assert.equal(all.strike('other-secret-0 '), 'other-secret-0 ');
    assert.equal(all.strike('of other-secret-1 '), 'of …');
  });

  test('of a thousand profiles is struck out, also when hundreds of them have got others since', () => {
    const all = createSecrets();
    const tokenOf = (profile: number, hour: number): string =>
      `IQoJb3JpZ2luX2Vj${createHash('sha512').update(`${profile} ${hour}`).digest('base64')}`;
    const use = (profile: number, hour: number) =>
      all.add(`ASIA${profile}EXAMPLE${hour}`, `secret of ${profile}, ${hour}`, tokenOf(profile, hour));
    const hourOf = (profile: number): number => (profile < 300 ? 1 : 0);
    for (const now of [() => 0, hourOf])
      for (let profile = 0; profile < 1_000; profile += 1) use(profile, now(profile));
    for (const profile of [0, 299, 300, 999])
      assert.equal(all.strike(`a ${tokenOf(profile, hourOf(profile))} b`), 'a … b', `${profile}`);
  });

  test('of hundreds of profiles is struck out, whole and in part', () => {
    const all = createSecrets();
    // They begin alike, as the tokens of sessions do.
    const tokens = Array.from(
      { length: 400 },
      (_, index) => `IQoJb3JpZ2luX2Vj${createHash('sha512').update(`${index}`).digest('base64').repeat(8)}`,
    );
    for (const [index, token] of tokens.entries())
      all.add(`ASIA${index}EXAMPLE`, token, `of ${index}: ${token.slice(99, 140)}`);
    for (const token of [tokens[0], tokens[200], tokens[399]]) {
      assert.equal(all.strike(`a ${token} b`), 'a … b');
      assert.equal(all.strike(`a ${token?.slice(300, 350)} b`), 'a … b');
    }
    assert.equal(
      all.strike('User: arn:aws:iam::111122223333:user/x is not authorized'),
      'User: arn:aws:iam::111122223333:user/x is not authorized',
    );
  });
});

describe('a failure', () => {
  const secrets = createSecrets();
  secrets.add('the-token-of-the-session');
  const context = { operation: 'ec2:DescribeInstances', mutating: false, secrets };

  test('tells no secret in any of its members, however it was made', () => {
    const quoting = 'no: the-token-of-the-session';
    const answer = {
      status: 400,
      headers: { 'x-amzn-errortype': 'the-token-of-the-session', 'x-amzn-requestid': 'the-token-of-the-session' },
      body: new TextEncoder().encode('{}'),
    };
    const trace = { ...newTrace(), endpoint: 'https://the-token-of-the-session', lastResponse: answer };
    for (const error of [
      new Error(quoting),
      Object.assign(new Error(quoting), { name: 'AbortError' }),
      Object.assign(new Error(quoting), { name: quoting, $fault: 'client', $metadata: { requestId: quoting } }),
      new TransportError({ code: 'ECONNRESET', message: quoting, sent: true }),
      new TransportError({ code: 'ECONNREFUSED', message: quoting, sent: false }),
      new KnownFailure({ kind: 'forbidden', message: quoting, code: quoting, mayHaveHappened: false }),
      quoting,
    ]) {
      const failure = failureOf(error, { ...context, trace });
      assert.doesNotMatch(JSON.stringify(failure), /the-token/, String(error));
    }
  });

  test('tells no signature, and is cut after it was cleaned', () => {
    const signature = 'ab'.repeat(32);
    const message = `Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=${signature} "X-Amz-Signature":"${signature}"`;
    assert.doesNotMatch(failureOf(new Error(message), context).message, /abab/);
    const late = `${'x'.repeat(4_085)} the-token-of-the-session`;
    assert.doesNotMatch(failureOf(new Error(late), context).message, /the-/);
  });
});
