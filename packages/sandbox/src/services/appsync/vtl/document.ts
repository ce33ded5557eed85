import { ResolverError } from '../util/effects.js';
import { setKey } from './values.js';

/** Jackson's maximum, which is the JSON library of AppSync. */
const MAX_DEPTH = 1000;

/**
 * Parses the text of an evaluated template by AppSync's rules: JSON in which commas may be trailing
 * and no key appears twice. The value of a blank text is null.
 *
 * @throws {ResolverError} `MappingTemplate` in AppSync's words.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-overview.html#evaluated-mapping-template-deserialization-rules
 */
export function parseDocument(text: string): unknown {
  if (text.trim() === '') return null;
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw this.#fault('The document is nested too deeply');
    this.#skipSpace();
    const first = this.#text[this.#position];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    return this.#numberOrWord();
  }

  end(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) {
      throw fault('Trailing characters at the end of the JSON string are not allowed.');
    }
  }

  #object(depth: number): unknown {
    const object = {};
    this.#position += 1;
    while (!this.#takes('}')) {
      if (this.#text[this.#position] !== '"') {
        throw this.#unexpected('was expecting double-quote to start field name');
      }
      const key = this.#string();
      if (Object.hasOwn(object, key)) {
        throw fault(
          `Duplicate field '${key}' detected on Object. Duplicate JSON keys are not allowed.`,
        );
      }
      if (!this.#takes(':')) {
        throw this.#unexpected('was expecting a colon to separate field name and value');
      }
      setKey(object, key, this.value(depth + 1));
      this.#separator('}', 'Object');
    }
    return object;
  }

  #array(depth: number): unknown {
    const array: unknown[] = [];
    this.#position += 1;
    while (!this.#takes(']')) {
      array.push(this.value(depth + 1));
      this.#separator(']', 'Array');
    }
    return array;
  }

  /** A comma, or the end of the object or array, which stays in the text. */
  #separator(end: '}' | ']', type: 'Object' | 'Array'): void {
    if (this.#takes(',') || this.#text[this.#position] === end) return;
    throw this.#unexpected(`was expecting comma to separate ${type} entries`);
  }

  #string(): string {
    const start = this.#position;
    let escaped = false;
    for (let index = start + 1; index < this.#text.length; index += 1) {
      const code = this.#text.charCodeAt(index);
      if (code === 0x5c) {
        escaped = true;
        index += 1;
      } else if (code === 0x22) {
        this.#position = index + 1;
        return escaped ? this.#unescape(start) : this.#text.slice(start + 1, index);
      } else if (code < 0x20) {
        this.#position = index;
        throw this.#fault(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in string value`,
        );
      }
    }
    this.#position = this.#text.length;
    throw this.#fault('Unexpected end-of-input: was expecting closing quote for a string value');
  }

  #unescape(start: number): string {
    const literal = this.#text.slice(start, this.#position);
    try {
      return String(JSON.parse(literal));
    } catch {
      throw this.#fault(`Unrecognized character escape in ${literal.slice(0, 100)}`);
    }
  }

  #numberOrWord(): unknown {
    const token = /[^\s,:[\]{}"]*/y;
    token.lastIndex = this.#position;
    const word = token.exec(this.#text)?.[0] ?? '';
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) {
      this.#position += word.length;
      return Number(word);
    }
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#position += word.length;
      return word === 'null' ? null : word === 'true';
    }
    // As Jackson does, which takes `$util.toJson(...)` for an identifier of Java.
    const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(word)?.[0];
    if (identifier !== undefined) {
      throw this.#fault(
        `Unrecognized token '${identifier}': was expecting ('true', 'false' or 'null')`,
      );
    }
    throw this.#unexpected(
      "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    );
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#position);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#position += 1;
      code = this.#text.charCodeAt(this.#position);
    }
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    this.#skipSpace();
    return true;
  }

  #unexpected(expectation: string): ResolverError {
    const code = this.#text.codePointAt(this.#position);
    if (code === undefined) return this.#fault(`Unexpected end-of-input: ${expectation}`);
    const character = String.fromCodePoint(code);
    return this.#fault(`Unexpected character ('${character}' (code ${code})): ${expectation}`);
  }

  #fault(problem: string): ResolverError {
    const before = this.#text.slice(0, this.#position).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const source = JSON.stringify(this.#text.slice(0, 500));
    return fault(
      `Unable to parse the JSON document: '${problem}\n at [Source: (String)${source}; line: ${before.length}, column: ${column}]'`,
    );
  }
}

function fault(message: string): ResolverError {
  return new ResolverError({ message, errorType: 'MappingTemplate' });
}
