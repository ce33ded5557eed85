const STEPS = ['Password', 'CAPTCHA', 'Code'] as const;

export type SignInProgressProps = {
  readonly at: (typeof STEPS)[number];
};

/** The steps of a sign-in with password, CAPTCHA and code, with the current one marked. */
export function SignInProgress({ at }: SignInProgressProps) {
  const current = STEPS.indexOf(at);
  return (
    <ol className="sign-in-progress" aria-label="Steps of this sign-in">
      {STEPS.map((step, index) => (
        <li
          key={step}
          data-done={index < current}
          aria-current={index === current ? 'step' : undefined}
        >
          {step}
          {index < current && <span className="visually-hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
