/** What a message says, by its parts. */
export type Template = {
  readonly emailSubject?: string | undefined;
  readonly emailText?: string | undefined;
  readonly emailHtml?: string | undefined;
  readonly smsMessage?: string | undefined;
};

export type MessagePart = keyof Template;

/** What is filled into a template. */
export type Filling = {
  readonly code: string;
  readonly appName: string;
  /** How long the code is right. */
  readonly minutes: string;
};

const PLACEHOLDER = /\{\{(code|appName|minutes)\}\}/g;

/** Characters. An SMS of more than 140 bytes is sent, and paid for, in several parts. */
const LIMITS: Readonly<Record<MessagePart, number>> = {
  emailSubject: 140,
  emailText: 20_000,
  emailHtml: 20_000,
  smsMessage: 140,
};

export const ENGLISH = {
  emailSubject: 'Your sign-in code for {{appName}}',
  emailText: `Your sign-in code for {{appName}} is {{code}}

Use it within {{minutes}} minutes, and give it to nobody. If you are not signing in, ignore this message.
`,
  emailHtml: `<p>Your sign-in code for {{appName}} is</p>
<p style="font-size: 2em; letter-spacing: 0.2em"><strong>{{code}}</strong></p>
<p>Use it within {{minutes}} minutes, and give it to nobody. If you are not signing in, ignore this message.</p>
`,
  smsMessage: '{{code}} is your sign-in code for {{appName}}. Give it to nobody.',
} satisfies Template;

/** What is wrong with a part of a template, as one that writes it can put it right. */
export function problemOf(text: string, part: MessagePart): string | undefined {
  if (text.trim() === '') return 'Write a text.';
  if (text.length > LIMITS[part]) return `A message takes up to ${LIMITS[part]} characters here.`;
  // With a brace on either side, so that one more beside it is seen as well.
  if (/\{\{|\}\}/.test(text.replace(PLACEHOLDER, '{}'))) {
    return 'A placeholder is {{code}}, {{appName}} or {{minutes}}.';
  }
  const hasCode = text.includes('{{code}}');
  if (part !== 'emailSubject') {
    return hasCode ? undefined : 'Write {{code}} where the code belongs.';
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return 'A subject is one line.';
  return hasCode
    ? 'Leave {{code}} to the message: a subject can be read on a locked screen.'
    : undefined;
}

export function render(text: string, part: MessagePart, filling: Filling): string {
  return text.replace(PLACEHOLDER, (_, name: keyof Filling) =>
    part === 'emailHtml' ? escapeInHtml(filling[name]) : filling[name],
  );
}

function escapeInHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
