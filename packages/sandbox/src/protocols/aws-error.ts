/** An error in the format of an AWS API: its type, its status and its message. */
export class AwsError extends Error {
  /** HTTP status. Clients of AWS retry a 5xx, so an error of the caller is a 400. */
  readonly status: number;
  /** The fields of the exception besides its message, such as `CancellationReasons`. */
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
