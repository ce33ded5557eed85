/** The parts of a message, as Cognito calls them. */
export type MessagePart = 'emailSubject' | 'emailMessage' | 'smsMessage';

/**
 * What a message must have in it: the code; the code or, in an e-mail, a link; or, in an
 * invitation, the code and the user name.
 */
export type MessageKind = 'code' | 'code or link' | 'invitation';

/** What goes into a template. */
export type Filling = {
  /** Where Cognito puts the code: `{####}`. */
  readonly code: string;
  /** Where Cognito puts the user name: `{username}`. */
  readonly username: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/**
 * Characters that Cognito takes.
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

/** What is wrong with a template, as one that writes it can put it right. */
export function problemOf(text: string, part: MessagePart, kind: MessageKind): string | undefined {
  if (text.trim() === '') return 'Write a text.';
  const attributes = Array.from(text.matchAll(ATTRIBUTE), ([, name = '']) => name);
  if (
    !attributes.every((name) => ATTRIBUTE_NAME.test(name)) ||
    /\{\{/.test(withoutAttributes(text))
  ) {
    return 'Write a user attribute as {{given_name}} or {{custom:company}}, or as {{given_name|friend}}, with what stands there for who has none.';
  }
  if (write(text, part, AS_WRITTEN).length > LIMITS[part]) {
    return `Cognito takes up to ${LIMITS[part]} characters.`;
  }
  if (part === 'emailSubject') {
    const hasPlaceholder = [CODE, USERNAME].some((found) => text.includes(found));
    return hasPlaceholder || LINK.test(text)
      ? 'Leave {####}, {username} and links to the message: Cognito fills in no subject.'
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
      ? 'Write {####} where the code belongs, or {##Confirm##} for a link. Cognito sends no message without.'
      : 'Write {####} where the code belongs. Cognito sends no message without.';
  }
  if (!takesLink && LINK.test(text)) {
    return 'Take the link {##...##} out: Cognito sends links by e-mail for a sign-up only.';
  }
  const isInvitation = kind === 'invitation';
  if (isInvitation === text.includes(USERNAME)) return undefined;
  return isInvitation
    ? 'Write {username} where the user name belongs. Cognito sends no invitation without.'
    : 'Take {username} out: Cognito fills it in for invitations only.';
}

/**
 * Fills a template in. Values are made harmless for the place in which they stand, and those that
 * make a part longer than Cognito takes are left out, all of that part.
 */
export function render(text: string, part: MessagePart, filling: Filling): string {
  const message = write(text, part, filling);
  return message.length <= LIMITS[part]
    ? message
    : write(text, part, { ...filling, attributes: {} });
}

function write(text: string, part: MessagePart, { code, username, attributes }: Filling): string {
  // In one go: a placeholder in a value is never looked at.
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
 * One line of letters, digits, symbols and punctuation: Cognito takes no others, and line breaks
 * would write a header, and reversing characters another text.
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

/** Braces, too: Cognito would read `{####}` in a user's name as the place of the code. */
function escapeInHtml(value: string): string {
  return value.replace(/[&<>"'`{}]/g, (character) => `${numbered(character, '&#', 10)};`);
}

function numbered(character: string, prefix: string, base: number): string {
  return `${prefix}${character.charCodeAt(0).toString(base).toUpperCase()}`;
}
