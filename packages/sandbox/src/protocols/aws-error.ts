/** An error in the shape of the AWS API that it answers: its type, its status and its words. */
export class AwsError extends Error {
  /** HTTP status. Clients of AWS retry a 5xx, so what the caller did wrong is a 400. */
  readonly status: number;
  /** What the exception has beside its message, such as `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  /**
   * @param name The exception's name in the API reference, such as `NotAuthorizedException`.
   */
  constructor(
    name: string,
    message: string,
    status = 400,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}
