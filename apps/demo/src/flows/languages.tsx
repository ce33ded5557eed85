import { useEffect, useState } from 'react';
import { newAddress } from '../account/create-account.js';
import { SignUpForm, type SignUpValues } from '../account/sign-up-form.js';
import { useDemo } from '../demo.js';
import { ChoiceInput } from '../form/choice-input.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { MessageBody } from '../messages/messages-drawer.js';
import styles from './flows.module.css';

const LOCALES = [
  { name: 'en', label: 'English' },
  { name: 'es', label: 'Español' },
  { name: 'de', label: 'Deutsch' },
  { name: 'fr', label: 'Français (no template)' },
] as const;

type Locale = (typeof LOCALES)[number]['name'];

const newValues = (): SignUpValues => ({
  email: newAddress(),
  name: 'Ada Lovelace',
  birthdate: '2000-02-29',
});

/** Sign-ups whose messages are in the language of the user. */
export function Languages() {
  const { activity } = useDemo();
  const finish = useFinish();
  const [locale, setLocale] = useState<Locale>('es');
  const [values, setValues] = useState(newValues);
  const [sent, setSent] = useState<{ readonly email: string; readonly locale: Locale }>();
  const [seen, setSeen] = useState<ReadonlySet<Locale>>(new Set());
  const message = sent && activity.outbox.findLast(({ to }) => to === sent.email);
  useEffect(() => {
    if (['en', 'es', 'de'].every((name) => seen.has(name as Locale))) finish();
  }, [seen, finish]);
  return (
    <div className={styles.stack}>
      <SignUpForm
        title="Create an account"
        introduction="The page sends the language with the sign-up, in clientMetadata."
        values={values}
        onValues={setValues}
        fields={['email']}
        locale={locale}
        onSignedUp={(email) => {
          setSent({ email, locale });
          setSeen(new Set([...seen, locale]));
          setValues(newValues());
        }}
      >
        <ChoiceInput
          label="Language of the page"
          name="locale"
          choices={LOCALES}
          selected={locale}
          onSelect={setLocale}
          inRow
        />
      </SignUpForm>
      {sent && (
        <article className={styles.card} aria-label="The message">
          {message ? (
            <>
              <div className={styles.between}>
                <h2>{message.subject}</h2>
                <span className="soft">to {message.to}</span>
              </div>
              <MessageBody message={message} />
            </>
          ) : (
            <p className="soft">The message to {sent.email} is on its way …</p>
          )}
        </article>
      )}
      {message && sent && (
        <Outcome
          title={
            sent.locale === 'fr'
              ? 'There is no French template, so the default one was used.'
              : 'The message is in the language of the user.'
          }
          {...(seen.size < 3 && { next: 'Now try another language.' })}
        >
          Cognito called <code>localized-message</code> for <code>CustomMessage_SignUp</code>.
        </Outcome>
      )}
    </div>
  );
}
