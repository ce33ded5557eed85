const STEPS = ['Password', 'CAPTCHA', 'Code'] as const;

export type SignInProgressProps = {
  readonly at: (typeof STEPS)[number];
};

/** Where a visitor stands who signs in by all that the recipes ask for after the password. */
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
