import type { FoldedJson } from './foldedJson.ts';

/** `index` counts all lines, those too that are folded away. */
export type KeyAction =
  | { readonly type: 'go'; readonly index: number }
  | { readonly type: 'fold'; readonly index: number; readonly folded: boolean }
  | { readonly type: 'copy' };

/** What a key does in the tree, by the practice for trees: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function keyAction(
  folded: FoldedJson,
  active: number,
  key: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  page: number,
): KeyAction | undefined {
  const { lines } = folded;
  const visible = folded.visible();
  const row = Math.max(0, rowOf(visible, active));
  const go = (to: number): KeyAction => ({
    type: 'go',
    index: visible[Math.min(Math.max(0, to), visible.length - 1)] ?? active,
  });
  const line = lines[active];
  const folds = line?.kind === 'open' || line?.kind === 'long';
  if (key.ctrlKey || key.metaKey)
    return key.key === 'c' && (getSelection()?.isCollapsed ?? true) ? { type: 'copy' } : undefined;
  if (key.altKey || key.shiftKey) return undefined;
  switch (key.key) {
    case 'ArrowDown':
      return go(row + 1);
    case 'ArrowUp':
      return go(row - 1);
    case 'PageDown':
      return go(row + page);
    case 'PageUp':
      return go(row - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(visible.length - 1);
    case 'ArrowRight':
      if (!folds) return undefined;
      return folded.isFolded(active) ? { type: 'fold', index: active, folded: false } : go(row + 1);
    case 'ArrowLeft':
      if (folds && !folded.isFolded(active)) return { type: 'fold', index: active, folded: true };
      return line === undefined || line.parent < 0 ? undefined : { type: 'go', index: line.parent };
    case 'Enter':
    case ' ':
      return folds ? { type: 'fold', index: active, folded: !folded.isFolded(active) } : undefined;
    default:
      return undefined;
  }
}

/** The row of a line; of a hidden one, the row of the last line before it. */
function rowOf(visible: readonly number[], index: number): number {
  let [low, high] = [0, visible.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((visible[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
