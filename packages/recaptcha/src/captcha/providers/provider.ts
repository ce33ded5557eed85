import * as v from 'valibot';
import type { Refusal } from '../refusal.js';

/** A provider: what it tells of a token, and how it is asked. */
export type Provider = {
  /**
   * Whether it tells how likely a human made the token. Left out where some of its accounts get
   * scores: those of hCaptcha's Enterprise plan.
   */
  readonly score?: 'always' | 'never';
  /** The actions that it takes, where it knows any. */
  readonly action?: RegExp;
  /** Whether a page can bind a token to the sign-in that it makes it for. */
  readonly binds?: true;
  readonly connect: (options: ConnectOptions) => Redeem;
};

export type ConnectOptions = {
  /** An API key, of reCAPTCHA Enterprise. */
  readonly secretKey: string;
  readonly siteKey: string;
  readonly action: string | undefined;
  /** The Google Cloud project of reCAPTCHA Enterprise. */
  readonly project: string | undefined;
  /** In place of the provider's own. */
  readonly verifyUrl: string | undefined;
};

/** Asks the provider about a token. It takes each token once. */
export type Redeem = (token: string, context: RedemptionContext) => Promise<Redemption>;

export type RedemptionContext = {
  /** Aborts when the time of the function is over. */
  readonly signal: AbortSignal;
  /** Names this challenge of this sign-in; only Cognito and the page know it. */
  readonly binding: string | undefined;
};

export type Redemption =
  | { readonly solution: Solution; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly solution?: never };

/** What a provider says of a token that it takes. What it does not say is `undefined`. */
export type Solution = {
  /** How likely a human made it: 0 is surely a robot, 1 surely a human. */
  readonly score?: number | undefined;
  /** What the page said that the visitor was about to do. */
  readonly action?: string | undefined;
  /** The host name of the page. */
  readonly hostname?: string | undefined;
  /** When the token was made: ISO 8601. */
  readonly solvedAt?: string | undefined;
  /** The sign-in that the page bound the token to. */
  readonly binding?: string | undefined;
};

/** What an answer may leave out, as it is or as `null`. */
export const said = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

/** What a text is in JSON. */
export const inJson = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(v.string(), v.parseJson(), schema);

/** A score as providers send it. */
export const Score = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
