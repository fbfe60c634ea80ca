import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../deploy/sources.ts';
import type { ScenarioName } from '../../rehearsal/scenarios/index.ts';
import { html } from '../../report/page/html.ts';
import { style } from '../../report/page/style.ts';
import { page } from '../../report/page.ts';
import { timeline } from '../../report/timeline.ts';
import { rehearsed } from './rehearsed.ts';

async function pageOf(name: ScenarioName): Promise<string> {
  const { history, ledger } = await rehearsed(name);
  return page({ history, definition: readDefinition(), ledger });
}

describe('the page of a rollout', () => {
  let bad: string;
  beforeAll(async () => {
    bad = await pageOf('errors-at-5-percent');
  });

  it.each([
    'good-release',
    'execution-stopped',
    'stranger-moves-weights',
    'approval-given',
    'wrong-console-input',
    'newer-push-supersedes',
  ] as const)('%s: well-formed, small, self-contained', async (name) => {
    const { executions, ledger } = await rehearsed(name);
    for (const { history } of executions) {
      const markup = page({ history, definition: readDefinition(), ledger });
      expect(unbalanced(markup)).toEqual([]);
      expect(markup.length).toBeLessThan(400_000);
      expect(markup.match(/(?:src|href|action|xlink:href)="(?!#)[^"]*"|@import|url\((?!#)/g)).toBeNull();
      expect(markup).not.toMatch(/<script|NaN|undefined|Infinity|\[object/);
    }
  });

  it('shows every state that was visited, in the graph and in the list', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    const shown = textOf(bad);
    for (const { state } of timeline(history).visits) {
      expect(shown.split(state).length).toBeGreaterThan(2);
    }
    expect(shown).toContain('✕ The canary failed');
    expect(shown).toMatch(/Bake ×\d/);
  });

  it('says the outcome, the reason and the numbers that people ask for', async () => {
    const shown = textOf(bad);
    expect(shown).toContain('recommendation v42 was rolled back');
    expect(shown).toContain('Errors rose with the new version');
    for (const term of ['Extra bad requests', 'Traffic returned in', 'Bill']) expect(shown).toContain(term);
  });

  it('says what is assigned to a version, and which dispersion was allowed for', () => {
    const shown = textOf(bad);
    expect(shown).toMatch(/Assigned to a version at random\s+clients, for 1m/);
    expect(shown).toMatch(/Dispersion that the judge allows for\s+3, assumed/);
    expect(shown).toMatch(/Errors rose with the new version[^✕]*Dispersion 3, assumed\./);
  });

  it('allows its own style and nothing else', () => {
    const hash = createHash('sha256').update(style).digest('base64');
    expect(textOf(/<meta http-equiv[^>]*>/.exec(bad)?.[0].replace(/^<|>$/g, '') ?? '')).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'`,
    );
    expect(bad).toContain(`<style>${style}</style>`);
    expect(bad).not.toMatch(/ style="| on[a-z]+="/);
  });

  it('escapes what came from outside', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    const evil = '<script>alert(1)</script><img src=x onerror=x>';
    const poisoned = JSON.parse(
      JSON.stringify(history).replaceAll('recommendation', evil).replaceAll('errors', `errors ${evil}`),
    );
    const markup = page({ history: poisoned, definition: readDefinition() });
    expect(markup).toContain('&#60;script&#62;');
    expect(markup).not.toMatch(/<script|<img/);
    expect(unbalanced(markup)).toEqual([]);
  });

  it('escapes quotes, so that no text leaves its attribute', () => {
    const name = `"><b onclick='x'>`;
    expect(html`<i title="${name}">${[name, 1.239, null]}</i>`.markup).toBe(
      '<i title="&#34;&#62;&#60;b onclick=&#39;x&#39;&#62;">&#34;&#62;&#60;b onclick=&#39;x&#39;&#62;1.24</i>',
    );
  });

  it('draws what it can of partial and empty histories, and of other machines', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    for (const [part, definition] of [
      [[], undefined],
      [history.slice(0, 90), readDefinition()],
      [history.slice(90), readDefinition()],
      [history, undefined],
      [history, { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }],
      [history, 'no machine'],
    ] as const) {
      const markup = page({ history: part, definition });
      expect(unbalanced(markup)).toEqual([]);
      expect(markup).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  describe('can be used by everyone', () => {
    it('has a language, a title, one h1 and no gap in the headings', () => {
      expect(bad).toMatch(/<html lang="en">/);
      expect(bad).toMatch(/<title>recommendation v42 was rolled back<\/title>/);
      const levels = [...bad.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      levels.forEach((level, index) => {
        expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
      });
    });

    it('names every picture, or hides it from readers', () => {
      const ids = [...bad.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const outer = [...bad.matchAll(/<svg[^>]*>/g)]
        .map(([tag]) => tag)
        .filter((tag) => !tag.includes('preserveAspectRatio'));
      for (const tag of outer) {
        const label = /aria-labelledby="([^"]+)"/.exec(tag)?.[1];
        expect(tag.includes('aria-hidden="true"') || ids.includes(label ?? '')).toBe(true);
      }
    });

    it('heads every table column, labels every control, lets the keyboard scroll', () => {
      const tables = [...bad.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => table);
      for (const table of tables) {
        expect(table).toMatch(/<caption>/);
        expect(table).not.toMatch(/<thead[^>]*>\s*<tr[^>]*>\s*<td/);
        for (const [head] of table.matchAll(/<th[ >][^>]*/g)) expect(head).toMatch(/scope="(col|row)"/);
      }
      for (const [, id] of bad.matchAll(/<input [^>]*id="([^"]+)"/g))
        expect(bad).toContain(`<label for="${id}">`);
      for (const [tag] of bad.matchAll(/<div class="(?:scroll|graph)"[^>]*>/g))
        expect(tag).toMatch(/tabindex="0" role="region" aria-label=/);
    });

    it.each(['light', 'dark'])('has contrast of at least 4.5 for all text (%s)', (scheme) => {
      const roots = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body ?? '');
      const colours = new Map(
        [...(roots[scheme === 'light' ? 0 : 1] ?? '').matchAll(/--(\w[\w-]*): (#\w{6})/g)].map(
          ([, name, value]) => [name, value ?? ''],
        ),
      );
      const onPaper = ['ink', 'soft', 'good', 'bad', 'wait', 'canary', 'stable'].flatMap((ink) => [
        [ink, 'paper'],
        [ink, 'ground'],
      ]);
      const onWash = [
        ['good', 'good-wash'],
        ['bad', 'bad-wash'],
        ['wait', 'canary-wash'],
        ['ink', 'canary-wash'],
        ['ink', 'faint'],
        ['soft', 'faint'],
      ];
      for (const [ink, ground] of [...onPaper, ...onWash]) {
        const ratio = contrast(colours.get(ink) ?? '', colours.get(ground) ?? '');
        expect({ ink, ground, isEnough: ratio >= 4.5 }).toEqual({ ink, ground, isEnough: true });
      }
    });
  });
});

/** Tags that are not closed, or closed without being open. */
function unbalanced(markup: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = '', rest = ''] of markup.matchAll(
    /<(\/?)([a-zA-Z][\w]*)((?:[^>"]|"[^"]*")*)>/g,
  )) {
    if (['meta', 'input', 'br'].includes(name) || rest.endsWith('/')) continue;
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

const textOf = (markup: string): string =>
  markup
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
