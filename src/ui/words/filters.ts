import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Filter, UnclearTerm } from '../../inventory/filtering/terms.ts';
import type { UnknownValue } from '../../inventory/filtering/unknownValues.ts';
import { counted, shownNumber } from './counted.ts';

/** Above a tree; empty without a filter. */
export function filterWords(
  filter: Pick<Filter, 'text'> | undefined,
  { shown, all }: { readonly shown: number; readonly all: number },
): string {
  if (filter === undefined) return '';
  return counted(
    l10n.t('{0, plural, one {Filter: {1} (# of {2} shown)} other {Filter: {1} (# of {2} shown)}}'),
    shown,
    filter.text,
    shownNumber(all),
  );
}

/** What a term of a filter lacks to be understood, and that it hides nothing as it is. */
export function unclearTermWords(unclear: UnclearTerm): string {
  const term = plainText(unclear.term, 60);
  if (unclear.type === 'no-age') {
    return l10n.t(
      '“{0}” hides nothing: after older: comes a number and m, h, d or w, such as older:7d for what last started more than 7 days ago.',
      term,
    );
  }
  if (unclear.field === undefined)
    return l10n.t('“{0}” hides nothing: before a word or a term it hides what matches, as in {1}.', term, '-web');
  return l10n.t('“{0}” hides nothing: it needs a value after it, as in {1}.', term, examples[unclear.field]);
}

/** Of what was meant for a key, perhaps: `cluster:shop`. */
export function searchedAsTextWords(term: string): string {
  return l10n.t(
    '“{0}” is searched as text: the keys are state:, type:, region:, account: and older:. In quotes it is always text.',
    plainText(term, 60),
  );
}

/** Of a value that is no whole value of anything: what finds it as a part, or how one looks. */
export function unknownValueWords({ term, asPart, field }: UnknownValue): string {
  return l10n.t(
    '“{0}” matches nothing here, as a value is matched as a whole. Try {1}.',
    plainText(term, 60),
    plainText(asPart ?? examples[field], 60),
  );
}

const examples = {
  state: 'state:running',
  type: 'type:m5.*',
  region: 'region:eu-*',
  account: 'account:123456789012',
  older: 'older:7d',
} as const satisfies Record<NonNullable<Extract<UnclearTerm, { type: 'no-value' }>['field']>, string>;
