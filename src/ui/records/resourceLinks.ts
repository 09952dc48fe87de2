import * as v from 'valibot';
import { commands } from 'vscode';
import { parseJson } from '../../base/untrusted.ts';
import { type TargetRef, stoppableRefSchema } from '../../model/resources/resource.ts';
import { text } from '../../pages/parts.ts';
import type { PageModel, Value } from '../../panel/protocol/page.ts';
import type { OnPress } from './recordSource.ts';

const PREFIX = 'show ';

/** A resource's name that leads to its page. A safety lever has no page. */
export function linkToResource(ref: TargetRef, name: string): Value {
  if (ref.kind === 'lever') return text(name);
  const { kind, scope, id } = ref;
  return { type: 'link', id: `${PREFIX}${JSON.stringify({ kind, scope, id })}`, text: name };
}

/** Has every {@link linkToResource} in the page's tables open what it names: the page may be one that was kept over a reload. */
export function followResourceLinks(page: PageModel, onPress: OnPress): void {
  const follow = (value: Value): void => {
    if (value.type === 'list') value.items.forEach(follow);
    if (value.type !== 'link' || !value.id.startsWith(PREFIX)) return;
    const ref = refOf(value.id.slice(PREFIX.length));
    if (ref !== undefined) onPress(value.id, () => commands.executeCommand('halt.showDetails', ref));
  };
  for (const { blocks } of page.sections)
    for (const block of blocks) if (block.type === 'table') block.rows.flat().forEach(follow);
}

function refOf(json: string): TargetRef | undefined {
  const ref = v.safeParse(stoppableRefSchema, parseJson(json));
  return ref.success ? ref.output : undefined;
}
