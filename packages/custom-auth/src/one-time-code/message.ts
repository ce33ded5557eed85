/** The texts of a message, by part. */
export type Template = {
  readonly emailSubject?: string | undefined;
  readonly emailText?: string | undefined;
  readonly emailHtml?: string | undefined;
  readonly smsMessage?: string | undefined;
};

export type MessagePart = keyof Template;

/** The values that replace the placeholders of a template. */
export type Filling = {
  readonly code: string;
  readonly appName: string;
  /** How long the code is valid. */
  readonly minutes: string;
};

const PLACEHOLDER = /\{\{(code|appName|minutes)\}\}/g;

/** In characters. An SMS of more than 140 bytes is sent, and billed, in several parts. */
const LIMITS: Readonly<Record<MessagePart, number>> = {
  emailSubject: 140,
  emailText: 20_000,
  emailHtml: 20_000,
  smsMessage: 140,
};

export const ENGLISH = {
  emailSubject: 'Your sign-in code for {{appName}}',
  emailText: `Your sign-in code for {{appName}} is {{code}}

Use it within {{minutes}} minutes, and do not share it. If you are not signing in, ignore this message.
`,
  emailHtml: `<p>Your sign-in code for {{appName}} is</p>
<p style="font-size: 2em; letter-spacing: 0.2em"><strong>{{code}}</strong></p>
<p>Use it within {{minutes}} minutes, and do not share it. If you are not signing in, ignore this message.</p>
`,
  smsMessage: '{{code}} is your sign-in code for {{appName}}. Do not share it.',
} satisfies Template;

/** A problem of a part of a template, written for the author of the template. */
export function problemOf(text: string, part: MessagePart): string | undefined {
  if (text.trim() === '') return 'Write a text.';
  if (text.length > LIMITS[part]) return `Write up to ${LIMITS[part]} characters.`;
  // Each placeholder leaves two braces, so that an extra brace beside it is found too.
  if (/\{\{|\}\}/.test(text.replace(PLACEHOLDER, '{}'))) {
    return 'The placeholders are {{code}}, {{appName}} and {{minutes}}.';
  }
  const hasCode = text.includes('{{code}}');
  if (part !== 'emailSubject') {
    return hasCode ? undefined : 'Write {{code}} where the code belongs.';
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return 'Write the subject in one line.';
  return hasCode
    ? 'Write {{code}} in the message only: a locked screen shows the subject.'
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
