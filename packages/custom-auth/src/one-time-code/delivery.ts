import { awsRequest } from '@amplify-recipes/core';

/** An e-mail: its addresses and its content. */
export type Email = {
  readonly from: string;
  readonly appName: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly configurationSet?: string | undefined;
};

/**
 * Sends an e-mail with Amazon SES.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export async function sendEmail(email: Email, signal: AbortSignal): Promise<void> {
  const { from, appName, to, subject, text, html, configurationSet } = email;
  const data = (content: string) => ({ Data: content, Charset: 'UTF-8' });
  await awsRequest(
    {
      service: 'ses',
      path: '/v2/email/outbound-emails',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        FromEmailAddress: `${displayName(appName)} <${from}>`,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: { Subject: data(subject), Body: { Text: data(text), Html: data(html) } },
        },
        ConfigurationSetName: configurationSet,
      }),
    },
    signal,
  );
}

/**
 * Sends a text message with Amazon SNS, of the type `Transactional`.
 *
 * @param to A phone number in E.164.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export async function sendSms(to: string, message: string, signal: AbortSignal): Promise<void> {
  await awsRequest(
    {
      service: 'sns',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        Action: 'Publish',
        Version: '2010-03-31',
        PhoneNumber: to,
        Message: message,
        'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
        'MessageAttributes.entry.1.Value.DataType': 'String',
        'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
      }).toString(),
    },
    signal,
  );
}

/**
 * The display name before an address. It becomes an encoded word if it is not plain ASCII.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2047
 */
function displayName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replace(/["\\]/g, '\\$&')}"`
    : `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
}

/** Masks an e-mail address as Cognito does: `a***@e***`. */
export function maskedEmail(address: string): string {
  const domain = address.split('@').slice(1).at(-1) ?? '';
  return `${first(address)}***@${first(domain)}***`;
}

/** Masks a phone number as Cognito does: `+*******0123`. */
export function maskedPhone(number: string): string {
  const digits = number.replace('+', '');
  return `+${'*'.repeat(Math.max(0, digits.length - 4))}${digits.slice(-4)}`;
}

function first(text: string): string {
  return Array.from(text)[0] ?? '';
}
