import type { Address } from 'postal-mime';
import { AwsError } from '../../protocols/aws-error.js';

/** A complete message in MIME. */
export type RawMessage = {
  readonly from: string;
  /** The addresses in its headers To, Cc and Bcc. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly configurationSet: string | undefined;
};

/**
 * Reads a message in MIME.
 *
 * @throws {AwsError} `InvalidParameterValue` when the message cannot be read.
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

/** The addresses of a header. Text without an address is parsed as a name, and returned as it is. */
function mailboxes(address: Address | undefined): readonly string[] {
  if (!address) return [];
  return (address.group ?? [address]).map((mailbox) => mailbox.address || mailbox.name);
}

/** Removes the line break that ends a part: it belongs to the transport, not to the message. */
function withoutLastLineBreak(text: string | undefined): string | undefined {
  return text?.replace(/\r?\n$/, '');
}
