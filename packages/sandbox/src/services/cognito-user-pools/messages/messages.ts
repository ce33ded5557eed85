import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import {
  invokeTrigger,
  type TriggerResponse,
  unrecognizable,
  withClientMetadata,
} from '../triggers.js';
import type { MessageTemplate, UserPool } from '../user-pool/user-pool.js';
import { triggerAttributes } from '../users/usernames.js';
import { customSenderMessage } from './custom-senders.js';
import type { ComposedMessage, MessageRequest } from './message.js';

/** The placeholder for the code in the text of a custom message trigger. */
const CODE = '{####}';
const USERNAME = '{username}';
const LINK = /\{##(.*?)##\}/;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const LIMITS = { emailSubject: 140, emailMessage: 20_000, smsMessage: 140 } as const;

/** Replaces the temporary password in the message for a user who keeps their password. */
const KNOWN_PASSWORD = '(your existing password)';

/**
 * Composes a message from the pool's template, or from the answer of the custom message trigger.
 *
 * If the pool has a custom sender, that function writes the message and the trigger is not invoked.
 *
 * @throws {AwsError} The errors of {@link invokeTrigger}, `InvalidParameterException` for a text
 *   that is too long or lacks the code, and `CodeDeliveryFailureException`.
 */
export async function composeMessage(
  engine: Engine,
  request: MessageRequest,
): Promise<ComposedMessage> {
  const bySender = customSenderMessage(engine, request);
  if (bySender) return bySender;
  const { pool, delivery, invited } = request;
  const custom = await customMessage(engine, request);
  const template = templateFor(request);
  const subject = custom.emailSubject ?? template.emailSubject;
  const body =
    delivery.attribute === 'email'
      ? (custom.emailMessage ?? template.emailMessage)
      : (custom.smsMessage ?? template.smsMessage);
  const byLink = linkTemplate(pool, request);
  return {
    send(code) {
      const shown = code ?? KNOWN_PASSWORD;
      const text = byLink && request.link ? withLink(body, request.link(shown)) : body;
      engine.context.outbox.send({
        channel: delivery.attribute === 'email' ? 'email' : 'sms',
        to: delivery.destination,
        ...(delivery.attribute === 'email' && { subject }),
        body: text.replaceAll(CODE, () => shown).replaceAll(USERNAME, () => invited ?? USERNAME),
        reason: request.source,
        ...(code !== undefined && { code }),
      });
    },
  };
}

function templateFor(request: MessageRequest): MessageTemplate {
  const { verification, invitation, authentication } = request.pool.messages;
  if (request.source === 'CustomMessage_AdminCreateUser') return invitation;
  if (request.source === 'CustomMessage_Authentication') return authentication;
  if (!linkTemplate(request.pool, request)) return verification;
  return {
    ...verification,
    emailSubject: verification.emailSubjectByLink,
    emailMessage: verification.emailMessageByLink,
  };
}

/** A link confirms a sign-up by e-mail. It never resets a password. */
function linkTemplate(pool: UserPool, { source, delivery }: MessageRequest): boolean {
  return (
    pool.messages.verification.byLink &&
    delivery.attribute === 'email' &&
    (source === 'CustomMessage_SignUp' || source === 'CustomMessage_ResendCode')
  );
}

function withLink(body: string, link: string): string {
  const href = link.replaceAll('&', '&amp;');
  return body.replace(LINK, (_, text: string) => `<a href="${href}">${text}</a>`);
}

async function customMessage(
  engine: Engine,
  request: MessageRequest,
): Promise<Partial<Record<keyof typeof LIMITS, string>>> {
  const { pool, user, source, invited } = request;
  const functionArn = pool.triggers.get('CustomMessage');
  if (functionArn === undefined) return {};
  const response = await invokeTrigger(engine, {
    pool,
    trigger: 'CustomMessage',
    functionArn,
    source,
    userName: user.username,
    clientId: request.clientId,
    request: {
      userAttributes: triggerAttributes(engine, pool, user),
      codeParameter: CODE,
      linkParameter: '{##Click Here##}',
      usernameParameter: invited === undefined ? null : USERNAME,
      ...withClientMetadata(request.clientMetadata),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  return {
    ...readText(response, 'emailSubject'),
    ...readText(response, 'emailMessage', request),
    ...readText(response, 'smsMessage', request),
  };
}

function readText(
  response: TriggerResponse,
  name: keyof typeof LIMITS,
  codeFor?: MessageRequest,
): Partial<Record<keyof typeof LIMITS, string>> {
  const value = response[name];
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string') throw unrecognizable();
  const refuse = (constraint: string) =>
    invalidParameter(
      `1 validation error detected: Value at '${name === 'emailMessage' ? 'emailBody' : name}' failed to satisfy constraint: ${constraint}`,
    );
  if (value.length > LIMITS[name]) {
    throw refuse(`Member must have length less than or equal to ${LIMITS[name]}`);
  }
  const missing = codeFor && missingParameter(value, codeFor);
  if (missing !== undefined) {
    throw refuse(`Member must satisfy regular expression pattern: .*${missing}.*`);
  }
  return { [name]: value };
}

/** The parameter that a text lacks: the code or, in an invitation, the user name. */
function missingParameter(text: string, request: MessageRequest): string | undefined {
  const byLink = linkTemplate(request.pool, request) && LINK.test(text);
  if (!text.includes(CODE) && !byLink) return '\\{####\\}';
  if (request.invited !== undefined && !text.includes(USERNAME)) return '\\{username\\}';
  return undefined;
}
