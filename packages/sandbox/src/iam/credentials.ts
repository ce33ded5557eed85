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
    };
