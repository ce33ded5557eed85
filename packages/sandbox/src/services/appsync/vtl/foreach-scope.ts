/** `$foreach`: the state of the innermost loop. */
export class ForeachScope {
  index = 0;
  readonly #size: number;
  readonly #parent: unknown;

  constructor(size: number, parent: unknown) {
    this.#size = size;
    this.#parent = parent;
  }

  /** `$foreach.count`, `$foreach.hasNext`, ... and the same as methods. */
  get(name: string): unknown {
    switch (name) {
      case 'index':
      case 'getIndex':
        return this.index;
      case 'count':
      case 'getCount':
        return this.index + 1;
      case 'hasNext':
      case 'getHasNext':
        return this.index + 1 < this.#size;
      case 'first':
      case 'isFirst':
        return this.index === 0;
      case 'last':
      case 'isLast':
        return this.index + 1 === this.#size;
      case 'parent':
      case 'getParent':
        return this.#parent;
      case 'topmost':
      case 'getTopmost':
        return this.#parent instanceof ForeachScope ? this.#parent.get('topmost') : this;
      default:
        return null;
    }
  }
}
