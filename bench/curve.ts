/** How something grows with something else, to be drawn. */
export interface Curve {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** In the order of x, which is drawn by its logarithm. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The most that y may be at the last point. */
  readonly bar: number;
}

const WIDTH = 560;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = 20;
const TOP = 40;
const BOTTOM = 44;

/** A small picture of it, which can be read on light and dark paper. */
export function curveSvg({ title, x, y, points, bar }: Curve): string {
  const most = 1.2 * Math.max(bar, ...points.map(([, value]) => value));
  const [first = [1, 0], last = first] = [points[0], points.at(-1)];
  const span = Math.log(last[0] / first[0]) || 1;
  const left = (value: number) => round(LEFT + ((WIDTH - LEFT - RIGHT) * Math.log(value / first[0])) / span);
  const top = (value: number) => round(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / most);
  const path = points.map(([at, value], index) => `${index === 0 ? 'M' : 'L'}${left(at)} ${top(value)}`).join(' ');
  const marks = points.flatMap(([at, value]) => [
    `<circle cx="${left(at)}" cy="${top(value)}" r="3.5" fill="#2f81f7"/>`,
    text(left(at), top(value) - 9, shown(value), 'middle'),
    text(left(at), HEIGHT - BOTTOM + 16, at.toLocaleString('en-US'), 'middle'),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="11" fill="#848d97">`,
    `<title>${escaped(title)}</title>`,
    text(LEFT, 18, title, 'start'),
    `<path d="M${LEFT} ${TOP - 8}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT + 8}" fill="none" stroke="#848d97"/>`,
    `<path d="M${LEFT} ${top(bar)}H${WIDTH - RIGHT}" stroke="#d1242f" stroke-dasharray="4 4"/>`,
    text(WIDTH - RIGHT, top(bar) - 5, `bar: ${shown(bar)}`, 'end'),
    `<path d="${path}" fill="none" stroke="#2f81f7" stroke-width="2"/>`,
    ...marks,
    text(WIDTH - RIGHT, HEIGHT - 8, x, 'end'),
    text(LEFT, TOP - 12, y, 'start'),
    '</svg>',
    '',
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;
const shown = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 2 });
const text = (left: number, top: number, what: string, anchor: 'start' | 'middle' | 'end'): string =>
  `<text x="${left}" y="${round(top)}" text-anchor="${anchor}">${escaped(what)}</text>`;
const escaped = (what: string): string => what.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
