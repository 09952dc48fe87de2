/** Whether something unknown is a T. Members that T doesn't name are let through unseen. */
export type Check<T> = (value: unknown) => value is T;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function oneOf<const T extends string>(...texts: readonly T[]): Check<T> {
  return (value): value is T => texts.some((text) => text === value);
}

export function arrayOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((item) => check(item));
}

type Optional<T> = { readonly [K in keyof T as undefined extends T[K] ? K : never]-?: Check<Exclude<T[K], undefined>> };
type Required<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: Check<T[K]> };

/** An object with these members, and with those if they are there. Every member of T has to be named: the types see to it. */
export function shape<T extends object>(members: Required<T>, optional: Optional<T>): Check<T> {
  const must = Object.entries<Check<unknown>>(members);
  const may = Object.entries<Check<unknown>>(optional);
  return (value): value is T =>
    isObject(value) &&
    must.every(([name, check]) => check(value[name])) &&
    may.every(([name, check]) => value[name] === undefined || check(value[name]));
}

/** One of several shapes, told apart by their member `type`. */
export function tagged<T extends { readonly type: string }>(checks: {
  readonly [K in T['type']]: Check<Extract<T, { readonly type: K }>>;
}): Check<T> {
  const byType: Readonly<Record<string, Check<unknown>>> = checks;
  return (value): value is T => {
    if (!isObject(value) || !isText(value['type']) || !Object.hasOwn(byType, value['type'])) return false;
    return byType[value['type']]?.(value) ?? false;
  };
}
