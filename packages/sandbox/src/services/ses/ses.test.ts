import { DatabaseSync } from 'node:sqlite';
import {
  ConfigurationSetDoesNotExistException,
  GetSendQuotaCommand,
  ListIdentitiesCommand,
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  TemplateDoesNotExistException,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import {
  BadRequestException,
  GetAccountCommand,
  NotFoundException,
  SESv2Client,
  SendEmailCommand as SendEmailV2Command,
  type SendEmailCommandInput as SendEmailV2Input,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import { ses } from './index.js';

let running: TestService;
let v1: SESClient;
let v2: SESv2Client;
beforeAll(async () => {
  running = await startService(ses, {
    resources: [
      { type: 'AWS::SES::ConfigurationSet', physicalId: 'set', properties: { Name: 'set' } },
      {
        type: 'AWS::SES::Template',
        physicalId: 'welcome',
        properties: {
          Template: {
            SubjectPart: 'Hello {{name}}',
            TextPart: '{{#if vip}}Dear{{else}}Hi{{/if}} {{name}}',
            HtmlPart: '<b>{{name}}</b>',
          },
        },
      },
      {
        type: 'AWS::SES::Template',
        physicalId: 'broken',
        properties: { Template: { SubjectPart: '{{#if', TextPart: 'x' } },
      },
    ],
  });
  v1 = new SESClient(running.client);
  v2 = new SESv2Client(running.client);
});
afterAll(() => running.stop());

const FROM = 'Sender <sender@example.com>';
const TO = 'ada@example.com';
const email = (change: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
  Source: FROM,
  Destination: { ToAddresses: [TO] },
  Message: { Subject: { Data: 'Your code' }, Body: { Text: { Data: '123456' } } },
  ...change,
});
const emailV2 = (change: Partial<SendEmailV2Input> = {}): SendEmailV2Input => ({
  FromEmailAddress: FROM,
  Destination: { ToAddresses: [TO] },
  Content: { Simple: { Subject: { Data: 'Your code' }, Body: { Text: { Data: '123456' } } } },
  ...change,
});
const mime = (...lines: readonly string[]) => Buffer.from(lines.join('\r\n'));

/** The messages that an attempt puts into the outbox. */
async function sentBy(attempt: () => Promise<unknown>) {
  const before = running.outbox.length;
  await attempt();
  return running.outbox.slice(before).map(({ id: _id, at: _at, ...message }) => message);
}

/** Expects an error and an empty outbox. */
async function refusal(attempt: () => Promise<unknown>): Promise<Error> {
  const before = running.outbox.length;
  const error = await attempt().then(
    () => new Error('It was not refused.'),
    (thrown: Error) => thrown,
  );
  expect(running.outbox).toHaveLength(before);
  return error;
}

describe('SendEmail of version 1', () => {
  test('puts a message into the outbox for each recipient, and returns its id', async () => {
    const sent = await sentBy(async () => {
      const { MessageId } = await v1.send(
        new SendEmailCommand(
          email({
            Destination: {
              ToAddresses: [`"Ada, Countess" <${TO}>`],
              CcAddresses: ['cc@example.com'],
              BccAddresses: ['bcc@example.com'],
            },
            Message: {
              Subject: { Data: 'Süß & <sound>', Charset: 'UTF-8' },
              Body: { Text: { Data: 'a\r\n+1 %41' }, Html: { Data: '<b>a</b>' } },
            },
            ConfigurationSetName: 'set',
            Tags: [{ Name: 'a', Value: 'b' }],
          }),
        ),
      );
      expect(MessageId).toMatch(/^[0-9a-f]{16}-[0-9a-f-]{36}-000000$/);
    });
    const message = {
      channel: 'email',
      from: 'sender@example.com',
      subject: 'Süß & <sound>',
      body: 'a\r\n+1 %41',
      html: '<b>a</b>',
      reason: 'SES SendEmail',
    };
    expect(sent).toEqual([
      { ...message, to: TO },
      { ...message, to: 'cc@example.com' },
      { ...message, to: 'bcc@example.com' },
    ]);
  });

  test('accepts a body with only HTML', async () => {
    const Message = { Subject: { Data: 's' }, Body: { Html: { Data: '<b>a</b>' } } };
    const [sent] = await sentBy(() => v1.send(new SendEmailCommand(email({ Message }))));
    expect(sent).toMatchObject({ body: '<b>a</b>', html: '<b>a</b>' });
  });

  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => `user${index}@example.com`);
  test('accepts fifty recipients', async () => {
    const Destination = { ToAddresses: addresses(25), BccAddresses: addresses(25) };
    const sent = await sentBy(() => v1.send(new SendEmailCommand(email({ Destination }))));
    expect(sent).toHaveLength(50);
  });

  test.each<[string, Partial<SendEmailCommandInput>, string, string]>([
    [
      'fifty-one recipients',
      { Destination: { ToAddresses: addresses(26), CcAddresses: addresses(25) } },
      'InvalidParameterValue',
      'Recipient count exceeds 50.',
    ],
    [
      'no recipient',
      { Destination: { ToAddresses: [] } },
      'InvalidParameterValue',
      "Missing required header 'To'.",
    ],
    ['an empty sender', { Source: '' }, 'InvalidParameterValue', "Missing required header 'From'."],
    [
      'no sender',
      { Source: undefined },
      'ValidationError',
      "1 validation error detected: Value null at 'source' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no subject',
      { Message: { Subject: undefined, Body: { Text: { Data: 'a' } } } },
      'ValidationError',
      "1 validation error detected: Value null at 'message.subject.data' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a name instead of a recipient',
      { Destination: { ToAddresses: [TO, 'Ada'] } },
      'InvalidParameterValue',
      "Missing final '@domain'",
    ],
    [
      'an invalid address for answers',
      { ReplyToAddresses: ['ada@'] },
      'InvalidParameterValue',
      'Missing domain',
    ],
    [
      'an invalid address for bounces',
      { ReturnPath: '@example.com' },
      'InvalidParameterValue',
      'Missing local name',
    ],
    [
      'a message over 10 MB',
      {
        Message: {
          Subject: { Data: '' },
          Body: { Text: { Data: 'é'.repeat(5 * 1024 * 1024 + 1) } },
        },
      },
      'InvalidParameterValue',
      "Message length is more than 10485760 bytes long: '10485762'.",
    ],
  ])('refuses %s', async (_, change, name, message) => {
    const error = await refusal(() => v1.send(new SendEmailCommand(email(change))));
    expect(error).toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
  });

  test('refuses a configuration set that the backend does not define', async () => {
    const change = { ConfigurationSetName: 'other' };
    const error = await refusal(() => v1.send(new SendEmailCommand(email(change))));
    expect(error).toBeInstanceOf(ConfigurationSetDoesNotExistException);
    expect(error.message).toBe('Configuration set <other> does not exist.');
  });
});

describe('an address is refused', () => {
  test.each([
    ['ada example.com', 'Local address contains control or whitespace'],
    ['ada\r\nBcc: eve@example.com', 'Local address contains control or whitespace'],
    ['adä@example.com', 'Local address contains control or whitespace'],
    ['ada@exam ple.com', 'Domain contains control or whitespace'],
    ['ada@exämple.com', 'Domain contains control or whitespace'],
    ['ada@.example.com', 'Domain starts with dot'],
    ['ada@example.com.', 'Domain ends with dot'],
    ['ada@example..com', 'Domain contains dot-dot'],
    ['ada@example.com,eve@example.com', 'Local address contains illegal character'],
    ['ada@[127.0.0.1]', 'Domain contains illegal character'],
    [`${'a'.repeat(310)}@example.com`, 'Address length is more than 320 characters long.'],
  ])('%j', async (address, message) => {
    const Destination = { ToAddresses: [address] };
    const error = await refusal(() => v1.send(new SendEmailCommand(email({ Destination }))));
    expect(error).toMatchObject({ name: 'InvalidParameterValue', message });
  });

  test('but not because of its display name', async () => {
    const Destination = { ToAddresses: ['"eve@evil.example" <"a b"@example.com>'] };
    const [sent] = await sentBy(() => v1.send(new SendEmailCommand(email({ Destination }))));
    expect(sent?.to).toBe('"a b"@example.com');
  });
});

describe('a raw message', () => {
  const multipart = mime(
    'From: =?utf-8?q?S=C3=A9nder?= <sender@example.com>',
    'To: Ada <ada@example.com>, Team: b@example.com, c@example.com;',
    'Cc: d@example.com',
    'Bcc: e@example.com',
    'Subject: =?utf-8?b?WW91ciBjw7ZkZQ==?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: multipart/alternative; boundary=a',
    '',
    '--a',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'c=F6de 1=',
    '23',
    '--a',
    'Content-Type: text/html',
    '',
    '<b>123</b>',
    '--a--',
    '--m',
    'Content-Type: text/plain',
    'Content-Disposition: attachment; filename=secret.txt',
    '',
    'attached',
    '--m--',
    '',
  );
  const message = {
    channel: 'email',
    from: 'sender@example.com',
    subject: 'Your cöde',
    body: 'cöde 123',
    html: '<b>123</b>',
  };

  test('is sent to the recipients in its headers', async () => {
    const sent = await sentBy(() =>
      v1.send(new SendRawEmailCommand({ RawMessage: { Data: multipart } })),
    );
    expect(sent).toEqual(
      ['ada', 'b', 'c', 'd', 'e'].map((name) => ({
        ...message,
        to: `${name}@example.com`,
        reason: 'SES SendRawEmail',
      })),
    );
  });

  test('is sent to the recipients in the request, if it has any', async () => {
    const sent = await sentBy(() =>
      v1.send(
        new SendRawEmailCommand({
          Source: 'other@example.com',
          Destinations: ['x@example.com'],
          RawMessage: { Data: multipart },
        }),
      ),
    );
    expect(sent).toEqual([
      { ...message, from: 'other@example.com', to: 'x@example.com', reason: 'SES SendRawEmail' },
    ]);
  });

  test('of version 2 is the same', async () => {
    const sent = await sentBy(() =>
      v2.send(
        new SendEmailV2Command({
          Content: { Raw: { Data: multipart } },
          Destination: { ToAddresses: [TO] },
        }),
      ),
    );
    expect(sent).toEqual([{ ...message, to: TO, reason: 'SES SendEmail' }]);
  });

  test.each([
    ['without a sender', mime('To: a@example.com', '', 'x'), "Missing required header 'From'."],
    ['without a recipient', mime('From: a@example.com', '', 'x'), "Missing required header 'To'."],
    [
      'with a name instead of a recipient',
      mime('From: a@example.com', 'To: Ada', '', 'x'),
      "Missing final '@domain'",
    ],
    ['that is empty', Buffer.alloc(1), "Missing required header 'From'."],
    [
      'with too many headers',
      mime('From: a@example.com', `To: ${'a'.repeat(3 * 1024 * 1024)}`, '', 'x'),
      'The raw message is not readable as MIME.',
    ],
    [
      'over 10 MB',
      mime('From: a@example.com', 'To: b@example.com', '', 'x'.repeat(10 * 1024 * 1024)),
      "Message length is more than 10485760 bytes long: '10485802'.",
    ],
  ])('%s is refused', async (_, Data, expected) => {
    const error = await refusal(() => v1.send(new SendRawEmailCommand({ RawMessage: { Data } })));
    expect(error).toMatchObject({ name: 'InvalidParameterValue', message: expected });
  });

  test('may name its configuration set', async () => {
    const Data = mime(
      'From: a@example.com',
      'To: b@example.com',
      'X-SES-CONFIGURATION-SET: other',
      '',
      'x',
    );
    const error = await refusal(() => v1.send(new SendRawEmailCommand({ RawMessage: { Data } })));
    expect(error).toBeInstanceOf(ConfigurationSetDoesNotExistException);
  });
});

describe('a template', () => {
  const templated = (Template: string, data: unknown) =>
    new SendTemplatedEmailCommand({
      Source: FROM,
      Destination: { ToAddresses: [TO] },
      Template,
      TemplateData: typeof data === 'string' ? data : JSON.stringify(data),
    });

  test('is filled in, and nothing in it is escaped', async () => {
    const [sent] = await sentBy(() => v1.send(templated('welcome', { name: 'A&B', vip: true })));
    expect(sent).toMatchObject({
      subject: 'Hello A&B',
      body: 'Dear A&B',
      html: '<b>A&B</b>',
      reason: 'SES SendTemplatedEmail',
    });
  });

  test.each([
    ['a stored one', { TemplateName: 'welcome' }, 'Hello Ada'],
    [
      'a stored one, by its ARN',
      { TemplateArn: 'arn:aws:ses:eu-west-1:123456789012:template/welcome' },
      'Hello Ada',
    ],
    ['one in the request', { TemplateContent: { Subject: '{{name}}!', Text: 'x' } }, 'Ada!'],
  ])('of version 2 is %s', async (_, Template, subject) => {
    const content = { Template: { ...Template, TemplateData: '{"name":"Ada"}' } };
    const [sent] = await sentBy(() =>
      v2.send(new SendEmailV2Command(emailV2({ Content: content }))),
    );
    expect(sent?.subject).toBe(subject);
  });

  test('that the backend does not define is refused', async () => {
    const first = await refusal(() => v1.send(templated('other', {})));
    expect(first).toBeInstanceOf(TemplateDoesNotExistException);
    expect(first.message).toBe('Template other does not exist.');
    const Content = { Template: { TemplateName: 'other' } };
    const second = await refusal(() => v2.send(new SendEmailV2Command(emailV2({ Content }))));
    expect(second).toBeInstanceOf(NotFoundException);
  });

  test.each([
    [
      'a value that the data do not have',
      'welcome',
      {},
      'MissingRenderingAttributeException',
      "Attribute 'name' is not present in the rendering data.",
    ],
    ['a list as data', 'welcome', [], 'InvalidParameterValue', 'is not a JSON object'],
    ['invalid JSON as data', 'welcome', '{s3cret', 'InvalidParameterValue', 'is not a JSON object'],
    ['a wrong template', 'broken', {}, 'InvalidParameterValue', 'does not render'],
  ])('is refused for %s', async (_, template, data, name, words) => {
    const error = await refusal(() => v1.send(templated(template, data)));
    expect(error).toMatchObject({ name, message: expect.stringContaining(words) });
    expect(error.message).not.toContain('s3cret');
  });
});

describe('SendEmail of version 2', () => {
  test('puts a message into the outbox', async () => {
    const sent = await sentBy(async () => {
      const { MessageId } = await v2.send(
        new SendEmailV2Command(emailV2({ ConfigurationSetName: 'set' })),
      );
      expect(MessageId).toMatch(/-000000$/);
    });
    expect(sent).toEqual([
      {
        channel: 'email',
        to: TO,
        from: 'sender@example.com',
        subject: 'Your code',
        body: '123456',
        reason: 'SES SendEmail',
      },
    ]);
  });

  test('accepts more than 10 MB', async () => {
    const Text = { Data: 'x'.repeat(11 * 1024 * 1024) };
    const Content = { Simple: { Subject: { Data: 's' }, Body: { Text } } };
    const sent = await sentBy(() => v2.send(new SendEmailV2Command(emailV2({ Content }))));
    expect(sent).toHaveLength(1);
  });

  test.each<[string, Partial<SendEmailV2Input>, string]>([
    ['no sender', { FromEmailAddress: undefined }, "Missing required header 'From'."],
    ['no recipient', { Destination: undefined }, "Missing required header 'To'."],
    ['an invalid address', { FromEmailAddress: 'sender' }, "Missing final '@domain'"],
    ['no content', { Content: {} }, 'The content must be one of Simple, Raw and Template.'],
    ['no subject', { Content: { Simple: {} as never } }, 'Data must not be null.'],
    [
      'a template without a value',
      { Content: { Template: { TemplateName: 'welcome' } } },
      "Attribute 'name' is not present in the rendering data.",
    ],
  ])('refuses %s', async (_, change, message) => {
    const error = await refusal(() => v2.send(new SendEmailV2Command(emailV2(change))));
    expect(error).toBeInstanceOf(BadRequestException);
    expect(error.message).toBe(message);
  });

  test.each([
    ['a list instead of a string', '{"FromEmailAddress":[]}'],
    ['a string instead of a list', '{"Destination":{"ToAddresses":"a"}}'],
    ['a string instead of a structure', '{"Destination":"a"}'],
    ['no JSON', '{'],
  ])('refuses %s', async (_, body) => {
    const response = await running.service.handle({
      id: 'a',
      method: 'POST',
      path: '/v2/email/outbound-emails',
      query: new URLSearchParams(),
      headers: {},
      target: undefined,
      signingName: 'ses',
      body: Buffer.from(body),
      caller: { type: 'developer' },
    });
    expect(response.status).toBe(400);
    expect(response.headers?.['x-amzn-errortype']).toBe('SerializationException');
  });
});

describe('other operations of SES', () => {
  test('every sender is verified', async () => {
    await v1.send(new VerifyEmailIdentityCommand({ EmailAddress: 'new@example.com' }));
    const sent = await sentBy(() =>
      v1.send(new SendEmailCommand(email({ Source: 'nobody@unverified.example' }))),
    );
    expect(sent).toHaveLength(1);
  });

  test('the quota counts the messages of the last day', async () => {
    const other = await startService(ses, { database: new DatabaseSync(':memory:') });
    const client = new SESClient(other.client);
    await client.send(new SendEmailCommand(email()));
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 1 });
    other.advance(24 * 60 * 60 * 1000 + 1);
    expect(await client.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 0 });
    await other.stop();
  });

  test('an operation that is not supported is named', async () => {
    await expect(v1.send(new ListIdentitiesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'The sandbox does not support the operation ListIdentities.',
    });
    await expect(v2.send(new GetAccountCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox supports only SendEmail of SES version 2, not GET /v2/email/account.',
    });
  });

  test('a caller without a signature, or with a wrong one, sends nothing', async () => {
    const credentials = { ...running.client.credentials, secretAccessKey: 'wrong' };
    const first = await refusal(() =>
      new SESClient({ ...running.client, credentials }).send(new SendEmailCommand(email())),
    );
    expect(first.name).toBe('SignatureDoesNotMatch');
    const second = await refusal(() =>
      new SESv2Client({ ...running.client, credentials }).send(new SendEmailV2Command(emailV2())),
    );
    expect(second.name).toBe('InvalidSignatureException');
    const response = await fetch(`${running.url}/v2/email/outbound-emails`, {
      method: 'POST',
      body: JSON.stringify(emailV2()),
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });
});
