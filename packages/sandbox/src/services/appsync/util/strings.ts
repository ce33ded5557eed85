import { requireString } from './arguments.js';

/** `$util.str.toUpper(text)`. */
export function toUpper(value: unknown): string {
  return requireString('util.str.toUpper', value).toUpperCase();
}

/** `$util.str.toLower(text)`. */
export function toLower(value: unknown): string {
  return requireString('util.str.toLower', value).toLowerCase();
}

/** `$util.str.toReplace(text, part, replacement)`: replaces each occurrence. No pattern. */
export function toReplace(value: unknown, part: unknown, replacement: unknown): string {
  const name = 'util.str.toReplace';
  const text = requireString(name, replacement);
  return requireString(name, value).replaceAll(requireString(name, part), () => text);
}

/**
 * `util.str.normalize(text, form)`: the form is `nfc`, `nfd`, `nfkc` or `nfkd`.
 *
 * @throws {RangeError} There is no such form.
 */
export function normalize(value: unknown, form: unknown): string {
  const name = 'util.str.normalize';
  const text = requireString(name, value);
  const formName = requireString(name, form).toUpperCase();
  if (!/^NFK?[CD]$/.test(formName)) {
    throw new RangeError(`${name}: the form is not one of nfc, nfd, nfkc, nfkd.`);
  }
  return text.normalize(formName);
}
