import type { Address } from 'postal-mime';
import { AwsError } from '../../protocols/aws-error.js';

/** A message that comes whole, in MIME. */
export type RawMessage = {
  readonly from: string;
  /** Those of its headers To, Cc and Bcc. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly configurationSet: string | undefined;
};

/**
 * Reads a message in MIME.
 *
 * @throws {AwsError} `InvalidParameterValue` when it cannot be read.
 * @see https://www.rfc-editor.org/rfc/rfc5322
 */
export async function readRawMessage(message: Uint8Array): Promise<RawMessage> {
  const { default: PostalMime } = await import('postal-mime');
  const email = await PostalMime.parse(message).catch(() => {
    throw new AwsError('InvalidParameterValue', 'The raw message is not readable as MIME.');
  });
  return {
    from: mailboxes(email.from)[0] ?? '',
    recipients: [email.to, email.cc, email.bcc].flatMap((list) => (list ?? []).flatMap(mailboxes)),
    subject: email.subject ?? '',
    text: withoutLastLineBreak(email.text),
    html: withoutLastLineBreak(email.html),
    configurationSet: email.headers.find(({ key }) => key === 'x-ses-configuration-set')?.value,
  };
}

/** What is no address is taken for a name. */
function mailboxes(address: Address | undefined): readonly string[] {
  if (!address) return [];
  return (address.group ?? [address]).map((mailbox) => mailbox.address || mailbox.name);
}

/** The line break that ends a part is the transport's, not the message's. */
function withoutLastLineBreak(text: string | undefined): string | undefined {
  return text?.replace(/\r?\n$/, '');
}
