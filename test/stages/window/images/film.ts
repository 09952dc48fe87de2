import { writeFileSync } from 'node:fs';
import * as gifenc from 'gifenc';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

export interface Film {
  /** Stops recording, and writes what was seen as a GIF that repeats for ever. */
  end(path: string): Promise<void>;
}

interface Frame {
  readonly png: Buffer;
  /** Seconds, of the browser's clock. */
  readonly at: number;
}

// Node gives a module of this kind as one object.
const { applyPalette, GIFEncoder, quantize } = gifenc.default;

/** A palette of 256, of which one stands for "as before". */
const COLORS = 255;
/** Of frames that follow one another more quickly than this, one is shown in this time, in milliseconds. */
const QUICKEST = 90;
/** What stands still for longer than this, while VS Code or AWS work, is shortened to it, in milliseconds. */
const STILL = 1300;
/** The last frame stays for as long, in milliseconds, before the film begins again. */
const LAST = 2500;
/** Longer than this, in milliseconds, nobody watches: a film from a busy machine is shown so much faster. */
const LONGEST = 12_000;

/** A mouse pointer that follows the mouse: a recorded page has none. */
const POINTER = `(() => {
  const pointer = document.createElement('div');
  pointer.style.cssText = 'position:fixed;z-index:2147483647;width:14px;height:14px;margin:-7px 0 0 -7px;border-radius:50%;background:#ffb000cc;border:2px solid #fff;pointer-events:none;left:-50px';
  document.body.append(pointer);
  const follow = ({ clientX, clientY }) => { pointer.style.left = clientX + 'px'; pointer.style.top = clientY + 'px'; };
  window.addEventListener('mousemove', follow, true);
})()`;

/** Records what the page shows, from now on. */
export async function startFilm(page: Page): Promise<Film> {
  await page.evaluate(POINTER);
  const session = await page.context().newCDPSession(page);
  const frames: Frame[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    void session.send('Page.screencastFrameAck', { sessionId });
    frames.push({ png: Buffer.from(data, 'base64'), at: metadata.timestamp ?? 0 });
  });
  await session.send('Page.startScreencast', { format: 'png' });
  return {
    end: async (path) => {
      await session.send('Page.stopScreencast');
      await session.detach();
      writeFileSync(path, encode(frames));
    },
  };
}

function encode(frames: readonly Frame[]): Uint8Array {
  const shown = apart(frames);
  const pictures = shown.map(({ png }) => PNG.sync.read(png));
  const palette = quantize(sampleOf(pictures), COLORS);
  const encoder = GIFEncoder();
  const delays = shown.map(({ at }, index) => {
    const next = shown[index + 1];
    return next ? Math.min(STILL, Math.round((next.at - at) * 1000)) : LAST;
  });
  const pace = Math.min(1, LONGEST / delays.reduce((sum, delay) => sum + delay, 0));
  let before: Uint8Array | undefined;
  for (const [index, { width, height, data }] of pictures.entries()) {
    const colors = applyPalette(new Uint8Array(data), palette);
    const same = before;
    const drawn = same ? colors.map((color, at) => (color === same[at] ? COLORS : color)) : colors;
    encoder.writeFrame(drawn, width, height, {
      ...(same ? {} : { palette: [...palette, [0, 0, 0]] }),
      delay: Math.round(pace * (delays[index] ?? 0)),
      transparent: same !== undefined,
      transparentIndex: COLORS,
      dispose: 1,
    });
    before = colors;
  }
  encoder.finish();
  return encoder.bytes();
}

/** What something comes to, and, while it moves without a pause, one frame in each {@link QUICKEST}. */
function apart(frames: readonly Frame[]): readonly Frame[] {
  let last = -Infinity;
  return frames.filter(({ at }, index) => {
    const rests = ((frames[index + 1]?.at ?? Infinity) - at) * 1000 >= QUICKEST;
    const isShown = rests || (at - last) * 1000 >= QUICKEST;
    if (isShown) last = at;
    return isShown;
  });
}

/** Every seventh point of every fifth picture: enough to know all colours of a window. */
function sampleOf(pictures: readonly PNG[]): Uint8Array {
  const points: number[] = [];
  for (const { data } of pictures.filter((_, index) => index % 5 === 0 || index === pictures.length - 1))
    for (let at = 0; at < data.length; at += 4 * 7) points.push(...data.subarray(at, at + 4));
  return Uint8Array.from(points);
}
