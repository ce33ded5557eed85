import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostName, mailDomain } from './mail-domain.js';

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
const topLevel = fc.stringMatching(/^[a-z]{2,10}$/);
/** Plain names, as a registry would register them. */
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), topLevel)
  .map(([labels, top]) => [...labels, top].join('.'))
  .filter((name) => !/(?:^|\.)..--/.test(name));
const localPart = fc.stringMatching(/^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/);
const upperOrLower = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join(''));

describe('mailDomain', () => {
  it('finds the domain of any plain address, in upper and lower case', () => {
    const address = fc
      .tuple(localPart, domain)
      .chain(([local, name]) =>
        upperOrLower(name).map((written) => ({ name, address: `${local}@${written}` })),
      );
    fc.assert(
      fc.property(address, ({ name, address }) => {
        expect(mailDomain(address)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  it('returns a host name in ASCII and lower case or undefined for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      fc
        .tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
        .map((sides) => sides.join('@')),
      fc.tuple(localPart, fc.webUrl()).map((sides) => sides.join('@')),
    );
    fc.assert(
      fc.property(text, (address) => {
        const found = mailDomain(address);
        if (found === undefined) return;
        expect(found).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
        expect(new URL(`https://${found}`).hostname).toBe(found);
        const written = address.slice(address.lastIndexOf('@') + 1);
        expect(domainToASCII(written.toLowerCase())).toBe(found);
      }),
      { numRuns: 5000 },
    );
  });

  it('rejects an address with any text added before, after or inside the domain', () => {
    const odd = fc.constantFrom(
      ...'@ \t\n\r\0/\\?#:%,;<>()[]"\u00ad\u200b\u200d\u2060\ufeff\u202e\uff0e\u3002',
    );
    const broken = domain.chain((name) =>
      fc
        .tuple(odd, fc.nat(name.length))
        .map(([char, at]) => `ada@${name.slice(0, at)}${char}${name.slice(at)}`),
    );
    fc.assert(
      fc.property(broken, (address) => {
        expect(mailDomain(address)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a plain address', 'ada@example.com', 'example.com'],
    ['capitals', 'Ada@EXAMPLE.Com', 'example.com'],
    ['a tag', 'ada+news@example.com', 'example.com'],
    ['subdomains', 'ada@a.b.c.example.co.uk', 'a.b.c.example.co.uk'],
    ['an international domain', 'ada@bücher.example', 'xn--bcher-kva.example'],
    ['an international domain in capitals', 'ada@BÜCHER.example', 'xn--bcher-kva.example'],
    [
      'an international domain in two code points',
      'ada@bu\u0308cher.example',
      'xn--bcher-kva.example',
    ],
    ['an international domain in ASCII', 'ada@xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a capital sigma that is one small letter', 'ada@ΟΔΟΣ.example', 'xn--pxavbq.example'],
    ['a sharp s, which is no double s', 'ada@straße.de', 'xn--strae-oqa.de'],
    ['a local part in another script', 'адам@example.com', 'example.com'],
    ['the longest local part', `${'a'.repeat(64)}@example.com`, 'example.com'],
    ['the longest address', `${'a'.repeat(64)}@${'a.'.repeat(93)}com`, `${'a.'.repeat(93)}com`],
  ])('reads %s', (_, address, name) => {
    expect(mailDomain(address)).toBe(name);
  });

  it.each([
    ['no sign', 'example.com'],
    ['nothing before the sign', '@example.com'],
    ['nothing behind it', 'ada@'],
    ['a domain of one label', 'ada@localhost'],
    ['a trailing dot', 'ada@example.com.'],
    ['a leading dot', 'ada@.example.com'],
    ['two dots', 'ada@example..com'],
    ['a leading hyphen', 'ada@-example.com'],
    ['a trailing hyphen', 'ada@example-.com'],
    ['an underscore', 'ada@ex_ample.com'],
    ['an IP address', 'ada@127.0.0.1'],
    ['a short IP address', 'ada@127.1'],
    ['a hexadecimal IP address', 'ada@0x7f.1'],
    ['a literal', 'ada@[127.0.0.1]'],
    ['a port', 'ada@example.com:25'],
    ['a path', 'ada@example.com/x'],
    ['a percent sign', 'ada@example%2ecom'],
    ['a quoted local part', '"ada@evil.test"@example.com'],
    ['a comment', 'ada@example.com(evil.test)'],
    ['a display name', 'Ada <ada@example.com>'],
    ['two addresses', 'ada@evil.test,ada@example.com'],
    ['full-width letters', 'ada@ｅxample.com'],
    ['an ideographic full stop', 'ada@example。com'],
    ['a Kelvin sign', 'ada@\u212aindle.com'],
    ['a Kelvin sign in a top-level domain', 'ada@example.u\u212a'],
    ['a Kelvin sign in punycode', 'ada@xn--b\u212acher-kva.example'],
    ['an angstrom sign', 'ada@\u212bland.example'],
    ['an ohm sign', 'ada@\u2126.example'],
    ['a long s', 'ada@example.u\u017f'],
    ['a capital sharp s', 'ada@STRA\u1e9eE.de'],
    ['a capital sigma that is one of two small letters', 'ada@example.ΟΔΟΣ'],
    ['a capital i with a dot', 'ada@\u0130stanbul.example'],
    ['a ligature', 'ada@\ufb01nance.com'],
    ['a letter in a circle', 'ada@\u24d4xample.com'],
    ['an account of', 'ada@\u2100.com'],
    ['a mathematical letter', 'ada@\u{1d41e}xample.com'],
    ['a superscript', 'ada@example\u00b2.com'],
    ['a compatibility ideograph', 'ada@\uf900.example'],
    ['a full-width full stop', 'ada@example\uff0ecom'],
    ['a half-width ideographic full stop', 'ada@example\uff61com'],
    ['a zero-width joiner', 'ada@exam\u200dple.com'],
    ['a variation selector', 'ada@exam\ufe0fple.com'],
    ['a combining grapheme joiner', 'ada@exam\u034fple.com'],
    ['half of a character', 'ada@example\ud835.com'],
    ['a full-width at sign before the sign', 'ada\uff20evil.test@example.com'],
    ['a small at sign before the sign', 'ada\ufe6bevil.test@example.com'],
    ['a full-width comma before the sign', 'ada\uff0cbob@example.com'],
    ['a letter in parentheses before the sign', '\u249cda@example.com'],
    ['a filler before the sign', 'ada\u3164@example.com'],
    ['a combining grapheme joiner before the sign', 'a\u034fda@example.com'],
    ['a soft hyphen', 'ada@exam\u00adple.com'],
    ['a zero-width space', 'ada@exam\u200bple.com'],
    ['punycode of nothing', 'ada@xn--a.com'],
    ['broken punycode', 'ada@xn--ex\u00f1.com'],
    ['punycode of full-width letters', 'ada@xn--mazon-cp33a.com'],
    ['punycode of a soft hyphen', 'ada@xn--amazon-dja.com'],
    ['too long a label', `ada@${'a'.repeat(64)}.com`],
    ['too long a domain', `ada@${'a.'.repeat(126)}com`],
    ['too long a local part', `${'a'.repeat(65)}@example.com`],
    ['too long an address', `${'a'.repeat(64)}@b${'a.'.repeat(93)}com`],
  ])('rejects %s', (_, address) => {
    expect(mailDomain(address)).toBeUndefined();
  });
});

describe('hostName', () => {
  /** All characters except ASCII and surrogates. */
  function* codePoints(): Generator<string> {
    for (let code = 0x80; code <= 0x10ffff; code += 1) {
      if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
    }
  }

  /** The characters that Unicode has assigned. */
  function* characters(): Generator<string> {
    for (const character of codePoints()) if (!/[\p{Cn}\p{Co}]/u.test(character)) yield character;
  }

  /** All ASCII forms of a text: by case, by a Unicode normalization form, or by IDNA. */
  function inAscii(character: string): string | undefined {
    const ways = [
      character.toLowerCase(),
      character.toUpperCase(),
      ...['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => character.normalize(form)),
      character.normalize('NFKD').replace(/\p{M}/gu, ''),
      domainToASCII(`a${character}b.com`).slice(1, -5),
    ];
    return ways.map((way) => way.toLowerCase()).find((way) => /^[a-z0-9.-]+$/.test(way));
  }

  it('accepts no other character that has an ASCII form', () => {
    const names: string[] = [];
    for (const character of codePoints()) {
      const name = hostName(`a${character}b.com`);
      if (name !== undefined && !name.startsWith('xn--')) names.push(character);
    }
    expect(names).toEqual([]);
  });

  it('never turns a text into another name, for any character', () => {
    const taken: string[] = [];
    let tried = 0;
    for (const character of characters()) {
      const ascii = inAscii(character);
      if (ascii === undefined) continue;
      for (const name of [`a.${ascii}b.com`, `a.b${ascii}.com`, `a.b.c${ascii}`]) {
        const at = name.lastIndexOf(ascii);
        const written = name.slice(0, at) + character + name.slice(at + ascii.length);
        tried += 1;
        if (hostName(written) === name) taken.push(written);
      }
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(5000);
  });

  it('accepts a character only if it is its own plain form or the capital of one', () => {
    const odd: string[] = [];
    for (const character of characters()) {
      const name = hostName(`a${character}b.com`);
      if (name === undefined) continue;
      const plain = domainToUnicode(name);
      const isItself = plain === `a${character}b.com`.normalize('NFC');
      if (!isItself && plain.toUpperCase() !== `A${character}B.COM`) odd.push(character);
    }
    expect(odd).toEqual([]);
  });

  it('accepts names of up to 253 characters', () => {
    const longest = `${'a.'.repeat(125)}com`;
    expect(hostName(longest)).toBe(longest);
    expect(hostName(`a${longest}`)).toBeUndefined();
  });

  it('does not change a name that it returned', () => {
    fc.assert(
      fc.property(domain, (name) => {
        expect(hostName(name)).toBe(name);
        expect(hostName(hostName(name) ?? '')).toBe(name);
      }),
    );
  });
});
