/** What a table says of a word from outside; nothing of `constructor` and the others that every object answers to. */
export const own = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
