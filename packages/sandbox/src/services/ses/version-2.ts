import { AwsError } from '../../protocols/aws-error.js';
import { type JsonObject, parseJsonInput } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type {
  ServiceRequest,
  ServiceRequestHead,
  ServiceResponse,
} from '../../protocols/request.js';
import { optionalText, wrongType } from '../../protocols/request-input.js';
import { requireCaller } from '../../protocols/require-caller.js';
import { type Content, invalid, type Mailer } from './mailer.js';

/** 40 MB, attachments included. */
const MAXIMUM_MESSAGE_BYTES = 40 * 1024 * 1024;

/** Version 2's names of the errors of version 1. */
const NAMES: Readonly<Record<string, readonly [name: string, status: number]>> = {
  InvalidParameterValue: ['BadRequestException', 400],
  MissingRenderingAttributeException: ['BadRequestException', 400],
  ConfigurationSetDoesNotExistException: ['NotFoundException', 404],
  TemplateDoesNotExistException: ['NotFoundException', 404],
};

/** Whether a request uses version 2 of the API. */
export function isVersion2({ path }: ServiceRequestHead): boolean {
  return path.startsWith('/v2/email/');
}

/**
 * Answers a request in version 2 of the API, which is REST with JSON.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export async function answerVersion2(
  mailer: Mailer,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  try {
    requireCaller(request, { status: 403, message: 'Missing Authentication Token' });
    if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails') {
      throw new AwsError(
        'UnknownOperationException',
        `The sandbox supports only SendEmail of SES version 2, not ${request.method} ${request.path}.`,
        404,
      );
    }
    return json(200, { MessageId: await sendEmail(mailer, parseJsonInput(request.body)) });
  } catch (error) {
    if (error instanceof AwsError) return version2Error(error);
    throw error;
  }
}

/** Converts an {@link AwsError} to a response for clients of version 2. */
export function version2Error(error: AwsError): ServiceResponse {
  const [name, status] = NAMES[error.name] ?? [error.name, error.status];
  const response = json(status, { message: error.message });
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': name } };
}

function json(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function sendEmail(mailer: Mailer, input: JsonObject): Promise<string> {
  const destination = structure(input, 'Destination') ?? {};
  const bounces = optionalText(input, 'FeedbackForwardingEmailAddress');
  return mailer.send({
    from: optionalText(input, 'FromEmailAddress') ?? '',
    recipients: ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((list) =>
      texts(destination, list),
    ),
    returnAddresses: [...texts(input, 'ReplyToAddresses'), ...(bounces ? [bounces] : [])],
    configurationSet: optionalText(input, 'ConfigurationSetName'),
    content: readContent(structure(input, 'Content') ?? {}),
    limit: MAXIMUM_MESSAGE_BYTES,
    reason: 'SES SendEmail',
  });
}

function readContent(content: JsonObject): Content {
  const simple = structure(content, 'Simple');
  const raw = structure(content, 'Raw');
  const template = structure(content, 'Template');
  if (simple) {
    const body = structure(simple, 'Body') ?? {};
    return {
      type: 'simple',
      subject: required(structure(simple, 'Subject') ?? {}, 'Data'),
      text: optionalText(structure(body, 'Text') ?? {}, 'Data'),
      html: optionalText(structure(body, 'Html') ?? {}, 'Data'),
    };
  }
  if (raw) return { type: 'raw', message: Buffer.from(required(raw, 'Data'), 'base64') };
  if (template) {
    const inline = structure(template, 'TemplateContent');
    const data = optionalText(template, 'TemplateData') ?? '{}';
    if (!inline) return { type: 'template', template: templateName(template), data };
    const parts = {
      subject: optionalText(inline, 'Subject') ?? '',
      text: optionalText(inline, 'Text'),
      html: optionalText(inline, 'Html'),
    };
    return { type: 'template', template: parts, data };
  }
  throw invalid('The content must be one of Simple, Raw and Template.');
}

function templateName(template: JsonObject): string {
  const arn = optionalText(template, 'TemplateArn');
  return optionalText(template, 'TemplateName') ?? arn?.slice(arn.indexOf('/') + 1) ?? '';
}

function required(input: JsonObject, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw invalid(`${member} must not be null.`);
  return value;
}

function texts(input: JsonObject, member: string): readonly string[] {
  const value = input[member] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrongType(member, 'a list of strings');
}

function structure(input: JsonObject, member: string): JsonObject | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (isJsonObject(value)) return value;
  throw wrongType(member, 'a structure');
}
