/** An event to start from. */
export type EventTemplate = {
  readonly id: string;
  readonly label: string;
  readonly make: () => object;
};

/** The template that fits what triggers a function: `PreSignUp of amplifyAuth`, `stream of Todo`. */
export function templateFor(triggers: readonly string[]): string {
  for (const trigger of triggers) {
    const [first = ''] = trigger.split(' of ');
    if (/^[A-Z]\w+$/.test(first) && trigger.includes(' of ')) return first;
    if (trigger.startsWith('stream of ')) return 'dynamodb';
    if (trigger.startsWith('objects of ')) return 's3';
    if (trigger.startsWith('data source ')) return 'appsync';
    if (/^(?:cron|rate|at)\(/.test(trigger)) return 'scheduler';
  }
  return 'empty';
}
