/** The parts of a message, as Cognito calls them. */
export type MessagePart = 'emailSubject' | 'emailMessage' | 'smsMessage';

/**
 * The kind of a message, which decides what it must contain: the code; the code or, in an e-mail,
 * a link; or, in an invitation, the code and the user name.
 */
export type MessageKind = 'code' | 'code or link' | 'invitation';

/** The values that replace the placeholders of a template. */
export type Filling = {
  /** The text that Cognito replaces with the code: `{####}`. */
  readonly code: string;
  /** The text that Cognito replaces with the user name: `{username}`. */
  readonly username: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/**
 * The longest texts that Cognito accepts, in characters.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
const LIMITS = { emailSubject: 140, emailMessage: 20_000, smsMessage: 140 } as const;

const CODE = '{####}';
const USERNAME = '{username}';
const LINK = /\{##[^#{}]+##\}/;
const ATTRIBUTE = /\{\{([^{}|\s]+)(?:\|([^{}|]*))?\}\}/g;
const PLACEHOLDER = new RegExp(`${CODE}|${USERNAME}|${ATTRIBUTE.source}`, 'g');

const ATTRIBUTE_NAME =
  /^(?:address|birthdate|email|family_name|gender|given_name|locale|middle_name|name|nickname|phone_number|picture|preferred_username|profile|sub|updated_at|website|zoneinfo|custom:.+)$/;

const AS_WRITTEN: Filling = { code: CODE, username: USERNAME, attributes: {} };

/** A problem of a template, written for the author of the template. */
export function problemOf(text: string, part: MessagePart, kind: MessageKind): string | undefined {
  if (text.trim() === '') return 'Write a text.';
  const attributes = Array.from(text.matchAll(ATTRIBUTE), ([, name = '']) => name);
  if (
    !attributes.every((name) => ATTRIBUTE_NAME.test(name)) ||
    /\{\{/.test(withoutAttributes(text))
  ) {
    return 'Write a user attribute as {{given_name}} or {{custom:company}}, or with a fallback for users without it, as {{given_name|friend}}.';
  }
  if (write(text, part, AS_WRITTEN).length > LIMITS[part]) {
    return `Cognito accepts up to ${LIMITS[part]} characters.`;
  }
  if (part === 'emailSubject') {
    const hasPlaceholder = [CODE, USERNAME].some((found) => text.includes(found));
    return hasPlaceholder || LINK.test(text)
      ? 'Remove {####}, {username} and links: Cognito does not replace them in a subject.'
      : undefined;
  }
  return missingIn(text, part, kind);
}

function missingIn(
  text: string,
  part: 'emailMessage' | 'smsMessage',
  kind: MessageKind,
): string | undefined {
  const takesLink = kind === 'code or link' && part === 'emailMessage';
  if (!text.includes(CODE) && !(takesLink && LINK.test(text))) {
    return takesLink
      ? 'Write {####} where the code belongs, or {##Confirm##} for a link. Cognito sends no message without one.'
      : 'Write {####} where the code belongs. Cognito sends no message without it.';
  }
  if (!takesLink && LINK.test(text)) {
    return 'Remove the link {##...##}: Cognito sends links only in the e-mails of a sign-up.';
  }
  const isInvitation = kind === 'invitation';
  if (isInvitation === text.includes(USERNAME)) return undefined;
  return isInvitation
    ? 'Write {username} where the user name belongs. Cognito sends no invitation without it.'
    : 'Remove {username}: Cognito replaces it only in invitations.';
}

/**
 * Replaces the placeholders of a template. Values are escaped for their place. If they make a part
 * longer than Cognito accepts, the part is written without attributes.
 */
export function render(text: string, part: MessagePart, filling: Filling): string {
  const message = write(text, part, filling);
  return message.length <= LIMITS[part]
    ? message
    : write(text, part, { ...filling, attributes: {} });
}

function write(text: string, part: MessagePart, { code, username, attributes }: Filling): string {
  // In one pass: a placeholder inside a value is never replaced.
  const message = text.replace(
    PLACEHOLDER,
    (placeholder: string, name: string | undefined, fallback: string | undefined, at: number) => {
      if (placeholder === CODE) return code;
      if (placeholder === USERNAME) return username;
      const value = plain(attributes[name ?? '']) || plain(fallback);
      if (part !== 'emailMessage') return value.replace(/[{}]/g, '');
      return isInTag(text, at) ? escapeInAddress(value) : escapeInHtml(value);
    },
  );
  return part === 'emailSubject' ? message.replace(/[\s\p{Cc}]+/gu, ' ').trim() : message;
}

function withoutAttributes(text: string): string {
  return text.replace(ATTRIBUTE, '');
}

/**
 * Makes a value one line of letters, digits, symbols and punctuation. Cognito accepts no other
 * characters. A line break could add a header, and a reversing character could change the text.
 */
function plain(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/\p{C}+/gu, '')
    .trim();
}

function isInTag(text: string, at: number): boolean {
  return text.lastIndexOf('<', at) > text.lastIndexOf('>', at);
}

function escapeInAddress(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (character) => numbered(character, '%', 16));
}

/** Escapes braces too: Cognito would replace `{####}` in a user's name with the code. */
function escapeInHtml(value: string): string {
  return value.replace(/[&<>"'`{}]/g, (character) => `${numbered(character, '&#', 10)};`);
}

function numbered(character: string, prefix: string, base: number): string {
  return `${prefix}${character.charCodeAt(0).toString(base).toUpperCase()}`;
}
