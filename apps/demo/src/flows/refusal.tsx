import { durationText } from '@amplify-recipes/console/controls';
import { Fragment, useState } from 'react';
import { Link } from 'wouter';
import { rememberEmail } from '../account/known-email.js';
import { type SignUpField, SignUpForm, type SignUpValues } from '../account/sign-up-form.js';
import { useDemo } from '../demo.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import styles from './flows.module.css';
import { Suggestions, type SuggestionsProps } from './suggestions.js';

export type RefusalProps = {
  readonly introduction: string;
  readonly values: SignUpValues;
  readonly fields: readonly SignUpField[];
  readonly suggestions: SuggestionsProps<Partial<SignUpValues>>['values'];
  /** The refusals that the flow is about. */
  readonly codes: readonly string[];
};

type Result =
  | { readonly refusals: readonly string[]; readonly email?: never }
  | { readonly email: string; readonly refusals?: never };

/** A sign-up that a recipe refuses, or not. */
export function Refusal({ introduction, values: first, fields, suggestions, codes }: RefusalProps) {
  const [values, setValues] = useState(first);
  const [result, setResult] = useState<Result>();
  const [choices, setChoices] = useState(0);
  const finish = useFinish();
  return (
    <div className={styles.stack}>
      <SignUpForm
        about={choices}
        title="Create an account"
        introduction={introduction}
        values={values}
        onValues={setValues}
        fields={fields}
        onRefused={(refusals) => {
          setResult({ refusals });
          if (refusals.some((code) => codes.includes(code))) finish();
        }}
        onSignedUp={(email) => {
          rememberEmail(email);
          setResult({ email });
        }}
      />
      <Suggestions
        values={suggestions}
        onChoose={(chosen) => {
          setValues({ ...first, ...chosen });
          setResult(undefined);
          setChoices(choices + 1);
        }}
      />
      {result?.refusals !== undefined && (
        <Outcome title="It was refused before an account was made.">
          <RefusedBy codes={result.refusals} />
        </Outcome>
      )}
      {result?.email !== undefined && (
        <Outcome
          title="This sign-up was accepted."
          next={
            <>
              Confirm it in <Link href="/confirm">Confirm, group and profile</Link>, or try another
              one here.
            </>
          }
        >
          Cognito made an account, and sent a code to {result.email}.
        </Outcome>
      )}
    </div>
  );
}

function RefusedBy({ codes }: { readonly codes: readonly string[] }) {
  const { timeline } = useDemo();
  const run = timeline.findLast(
    ({ name, kind }) => kind === 'invocation' && name === 'pre-sign-up',
  );
  return (
    <>
      Cognito called the function <code>pre-sign-up</code>, which threw{' '}
      {codes.map((code, index) => (
        <Fragment key={code}>
          {index > 0 && ' and '}
          <code>{code}</code>
        </Fragment>
      ))}
      {run?.durationMs !== undefined && ` after ${durationText(run.durationMs)}`}.
    </>
  );
}
