/** Has something done at the end of this process, however it ends short of SIGKILL. Returns how to call that off. */
export function atExit(action: () => void): () => void {
  process.setMaxListeners(process.getMaxListeners() + 1); // Many at a time are no leak here.
  process.prependOnceListener('exit', action); // What began last ends first.
  return () => {
    process.removeListener('exit', action);
    process.setMaxListeners(process.getMaxListeners() - 1);
  };
}
