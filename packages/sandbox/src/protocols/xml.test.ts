import { describe, expect, test } from 'vitest';
import { toXml, type XmlValue } from './xml.js';

describe('an element', () => {
  test.each<[string, XmlValue, string]>([
    ['text', 'a', '<E>a</E>'],
    ['a number', 0, '<E>0</E>'],
    ['nothing', undefined, ''],
    ['no members', {}, '<E></E>'],
    ['members', { A: 'a', B: undefined, C: true }, '<E><A>a</A><C>true</C></E>'],
    ['a list', ['a', { B: 'b' }], '<E><member>a</member><member><B>b</B></member></E>'],
    ['markup', `<&>'"`, '<E>&#60;&#38;&#62;&#39;&#34;</E>'],
    ['a carriage return, which a reader would change', 'a\r\nb', '<E>a&#13;\nb</E>'],
    [
      'characters that XML does not allow',
      'a\u0000b\ud800c\u{1f600}',
      '<E>a\ufffdb\ufffdc\u{1f600}</E>',
    ],
  ])('of %s', (_, value, xml) => {
    expect(toXml('E', value)).toBe(xml);
  });

  test('contains its namespace', () => {
    expect(toXml('E', 'a', 'http://a/"')).toBe('<E xmlns="http://a/&#34;">a</E>');
  });
});
