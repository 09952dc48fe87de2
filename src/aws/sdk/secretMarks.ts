/**
 * A quick test of bytes: false where surely no known secret is in them, true where one may be. It takes a fraction of the time that reading the bytes
 * takes; so much arrives that not every text of a large answer can be searched for every secret.
 */
export interface SecretMarks {
  /** Adds one form in which a secret may be written. `least`: the length in bytes of the shortest part of it that must be found. */
  add(form: Uint8Array, least: number): void;
  mayBeIn(bytes: Uint8Array): boolean;
}

/** How many bytes are looked at together. */
const WINDOW = 4;
/** For a multiplicative hash: an odd number near 2³² divided by the golden ratio spreads neighbouring words far apart. */
const SPREAD = 0x9e3779b1;
/**
 * ORed into a word of four bytes, it makes letters lower case. It also changes other bytes, but those of the forms and of the searched text alike.
 */
const ONE_CASE = 0x20202020;
/** The table has 2 to this power bits for each window, so that about one look in a hundred meets one that is set by chance. */
const BITS_PER_WINDOW = 6;
const FEWEST_BITS = 16;
const MOST_BITS = 26;

/**
 * Makes the test. It looks at four bytes at a time, at distances so small that no part of length `least` fits between two looks. Where these four may be
 * a secret's, all fours beside them have to be, as many as there are in such a part: chance gives that next to never, and a false alarm has every text of an
 * answer searched, which takes ten times as long as reading it. `all` gives every form anew; it is called when more were added than the table has room for,
 * and forgotten forms are left out then.
 */
export function createSecretMarks(all: () => Iterable<readonly [form: Uint8Array, least: number]>): SecretMarks {
  let shift = 32 - FEWEST_BITS;
  let words = new Int32Array(1 << (FEWEST_BITS - 5));
  let windows = 0;
  let stride = 0;

  /** The place of the four bytes there in the table. */
  const placeOf = (view: DataView, at: number): number =>
    Math.imul(view.getUint32(at, true) | ONE_CASE, SPREAD) >>> shift;
  const isNoted = (view: DataView, at: number): boolean => {
    const place = placeOf(view, at);
    return ((words[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  };
  /** Whether as many fours in a row as the shortest part has, one of them there, are noted. */
  const isInPart = (view: DataView, at: number): boolean => {
    let [first, behind] = [at, at + 1];
    while (first > 0 && behind - first < stride && isNoted(view, first - 1)) first -= 1;
    while (behind + WINDOW <= view.byteLength && behind - first < stride && isNoted(view, behind)) behind += 1;
    return behind - first >= stride;
  };
  const note = (form: Uint8Array, least: number): void => {
    const view = viewOf(form);
    stride = Math.min(stride === 0 ? Number.POSITIVE_INFINITY : stride, Math.max(1, least - WINDOW + 1));
    for (let at = 0; at + WINDOW <= form.byteLength; at += 1) {
      const place = placeOf(view, at);
      words[place >>> 5] = (words[place >>> 5] ?? 0) | (1 << (place & 31));
    }
    windows += form.byteLength;
  };
  const hasRoom = (more: number): boolean =>
    shift === 32 - MOST_BITS || windows + more < 2 ** (32 - shift - BITS_PER_WINDOW);
  const makeRoom = (): void => {
    const forms = [...all()];
    const size = forms.reduce((sum, [form]) => sum + form.byteLength, 0);
    // Room for twice what there is now, so that the tables aren't made again soon.
    const bits = Math.ceil(Math.log2(Math.max(1, size) * 2)) + BITS_PER_WINDOW;
    shift = 32 - Math.min(MOST_BITS, Math.max(FEWEST_BITS, bits));
    words = new Int32Array(1 << (32 - shift - 5));
    windows = 0;
    stride = 0;
    for (const [form, least] of forms) note(form, least);
  };

  return {
    add(form, least) {
      if (hasRoom(form.byteLength)) note(form, least);
      else makeRoom();
    },
    mayBeIn(bytes) {
      if (stride === 0) return false;
      const view = viewOf(bytes);
      const last = bytes.byteLength - WINDOW;
      for (let at = 0; at <= last; at += stride) if (isNoted(view, at) && isInPart(view, at)) return true;
      return false;
    },
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
