#!/usr/bin/env node
import { fail } from './failure.js';
import { createProgram } from './program.js';

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (error) {
  fail(error);
}
