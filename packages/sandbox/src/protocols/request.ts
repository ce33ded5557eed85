/** Who makes a request. */
export type Caller =
  /** The request is not signed: the public operations of a user pool, a page. */
  | { readonly type: 'anonymous' }
  /** The developer whose sandbox it is: may do everything. */
  | { readonly type: 'developer' }
  /** A function with its execution role, or an identity with its role. */
  | {
      readonly type: 'role';
      /** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>` */
      readonly arn: string;
      readonly roleArn: string;
      /** The identity's id, of an identity pool. */
      readonly subject?: string;
    };

/** The head of a request, before its body was read. */
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
  /** Who signed the request. A wrong signature never comes this far. */
  readonly caller: Caller;
};

export type ServiceResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};
