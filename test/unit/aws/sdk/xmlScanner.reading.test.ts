import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BrokenXml, createXmlScanner, UnknownXml, type XmlMembers } from '../../../../src/aws/sdk/xmlScanner.ts';

const tag: XmlMembers = new Map([
  ['key', { key: 'Key', shape: { type: 'text' } }],
  ['value', { key: 'Value', shape: { type: 'text' } }],
]);
const members: XmlMembers = new Map([
  ['name', { key: 'Name', shape: { type: 'text' } }],
  ['size', { key: 'Size', shape: { type: 'number' } }],
  ['on', { key: 'On', shape: { type: 'flag' } }],
  ['at', { key: 'At', shape: { type: 'time' } }],
  ['names', { key: 'Names', shape: { type: 'list', item: { type: 'text' } } }],
  ['state', { key: 'State', shape: { type: 'record', members: tag } }],
  ['tagSet', { key: 'Tags', shape: { type: 'list', item: { type: 'record', members: tag } } }],
  ['fleet', { key: 'Fleet', shape: { type: 'list', item: { type: 'record', members: tag, handed: true } } }],
]);

/** What the whole gives, and what was handed on before its end. */
function read(text: string) {
  const handed: unknown[] = [];
  const scanner = createXmlScanner('Answer', members, (record) => handed.push(record));
  scanner.push(text);
  return { result: scanner.end(), handed };
}
const inside = (content: string) => read(`<Answer>${content}</Answer>`).result;

describe('an answer in XML', () => {
  const utc = (text: string): Date => new Date(text);
  const rows: readonly (readonly [what: string, content: string, expected: Record<string, unknown>])[] = [
    ['nothing', '', {}],
    ['blanks', ' \n ', {}],
    ['a text', '<name>web</name>', { Name: 'web' }],
    ['a text of digits', '<name>0123</name>', { Name: '0123' }],
    ['a text that says true', '<name>true</name>', { Name: 'true' }],
    ['a text with blanks around it', '<name> web </name>', { Name: ' web ' }],
    ['a text of blanks', '<name>  </name>', { Name: '  ' }],
    ['how the document is laid out', '<name>\n  </name>', { Name: '' }],
    ['a text of several lines', '<name>a\nb</name>', { Name: 'a\nb' }],
    ['lines as Windows ends them', '<name>a\r\nb\rc\r\r\nd</name>', { Name: 'a\nb\nc\n\nd' }],
    ['references', '<name>&lt;b&gt; &amp;amp; &#x41;</name>', { Name: '<b> &amp; A' }],
    ['an empty text', '<name></name>', { Name: '' }],
    ['an empty element', '<name/>', { Name: '' }],
    ['an empty element with a blank', '<name />', { Name: '' }],
    ['a blank behind a name, at both ends', '<name >web</name >', { Name: 'web' }],
    ['the first of two', '<name>a</name><name>b</name>', { Name: 'a' }],
    ['an inherited member’s name', '<toString>a</toString><name>b</name>', { Name: 'b' }],
    ['a text with an element in it', '<name>a<b>c</b></name>', { Name: {} }],
    ['a text with an empty element in it', '<name>a<b/></name>', { Name: {} }],
    ['a number', '<size>8</size>', { Size: 8 }],
    ['a number with blanks', '<size> -1.5e3 </size>', { Size: -1500 }],
    ['no number', '<size>eight</size>', { Size: 'eight' }],
    ['no number, but a blank', '<size> </size>', { Size: ' ' }],
    ['no number, but nothing', '<size/>', { Size: '' }],
    ['true', '<on>true</on>', { On: true }],
    ['false', '<on>FALSE</on>', { On: false }],
    ['neither', '<on>yes</on>', { On: 'yes' }],
    ['a time', '<at>2026-01-15T12:00:00.000Z</at>', { At: utc('2026-01-15T12:00:00Z') }],
    ['a time in small letters', '<at>2026-01-15t12:00:00z</at>', { At: utc('2026-01-15T12:00:00Z') }],
    ['a time of another zone', '<at>2026-01-15T12:00:00+02:00</at>', { At: utc('2026-01-15T10:00:00Z') }],
    ['a time with a fraction', '<at>2026-01-15T12:00:00.2504Z</at>', { At: utc('2026-01-15T12:00:00.250Z') }],
    ['a time with half a millisecond', '<at>2026-01-15T12:00:00.0006Z</at>', { At: utc('2026-01-15T12:00:00.001Z') }],
    ['a time without a zone', '<at>2026-01-15T12:00:00</at>', { At: '2026-01-15T12:00:00' }],
    ['a time with something before it', '<at>x2026-01-15T12:00:00Z</at>', { At: 'x2026-01-15T12:00:00Z' }],
    ['a time with something behind it', '<at>2026-01-15T12:00:00Zx</at>', { At: '2026-01-15T12:00:00Zx' }],
    ['a time with a remark behind it', '<at>2026-01-15T12:00:00Z (noon)</at>', { At: '2026-01-15T12:00:00Z (noon)' }],
    ['a day that no month has', '<at>2026-02-30T12:00:00Z</at>', { At: '2026-02-30T12:00:00Z' }],
    ['an hour that no day has', '<at>2026-01-15T25:00:00Z</at>', { At: '2026-01-15T25:00:00Z' }],
    ['a list', '<names><item>a</item><item>b</item></names>', { Names: ['a', 'b'] }],
    ['an empty list', '<names/>', { Names: [] }],
    ['a list of other things', '<names><name>a</name><item>b</item></names>', { Names: ['b'] }],
    ['a text in place of a list', '<names>odd</names>', { Names: 'odd' }],
    ['a list that is laid out', '<names>\n <item>a</item>\n </names>', { Names: ['a'] }],
    ['a record', '<state><key>k</key><value>v</value></state>', { State: { Key: 'k', Value: 'v' } }],
    ['a record without a member', '<state></state>', { State: {} }],
    ['a text in place of a record', '<state>odd &amp; new</state>', { State: 'odd & new' }],
    ['a record with a text besides', '<state><key>k</key>odd</state>', { State: { Key: 'k' } }],
    ['what is left out in a record', '<state><newer><key>x</key></newer><key>k</key></state>', { State: { Key: 'k' } }],
    [
      'a list of records',
      '<tagSet><item><key>a</key></item><item/><item><value>b</value></item></tagSet>',
      { Tags: [{ Key: 'a' }, {}, { Value: 'b' }] },
    ],
    ['what is left out', '<newer><deep><name>x</name><e/></deep></newer><name>a</name>', { Name: 'a' }],
    ['what is left out, and empty', '<newer/><name>a</name>', { Name: 'a' }],
    ['what is left out, named alike', '<newer><newer></newer></newer><name>a</name>', { Name: 'a' }],
  ];
  for (const [what, content, expected] of rows)
    it(`is read with ${what}`, () => assert.deepEqual(inside(content), expected));

  it('hands each record on as soon as it is whole, and keeps it nowhere', () => {
    const { result, handed } = read(
      '<Answer><fleet><item><key>a</key></item><item>odd</item><item> <key>b</key> </item><item/><item><key>c</key>odd</item></fleet></Answer>',
    );
    assert.deepEqual(handed, [{ Key: 'a' }, 'odd', { Key: 'b' }, {}, { Key: 'c' }]);
    assert.deepEqual(result, { Fleet: [] });
    const early: unknown[] = [];
    const scanner = createXmlScanner('Answer', members, (record) => early.push(record));
    scanner.push('<Answer><fleet><item><key>a</key></item><item><key>b</ke');
    assert.deepEqual(early, [{ Key: 'a' }]);
  });

  for (const declaration of [
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    "<?xml version='1.0' encoding = 'utf-8' standalone='yes'?>",
    '<?xml version="1.0"?><?xml version="1.0"?>',
  ])
    it(`may say first that it is one: ${JSON.stringify(declaration)}`, () => {
      assert.deepEqual(read(`${declaration}<Answer><name>a</name></Answer>`).result, { Name: 'a' });
    });

  it('may have a blank in its root, or a namespace', () => {
    assert.deepEqual(read('<Answer xmlns="https://x/"><name>a</name></Answer>').result, { Name: 'a' });
    assert.deepEqual(read('<Answer\n><name>a</name></Answer>\n \n').result, { Name: 'a' });
  });
});

describe('what another reader may know', () => {
  for (const [what, text] of [
    ['a comment', '<Answer><!-- x --></Answer>'],
    ['a comment before the root', '<!-- x --><Answer></Answer>'],
    ['CDATA', '<Answer><name><![CDATA[x]]></name></Answer>'],
    ['an instruction', '<Answer><?go on?></Answer>'],
    ['an instruction before the root', '<?go on?><Answer></Answer>'],
    ['a declaration behind the beginning', '<Answer><?xml version="1.0"?></Answer>'],
    ['a declaration without its end', '<?xml version="1.0"><Answer></Answer>'],
    ['another encoding', '<?xml version="1.0" encoding="latin1"?><Answer></Answer>'],
    ['another encoding, with blanks', '<?xml version="1.0" encoding = "latin1"?><Answer></Answer>'],
    ['an instruction that names XML', '<?go ?xml version="1.0"?><Answer></Answer>'],
    ['a declaration that goes on', '<?xml version="1.0"? x><Answer></Answer>'],
    ['no encoding', '<?xml version="1.0" encoding=""?><Answer></Answer>'],
    ['an attribute', '<Answer><name lang="en">a</name></Answer>'],
    ['an attribute of an empty element', '<Answer><name lang="en"/></Answer>'],
    ['an attribute in what is left out', '<Answer><newer><name lang="a>b">a</name></newer></Answer>'],
    ['a quote in what is left out', '<Answer><newer><name"></name"></newer></Answer>'],
    ['an empty root', '<Answer/>'],
  ] as const)
    it(`is left to it: ${what}`, () => {
      assert.throws(() => read(text), UnknownXml);
    });
});

describe('what is no answer', () => {
  const unended = 'The Answer has no end.';
  const early = 'There is something before the root.';
  const late = 'There is something after the end.';
  for (const [what, text, why] of [
    ['nothing', '', unended],
    ['blanks', ' \n', unended],
    ['another root', '<Other></Other>', 'The answer is no Answer.'],
    ['a root whose name goes on', '<Answers></Answers>', 'The answer is no Answer.'],
    ['no end', '<Answer><name>a</name>', unended],
    ['an end of another', '<Answer><name>a</names></Answer>', '<name> is closed by </names>.'],
    ['an end of the root too early', '<Answer><name>a</Answer>', '<name> is closed by </Answer>.'],
    ['an end of another in what is left out', '<Answer><newer><a></b></newer></Answer>', '<a> is closed by </b>.'],
    ['a longer end in what is left out', '<Answer><newer><a></ba></newer></Answer>', '<a> is closed by </ba>.'],
    ['an end without a name in what is left out', '<Answer><newer></></Answer>', '<newer> is closed by </>.'],
    ['something behind the end', '<Answer></Answer>x', unended],
    ['an element behind the end', '<Answer></Answer><x>', late],
    ['an end behind the end', '<Answer></Answer></Answer>', late],
    ['a tag without an end', '<Answer></Answer><x', unended],
    ['something before the root', 'x<Answer></Answer>', early],
    ['something behind the declaration', '<?xml version="1.0"?>x<Answer></Answer>', early],
  ] as const)
    it(`is refused, and told why: ${what}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof BrokenXml && error.message === why,
      );
    });
});
