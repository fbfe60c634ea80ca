import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../deploy/sources.ts';
import { style } from '../../report/page/style.ts';
import { page } from '../../report/page.ts';
import { golden } from '../golden/_golden.ts';

/** Without double quotes and backslashes, since much of a history is JSON in JSON. */
const hostile = `'><img src=x onerror=alert(1)><script>alert(1)</script> onload='alert(1)`;

/** A whole rollout in which every text that people or AWS wrote is hostile; names of states and times stay. */
const [history] = golden('v1').histories;
const events = (history?.events ?? []).map((event) =>
  JSON.parse(JSON.stringify(event).replaceAll(/(recommendation|v41|v42|All steps passed)/g, hostile)),
);

describe('the report page', () => {
  const markup = page({ history: events, definition: readDefinition() });

  it('has the texts, and no markup of theirs', () => {
    expect(markup).toContain('&#60;script&#62;');
    expect(markup).not.toMatch(/<(script|img|iframe|object|embed|link|form|base)\b/i);
    expect(markup.replaceAll(/&#\d+;[^<]*/g, '')).not.toMatch(/<[^>]+\son\w+=/i);
    expect(markup).not.toMatch(/javascript:/i);
  });

  it('lets a browser apply its own style, and load or run nothing', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(markup) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy?.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect([...markup.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => text)).toEqual([style]);
    expect(markup).not.toMatch(/\sstyle="/);
  });

  it('says so before anything else can be loaded', () => {
    expect(markup.indexOf('Content-Security-Policy')).toBeLessThan(markup.indexOf('<style>'));
  });
});
