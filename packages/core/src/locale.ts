/** Characters that RFC 5646 wants a program to take: longer tags name no language. */
const LONGEST = 35;

/**
 * A language tag of BCP 47 in its canonical form: `es-MX` for `es-mx`, and for `es_MX`, which
 * OpenID Connect takes, too.
 *
 * @returns `undefined` for what is no language tag.
 * @see https://www.rfc-editor.org/rfc/rfc5646
 */
export function canonicalLocale(tag: unknown): string | undefined {
  if (typeof tag !== 'string' || tag.length > LONGEST) return undefined;
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/**
 * What there is in the first of the wanted languages that there is anything in: `es-MX` falls to
 * `es`, and `zh-Hant-TW` to `zh-Hant` and then `zh`.
 *
 * @param available By canonical language tags.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
export function lookUpLocale<T>(
  available: ReadonlyMap<string, T>,
  wanted: readonly string[],
): T | undefined {
  for (const locale of wanted) {
    const subtags = locale.split('-');
    while (subtags.length > 0) {
      const found = available.get(subtags.join('-'));
      if (found !== undefined) return found;
      subtags.pop();
    }
  }
  return undefined;
}
