import { l10n, type MarkdownString } from 'vscode';
import { valueOf } from '../../../model/fact.ts';
import { evidence, failureWords } from '../../words/failures.ts';
import type { ItemParts } from './rowParts.ts';
import type { Node } from '../nodes/node.ts';
import { noteFailure } from './noteRow.ts';
import { page, resourceTooltip } from './tooltip.ts';
import { observedOf } from './treeItem.ts';
import { coverage } from '../../../inventory/coverage.ts';

/** What is said of a node when somebody hovers; undefined where its line says all. */
export function nodeTooltip(parts: ItemParts, node: Node): MarkdownString | undefined {
  const observed = observedOf(parts, node);
  if (observed) return resourceTooltip(observed, parts.accounts.of(observed.scope.profile));
  if (node.type === 'profile') {
    const identity = parts.accounts.of(node.profile);
    return (
      identity &&
      page(node.profile, [
        ['', identity.arn],
        ['', identity.account],
        ['', valueOf(identity.alias)],
      ])
    );
  }
  if (node.type === 'note' && node.about.note === 'unread') return unreadTooltip(parts);
  const found = node.type === 'note' ? noteFailure(parts, node.about) : undefined;
  if (!found) return undefined;
  // The whole sentence as well: a narrow side bar cuts the line.
  const words = failureWords(found.failure, found);
  return page(words.sentence, [
    ['', words.next],
    ['', evidence(found.failure)],
  ]);
}

/** Each scope that can't be read, and why. */
function unreadTooltip(parts: ItemParts): MarkdownString {
  const { unreadable, partly } = coverage(parts, parts.scopes.all());
  const facts = [...unreadable, ...partly]
    .slice(0, 20)
    .map(
      ({ scope, failure }) => [`${scope.profile} · ${scope.region}`, failureWords(failure, scope).sentence] as const,
    );
  return page(l10n.t('What runs there isn’t known'), facts);
}
