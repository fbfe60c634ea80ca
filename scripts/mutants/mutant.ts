import { globSync, readFileSync } from 'node:fs';
import { type Mutation, mutationsOf } from './mutations.ts';

/** A mutation of one of the judge's files. */
export type Mutant = Mutation & { readonly path: string; readonly was: string };

/** All of them, in the order of the files. */
export function mutants(room: string): readonly Mutant[] {
  return globSync(`${room}/*.ts`)
    .toSorted()
    .flatMap((path) => {
      const source = readFileSync(path, 'utf8');
      return mutationsOf(source, path).map((mutation) => ({
        ...mutation,
        path,
        was: source.slice(mutation.start, mutation.end),
      }));
    });
}

export const tell = ({ path, line, was, replacement }: Mutant): string =>
  `${path}:${line}  ${short(was)} -> ${short(replacement)}`;

const short = (text: string): string => {
  const plain = text.replace(/\s+/g, ' ');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
};
