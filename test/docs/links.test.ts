import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { type Document, documents } from './_documents.ts';

it.each(documents.map(({ path, text }) => [path, { path, text }] as const))(
  '%s links to what exists',
  (_path, document) => {
    expect(linksOf(document).filter((link) => !resolves(link, document))).toEqual([]);
  },
);

const linksOf = ({ text }: Document): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);

const withoutCode = (text: string): string => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

function resolves(link: string, { path, text }: Document): boolean {
  if (/^https:\/\//.test(link)) return true;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(target)) return false;
  return (
    anchor === undefined || anchorsOf(file === '' ? text : readFileSync(target, 'utf8')).includes(anchor)
  );
}

/** GitHub's names of headings: lowercase, spaces to hyphens, other punctuation away. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
