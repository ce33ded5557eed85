import { expect, test } from 'vitest';
import { toJsonString, toMap } from './xml.js';

const POST = '<post><id>1</id><title>Getting started with GraphQL</title></post>';
const SECOND = '<post><id>2</id><title>Getting started with AWS AppSync</title></post>';

test.each<[xml: string, expected: unknown]>([
  [
    `<?xml version="1.0" encoding="UTF-8"?>\n<posts>\n${POST}\n</posts>`,
    { posts: { post: { id: 1, title: 'Getting started with GraphQL' } } },
  ],
  [
    `<?xml version="1.0" encoding="UTF-8"?>\n<posts>\n${POST}\n${SECOND}\n</posts>`,
    {
      posts: {
        post: [
          { id: 1, title: 'Getting started with GraphQL' },
          { id: 2, title: 'Getting started with AWS AppSync' },
        ],
      },
    },
  ],
  ['<a b="1" c="x">text</a>', { a: { b: 1, c: 'x', content: 'text' } }],
  ['<a/>', { a: '' }],
  ['<a>true</a>', { a: true }],
  ['<a>007</a>', { a: '007' }],
  ['<a>0x1F</a>', { a: '0x1F' }],
  ['<a>12345678901234567890</a>', { a: '12345678901234567890' }],
  ['<a>&lt;&amp;&#65;</a>', { a: '<&A' }],
  ['<a><![CDATA[<b>]]></a>', { a: '<b>' }],
])('%s is a map', (xml, expected) => {
  expect(toMap(xml)).toEqual(expected);
  expect(JSON.parse(toJsonString(xml) ?? '')).toEqual(expected);
});

test('null is null', () => {
  expect(toMap(null)).toBeNull();
  expect(toJsonString(undefined)).toBeNull();
});

test.each([
  ['text without an element', 'text'],
  ['an open element', '<a>'],
  ['an empty text', ''],
  ['entities that expand without limit', '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'],
  ['an element that would change the prototype', '<__proto__><a>1</a></__proto__>'],
])('%s is an error', (_case, xml) => {
  expect(() => toMap(xml)).toThrow();
});
