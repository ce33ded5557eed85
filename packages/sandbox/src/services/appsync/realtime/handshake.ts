import { isJsonObject, parseJson } from '../../../protocols/json-value.js';
import type { ServiceRequestHead } from '../../../protocols/request.js';
import { headersOf, type RealtimeError, type RequestHeaders, SUBPROTOCOL } from './messages.js';

const HEADER_PROTOCOL = 'header-';

/**
 * The headers with which a client asks for a connection. They come in a subprotocol
 * `header-<base64url>`, in the query parameter `header`, or are the headers of the request.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html#handshake-details-to-establish-the-websocket-connection
 */
export function handshakeHeaders({
  headers,
  query,
}: ServiceRequestHead):
  | { readonly headers: RequestHeaders }
  | { readonly errors: RealtimeError[] } {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (protocols.join() === '') return failed({ message: 'NoProtocolError' });
  if (!protocols.includes(SUBPROTOCOL)) return failed({ message: 'SubProtocolNotSupportedError' });
  const protocol = protocols.find((name) => name.startsWith(HEADER_PROTOCOL));
  if (protocol !== undefined) {
    return decoded(protocol.slice(HEADER_PROTOCOL.length), 'The subprotocol header-');
  }
  const header = query.get('header');
  if (header === null) return { headers };
  const payload = decodeBase64(query.get('payload') ?? '');
  if (!isJsonObject(payload) || Object.keys(payload).length > 0) {
    return invalid('The query parameter payload must be the base64 of an empty JSON object.');
  }
  return decoded(header, 'The query parameter header');
}

function decoded(text: string, place: string): ReturnType<typeof handshakeHeaders> {
  const value = decodeBase64(text);
  if (!isJsonObject(value)) return invalid(`${place} must be the base64 of a JSON object.`);
  return { headers: headersOf(value) };
}

/** A query parameter that is not percent-encoded has spaces in place of its plus signs. */
function decodeBase64(text: string): unknown {
  return parseJson(Buffer.from(text.replaceAll(' ', '+'), 'base64'));
}

function invalid(message: string): { readonly errors: RealtimeError[] } {
  return failed({ errorType: 'BadRequestException', message });
}

function failed(error: RealtimeError): { readonly errors: RealtimeError[] } {
  return { errors: [{ ...error, errorCode: 400 }] };
}
