import { expect, test } from 'vitest';
import { standAloneSvg } from './svg-text.ts';

const markup =
  '<svg xmlns="http://www.w3.org/2000/svg" class="a" role="group"><a href="/timeline/1" tabindex="-1"><text fill="var(--text)" font-family="var(--font)">class="b" is text</text></a></svg>';

test('is a file of its own: no tokens, no links, no classes', () => {
  const values: Record<string, string> = { '--text': ' #14151f', '--font': '"Inter", sans-serif' };
  expect(standAloneSvg(markup, (token) => values[token] ?? '')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<svg xmlns="http://www.w3.org/2000/svg"><g><text fill="#14151f" font-family="&quot;Inter&quot;, sans-serif">class="b" is text</text></g></svg>\n',
  );
});
