import { AwsError } from '../../../protocols/aws-error.js';
import type { ServiceRequestHead, ServiceResponse } from '../../../protocols/request.js';
import type { Engine } from '../engine.js';
import { CONFIRMATION_PATH } from '../sign-up/confirmation-link.js';
import { confirmSignUp } from './sign-up.js';

export function isConfirmationPage({ method, path }: ServiceRequestHead): boolean {
  return method === 'GET' && path === CONFIRMATION_PATH;
}

/** Confirms a sign-up when its link is opened. Returns a page. */
export async function answerConfirmationPage(
  engine: Engine,
  { query }: ServiceRequestHead,
): Promise<ServiceResponse> {
  try {
    const { pool, client } = engine.client(query.get('client_id') ?? '');
    await confirmSignUp(engine, pool, client, {
      username: query.get('user_name') ?? '',
      code: query.get('confirmation_code') ?? '',
      force: false,
    });
    return page(200, 'Your registration has been confirmed!');
  } catch (error) {
    if (error instanceof AwsError) return page(error.status, error.message);
    throw error;
  }
}

function page(status: number, text: string): ServiceResponse {
  const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html><title>Confirmation</title><p>${escaped}</p>`,
  };
}
