const STORED_AS = 'amplify-recipes-demo-phones';

/** A number from the range that is reserved for fiction: no telephone has it. */
export function newPhone(): string {
  return `+1415555${String(100 + Math.floor(Math.random() * 100)).padStart(4, '0')}`;
}

/** The number that a visitor of this browser confirmed for an account. */
export function knownPhone(email: string): string | undefined {
  return readPhones()[email.toLowerCase()];
}

export function rememberPhone(email: string, number: string): void {
  const phones = { ...readPhones(), [email.toLowerCase()]: number };
  localStorage.setItem(STORED_AS, JSON.stringify(phones));
}

function readPhones(): Readonly<Record<string, string>> {
  try {
    return Object(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}'));
  } catch {
    return {};
  }
}
