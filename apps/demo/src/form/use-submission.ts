import { type RefObject, useState } from 'react';
import { type Doing, type Explanation, explainAll, together } from './explain.js';

/** The fields of a form. A field that the form does not have is empty. */
export type FormFields = (name: string) => string;

/** Errors by the name of their field. The one of the whole form has the name `form`. */
type Errors = Readonly<Record<string, Explanation>>;

export type Submission = {
  readonly pending: boolean;
  readonly errors: Errors;
  /** Does nothing while an earlier run is not finished. */
  run(): Promise<void>;
  /** Forgets the errors of a field that the visitor changes, and of the whole form. */
  forget(field: string): void;
};

/**
 * Submits a form, and keeps its errors at their fields. The first wrong field gets the focus.
 *
 * @param about The errors are forgotten when this changes.
 */
export function useSubmission(
  form: RefObject<HTMLFormElement | null>,
  doing: Doing,
  onSubmit: (fields: FormFields) => Promise<void>,
  about: string,
): Submission {
  const [pending, setPending] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const [lastAbout, setLastAbout] = useState(about);
  if (about !== lastAbout) {
    setLastAbout(about);
    setErrors({});
  }

  function fail(next: Errors): void {
    setErrors(next);
    const [first = ''] = Object.keys(next);
    inputsOf(form.current)
      .find(({ name }) => name === first)
      ?.focus();
  }

  return {
    pending,
    errors,
    async run() {
      if (pending || form.current === null) return;
      const missing = emptyFields(form.current);
      if (Object.keys(missing).length > 0) return fail(missing);
      const data = new FormData(form.current);
      setErrors({});
      setPending(true);
      try {
        await onSubmit((name) => {
          const text = String(data.get(name) ?? '');
          return name.endsWith('password') ? text : text.trim();
        });
      } catch (error) {
        const names = inputsOf(form.current).map(({ name }) => name);
        fail(byField(explainAll(error, doing), names));
      } finally {
        setPending(false);
      }
    },
    forget: (field) =>
      setErrors(({ [field]: _, form: __, ...others }) =>
        Object.keys(others).length > 0 ? others : {},
      ),
  };
}

function inputsOf(form: HTMLFormElement | null): readonly HTMLInputElement[] {
  return [...(form?.querySelectorAll('input') ?? [])];
}

/** Explanations at their fields. One about a field that is not there is about the whole form. */
function byField(explanations: readonly Explanation[], fields: readonly string[]): Errors {
  const errors = new Map<string, Explanation>();
  for (const explanation of explanations) {
    const { field = 'form' } = explanation;
    const place = fields.includes(field) ? field : 'form';
    const there = errors.get(place);
    errors.set(place, there ? together(there, explanation) : explanation);
  }
  return Object.fromEntries(errors);
}

function emptyFields(form: HTMLFormElement): Errors {
  const empty = inputsOf(form).filter(
    (input) => input.getAttribute('aria-required') === 'true' && input.value.trim() === '',
  );
  return Object.fromEntries(
    empty.map(({ name, labels }) => [
      name,
      {
        code: 'required',
        message: `Fill in ${(labels?.[0]?.textContent ?? name).toLowerCase()}.`,
      },
    ]),
  );
}
