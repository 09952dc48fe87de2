import { isFlag, isNumber, isObject, isText } from '../protocol/checks.ts';
import type { UiState } from './view.ts';

/** The person's state as plain data, for the webview's own store. */
export function savedUiState(ui: UiState): unknown {
  return {
    lanes: [...ui.lanes],
    whole: [...ui.whole],
    tableRows: [...ui.tableRows],
    folds: [...ui.folds],
    query: ui.query,
    ...(ui.compareFrom === undefined ? {} : { compareFrom: ui.compareFrom }),
    ...(ui.compareTo === undefined ? {} : { compareTo: ui.compareTo }),
  };
}

/** Reads it back; what is not as it should be is left out. */
export function readUiState(value: unknown): UiState {
  const saved = isObject(value) ? value : {};
  const { query, compareFrom, compareTo } = saved;
  return {
    lanes: new Set(items(saved['lanes']).filter(isText)),
    whole: new Set(items(saved['whole']).filter(isText)),
    tableRows: new Map(pairs(saved['tableRows'], isNumber)),
    folds: new Map(pairs(saved['folds'], isFlag)),
    query: isText(query) ? query : '',
    ...(isNumber(compareFrom) ? { compareFrom } : {}),
    ...(isNumber(compareTo) ? { compareTo } : {}),
  };
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function pairs<T>(value: unknown, check: (item: unknown) => item is T): [string, T][] {
  return items(value).flatMap((pair): [string, T][] => {
    const [key, item] = items(pair);
    return isText(key) && check(item) ? [[key, item]] : [];
  });
}
