/** Stands for packages whose types nothing here uses. `tsconfig.base.json` names them. */
export {};
