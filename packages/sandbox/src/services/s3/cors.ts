import type { Value } from '../../assembly/resource-graph.js';
import { listOf, objectOf } from '../../assembly/template-values.js';

/** A rule for the requests that pages of other origins send to a bucket. */
export type CorsRule = {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: string | undefined;
};

export function parseCorsRules(rules: readonly Value[]): readonly CorsRule[] {
  return rules.map(objectOf).map((rule) => ({
    origins: listOf(rule.AllowedOrigins).map(String),
    methods: listOf(rule.AllowedMethods).map(String),
    headers: listOf(rule.AllowedHeaders).map((header) => String(header).toLowerCase()),
    exposed: listOf(rule.ExposedHeaders).map(String),
    maxAgeSeconds: rule.MaxAge === undefined ? undefined : String(rule.MaxAge),
  }));
}

export type CorsRequest = {
  readonly origin: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: readonly string[];
};

/**
 * The headers that let a page read a response, from the first rule that allows its request.
 * Undefined when no rule does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function corsHeaders(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsRequest,
): Readonly<Record<string, string>> | undefined {
  const rule = rules.find(
    ({ origins, methods, headers: allowed }) =>
      origins.some((pattern) => fits(pattern, origin)) &&
      methods.includes(method) &&
      headers.every((header) => allowed.some((pattern) => fits(pattern, header))),
  );
  if (!rule) return undefined;
  const isForAll = rule.origins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(!isForAll && { 'access-control-allow-credentials': 'true' }),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': rule.maxAgeSeconds }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** A pattern contains at most one `*`. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  return (
    text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  );
}
