import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';
import { sayHello } from './functions/say-hello/resource.js';

defineBackend({ auth, sayHello });
