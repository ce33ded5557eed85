/** The length that RFC 5646 requires programs to support. Longer tags are ignored. */
const LONGEST = 35;

/**
 * Converts a BCP 47 language tag to its canonical form: `es-MX` for `es-mx`, and for `es_MX`, which
 * OpenID Connect also allows.
 *
 * @returns `undefined` if the value is not a language tag.
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
 * Finds the value for the first wanted language that is available. `es-MX` falls back to `es`, and
 * `zh-Hant-TW` to `zh-Hant` and then `zh`.
 *
 * @param available Values by canonical language tag.
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
