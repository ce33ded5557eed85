import { loggable } from '@amplify-recipes/core';

/** Bytes of a message with its attributes: 256 KiB. */
const LIMIT = 256 * 1024;

/** A message to publish. A digest is one message, or several in order. */
export type Message = { readonly text: string; readonly subject: string | undefined };

/** Characters of a subject. SNS accepts fewer than 100. */
const SUBJECT_LIMIT = 99;

/** Without line breaks, control characters and lone surrogates, which UTF-8 cannot encode. */
const SUBJECT = new RegExp(`^(?!\\s)[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,${SUBJECT_LIMIT}}$`, 'u');

/**
 * Whether a text is a valid subject: UTF-8, fewer than 100 characters, without line breaks and
 * control characters. A leading space is not valid: mail programs would not show it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function isSubject(text: unknown): text is string {
  return typeof text === 'string' && SUBJECT.test(text);
}

/**
 * The messages of a digest. A digest over 256 KiB, in bytes with its subject and attributes, is
 * split between lines, and the subjects are numbered. A line that is too long is split as well.
 *
 * @throws {RangeError} When the digest is too large, and `tooLarge` is `refuse`.
 */
export function messagesOf(
  text: string,
  subject: string | undefined,
  attributes: Readonly<Record<string, string>>,
  tooLarge: 'refuse' | 'split',
): readonly Message[] {
  const room = LIMIT - bytesOf(attributes) - bytes(subject ?? '');
  if (bytes(text) <= room) return [{ text, subject }];
  if (tooLarge === 'refuse') {
    throw loggable(
      new RangeError(
        `The digest has ${kibibytes(LIMIT - room + bytes(text))} KiB with its subject and attributes, and SNS accepts ${kibibytes(LIMIT)}. Make it shorter, or set tooLarge to 'split'.`,
      ),
    );
  }
  const texts = split(text, room - 100);
  return texts.map((part, index) => ({
    text: part,
    subject: numbered(subject, index + 1, texts.length),
  }));
}

/** The bytes of attributes in a message: their names, types and values. */
export function bytesOf(attributes: Readonly<Record<string, string>>): number {
  return bytes(...Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]));
}

function bytes(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Rounded up. In bytes, the log would redact the number as a code of six digits. */
function kibibytes(size: number): number {
  return Math.ceil(size / 1024);
}

function split(text: string, room: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let size = 0;
  const end = () => {
    if (part !== '') parts.push(part);
    part = '';
    size = 0;
  };
  for (const line of text.split(/(?<=\n)/)) {
    if (size + bytes(line) > room) end();
    for (const piece of bytes(line) > room ? line : [line]) {
      if (size + bytes(piece) > room) end();
      part += piece;
      size += bytes(piece);
    }
  }
  end();
  return parts;
}

function numbered(subject: string | undefined, number: number, count: number): string | undefined {
  if (subject === undefined) return undefined;
  const suffix = ` (${number}/${count})`;
  // By code points: half of one is not a character.
  return [...subject].slice(0, SUBJECT_LIMIT - suffix.length).join('') + suffix;
}
