/** Questions to the other thread that have no answer yet, by their number. */
export interface Questions<T> {
  open(): { readonly id: number; readonly answer: Promise<T> };
  /** The question of this number, which is open no longer; undefined for one that isn't. */
  take(id: number): Question<T> | undefined;
  rejectAll(error: Error): void;
}

interface Question<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** Numbers begin at 1, and none is used twice. An answer never comes by itself: who opened a question sees to its end. */
export function createQuestions<T>(): Questions<T> {
  const open = new Map<number, Question<T>>();
  let last = 0;
  const take = (id: number): Question<T> | undefined => {
    const question = open.get(id);
    open.delete(id);
    return question;
  };
  return {
    take,
    open() {
      last += 1;
      const id = last;
      return { id, answer: new Promise((resolve, reject) => open.set(id, { resolve, reject })) };
    },
    rejectAll(error) {
      for (const id of [...open.keys()]) take(id)?.reject(error);
    },
  };
}
