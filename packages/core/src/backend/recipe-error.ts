/**
 * A mistake in the definition of a backend, found during synthesis. `ampx` shows it like Amplify's
 * own errors: its name, what is wrong, and what to do.
 */
export class RecipeError extends Error {
  override readonly name: `${string}Error`;
  /** Amplify recognizes its own errors by this property, across copies of its packages. */
  readonly classification = 'ERROR';
  readonly resolution: string;

  constructor(name: `${string}Error`, problem: { message: string; resolution: string }) {
    super(problem.message);
    this.name = name;
    this.resolution = problem.resolution;
  }
}
