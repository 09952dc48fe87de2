declare module 'gifenc' {
  /** Red, green and blue, 0 to 255. */
  type Color = readonly [number, number, number];
  interface Encoder {
    /** `delay` in milliseconds; the palette of the first frame is that of all that bring none. */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: {
        readonly palette?: readonly Color[];
        readonly delay: number;
        readonly transparent?: boolean;
        readonly transparentIndex?: number;
        readonly dispose?: number;
      },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: {
    readonly GIFEncoder: () => Encoder;
    readonly quantize: (rgba: Uint8Array, colors: number) => Color[];
    readonly applyPalette: (rgba: Uint8Array, palette: readonly Color[]) => Uint8Array;
  };
  export default gifenc;
}
