import * as v from 'valibot';
import type { Refusal } from '../refusal.js';

/** A provider: the data that it returns about a token, and how to call it. */
export type Provider = {
  /**
   * Whether it returns a score. Undefined if only some accounts get scores, as with the Enterprise
   * plan of hCaptcha.
   */
  readonly score?: 'always' | 'never';
  /** The actions that it accepts. Undefined if it has no actions. */
  readonly action?: RegExp;
  /** Whether a page can bind a token to its sign-in. */
  readonly binds?: true;
  readonly connect: (options: ConnectOptions) => Redeem;
};

export type ConnectOptions = {
  /** With reCAPTCHA Enterprise, an API key. */
  readonly secretKey: string;
  readonly siteKey: string;
  readonly action: string | undefined;
  /** The Google Cloud project of reCAPTCHA Enterprise. */
  readonly project: string | undefined;
  /** Replaces the provider's own URL. */
  readonly verifyUrl: string | undefined;
};

/** Asks the provider to verify a token. It accepts each token once. */
export type Redeem = (token: string, context: RedemptionContext) => Promise<Redemption>;

export type RedemptionContext = {
  /** Aborts when the time of the function is over. */
  readonly signal: AbortSignal;
  /** The id of this challenge. Only Cognito and the page know it. */
  readonly binding: string | undefined;
};

export type Redemption =
  | { readonly solution: Solution; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly solution?: never };

/** The data of a token that a provider accepts. Missing data are undefined. */
export type Solution = {
  /** From 0, surely a robot, to 1, surely a human. */
  readonly score?: number | undefined;
  /** The action that the page reported. */
  readonly action?: string | undefined;
  /** The host name of the page. */
  readonly hostname?: string | undefined;
  /** When the token was created, in ISO 8601. */
  readonly solvedAt?: string | undefined;
  /** The sign-in that the page bound the token to. */
  readonly binding?: string | undefined;
};

/** A value that an answer may leave out or set to `null`. */
export const said = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

/** A text that holds JSON. */
export const inJson = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(v.string(), v.parseJson(), schema);

/** A score as providers send it. */
export const Score = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
