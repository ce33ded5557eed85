import { randomUUID } from 'node:crypto';
import { signingNameOf } from '../iam/signature.js';
import { atGateway } from '../protocols/aws-host.js';
import type { ServiceRequestHead } from '../protocols/request.js';
import type { Incoming } from './listener.js';

/** A request as it was sent, for the signature, and as the sandbox answers it. */
export type Addressed = { readonly sent: ServiceRequestHead; readonly head: ServiceRequestHead };

/** @param redirectedFrom The function that sent it to a host of AWS. */
export function addressed(message: Incoming, redirectedFrom: string | undefined): Addressed {
  const sent = headOf(message);
  return { sent, head: redirectedFrom === undefined ? sent : atGateway(sent) };
}

function headOf(message: Incoming): ServiceRequestHead {
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  // HTTP/2 clients send the host in `:authority`. If there are two, it counts (RFC 9113, 8.3.1).
  const authority = headers[':authority'];
  if (authority !== undefined) headers.host = authority;
  const target = originForm(message.url ?? '/');
  const question = target.indexOf('?');
  const query = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  return {
    id: randomUUID(),
    method: message.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    query,
    headers,
    target: parseTarget(headers['x-amz-target']),
    signingName: signingNameOf(headers.authorization, query),
  };
}

/** A client that uses the sandbox as a proxy sends a whole URL (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function parseTarget(header: string | undefined): ServiceRequestHead['target'] {
  const dot = header?.lastIndexOf('.') ?? -1;
  if (!header || dot < 0) return undefined;
  return { prefix: header.slice(0, dot), operation: header.slice(dot + 1) };
}
