import { describe, expect, it } from 'vitest';
import { canonicalLocale, lookUpLocale } from './locale.js';

describe('canonicalLocale', () => {
  it.each([
    ['es-mx', 'es-MX'],
    ['es_MX', 'es-MX'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['', undefined],
    ['not a language', undefined],
    [`en-${'x-abcdefgh-'.repeat(9)}a`, undefined],
    [undefined, undefined],
    [7, undefined],
  ])('takes %j for %j', (tag, locale) => {
    expect(canonicalLocale(tag)).toBe(locale);
  });
});

describe('lookUpLocale', () => {
  const texts = new Map([
    ['en', 'Hello'],
    ['es', 'Hola'],
    ['zh-Hant', '你好'],
  ]);

  it.each<[string[], string | undefined]>([
    [['es'], 'Hola'],
    [['es-MX'], 'Hola'],
    [['zh-Hant-TW', 'en'], '你好'],
    [['zh-TW', 'en'], 'Hello'],
    [['fr', 'de'], undefined],
    [[], undefined],
  ])('finds for %j %j', (wanted, text) => {
    expect(lookUpLocale(texts, wanted)).toBe(text);
  });
});
