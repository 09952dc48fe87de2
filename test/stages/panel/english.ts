/** Halt's words as they stand in the source. */
export const english = {
  t: (message: string, ...args: readonly (string | number)[]): string =>
    message.replaceAll(/\{(\d)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
};
