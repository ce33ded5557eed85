/** An error in the shape of the AWS API that it answers: its type, its status and its words. */
export class AwsError extends Error {
  /** HTTP status. Clients of AWS retry a 5xx, so what the caller did wrong is a 400. */
  readonly status: number;

  /**
   * @param name The exception's name in the API reference, such as `NotAuthorizedException`.
   */
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
