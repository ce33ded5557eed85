import { setTimeout as wait } from 'node:timers/promises';
import { signedHeaders } from '@amplify-recipes/core';

const SERVICES = {
  dynamodb: { host: 'dynamodb', endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB' },
  ses: { host: 'email', endpointVariable: 'AWS_ENDPOINT_URL_SESV2' },
  sns: { host: 'sns', endpointVariable: 'AWS_ENDPOINT_URL_SNS' },
} as const;

export type AwsCall = {
  readonly service: keyof typeof SERVICES;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What AWS answered in place of a result. Its message may name the user's address. */
export class AwsRequestError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const TRIES = 3;

/**
 * Calls an AWS API with a signed `fetch`. The SDK's clients for the three services would make the
 * function five times as large, and some 20 ms slower to start: the user waits for each of them.
 *
 * @throws {AwsRequestError} When AWS refuses, and after three tries, when it cannot.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function callAws(call: AwsCall, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(call, signal).catch((error: unknown) => {
      if (attempt === TRIES) throw error;
      return undefined;
    });
    if (answer?.ok) return answer.text;
    if (answer && (!isTransient(answer) || attempt === TRIES)) {
      throw new AwsRequestError(codeOf(answer) ?? `Http${answer.status}`, answer.text);
    }
    // Stryker disable next-line ArithmeticOperator: how long it waits is left to chance.
    await wait(50 * 2 ** attempt * Math.random(), undefined, { signal });
  }
}

type Answer = {
  readonly ok: boolean;
  readonly status: number;
  readonly errorType: string | null;
  readonly text: string;
};

async function send(
  // Stryker disable next-line StringLiteral: a URL without a path has this one.
  { service, path = '/', headers, body }: AwsCall,
  signal: AbortSignal,
): Promise<Answer> {
  // Stryker disable StringLiteral: Lambda sets them all.
  const {
    AWS_REGION = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = process.env;
  // Stryker restore StringLiteral
  const url = new URL(path, endpointOf(service, AWS_REGION));
  const request = { method: 'POST', headers, body };
  const signed = signedHeaders(
    { ...request, url, service, region: AWS_REGION },
    {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    },
  );
  const response = await fetch(url, { ...request, headers: signed, signal });
  return {
    ok: response.ok,
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    text: await response.text(),
  };
}

/** The variables that the SDK reads, too: a sandbox sets them. */
function endpointOf(service: keyof typeof SERVICES, region: string): string {
  const { host, endpointVariable } = SERVICES[service];
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return (
    process.env[endpointVariable] ??
    process.env.AWS_ENDPOINT_URL ??
    `https://${host}.${region}.${suffix}`
  );
}

function isTransient(answer: Answer): boolean {
  return (
    answer.status >= 500 ||
    answer.status === 429 ||
    /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded/.test(String(codeOf(answer)))
  );
}

/** The name of an error, as the JSON, REST and Query protocols of AWS write it. */
function codeOf({ errorType, text }: Answer): string | undefined {
  const type = errorType ?? /"__type"\s*:\s*"([^"]+)"|<Code>([^<]+)</.exec(text)?.slice(1).join('');
  return type?.replace(/.*#/, '').replace(/:.*/, '');
}
