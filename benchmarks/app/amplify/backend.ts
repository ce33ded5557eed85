import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';
import { data } from './data/resource.js';
import { greet } from './functions/greet/resource.js';
import { defineNotes } from './notes/resource.js';

const backend = defineBackend({ auth, data, greet });

backend.addOutput({ custom: { notes: defineNotes(backend.createStack('notes')) } });
