import * as gifenc from 'gifenc';
import { PNG } from 'pngjs';

// Node gives a module of this kind as one object.
const { applyPalette, quantize } = gifenc.default;

/** What a window shows has about as many; edges of letters are where it has more. */
const COLORS = 64;

/** The same picture in few colours: a package carries it, and letters are read as well at little more than half of the size. */
export function fewColors(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  const { data } = picture;
  const points = new Uint8Array(data);
  const palette = quantize(points, COLORS);
  for (const [point, color] of applyPalette(points, palette).entries())
    data.set([...(palette[color] ?? [0, 0, 0]), 255], point * 4);
  // Without a filter, equal lines stay equal for what packs them.
  return PNG.sync.write(picture, { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 });
}
