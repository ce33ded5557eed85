import { defineRecipe } from '@amplify-recipes/core/backend';
import { GateOptions } from './options.js';

/** A recipe, as it is in a copied folder. */
export const defineGate = defineRecipe({
  name: 'gate',
  options: GateOptions,
  secrets: ['key'],
  module: import.meta.url,
  calledBy: 'cognito',
});
