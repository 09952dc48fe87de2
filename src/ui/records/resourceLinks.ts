import { commands, l10n } from 'vscode';
import { parseJson } from '../../base/untrusted.ts';
import { parseTargetRef, type TargetRef } from '../../model/resources/resource.ts';
import { textValue } from '../../pages/pageRows.ts';
import type { PageModel, Value } from '../../panel/protocol/page.ts';
import type { OnPress } from './recordSource.ts';

const TO_PAGE = 'show ';
const TO_ROW = 'reveal ';

const idOf = (prefix: string, { kind, scope, id }: TargetRef): string =>
  `${prefix}${JSON.stringify({ kind, scope, id })}`;

/** A resource's name that leads to its page. A safety lever has no page. */
export function linkToResource(ref: TargetRef, name: string): Value {
  return ref.kind === 'lever' ? textValue(name) : { type: 'link', id: idOf(TO_PAGE, ref), text: name };
}

/** Leads to a target's row in the tree. */
export const linkToRow = (ref: TargetRef): Value => ({
  type: 'link',
  id: idOf(TO_ROW, ref),
  text: l10n.t('Show in Tree'),
  aside: true,
});

/** Has every {@link linkToResource} and {@link linkToRow} in the page's tables lead to what it names: the page may be one that was kept over a reload. */
export function wireResourceLinks(page: PageModel, onPress: OnPress, revealInTree: (ref: TargetRef) => unknown): void {
  const wire = (value: Value): void => {
    if (value.type === 'list') value.items.forEach(wire);
    if (value.type !== 'link') return;
    const toPage = refIn(TO_PAGE, value.id);
    if (toPage !== undefined && toPage.kind !== 'lever')
      onPress(value.id, () => commands.executeCommand('halt.showDetails', toPage));
    const toRow = refIn(TO_ROW, value.id);
    if (toRow !== undefined) onPress(value.id, () => revealInTree(toRow));
  };
  for (const { blocks } of page.sections)
    for (const block of blocks) if (block.type === 'table') block.rows.flat().forEach(wire);
}

const refIn = (prefix: string, id: string): TargetRef | undefined =>
  id.startsWith(prefix) ? parseTargetRef(parseJson(id.slice(prefix.length))) : undefined;
