import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { bareAddress } from '../../context/email-address.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import { readRawMessage } from './raw-message.js';
import { readTemplate, renderTemplate, type Template } from './template.js';

/** An e-mail to send. */
export type Mail = {
  /** The sender. Empty: the one in the `From` header of a raw message. */
  readonly from: string;
  /**
   * To, Cc and Bcc: each gets the message. Empty: the recipients in the headers of a raw message.
   */
  readonly recipients: readonly string[];
  /** Further addresses that must be valid: those for answers and bounces. */
  readonly returnAddresses: readonly string[];
  readonly configurationSet: string | undefined;
  readonly content: Content;
  /** Longest message, in bytes. */
  readonly limit: number;
  /** The reason for the message, such as `SES SendEmail`. */
  readonly reason: string;
};

export type Content =
  | ({ readonly type: 'simple' } & Parts)
  | { readonly type: 'raw'; readonly message: Uint8Array }
  /** @property template The template's name, or the template itself. */
  | { readonly type: 'template'; readonly template: string | Template; readonly data: string };

export type Parts = {
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
};

export type Mailer = {
  deploy(graph: ResourceGraph): void;
  /**
   * Puts a message into the outbox, one entry for each recipient. Nothing leaves this machine.
   *
   * @returns The message's id.
   * @throws {AwsError} Named as in version 1 of the API. In this case nothing is sent.
   */
  send(mail: Mail): Promise<string>;
};

/** The maximum number of recipients of one message: To, Cc and Bcc together. */
const MAXIMUM_RECIPIENTS = 50;

export function createMailer({ outbox }: ServiceContext): Mailer {
  let templates = new Map<string, Template>();
  let configurationSets = new Set<string>();

  const checkConfigurationSet = (name: string | undefined) => {
    if (name === undefined || configurationSets.has(name)) return;
    throw new AwsError(
      'ConfigurationSetDoesNotExistException',
      `Configuration set <${name}> does not exist.`,
    );
  };

  const findTemplate = (template: string | Template): Template => {
    const found = typeof template === 'string' ? templates.get(template) : template;
    if (found) return found;
    throw new AwsError('TemplateDoesNotExistException', `Template ${template} does not exist.`);
  };

  /** The parts and headers of a message, and its size in bytes. */
  const compose = async (content: Content) => {
    if (content.type === 'raw') {
      return { ...(await readRawMessage(content.message)), bytes: content.message.length };
    }
    const parts =
      content.type === 'simple'
        ? content
        : await renderTemplate(findTemplate(content.template), content.data);
    const { subject, text, html } = parts;
    const bytes = Buffer.byteLength(subject + (text ?? '') + (html ?? ''));
    return { subject, text, html, bytes, from: '', recipients: [], configurationSet: undefined };
  };

  return {
    deploy(graph) {
      templates = new Map(
        graph
          .ofType('AWS::SES::Template')
          .map((resource) => [resource.physicalId, readTemplate(resource)]),
      );
      configurationSets = new Set(
        graph.ofType('AWS::SES::ConfigurationSet').map(({ physicalId }) => physicalId),
      );
    },

    async send(mail) {
      const composed = await compose(mail.content);
      const sender = mail.from || composed.from;
      if (sender === '') throw invalid("Missing required header 'From'.");
      const from = bareAddress(sender);
      const given = mail.recipients.length > 0 ? mail.recipients : composed.recipients;
      const recipients = given.map(bareAddress);
      for (const address of mail.returnAddresses) bareAddress(address);
      if (recipients.length === 0) throw invalid("Missing required header 'To'.");
      if (recipients.length > MAXIMUM_RECIPIENTS) {
        throw invalid(`Recipient count exceeds ${MAXIMUM_RECIPIENTS}.`);
      }
      checkConfigurationSet(mail.configurationSet ?? composed.configurationSet);
      if (composed.bytes > mail.limit) {
        throw invalid(`Message length is more than ${mail.limit} bytes long: '${composed.bytes}'.`);
      }

      const { subject, text, html } = composed;
      const sent = recipients.map((to) =>
        outbox.send({
          channel: 'email',
          to,
          from,
          subject,
          body: text ?? html ?? '',
          ...(html !== undefined && { html }),
          reason: mail.reason,
        }),
      );
      // As long as the ids of SES, and with the same ending.
      return `0100${(sent[0]?.id ?? '').replaceAll('-', '').slice(0, 12)}-${sent[0]?.id}-000000`;
    },
  };
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
