import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayHaveTaken, parseHistoryLine } from '../../../src/history/entry.ts';
import { noon, ref } from '../../stages/history/history.ts';

const whose = ref('experiment', 'EXP1');
const line = (fact: unknown, more: object = {}): unknown => ({ v: 1, type: 'fact', ref: whose, fact, ...more });
const watched = (stretch: unknown): unknown => ({ v: 1, type: 'watched', watched: stretch });
const LIST = 'dev/eu-west-1/experiment';
const outcome = { result: 'accepted' };
const seen = { type: 'observed', subject: '', to: 'running', before: noon };
const told = { type: 'reported', subject: 'action:a', at: noon };
const asked = { type: 'request', operation: 'StopExperiment', at: noon, outcome };

describe('a line of the history’s journal', () => {
  const good: Readonly<Record<string, unknown>> = {
    'what was seen': line(seen),
    'with all about it': line({ ...seen, from: 'pending', after: noon - 1, reason: 'why' }),
    'what AWS tells': line({ ...told, to: 'running' }),
    'what AWS tells and is no state, and why': line({ ...told, name: 'started', reason: 'why' }),
    'a request': line(asked),
    'that it is missing': line({ type: 'missing', at: noon }),
    'a gap': line({ type: 'gap', from: noon, to: noon + 1 }),
    'a gap that lasts': line({ type: 'gap', from: noon }),
    'a stretch': watched({ list: LIST, from: noon, to: noon + 1 }),
    'a stretch of one look': watched({ list: LIST, from: noon, to: noon }),
    ...Object.fromEntries(
      ['accepted', 'refused', 'too-late', 'not-sent', 'unknown'].map((result) => [
        `a request that was ${result}`,
        line({ ...asked, outcome: { result, message: 'No.', requestId: 'r-1' } }),
      ]),
    ),
  };
  for (const [name, value] of Object.entries(good))
    it(`comes back whole: ${name}`, () => assert.deepEqual(parseHistoryLine(value), value));

  const bad: Readonly<Record<string, unknown>> = {
    nothing: null,
    'a text': 'fact',
    'no version': { type: 'fact', ref: whose, fact: seen },
    'a version before the first': line(seen, { v: 0 }),
    'a version in a text': line(seen, { v: '2' }),
    'nobody’s': line(seen, { ref: undefined }),
    'another kind of line': line(seen, { type: 'other' }),
    'another kind of fact': line({ ...seen, type: 'other' }),
    'a state that is none': line({ ...seen, to: 7 }),
    'no state': line({ ...seen, to: undefined }),
    'a sighting without its time': line({ ...seen, before: undefined }),
    'a time that is none': line({ ...seen, before: 'noon' }),
    'an endless time': line({ ...seen, before: Infinity }),
    ...Object.fromEntries(
      [1e300, -1e300].flatMap((at) => [
        [`a sighting that no calendar has: ${at}`, line({ ...seen, before: at })],
        [`one after such a time: ${at}`, line({ ...seen, after: at })],
        [`a clock that is off by more than any: ${at}`, line({ ...seen, ahead: at })],
        [`a report of such a time: ${at}`, line({ ...told, at })],
        [`a request: ${at}`, line({ ...asked, at })],
      ]),
    ),
    'a stretch that lasts for ever': watched({ list: LIST, from: noon, to: 1e300 }),
    'an earlier look at no time': line({ ...seen, after: null }),
    'a report without its time': line({ ...told, at: undefined }),
    'a report of nobody': line({ ...told, subject: undefined }),
    'a name that is none': line({ ...told, name: 7 }),
    'a request without its outcome': line({ ...asked, outcome: undefined }),
    'a request of no known outcome': line({ ...asked, outcome: { result: 'maybe' } }),
    'a request with a message that is none': line({ ...asked, outcome: { ...outcome, message: 7 } }),
    'a request of nothing': line({ ...asked, operation: undefined }),
    'missing since no time': line({ type: 'missing' }),
    'a gap from no time': line({ type: 'gap', to: noon }),
    'a stretch that ends before it began': watched({ list: LIST, from: noon, to: noon - 1 }),
    'a stretch of no list': watched({ from: noon, to: noon }),
    'a stretch without an end': watched({ list: LIST, from: noon }),
    'no stretch': watched(undefined),
  };
  for (const [name, value] of Object.entries(bad))
    it(`is none, and costs no other: ${name}`, () => assert.equal(parseHistoryLine(value), undefined));

  it('of a later version is known to be one, whatever is in it', () => {
    for (const value of [{ v: 2 }, line(seen, { v: 2 }), { v: 1.5, type: 'other' }])
      assert.equal(parseHistoryLine(value), 'newer');
  });
});

describe('a request', () => {
  it('may have taken where AWS accepted it, or where nobody knows', () => {
    const may = (['accepted', 'refused', 'too-late', 'not-sent', 'unknown'] as const).filter((result) =>
      mayHaveTaken({ result }),
    );
    assert.deepEqual(may, ['accepted', 'unknown']);
  });
});
