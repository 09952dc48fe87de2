// Bundled, as the product is. Prints what it measured.
import { createShortLabels } from '../../src/ui/tree/rows/shortLabels.ts';
import { instanceLike } from '../../test/stages/resources.ts';
import { threadAccount } from '../editor/blocks.ts';

/** Milliseconds of the processor until the first name of a list that nobody has seen before is short, by the kind of its names. */
export type ShortNames = Readonly<Record<keyof typeof kinds, number>>;

const kinds = {
  ascii: (index: number) => `checkout-api-production-worker-node-${index}`,
  latin: (index: number) => `bestellabwicklung-prüfstand-münchen-${index}`,
  emoji: (index: number) => `🚀checkout-api-production-worker-${index}`,
  combining: (index: number) => `checkout-api-u\u0308ber-production-worker-${index}`,
  /** Of which none is told from the others by its beginning and its end. */
  alike: (index: number) => `本番環境の注文処理サービス用ワーカー${index}号機東京`,
} as const;

const NAMES = 10_000;
const ROUNDS = 9;
const COLUMNS = 20;
const account = threadAccount();

function measure(nameOf: (index: number) => string): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const list = Array.from({ length: NAMES }, (_, index) =>
      instanceLike({ id: `i-${index}`, name: nameOf(round * NAMES + ((index * 7_919) % NAMES)) }),
    );
    const before = account.read().worked;
    createShortLabels().among(list)(list[0]?.name ?? '', COLUMNS);
    times.push(account.read().worked - before);
  }
  // What the machine does besides only adds to it; the first warms up.
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor((ROUNDS - 1) / 2)] ?? Number.NaN;
}

const measured = Object.entries(kinds).map(([kind, nameOf]) => [kind, measure(nameOf)] as const);
process.stdout.write(`${JSON.stringify(Object.fromEntries(measured))}\n`);
