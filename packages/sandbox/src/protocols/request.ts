/** The caller of a request. */
export type Caller =
  /** The request is not signed: a public operation of a user pool, or a page. */
  | { readonly type: 'anonymous' }
  /** The developer who started the sandbox. May do everything. */
  | { readonly type: 'developer' }
  /** A function with its execution role, or an identity with its role. */
  | {
      readonly type: 'role';
      /** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>` */
      readonly arn: string;
      readonly roleArn: string;
      /** The id of an identity in an identity pool. */
      readonly subject?: string;
      /** The identity pool that gave the role to the identity. */
      readonly identityPool?: IdentityPoolLogin;
    };

/** How an identity of an identity pool proved itself. */
export type IdentityPoolLogin = {
  readonly poolId: string;
  /** The provider and the subject of the login. Undefined for a guest. */
  readonly login?: { readonly provider: string; readonly subject: string };
};

/** The head of a request, before its body is read. */
export type ServiceRequestHead = {
  /** `x-amzn-requestid` of the response. */
  readonly id: string;
  readonly method: string;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `X-Amz-Target`, split at its last dot. */
  readonly target: { readonly prefix: string; readonly operation: string } | undefined;
  /** The service's signing name in the credential scope, such as `cognito-idp`. */
  readonly signingName: string | undefined;
};

export type ServiceRequest = ServiceRequestHead & {
  readonly body: Buffer;
  /** The caller that signed the request. A request with a wrong signature is refused earlier. */
  readonly caller: Caller;
};

export type ServiceResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};
