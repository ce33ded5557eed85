import { kebabCase } from '../recipes/names.js';
import type { Challenge } from './challenge.js';
import { DEFAULT_ATTEMPTS } from './challenge-recipes.js';
import { AMPLIFY } from './connection.js';
import { CORE } from './own-files.js';

/** The files of a custom sign-in with several challenges, by their names in its folder. */
export function signInFiles(challenges: readonly Challenge[]): Readonly<Record<string, string>> {
  return {
    'sequence.ts': sequenceText(challenges),
    'options.ts': optionsText(challenges),
    'define-auth-challenge-handler.ts': defineText(challenges),
    'create-auth-challenge-handler.ts': createText(challenges),
    'verify-auth-challenge-response-handler.ts': verifyText(challenges),
    'resource.ts': resourceText(challenges),
  };
}

type Entry = readonly [name: string, text: string];

const nameOf = ({ recipe }: Challenge) => recipe.name;
const optionsOf = ({ recipe }: Challenge) => `${recipe.name}Options`;
const importText = (names: readonly string[], from: string) =>
  `import { ${[...names].sort().join(', ')} } from '${from}';\n`;

/** An object on one line, or on several if it is long. */
function objectText(entries: readonly Entry[]): string {
  const texts = entries.map(([name, text]) => (name === text ? name : `${name}: ${text}`));
  const line = `{ ${texts.join(', ')} }`;
  if (line.length <= 60 && !line.includes('\n')) return line;
  return `{\n${texts.map((text) => `  ${indented(text)},\n`).join('')}}`;
}

const indented = (text: string) => text.replaceAll('\n', '\n  ');

function sequenceText(challenges: readonly Challenge[]): string {
  const names = challenges.map(nameOf);
  const isWithout = challenges.some(({ options }) => /none/.test(options.get('password') ?? ''));
  const attempts = challenges.map(
    ({ recipe, options }): Entry => [recipe.name, options.get('attempts') ?? DEFAULT_ATTEMPTS],
  );
  return `import type { ChallengeSequence, ChallengeStep } from '${CORE}';

/** The answers that a user may give to each challenge. */
export const attempts = ${objectText(attempts)};

/**
 * The challenges of a sign-in, in order. Users must pass all of them. Each of the three functions
 * passes the parts of a challenge that it needs.
 */
export function sequenceOf<Challenge extends ChallengeStep>(
${names.map((name) => `  ${name}: Challenge,\n`).join('')}): ChallengeSequence<Challenge> {
  return { ${isWithout ? 'withoutPassword' : 'withPassword'}: [${names.join(', ')}] };
}
`;
}

/** The options that the functions share. */
function optionsText(challenges: readonly Challenge[]): string {
  const types = challenges.map(({ recipe: { sharedType }, moduleOf }) =>
    importText([sharedType.name], moduleOf(sharedType.module)).replace('import', 'import type'),
  );
  const constants = challenges.map(
    (each) =>
      `\n/** The options of the challenge ${each.recipe.challenge} that two functions need. */\nexport const ${optionsOf(each)} = ${objectText(entriesOf(each, true))} satisfies ${each.recipe.sharedType.name};\n`,
  );
  return `${types.join('')}${importText(['attempts'], './sequence.js')}${constants.join('')}`;
}

/** The options of a challenge that both functions need, or only the one that checks answers. */
function entriesOf({ recipe, options, secrets }: Challenge, isShared: boolean): Entry[] {
  const names = isShared ? recipe.shared : recipe.judged;
  const plain = [...options].filter(([name]) => names.includes(name));
  const secret = [...secrets.keys()]
    .filter((name) => names.includes(name))
    .map((name): Entry => [name, `process.env.${variableOf(recipe.challenge, name)} ?? ''`]);
  const variables = recipe.variables
    .filter((each) => each.isShared === isShared && !options.has(each.option))
    .filter((each) => !each.with || each.with.some((name) => options.has(name)))
    .map(({ option, variable }): Entry => [option, `process.env.${variable}`]);
  const attempts: Entry[] = isShared ? [['attempts', `attempts.${recipe.name}`]] : [];
  return [...plain, ...attempts, ...secret, ...variables];
}

/** `ONE_TIME_CODE_KEY` */
const variableOf = (challenge: string, option: string) =>
  `${challenge}-${kebabCase(option)}`.replaceAll('-', '_').toUpperCase();

function defineText(challenges: readonly Challenge[]): string {
  const steps = challenges.map(
    ({ recipe: { name, challenge } }) => `{ name: '${challenge}', attempts: attempts.${name} }`,
  );
  return `${importText(['defineAuthChallenge'], CORE)}${importText(['attempts', 'sequenceOf'], './sequence.js')}
/** Knows only the names of the challenges and their attempts: no secrets, no permissions. */
export const handler = defineAuthChallenge(
${sequenceOf(steps)});
`;
}

/** The arguments of `sequenceOf`, on one line if it is short. */
function sequenceOf(parts: readonly string[]): string {
  const line = `  sequenceOf(${parts.join(', ')}),\n`;
  if (line.length <= 80 && !line.includes('{')) return line;
  return `  sequenceOf(\n${parts.map((part) => `    ${indented(indented(part))},\n`).join('')}  ),\n`;
}

function createText(challenges: readonly Challenge[]): string {
  const factories = challenges.map(({ recipe, moduleOf }) =>
    importText([recipe.creating], moduleOf('recipe')),
  );
  const calls = challenges.map((each) => `${each.recipe.creating}(${optionsOf(each)})`);
  return `${importText(['createAuthChallenge'], CORE)}${factories.join('')}${importText(challenges.map(optionsOf), './options.js')}${importText(['sequenceOf'], './sequence.js')}
export const handler = createAuthChallenge(
${sequenceOf(calls)});
`;
}

function verifyText(challenges: readonly Challenge[]): string {
  const factories = challenges.map(({ recipe, moduleOf }) =>
    importText([recipe.judging], moduleOf('recipe')),
  );
  const calls = challenges.map((each) => {
    const own = entriesOf(each, false);
    const spread = `...${optionsOf(each)}`;
    const options = own.length === 0 ? optionsOf(each) : objectText([[spread, spread], ...own]);
    return `${each.recipe.judging}(${options})`;
  });
  return `${importText(['verifyAuthChallengeResponse'], CORE)}${factories.join('')}${importText(challenges.map(optionsOf), './options.js')}${importText(['sequenceOf'], './sequence.js')}
export const handler = verifyAuthChallengeResponse(
${sequenceOf(calls)});
`;
}

function resourceText(challenges: readonly Challenge[]): string {
  const allowing = challenges.filter(({ recipe }) => recipe.allow);
  const imports = allowing.map(({ recipe, moduleOf }) =>
    importText([recipe.allow?.name ?? ''], moduleOf('resource')),
  );
  const shared = environmentOf(challenges, (each) => each.recipe.shared);
  const judged = environmentOf(challenges, (each) => [
    ...each.recipe.shared,
    ...each.recipe.judged,
  ]);
  const hasSecrets = judged.length > 0;
  const functions: Entry[] = [
    functionEntry('defineAuthChallenge', []),
    functionEntry('createAuthChallenge', shared),
    functionEntry('verifyAuthChallengeResponse', judged),
  ];
  const permissions = allowing.map(
    (each) =>
      `\n${each.recipe.allow?.name}(customSignIn, ${objectText(
        [...each.options].filter(([name]) => each.recipe.allow?.options.includes(name)),
      )});\n`,
  );
  return `${importText(hasSecrets ? ['defineFunction', 'secret'] : ['defineFunction'], AMPLIFY)}${imports.join('')}
const inAuth = { resourceGroupName: 'auth', timeoutSeconds: 5 };

/** The functions of the custom sign-in, to spread into \`triggers\`. */
export const customSignIn = ${objectText(functions)};
${permissions.join('')}`;
}

function environmentOf(
  challenges: readonly Challenge[],
  namesOf: (challenge: Challenge) => readonly string[],
): Entry[] {
  return challenges.flatMap((each) =>
    [...each.secrets]
      .filter(([name]) => namesOf(each).includes(name))
      .map(([name, text]): Entry => [variableOf(each.recipe.challenge, name), `secret(${text})`]),
  );
}

function functionEntry(trigger: string, environment: readonly Entry[]): Entry {
  const name = kebabCase(trigger);
  return [
    trigger,
    `defineFunction(${objectText([
      ['...inAuth', '...inAuth'],
      ['name', `'${name}'`],
      ['entry', `'./${name}-handler.ts'`],
      ...(environment.length > 0 ? [['environment', objectText(environment)] as const] : []),
    ])})`,
  ];
}
