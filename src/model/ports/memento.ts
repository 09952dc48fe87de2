/** What the editor keeps for an extension over a restart: VS Code's Memento. Another window, an older version or a damaged file may have written what it holds. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
