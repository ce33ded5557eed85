/**
 * An error of the backend's author, found while the backend is synthesised. `ampx` shows it as one
 * of Amplify's own: its name, what is wrong, and what to do.
 */
export class RecipeError extends Error {
  override readonly name: `${string}Error`;
  /** What Amplify tells its own errors by, across copies of its packages. */
  readonly classification = 'ERROR';
  readonly resolution: string;

  constructor(name: `${string}Error`, problem: { message: string; resolution: string }) {
    super(problem.message);
    this.name = name;
    this.resolution = problem.resolution;
  }
}
