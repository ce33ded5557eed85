import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { QueryInput, QueryOperations } from '../../protocols/query.js';
import type { Mail, Mailer } from './mailer.js';

/** 10 MB, attachments included. */
const MAXIMUM_MESSAGE_BYTES = 10 * 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Version 1 of the API.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Operations.html
 */
export function version1Operations(mailer: Mailer, context: ServiceContext): QueryOperations {
  const send = async (mail: Mail) => ({ MessageId: await mailer.send(mail) });
  return {
    SendEmail: (input) => {
      const body = input.structure('Message.Body');
      return send({
        ...envelope(input),
        content: {
          type: 'simple',
          subject: required(input, 'Message.Subject.Data'),
          text: body.text('Text.Data'),
          html: body.text('Html.Data'),
        },
        reason: 'SES SendEmail',
      });
    },

    SendTemplatedEmail: (input) =>
      send({
        ...envelope(input),
        content: {
          type: 'template',
          template: required(input, 'Template'),
          data: required(input, 'TemplateData'),
        },
        reason: 'SES SendTemplatedEmail',
      }),

    SendRawEmail: (input) =>
      send({
        from: input.text('Source') ?? '',
        recipients: input.texts('Destinations'),
        returnAddresses: [],
        configurationSet: input.text('ConfigurationSetName'),
        content: {
          type: 'raw',
          message: Buffer.from(required(input, 'RawMessage.Data'), 'base64'),
        },
        limit: MAXIMUM_MESSAGE_BYTES,
        reason: 'SES SendRawEmail',
      }),

    /** Every sender counts as verified. */
    VerifyEmailIdentity: (input) => {
      required(input, 'EmailAddress');
      return {};
    },

    /** The quota of an account outside of SES's own sandbox. It is not enforced. */
    GetSendQuota: () => {
      const since = new Date(context.now() - DAY_MS).toISOString();
      const sent = context.outbox.messages.filter(
        ({ at, reason }) => reason.startsWith('SES ') && at > since,
      );
      return { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: sent.length };
    },
  };
}

function envelope(input: QueryInput): Omit<Mail, 'content' | 'reason'> {
  const returnPath = input.text('ReturnPath');
  return {
    from: required(input, 'Source'),
    recipients: ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((list) =>
      input.texts(`Destination.${list}`),
    ),
    returnAddresses: [...input.texts('ReplyToAddresses'), ...(returnPath ? [returnPath] : [])],
    configurationSet: input.text('ConfigurationSetName'),
    limit: MAXIMUM_MESSAGE_BYTES,
  };
}

function required(input: QueryInput, name: string): string {
  const value = input.text(name);
  if (value !== undefined) return value;
  const place = name.replace(/(^|\.)[A-Z]/g, (match) => match.toLowerCase());
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value null at '${place}' failed to satisfy constraint: Member must not be null`,
  );
}
