/** A user's profile, as it is stored in the model. */
export type Profile = {
  /** The name of the model: `UserProfile`. */
  readonly model: string;
  /** The fields of the record, `id` among them. */
  readonly record: Readonly<Record<string, string>> & { readonly id: string };
};
